// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Random valid Maps: every loop rank, type, kind of access and reduction, with code that
// reads only what it has written and values that are often special.

#include <algorithm>
#include <utility>

#include "tests/runtime/map/map_program.h"

namespace tmb {
namespace {

using fb::MicroOp;

class Generator {
 public:
  explicit Generator(uint32_t seed)
      : state_(seed * 2654435761u + 12345u), row_of_words_(Chance(6)), program_(Dims()) {}

  MapProgram Make() {
    ChooseReduction();
    if (reduction_ == fb::Reduction::Repeat) return MakeRepeat();
    const uint32_t inputs = Below(4) + 1,
                   outputs = reduction_ == fb::Reduction::None ? Below(2) + 1 : Below(3) + 1;
    for (uint32_t i = 0; i < inputs; ++i) AddInput();
    for (uint32_t i = 0; i < outputs; ++i) outputs_.push_back(AddOutput(inputs == 1 && outputs == 1));
    for (uint32_t i = Below(4); i != 0; --i) immediates_.push_back(program_.Immediate(Word()));
    plain_ = program_.Immediate(Chance(2) ? 0 : 0x40490fdbu);  // for MaxFI and MinFI
    values_ = reduction_ == fb::Reduction::None ? 0 : Below(2) + 1;
    const uint32_t accumulators = reduction_ == fb::Reduction::Lanes ? 2 * values_ : values_;
    for (uint32_t i = accumulators + Below(4); i != 0; --i) temporaries_.push_back(program_.Temporary());
    program_.op.values = static_cast<uint8_t>(values_);
    AddCode(accumulators);
    program_.Finish();
    return std::move(program_);
  }

 private:
  uint32_t Next() {  // xorshift32
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return state_;
  }
  uint32_t Below(uint32_t limit) { return (Next() >> 8) % limit; }
  bool Chance(uint32_t of) { return Below(of) == 0; }
  template <typename T>
  T& Pick(std::vector<T>& from) {
    return from[Below(static_cast<uint32_t>(from.size()))];
  }

  uint32_t Word() {
    static constexpr uint32_t kSpecial[] = {0u,          0x80000000u, 1u,          0xffffffffu, 0x7fffffffu,
                                            0x7f800000u, 0xff800000u, 0x7fc00000u, 0x7f812345u, 0xffc54321u,
                                            0x00000007u, 0x80000001u, 0x3f000000u, 0xbf000000u, 0x3fc00000u,
                                            0x40200000u, 0x4f000000u, 0xcf000000u};
    switch (Below(6)) {
      case 0:
        return kSpecial[Below(sizeof kSpecial / 4)];
      case 1:
        return Next();
      case 2:
        return Below(64) - 32;
      default:
        return ((Below(24) + 115) << 23 | Below(1u << 23)) ^ (Next() & 0x80000000u);  // a tame float
    }
  }

  std::vector<uint32_t> Dims() {
    if (row_of_words_) return {Chance(2) ? Below(15) + 1 : 16 * (Below(8) + 1)};
    std::vector<uint32_t> dims;
    const uint32_t rank = Chance(3) ? Below(8) + 1 : Below(3) + 1;
    for (uint32_t d = 1; d < rank; ++d) dims.push_back(Below(rank > 4 ? 2 : 5) + 1);
    dims.push_back(Chance(8) ? Below(700) + 1 : Below(50) + 1);
    if (rank < 3 && Chance(8)) dims.assign(rank - 1, 1);  // without loops, or one short row
    return dims;
  }

  uint32_t Rank() const { return static_cast<uint32_t>(program_.op.dims.size()); }

  void ChooseReduction() {
    if (Rank() == 0 || row_of_words_) return;
    const uint32_t choice = Below(4);
    if (choice == 3 && Rank() == 1 && Chance(2)) {
      reduction_ = fb::Reduction::Repeat;
    } else if (choice == 1) {
      reduction_ = fb::Reduction::Lanes;
      program_.op.reduced = static_cast<uint8_t>(Below(Rank()) + 1);
    } else if (choice == 2 && Rank() > 1) {
      reduction_ = fb::Reduction::Rows;
      program_.op.reduced = static_cast<uint8_t>(Below(Rank() - 1) + 1);
    }
    program_.op.reduction = reduction_;
  }

  bool IsReduced(uint32_t d) const {
    const uint32_t reduced = program_.op.reduced, rank = Rank();
    if (reduction_ == fb::Reduction::Lanes) return d >= rank - reduced;
    return reduction_ == fb::Reduction::Rows && d + 1 < rank && d + 1 >= rank - reduced;
  }

  fb::Type RandomType() {
    static constexpr fb::Type kNarrow[] = {fb::Type::Pred, fb::Type::S8,  fb::Type::U8,  fb::Type::S16,
                                           fb::Type::U16,  fb::Type::F16, fb::Type::BF16};
    static constexpr fb::Type kFull[] = {fb::Type::F32, fb::Type::S32, fb::Type::U32};
    return !row_of_words_ && Chance(2) ? kNarrow[Below(7)] : kFull[Below(3)];
  }

  // Row-major strides over the loops that are not reduced (all: every loop).
  std::vector<int32_t> DenseStrides(uint32_t element, bool all, uint32_t& bytes) const {
    std::vector<int32_t> strides(Rank(), 0);
    bytes = element;
    for (uint32_t d = Rank(); d-- > 0;) {
      if (!all && IsReduced(d)) continue;
      strides[d] = static_cast<int32_t>(bytes);
      bytes *= program_.op.dims[d];
    }
    return strides;
  }

  std::vector<uint8_t> RandomBytes(uint32_t count) {
    std::vector<uint8_t> bytes;
    while (bytes.size() < count) {
      const uint32_t word = Word();
      for (uint32_t i = 0; i < 4; ++i) bytes.push_back(static_cast<uint8_t>(word >> 8 * i));
    }
    bytes.resize(count);
    return bytes;
  }

  // An input is planned before its buffer exists, because its guards and starts widen it.
  struct Plan {
    std::vector<int32_t> strides;
    struct {
      bool used = false;
      uint32_t extent = 1;
      int32_t offset = 0, stride = 0;
      std::vector<int32_t> coefficients;
    } guard;
    struct {
      bool used = false;
      uint32_t limit = 0;
      int32_t stride = 0;
    } dynamic;
  };

  Plan MakePlan(int32_t element) {
    Plan plan;
    uint32_t bytes = 0;
    plan.strides = DenseStrides(static_cast<uint32_t>(element), true, bytes);
    const uint32_t shape = Below(row_of_words_ ? 2 : 4);
    for (uint32_t d = 0; d < Rank(); ++d) {
      if (shape == 1 && Chance(2)) plan.strides[d] = 0;                                  // broadcast
      if (shape == 2) plan.strides[d] = element * (static_cast<int32_t>(Below(9)) - 4);  // any
      if (shape == 3 && Chance(3)) plan.strides[d] = -plan.strides[d];                   // reversed
    }
    if (Rank() != 0 && !row_of_words_ && Chance(4)) {
      plan.guard.used = true;
      plan.guard.extent = Below(40) + 1;
      plan.guard.offset = static_cast<int32_t>(Below(20)) - 10;
      plan.guard.stride = element * (static_cast<int32_t>(Below(5)) - 2);
      for (uint32_t d = 0; d < Rank(); ++d)
        plan.guard.coefficients.push_back(static_cast<int32_t>(Below(7)) - 3);
      if (Chance(3)) plan.guard.coefficients.back() = 0;
    }
    if (Chance(6)) plan.dynamic = {true, Below(5), element * (static_cast<int32_t>(Below(5)) - 2)};
    return plan;
  }

  void AddInput() {
    const fb::Type type = RandomType();
    const int32_t element = static_cast<int32_t>(ElementBytes(type));
    const Plan plan = MakePlan(element);
    int32_t low = 0, high = element;
    const auto widen = [&](int32_t stride, uint32_t times) {
      const int32_t bytes = stride * static_cast<int32_t>(times);
      (bytes < 0 ? low : high) += bytes;
    };
    for (uint32_t d = 0; d < Rank(); ++d) widen(plan.strides[d], program_.op.dims[d] - 1);
    if (plan.guard.used) widen(plan.guard.stride, plan.guard.extent - 1);
    if (plan.dynamic.used) widen(plan.dynamic.stride, plan.dynamic.limit);
    const uint32_t origin = static_cast<uint32_t>(-low + 3) & ~3u;
    const bool index = !row_of_words_ && Chance(6);
    const uint32_t input =
        index ? program_.Index(static_cast<int32_t>(Below(9)) - 4, plan.strides)
              : program_.Input(type, plan.strides, RandomBytes(origin + static_cast<uint32_t>(high)), origin);
    inputs_.push_back(input);
    if (plan.guard.used) {
      program_.AddGuard(input, plan.guard.extent, plan.guard.offset, plan.guard.stride,
                        plan.guard.coefficients, Word());
    }
    if (plan.dynamic.used && !index) {
      const uint64_t start = Chance(4) ? uint64_t{Next()} << 32 : Below(9) - 2;
      program_.AddDynamic(input, Chance(2) ? fb::Type::S64 : fb::Type::S32, start, plan.dynamic.limit,
                          plan.dynamic.stride);
    }
  }

  uint32_t AddOutput(bool may_share) {
    const fb::Type type = RandomType();
    uint32_t bytes = 0, all = 0;
    const std::vector<int32_t> strides =
        DenseStrides(ElementBytes(type), reduction_ == fb::Reduction::None, bytes);
    const fb::Access& input = program_.op.inputs[0];
    const bool same = strides == program_.op.strides && program_.op.guards.empty() &&
                      program_.op.dynamic_offsets.empty() && input.kind() == fb::AccessKind::Memory &&
                      ElementBytes(input.type()) == ElementBytes(type) &&
                      DenseStrides(ElementBytes(type), true, all) == strides;
    if (may_share && same) return program_.OutputOn(0, type, strides);
    return program_.Output(type, strides, bytes);
  }

  // An operand that may be read now.
  uint32_t Readable(bool with_inputs) {
    std::vector<uint32_t> from = immediates_;
    from.push_back(plain_);
    for (int copies = 0; copies < 2; ++copies) from.insert(from.end(), written_.begin(), written_.end());
    if (with_inputs) {
      for (int copies = 0; copies < 2; ++copies) from.insert(from.end(), inputs_.begin(), inputs_.end());
    }
    return Pick(from);
  }

  // Wide wants four temporaries that were written; they hold numbers of any kind.
  Micro RandomWide() {
    for (const uint32_t first : written_) {
      const auto is_written = [this](uint32_t x) {
        return std::find(written_.begin(), written_.end(), x) != written_.end();
      };
      if (!is_written(first + 1) || !is_written(first + 2) || !is_written(first + 3)) continue;
      return {MicroOp::Wide, first, Below(static_cast<uint32_t>(fb::WideOp::MAX) + 1)};
    }
    return {MicroOp::MulHiU, Readable(false)};
  }

  Micro RandomMicro(bool with_inputs) {
    const MicroOp op = static_cast<MicroOp>(Below(static_cast<uint32_t>(MicroOp::RoundBF16)) + 1);
    static constexpr MicroOp kPlain[] = {MicroOp::AddF, MicroOp::SubF, MicroOp::MulF,
                                         MicroOp::MaxF, MicroOp::MinF, MicroOp::RSubF};
    if ((Rank() == 0 || reduction_ == fb::Reduction::Repeat) && Chance(3)) {
      const MicroOp sum = Chance(2) ? MicroOp::MulAddF : MicroOp::MulSubF;
      return {sum, Readable(with_inputs), Readable(with_inputs)};
    }
    if (Chance(2)) return {kPlain[Below(6)], Readable(with_inputs)};
    if (op == MicroOp::Store) {
      if (temporaries_.empty()) return {MicroOp::Load, Readable(with_inputs)};
      const uint32_t to = Pick(temporaries_);
      written_.push_back(to);
      return {op, to};
    }
    if (HasTwoOperands(op)) return {op, Readable(with_inputs), Readable(with_inputs)};
    if (op == MicroOp::Wide) return RandomWide();
    if (op == MicroOp::MaxFI || op == MicroOp::MinFI) return {op, plain_};
    if (IsUnary(op)) return {op};
    return {op, Readable(with_inputs)};
  }

  void Section(bool with_inputs, std::vector<uint32_t> written, const std::vector<uint32_t>& results) {
    written_ = std::move(written);
    std::vector<Micro> code = {{MicroOp::Load, Readable(with_inputs)}};
    for (const uint32_t result : results) {
      for (uint32_t i = Below(7); i != 0; --i) {
        code.push_back(RandomMicro(with_inputs));
        if (code.back().op == MicroOp::Wide) code.push_back({MicroOp::Load, Readable(with_inputs)});
      }
      code.push_back({MicroOp::Store, result});
    }
    program_.Section(code);
  }

  void AddCode(uint32_t accumulators) {
    const auto first = temporaries_.begin();
    const std::vector<uint32_t> acc(first, first + values_), all(first, first + accumulators);
    temporaries_.erase(first, first + accumulators);  // the rest is free for the sections
    if (reduction_ == fb::Reduction::None) return Section(true, {}, outputs_);
    if (reduction_ == fb::Reduction::Rows) {
      Section(true, {}, acc);
      Section(true, acc, acc);
    } else {
      Section(true, {}, std::vector<uint32_t>(all.begin() + values_, all.end()));
      Section(false, all, acc);
    }
    Section(true, acc, outputs_);
  }

  // Words and arrays in, words and arrays out; some arrays are read and written.
  MapProgram MakeRepeat() {
    std::vector<uint32_t> arrays_in, arrays_out, word_outputs;
    for (uint32_t i = Below(3) + 1; i != 0; --i) {
      const fb::Type type = RandomType();
      inputs_.push_back(program_.Input(type, {0}, RandomBytes(ElementBytes(type))));
    }
    for (uint32_t i = Below(3); i != 0; --i) arrays_in.push_back(AddArray(false, 0));
    for (uint32_t i = Below(2) + 1; i != 0; --i) {
      const fb::Type type = RandomType();
      word_outputs.push_back(program_.Output(type, {0}, ElementBytes(type)));
    }
    for (uint32_t i = Below(3); i != 0; --i)
      arrays_out.push_back(AddArray(true, arrays_in.empty() || Chance(2) ? 0 : Pick(arrays_in)));
    for (uint32_t i = Below(4); i != 0; --i) immediates_.push_back(program_.Immediate(Word()));
    plain_ = program_.Immediate(Chance(2) ? 0 : 0x40490fdbu);
    for (uint32_t i = Below(6) + 1; i != 0; --i) temporaries_.push_back(program_.Temporary());
    Section(true, {}, temporaries_);
    RepeatedSection(arrays_in, arrays_out);
    Section(true, temporaries_, word_outputs);
    program_.Finish();
    return std::move(program_);
  }

  // With an index of the code and perhaps a start; an output lies on the array of input `on` if that is one.
  uint32_t AddArray(bool output, uint32_t on) {
    const fb::Type type = on == 0 ? RandomType() : program_.op.inputs[on].type();
    const int32_t element = static_cast<int32_t>(ElementBytes(type));
    const uint32_t bytes = static_cast<uint32_t>(element) * 16;
    const uint32_t access = !output   ? program_.Input(type, {0}, RandomBytes(bytes))
                            : on != 0 ? program_.OutputOn(on, type, {0})
                                      : program_.Output(type, {0}, bytes);
    if (Chance(3)) program_.AddDynamic(access, fb::Type::S32, Below(9) - 2, 5, element);
    program_.AddIndexed(access, Below(11), element);
    return access;
  }

  void RepeatedSection(std::vector<uint32_t> arrays_in, std::vector<uint32_t> arrays_out) {
    written_ = temporaries_;
    std::vector<Micro> code = {{MicroOp::Load, Readable(true)}};
    for (uint32_t i = Below(12) + 1; i != 0; --i) {
      if (Chance(2)) code.push_back({MicroOp::Load, Readable(true)});
      if (!arrays_in.empty() && Chance(3)) code.push_back({MicroOp::LoadAt, Pick(arrays_in), Readable(true)});
      code.push_back(RandomMicro(true));
      if (code.back().op == MicroOp::Wide) code.push_back({MicroOp::Load, Readable(true)});
      if (!arrays_out.empty() && Chance(3))
        code.push_back({MicroOp::StoreAt, Pick(arrays_out), Readable(true)});
      if (Chance(2)) code.push_back({MicroOp::Store, Pick(temporaries_)});
    }
    if (Chance(3)) code.push_back({MicroOp::Load, Readable(true)});
    if (Chance(2))
      code.push_back({static_cast<MicroOp>(static_cast<uint32_t>(MicroOp::EqI) + Below(6)), Readable(true)});
    program_.Section(code);
  }

  uint32_t state_;
  const bool
      row_of_words_;  // what ports may set up by a way of their own: no guards, narrow types or odd strides
  MapProgram program_;
  fb::Reduction reduction_ = fb::Reduction::None;
  uint32_t values_ = 0, plain_ = 0;
  std::vector<uint32_t> inputs_, outputs_, immediates_, temporaries_, written_;
};

}  // namespace

MapProgram RandomMapProgram(uint32_t seed) { return Generator(seed).Make(); }

}  // namespace tmb
