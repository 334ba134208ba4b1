// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Programs as a converter would make them, by hand.

#include "tests/runtime/sample_programs.h"

#include <array>
#include <limits>
#include <memory>

#include "runtime/kernels/kernel_units.h"

namespace tmb::test {
namespace {

using fb::MicroOp;
using fb::Type;

constexpr float kInfinity = std::numeric_limits<float>::infinity();

std::vector<float> Ramp(uint32_t count) {
  std::vector<float> values(count);
  for (uint32_t i = 0; i < count; ++i) values[i] = static_cast<float>(i + 1);
  return values;
}

}  // namespace

ProgramBuilder ScaleProgram(uint32_t count) {
  ProgramBuilder builder;
  const fb::Ref x = builder.Arena(4 * count), y = builder.Arena(4 * count);
  const fb::Ref w = builder.Constant(Ramp(count));
  builder.AddMap({count}, {Memory(x, Type::F32, {4}), Memory(w, Type::F32, {4})}, {Memory(y, Type::F32, {4})},
                 {Bits(1)},
                 Code({{MicroOp::Load, 0}, {MicroOp::MulF, 1}, {MicroOp::AddF, 3}, {MicroOp::Store, 2}}));
  builder.EndEntry("scale");
  builder.Input("x", Type::F32, {count}, x);
  builder.Output("y", Type::F32, {count}, y);
  return builder;
}

// left -= 1; more = left > 0. The Map's index.
static uint32_t AddCountdown(ProgramBuilder& builder, fb::Ref left, fb::Ref more) {
  return builder.AddMap({}, {Memory(left, Type::S32, {})},
                        {Memory(left, Type::S32, {}), Memory(more, Type::Pred, {})}, {1, 0},
                        Code({{MicroOp::Load, 0},
                              {MicroOp::SubI, 3},
                              {MicroOp::Store, 1},
                              {MicroOp::GtS, 4},
                              {MicroOp::Store, 2}}));
}

ProgramBuilder CounterProgram(int32_t turns) {
  ProgramBuilder builder;
  builder.program().state_bytes = 4;
  const fb::Ref total = At(kState, 0), left = builder.Arena(4), more = builder.Arena(1);
  builder.AddMap({}, {}, {Memory(left, Type::S32, {})}, {static_cast<uint32_t>(turns)},
                 Code({{MicroOp::Load, 1}, {MicroOp::Store, 0}}));
  const uint32_t head =
      builder.AddMap({}, {Memory(total, Type::S32, {})}, {Memory(total, Type::S32, {})}, {1},
                     Code({{MicroOp::Load, 0}, {MicroOp::AddI, 2}, {MicroOp::Store, 1}}));
  AddCountdown(builder, left, more);
  builder.Add(fb::JumpIf(more, head, 1));
  builder.EndEntry("count");
  builder.Output("total", Type::S32, {}, total);
  return builder;
}

ProgramBuilder QuadRootsProgram() {
  ProgramBuilder builder;
  std::vector<MapAccess> inputs, outputs;
  std::vector<fb::Ref> refs;
  for (uint32_t i = 0; i < 5; ++i) {
    refs.push_back(builder.Arena(4));
    (i < 3 ? inputs : outputs).push_back(Memory(refs.back(), Type::F32, {}));
  }
  // Operands: a 0, b 1, c 2, roots 3 and 4, immediates 4.0 at 5 and 2.0 at 6, temporaries from 7.
  const uint8_t sqrt = 7, divisor = 8, minus_b = 9;
  builder.AddMap(
      {}, inputs, outputs, {Bits(4), Bits(2)},
      Code(
          {{MicroOp::Load, 0},       {MicroOp::MulF, 6},    {MicroOp::Store, divisor}, {MicroOp::Load, 0},
           {MicroOp::MulF, 5},       {MicroOp::MulF, 2},    {MicroOp::Store, sqrt},    {MicroOp::Load, 1},
           {MicroOp::MulF, 1},       {MicroOp::SubF, sqrt}, {MicroOp::SqrtF, 0},       {MicroOp::Store, sqrt},
           {MicroOp::Load, 1},       {MicroOp::NegF, 0},    {MicroOp::Store, minus_b}, {MicroOp::AddF, sqrt},
           {MicroOp::DivF, divisor}, {MicroOp::Store, 3},   {MicroOp::Load, minus_b},  {MicroOp::SubF, sqrt},
           {MicroOp::DivF, divisor}, {MicroOp::Store, 4}}),
      3);
  builder.EndEntry("quad_roots");
  for (uint32_t i = 0; i < 3; ++i)
    builder.Input(std::string(1, static_cast<char>('a' + i)), Type::F32, {}, refs[i]);
  builder.Output("[0]", Type::F32, {}, refs[3]);
  builder.Output("[1]", Type::F32, {}, refs[4]);
  return builder;
}

namespace {

class EveryInstruction {
 public:
  ProgramBuilder Build() {
    AddMaps();
    AddReductions();
    AddDots();
    AddConvolutions();
    builder_.Add(fb::Jump(static_cast<uint32_t>(builder_.program().code.size() + 1)));
    builder_.EndEntry("first");
    builder_.Input("x", Type::F32, {4, 24}, x_);
    builder_.Input("start", Type::S32, {}, start_);
    builder_.Input("given", Type::F32, {24}, bound_in_);
    builder_.Output("y", Type::F32, {2, 24}, y_);
    builder_.Output("taken", Type::F32, {24}, bound_out_);
    AddWindows();
    AddCustomCall();
    AddLoop();
    AddRepeat();
    AddIntegers();
    builder_.EndEntry("second");
    builder_.Input("indices", Type::S32, {3}, indices_);
    builder_.Output("gathered", Type::F32, {3, 4}, gathered_);
    builder_.Output("called", Type::F32, {12}, called_);
    SetState();
    return std::move(builder_);
  }

 private:
  void AddMaps() {
    builder_.AddMap({24}, {Memory(bound_in_, Type::F32, {4}), Index(0, {1})},
                    {Memory(bound_out_, Type::F32, {4})}, {},
                    Code({{MicroOp::Load, 1},
                          {MicroOp::S32ToF32, 0},
                          {MicroOp::AddF, 0},
                          {MicroOp::ExpF, 0},
                          {MicroOp::Store, 2}}));
    // y = x moved by one column, zeros come in; rows start where `start` says.
    fb::MapT map;
    map.dims = {2, 24};
    map.inputs = {fb::Access(x_, 0, Type::F32, fb::AccessKind::Memory, 0)};
    map.outputs = {fb::Access(y_, 0, Type::F32, fb::AccessKind::Memory, 0)};
    map.strides = {96, 0, 96, 4};
    map.guards = {fb::Guard(0, 24, -1, 4)};
    map.guard_coefficients = {0, 1};
    map.dynamic_offsets = {fb::DynamicOffset(0, start_, 2, 96, Type::S32)};
    map.immediates = {Bits(1)};
    map.code = Code({{MicroOp::Load, 0}, {MicroOp::AddF, 2}, {MicroOp::Store, 1}});
    builder_.AddMap(std::move(map));
  }

  void AddReductions() {
    fb::MapT lanes;
    lanes.dims = {4, 24};
    lanes.inputs = {fb::Access(x_, 0, Type::F32, fb::AccessKind::Memory, 0)};
    lanes.outputs = {fb::Access(sums_, 0, Type::F32, fb::AccessKind::Memory, 0)};
    lanes.strides = {96, 4, 4, 0};
    lanes.reduction = fb::Reduction::Lanes;
    lanes.reduced = 1;
    lanes.values = 1;
    lanes.temporaries = 2;
    const std::vector<uint8_t> body = Code({{MicroOp::Load, 0}, {MicroOp::Store, 3}});
    const std::vector<uint8_t> combine = Code({{MicroOp::Load, 2}, {MicroOp::AddF, 3}, {MicroOp::Store, 2}});
    SetSections(lanes, {body, combine, Code({{MicroOp::Load, 2}, {MicroOp::Store, 1}})});
    builder_.AddMap(std::move(lanes));

    fb::MapT rows;
    rows.dims = {4, 24};
    rows.inputs = {fb::Access(x_, 0, Type::F32, fb::AccessKind::Memory, 0)};
    rows.outputs = {fb::Access(maxima_, 0, Type::F32, fb::AccessKind::Memory, 0)};
    rows.strides = {96, 4, 0, 4};
    rows.reduction = fb::Reduction::Rows;
    rows.reduced = 1;
    rows.values = 1;
    rows.temporaries = 1;
    rows.immediates = {Bits(-kInfinity)};
    SetSections(rows, {Code({{MicroOp::Load, 2}, {MicroOp::Store, 3}}),
                       Code({{MicroOp::Load, 3}, {MicroOp::MaxF, 0}, {MicroOp::Store, 3}}),
                       Code({{MicroOp::Load, 3}, {MicroOp::Store, 1}})});
    builder_.AddMap(std::move(rows));
  }

  static void SetSections(fb::MapT& map, const std::array<std::vector<uint8_t>, 3>& sections) {
    for (const auto& section : sections) map.code.insert(map.code.end(), section.begin(), section.end());
    map.section1 = static_cast<uint16_t>(sections[0].size());
    map.section2 = static_cast<uint16_t>(sections[0].size() + sections[1].size());
  }

  void AddDots() {
    const fb::Ref panel = builder_.Constant(Ramp(24 * 16)), bias = builder_.Constant(Ramp(5));
    builder_.Add(fb::DotF32(x_, panel, bias, x_, builder_.Arena(4 * 5 * 4), builder_.Arena(16 * 24), 4, 5, 24,
                            0.0f, kInfinity, Type::F32));
    builder_.Add(
        fb::MatVecF32(x_, panel, bias, builder_.Arena(4 * 5 * 4), 4, 5, 24, 0.0f, kInfinity, Type::F16));
    builder_.Add(fb::Dot(x_, x_, builder_.Arena(4 * 4 * 4), 1, 4, 4, 24, 0, 96, 4, 0, 4, 96, Type::F32,
                         Type::F32, Type::F32));
  }

  void AddConvolutions() {
    const fb::Ref w = builder_.Constant(Ramp(4 * 9 * 2));
    builder_.Add(fb::ConvF32(x_, w, Nowhere(), x_, builder_.Arena(4 * 4 * 4 * 3),
                             builder_.Arena(4 * 4 * 9 * 2), 1, 4, 4, 2, 4, 4, 3, 3, 3, 1, 1, 1, 1, 1, 1,
                             -kInfinity, kInfinity, Type::F32));
    builder_.Add(fb::WinogradF32(x_, transformed_, Nowhere(), x_, builder_.Arena(4 * 4 * 4 * 3),
                                 builder_.Arena(576 * 2 + 26 * 64), 1, 4, 4, 2, 4, 4, 3, 1, 1, 0.0f,
                                 kInfinity));
    builder_.Add(fb::DepthwiseF32(x_, w, Nowhere(), builder_.Arena(4 * 2 * 2 * 2), builder_.Arena(4 * 5 * 3),
                                  1, 4, 4, 2, 2, 2, 3, 3, 2, 2, 1, 1, 1, 1, 0.0f, 6.0f, Type::F32));
    const std::array<uint32_t, 3> in = {1, 4, 6}, out = {1, 4, 6}, k = {1, 3, 3}, ones = {1, 1, 1};
    const std::array<int32_t, 3> pad = {0, 1, 1}, x_step = {0, 96, 16}, w_step = {0, 12, 4},
                                 y_step = {0, 24, 4};
    builder_.Add(fb::Conv(x_, w, builder_.Arena(4 * 4 * 6), 1, 1, 1, 1, in, out, k, ones, pad, ones, ones, 0,
                          0, 4, x_step, 0, 4, 4, w_step, 0, 0, 4, y_step, Type::F32, Type::F32, Type::F32));
  }

  void AddWindows() {
    const std::vector<fb::IndexComponent> components = {fb::IndexComponent(0, 3, 96)};
    fb::GatherT gather;
    gather.operand = std::make_unique<fb::Ref>(x_);
    gather.indices = std::make_unique<fb::Ref>(indices_);
    gather.output = std::make_unique<fb::Ref>(gathered_);
    gather.element_bytes = 4;
    gather.index_type = Type::S32;
    gather.dims = {3, 4};
    gather.operand_strides = {0, 4};
    gather.index_strides = {4, 0};
    gather.components = components;
    builder_.Add(std::move(gather));

    fb::ScatterT scatter;
    scatter.operand = std::make_unique<fb::Ref>(x_);
    scatter.indices = std::make_unique<fb::Ref>(indices_);
    scatter.updates = std::make_unique<fb::Ref>(gathered_);
    scatter.type = Type::F32;
    scatter.index_type = Type::S32;
    scatter.dims = {3, 4};
    scatter.operand_strides = {0, 4};
    scatter.index_strides = {4, 0};
    scatter.components = components;
    scatter.code = Code({{MicroOp::Load, 0}, {MicroOp::AddF, 1}, {MicroOp::Store, 2}});
    scatter.scratch = std::make_unique<fb::Ref>(builder_.Arena(ScatterScratchBytes(Type::F32, 0, 0)));
    builder_.Add(std::move(scatter));

    fb::SortT sort;  // a row by two keys
    sort.keys = {x_, indices_};
    sort.order = std::make_unique<fb::Ref>(order_);
    sort.rows = 1;
    sort.count = sort.kept = 3;
    sort.immediates = {Bits(2)};
    // x < other x * 2 or index < other index.
    sort.code = Code({{MicroOp::Load, 1},
                      {MicroOp::MulF, 5},
                      {MicroOp::GtF, 0},
                      {MicroOp::Store, 6},
                      {MicroOp::Load, 2},
                      {MicroOp::LtS, 3},
                      {MicroOp::Or, 6},
                      {MicroOp::Store, 4}});
    sort.temporaries = 1;
    sort.scratch = std::make_unique<fb::Ref>(builder_.Arena(SortOrderBytes(2, 1, 1)));
    builder_.Add(std::move(sort));
  }

  void AddCustomCall() {
    fb::CustomCallT call;
    call.target = "sample";
    call.config = "{gain = 2}";
    call.operands = {fb::CallArray(gathered_, Type::F32, 2, 0), fb::CallArray(indices_, Type::S32, 1, 0),
                     fb::CallArray(Nowhere(), Type::F16, 2, 0)};
    call.results = {fb::CallArray(called_, Type::F32, 1, 0), fb::CallArray(word_, Type::U8, 0, 0)};
    call.dims = {3, 4, 3, 0, 7, 12};
    call.scratch = std::make_unique<fb::Ref>(builder_.Arena(CustomCallScratchBytes(5)));
    builder_.Add(std::move(call));
  }

  // Takes one from the second word of state until it is zero.
  void AddLoop() {
    const fb::Ref left = At(kState, 4), more = builder_.Arena(1);
    const uint32_t head = AddCountdown(builder_, left, more);
    builder_.Add(fb::JumpIf(more, head, 1));
  }

  // y[i] = x[start][i] - start for i from `start` on while i < 5.
  void AddRepeat() {
    constexpr auto kElement = fb::AccessKind::Memory;
    fb::MapT map;
    map.dims = {3};
    map.inputs = {fb::Access(start_, 0, Type::S32, kElement, 0), fb::Access(x_, 0, Type::S32, kElement, 0)};
    map.outputs = {fb::Access(word_, 0, Type::Pred, kElement, 0), fb::Access(y_, 0, Type::S32, kElement, 0)};
    map.strides = {0, 0, 0, 0};
    map.dynamic_offsets = {fb::DynamicOffset(1, start_, 2, 96, Type::S32),
                           fb::DynamicOffset(1, Nowhere(), 23, 4, Type::S32),
                           fb::DynamicOffset(3, Nowhere(), 47, 4, Type::S32)};
    map.immediates = {1, 5};
    map.temporaries = 2;  // 6 and 7
    map.reduction = fb::Reduction::Repeat;
    std::vector<uint8_t> body = Code(
        {{MicroOp::SubI, 0}, {MicroOp::Load, 7}, {MicroOp::AddI, 4}, {MicroOp::Store, 7}, {MicroOp::LtS, 5}});
    body.insert(body.begin() + 2, {static_cast<uint8_t>(MicroOp::StoreAt), 3, 7});
    body.insert(body.begin(), {static_cast<uint8_t>(MicroOp::LoadAt), 1, 7});
    SetSections(map, {Code({{MicroOp::Load, 0}, {MicroOp::Store, 7}}), body,
                      Code({{MicroOp::Load, 6}, {MicroOp::Store, 2}})});
    builder_.AddMap(std::move(map));
  }

  void AddIntegers() {
    const fb::Ref y = integers_, scratch = fb::Ref(y.word() + 48), w = integer_weights_,
                  parameters = parameters_;
    builder_.Add(fb::MatVecS8(x_, w, y, scratch, 1, 5, 24, 0, -128, 127, Type::S8, Type::S8, 0));
    builder_.Add(fb::ConvS8(x_, w, parameters, x_, parameters, y, scratch, 1, 4, 4, 2, 4, 4, 3, 3, 3, 1, 1, 1,
                            1, 1, 1, 0, 0, -128, 127, Type::S8, Type::S8, Type::S8));
    builder_.Add(fb::DepthwiseS8(x_, w, parameters, y, scratch, 1, 4, 4, 2, 4, 4, 3, 3, 1, 1, 1, 1, 1, 1, 2,
                                 0, 0, -128, 127, Type::S8, Type::S8));
    builder_.Add(fb::WinogradS8(x_, w, parameters, x_, parameters, y, scratch, 1, 4, 4, 2, 4, 4, 3, 1, 1, 0,
                                0, -128, 127, Type::S8, Type::S8));
    builder_.Add(fb::MaxPoolS8(x_, y, 1, 4, 4, 2, 2, 5, 3, 3, 2, 2, 1, 1));
  }

  void SetState() {
    builder_.program().state_bytes = 8;
    builder_.program().state_init = std::make_unique<fb::Ref>(builder_.Constant(std::vector<int32_t>{7, 3}));
  }

  ProgramBuilder builder_;
  const fb::Ref x_ = builder_.Arena(4 * 96), y_ = builder_.Arena(4 * 48), start_ = builder_.Arena(4);
  const fb::Ref sums_ = builder_.Arena(16), maxima_ = builder_.Arena(96), indices_ = builder_.Arena(12);
  // In front of memory and constants that damages reach behind.
  const fb::Ref integers_ = builder_.Arena(48 + 288 * 4 + 36 * 32);  // outputs, then scratch of WinogradS8
  const fb::Ref parameters_ = builder_.Constant(std::vector<int32_t>(16, 3));
  const fb::Ref integer_weights_ = builder_.Constant(std::vector<int32_t>(36 * 8, 0x00010001));
  const fb::Ref transformed_ = builder_.Constant(std::vector<float>(36 * 2 * 4, 1.0f));
  const fb::Ref gathered_ = builder_.Arena(48), order_ = builder_.Arena(12);
  const fb::Ref called_ = builder_.Arena(48), word_ = builder_.Arena(1);
  const fb::Ref bound_in_ = builder_.Bound(kBoundRead, 96), bound_out_ = builder_.Bound(kBoundWrite, 96);
};

}  // namespace

ProgramBuilder EveryInstructionProgram() { return EveryInstruction().Build(); }

}  // namespace tmb::test
