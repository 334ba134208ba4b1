// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The reference: a Map read literally from the schema's comments, one element at a time,
// with micro-operations written a second time with doubles, 64-bit integers and libm.

#include <algorithm>
#include <array>
#include <map>

#include "runtime/kernels/map_element.h"
#include "runtime/kernels/wide.h"
#include "tests/runtime/map/map_program.h"
#include "tests/runtime/map/reference_op.h"

namespace tmb {
namespace {

using Values = std::vector<uint32_t>;  // of the operands, for one element

class Reference {
 public:
  Reference(const fb::MapT& op, std::vector<uint8_t>& arena) : op_(op), arena_(arena), rank_(op.dims.size()) {
    for (const fb::DynamicOffset& dynamic : op.dynamic_offsets)
      dynamic_.push_back(HasOperand(dynamic.ref()) ? Clamped(dynamic) : 0);
  }

  void Run() {
    switch (op_.reduction) {
      case fb::Reduction::None:
        return RunPlain();
      case fb::Reduction::Lanes:
        return RunLanes();
      case fb::Reduction::Rows:
        return RunRows();
      case fb::Reduction::Repeat:
        return RunRepeat();
    }
  }

 private:
  using Index = std::vector<uint32_t>;

  int64_t Clamped(const fb::DynamicOffset& dynamic) const {
    const uint8_t* from = &arena_[OffsetOf(dynamic.ref())];
    int64_t value = 0;
    const auto read = [&](auto zero) {
      std::memcpy(&zero, from, sizeof zero);
      value = static_cast<int64_t>(zero);
    };
    switch (static_cast<int>(dynamic.type())) {
      case static_cast<int>(fb::Type::S8):
        read(int8_t{});
        break;
      case static_cast<int>(fb::Type::U8):
        read(uint8_t{});
        break;
      case static_cast<int>(fb::Type::S16):
        read(int16_t{});
        break;
      case static_cast<int>(fb::Type::U16):
        read(uint16_t{});
        break;
      case static_cast<int>(fb::Type::S32):
        read(int32_t{});
        break;
      case static_cast<int>(fb::Type::U32):
        read(uint32_t{});
        break;
      default:
        read(int64_t{});
    }
    return value < 0 ? 0 : value > dynamic.limit() ? dynamic.limit() : value;
  }

  // Steps `index` through [begin, end) of the loops in row-major order.
  bool Next(Index& index, size_t begin, size_t end) const {
    for (size_t d = end; d-- > begin;) {
      if (++index[d] < op_.dims[d]) return true;
      index[d] = 0;
    }
    return false;
  }

  // The offset of the access's element; false when a guard keeps it out.
  bool Locate(size_t access, const Index& index, int64_t& offset) const {
    for (size_t d = 0; d < rank_; ++d) offset += int64_t{op_.strides[access * rank_ + d]} * index[d];
    for (size_t i = 0; i < dynamic_.size(); ++i) {
      if (op_.dynamic_offsets[i].access() == access) offset += dynamic_[i] * op_.dynamic_offsets[i].stride();
    }
    for (size_t i = 0; i < op_.guards.size(); ++i) {
      const fb::Guard& guard = op_.guards[i];
      if (guard.access() != access) continue;
      int64_t g = guard.offset();
      for (size_t d = 0; d < rank_; ++d) g += int64_t{op_.guard_coefficients[i * rank_ + d]} * index[d];
      if (g < 0 || g >= guard.extent()) return false;
      offset += g * guard.stride();
    }
    return true;
  }

  void LoadInputs(const Index& index, Values& values) const {
    for (size_t i = 0; i < op_.inputs.size(); ++i) {
      const fb::Access& input = op_.inputs[i];
      const bool memory = input.kind() == fb::AccessKind::Memory;
      int64_t offset = memory ? OffsetOf(input.ref()) : static_cast<int32_t>(input.ref().word());
      if (!Locate(i, index, offset)) {
        values[i] = input.fill();
      } else if (memory) {
        LoadElements(input.type(), &arena_[static_cast<size_t>(offset)], 0, 1, &values[i]);
      } else {
        values[i] = static_cast<uint32_t>(offset);
      }
    }
    for (size_t i = 0; i < op_.immediates.size(); ++i) {
      values[op_.inputs.size() + op_.outputs.size() + i] = op_.immediates[i];
    }
  }

  void StoreOutputs(const Index& index, const Values& values) {
    for (size_t i = 0; i < op_.outputs.size(); ++i) {
      const size_t operand = op_.inputs.size() + i;
      if (IndexOf(operand) != nullptr) continue;
      int64_t offset = OffsetOf(op_.outputs[i].ref());
      Locate(operand, index, offset);
      StoreElements(op_.outputs[i].type(), &values[operand], 1, &arena_[static_cast<size_t>(offset)], 0);
    }
  }

  // The start of an access that the code gives.
  const fb::DynamicOffset* IndexOf(size_t access) const {
    for (const fb::DynamicOffset& dynamic : op_.dynamic_offsets) {
      if (dynamic.access() == access && !HasOperand(dynamic.ref())) return &dynamic;
    }
    return nullptr;
  }

  uint8_t* ElementAt(size_t access, uint32_t word) const {
    const fb::Access& it =
        access < op_.inputs.size() ? op_.inputs[access] : op_.outputs[access - op_.inputs.size()];
    int64_t offset = OffsetOf(it.ref());
    Locate(access, Index(rank_), offset);
    const fb::DynamicOffset& start = *IndexOf(access);
    const int64_t index = std::max<int64_t>(0, static_cast<int32_t>(word));
    return &arena_[static_cast<size_t>(offset + std::min<int64_t>(index, start.limit()) * start.stride())];
  }

  fb::Type TypeOf(size_t access) const {
    return access < op_.inputs.size() ? op_.inputs[access].type()
                                      : op_.outputs[access - op_.inputs.size()].type();
  }

  // Returns acc.
  uint32_t Evaluate(size_t section, Values& values) const {
    const size_t starts[] = {0, op_.section1, op_.section2};
    uint32_t acc = 0;
    for (size_t at = starts[section]; op_.code[at] != 0; at += MicroOpBytes(op_.code[at])) {
      const auto micro = static_cast<fb::MicroOp>(op_.code[at]);
      uint32_t& x = values[op_.code[at + 1]];
      if (micro == fb::MicroOp::Load) {
        acc = x;
      } else if (micro == fb::MicroOp::Store) {
        x = acc;
      } else if (micro == fb::MicroOp::Select) {
        acc = acc != 0 ? x : values[op_.code[at + 2]];
      } else if (micro == fb::MicroOp::MulAddF || micro == fb::MicroOp::MulSubF) {
        const uint32_t product = ReferenceOp(fb::MicroOp::MulF, x, values[op_.code[at + 2]]);
        acc =
            ReferenceOp(micro == fb::MicroOp::MulAddF ? fb::MicroOp::AddF : fb::MicroOp::SubF, acc, product);
      } else if (micro == fb::MicroOp::Wide) {
        RunWide(op_.code[at + 2], &x, 1);
      } else if (micro == fb::MicroOp::LoadAt) {
        const size_t access = op_.code[at + 1];
        LoadElements(TypeOf(access), ElementAt(access, values[op_.code[at + 2]]), 0, 1, &acc);
      } else if (micro == fb::MicroOp::StoreAt) {
        const size_t access = op_.code[at + 1];
        StoreElements(TypeOf(access), &acc, 1, ElementAt(access, values[op_.code[at + 2]]), 0);
      } else {
        acc = ReferenceOp(micro, acc, x);
      }
    }
    return acc;
  }

  Values NewValues() const {
    return Values(op_.inputs.size() + op_.outputs.size() + op_.immediates.size() + op_.temporaries);
  }
  uint32_t& Temporary(Values& values, size_t i) const { return values[values.size() - op_.temporaries + i]; }

  void RunPlain() {
    Index index(rank_);
    do {
      Values values = NewValues();
      LoadInputs(index, values);
      Evaluate(0, values);
      StoreOutputs(index, values);
    } while (Next(index, 0, rank_));
  }

  // Accumulators `acc` take in the values v..2v-1 of `from`.
  void Combine(std::vector<uint32_t>& acc, const std::vector<uint32_t>& from) const {
    Values values = NewValues();
    LoadInputs(Index(rank_), values);
    for (size_t v = 0; v < op_.values; ++v) {
      Temporary(values, v) = acc[v];
      Temporary(values, op_.values + v) = from[v];
    }
    Evaluate(1, values);
    for (size_t v = 0; v < op_.values; ++v) acc[v] = Temporary(values, v);
  }

  void RunLanes() {
    const size_t kept = rank_ - op_.reduced;
    Index index(rank_);
    do {
      std::map<uint32_t, std::vector<uint32_t>> lanes;
      do {
        Values values = NewValues();
        LoadInputs(index, values);
        Evaluate(0, values);
        std::vector<uint32_t> from;
        for (size_t v = 0; v < op_.values; ++v) from.push_back(Temporary(values, op_.values + v));
        const auto [lane, first] = lanes.try_emplace(index[rank_ - 1] % 16, from);
        if (!first) Combine(lane->second, from);
      } while (Next(index, kept, rank_));
      for (uint32_t apart = 8; apart != 0; apart /= 2) {
        for (uint32_t i = 0; i < apart && i + apart < lanes.size(); ++i) Combine(lanes[i], lanes[i + apart]);
      }
      Values values = NewValues();
      LoadInputs(index, values);
      for (size_t v = 0; v < op_.values; ++v) Temporary(values, v) = lanes[0][v];
      Evaluate(2, values);
      StoreOutputs(index, values);
    } while (Next(index, 0, kept));
  }

  void RunRows() {
    const size_t loops = rank_ - 1, kept = loops - op_.reduced;
    Index index(rank_);
    do {
      for (index[loops] = 0; index[loops] < op_.dims[loops]; ++index[loops]) {
        Values values = NewValues();
        LoadInputs(index, values);
        Evaluate(0, values);
        do {
          LoadInputs(index, values);
          Evaluate(1, values);
        } while (Next(index, kept, loops));
        LoadInputs(index, values);
        Evaluate(2, values);
        StoreOutputs(index, values);
      }
      index[loops] = 0;
    } while (Next(index, 0, kept));
  }

  void RunRepeat() {
    const Index index(rank_);
    Values values = NewValues();
    LoadInputs(index, values);
    Evaluate(0, values);
    uint32_t acc = 1;
    for (uint32_t trip = 0; trip < op_.dims[0] && acc != 0; ++trip) acc = Evaluate(1, values);
    Temporary(values, 0) = acc;
    Evaluate(2, values);
    StoreOutputs(index, values);
  }

  const fb::MapT& op_;
  std::vector<uint8_t>& arena_;
  const size_t rank_;
  std::vector<int64_t> dynamic_;
};

}  // namespace

std::vector<uint8_t> MapProgram::RunReference() const {
  std::vector<uint8_t> arena = arena_;
  Reference(op, arena).Run();
  return arena;
}

}  // namespace tmb
