// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Reductions: the order of additions that the format fixes, reducers of several values,
// every number of lanes, several reduced loops.

#include <gtest/gtest.h>

#include <bit>

#include "tests/runtime/map/map_program.h"
#include "tests/runtime/map/same_bytes.h"

namespace tmb {
namespace {

using fb::MicroOp;

std::vector<float> Values(uint32_t count) {
  std::vector<float> values;
  for (uint32_t i = 0; i < count; ++i)
    values.push_back(static_cast<float>((i * 7919u) % 1000u) * 0.01f - 4.0f);
  return values;
}

// acc = acc op x over all but the kept loops, with Lanes.
MapProgram LanesOf(MicroOp op, std::vector<uint32_t> dims, uint32_t reduced, bool value_first) {
  const size_t rank = dims.size();
  uint32_t elements = 1, kept = 1;
  std::vector<int32_t> strides(rank), out(rank, 0);
  for (size_t d = rank; d-- > 0;) {
    strides[d] = static_cast<int32_t>(elements * 4);
    elements *= dims[d];
    if (d >= rank - reduced) continue;
    out[d] = static_cast<int32_t>(kept * 4);
    kept *= dims[d];
  }
  MapProgram program(std::move(dims));
  program.op.reduction = fb::Reduction::Lanes;
  program.op.reduced = static_cast<uint8_t>(reduced);
  program.op.values = 1;
  const uint32_t x = program.InputOf(fb::Type::F32, strides, Values(elements));
  const uint32_t y = program.Output(fb::Type::F32, out, kept * 4);
  const uint32_t acc = program.Temporary(), value = program.Temporary();
  program.Section({{MicroOp::Load, x}, {MicroOp::Store, value}});
  program.Section(
      {{MicroOp::Load, value_first ? value : acc}, {op, value_first ? acc : value}, {MicroOp::Store, acc}});
  program.Section({{MicroOp::Load, acc}, {MicroOp::Store, y}});
  program.Finish();
  return program;
}

TEST(MapReduction, SumAddsInLanesThenPairwise) {
  MapProgram program = LanesOf(MicroOp::AddF, {37}, 1, false);
  const std::vector<float> x = Values(37);
  float lanes[16] = {};
  for (uint32_t i = 0; i < 37; ++i) lanes[i % 16] = i < 16 ? x[i] : lanes[i % 16] + x[i];
  for (uint32_t apart = 8; apart != 0; apart /= 2) {
    for (uint32_t i = 0; i < apart; ++i) lanes[i] = lanes[i] + lanes[i + apart];
  }
  EXPECT_EQ(program.RunWords(1)[0], std::bit_cast<uint32_t>(lanes[0]));
}

TEST(MapReduction, EveryLength) {
  for (uint32_t length = 1; length <= 50; ++length) {
    for (const MicroOp op : {MicroOp::AddF, MicroOp::MaxF, MicroOp::SubF}) {
      MapProgram one = LanesOf(op, {length}, 1, false), rows = LanesOf(op, {3, length}, 1, true);
      EXPECT_TRUE(EqualsReference(one)) << length << fb::EnumNameMicroOp(op);
      EXPECT_TRUE(EqualsReference(rows, 2)) << length << fb::EnumNameMicroOp(op);
    }
  }
}

TEST(MapReduction, SeveralLoops) {
  for (uint32_t reduced = 1; reduced <= 8; ++reduced) {
    MapProgram program = LanesOf(MicroOp::AddF, {2, 1, 3, 2, 1, 2, 2, 5}, reduced, false);
    EXPECT_TRUE(EqualsReference(program)) << reduced;
  }
}

// The reducer of jnp.argmax: NaN wins, ties go to the lower index; two values are reduced together.
// (Of several NaNs it keeps the one it meets first, which in lanes is not always the lowest.)
MapProgram ArgMax(fb::Reduction reduction, std::vector<float> values, std::vector<uint32_t> dims) {
  const bool lanes = reduction == fb::Reduction::Lanes;
  const int32_t row = static_cast<int32_t>(dims[1]) * 4;
  MapProgram program(dims);
  program.op.reduction = reduction;
  program.op.reduced = 1;
  program.op.values = 2;
  const uint32_t x = program.InputOf(fb::Type::F32, {row, 4}, values);
  const uint32_t i = lanes ? program.Index(0, {0, 1}) : program.Index(0, {1, 0});
  const uint32_t outputs = lanes ? dims[0] : dims[1];
  const std::vector<int32_t> out = lanes ? std::vector<int32_t>{4, 0} : std::vector<int32_t>{0, 4};
  const uint32_t y = program.Output(fb::Type::F32, out, outputs * 4),
                 z = program.Output(fb::Type::S32, out, outputs * 4);
  const uint32_t minus_inf = program.Immediate(0xff800000u), zero = program.Immediate(0);
  const uint32_t acc = program.Temporary(), acc_i = program.Temporary();
  uint32_t value = x, value_i = i;
  if (lanes) {
    value = program.Temporary();
    value_i = program.Temporary();
    program.Section(
        {{MicroOp::Load, x}, {MicroOp::Store, value}, {MicroOp::Load, i}, {MicroOp::Store, value_i}});
  } else {
    program.Section(
        {{MicroOp::Load, minus_inf}, {MicroOp::Store, acc}, {MicroOp::Load, zero}, {MicroOp::Store, acc_i}});
  }
  const uint32_t keep = program.Temporary(), tie = program.Temporary();
  program.Section({{MicroOp::Load, acc}, {MicroOp::NeF, acc}, {MicroOp::Store, keep},
                   {MicroOp::Load, acc}, {MicroOp::GtF, value}, {MicroOp::Or, keep}, {MicroOp::Store, keep},
                   {MicroOp::Load, acc_i}, {MicroOp::LtS, value_i}, {MicroOp::Store, tie},
                   {MicroOp::Load, acc}, {MicroOp::EqF, value}, {MicroOp::And, tie}, {MicroOp::Or, keep},
                   {MicroOp::Select, acc_i, value_i}, {MicroOp::Store, acc_i},
                   {MicroOp::Load, keep}, {MicroOp::Select, acc, value}, {MicroOp::Store, acc}});
  program.Section({{MicroOp::Load, acc}, {MicroOp::Store, y}, {MicroOp::Load, acc_i}, {MicroOp::Store, z}});
  program.Finish();
  return program;
}

TEST(MapReduction, ArgMax) {
  const float nan = std::bit_cast<float>(0x7fc00000u);
  MapProgram ties = ArgMax(fb::Reduction::Lanes, {1, 5, 5, 2, 5, 0, nan, 9, 9, 1}, {2, 5});
  EXPECT_EQ(ties.RunWords(3), (std::vector<uint32_t>{1, 1}));
  for (uint32_t length = 1; length <= 40; ++length) {
    MapProgram lanes = ArgMax(fb::Reduction::Lanes, Values(3 * length), {3, length});
    EXPECT_TRUE(EqualsReference(lanes)) << length;
    MapProgram rows = ArgMax(fb::Reduction::Rows, Values(3 * length), {3, length});
    EXPECT_TRUE(EqualsReference(rows)) << length;
    EXPECT_TRUE(EqualsReference(rows, 1)) << length;
  }
}

TEST(MapReduction, RowsReduceInOrder) {
  MapProgram program({2, 3, 2, 20});  // keeps loops 0 and 3
  program.op.reduction = fb::Reduction::Rows;
  program.op.reduced = 2;
  program.op.values = 1;
  const uint32_t x = program.InputOf(fb::Type::F32, {480, 160, 80, 4}, Values(240));
  const uint32_t y = program.Output(fb::Type::F32, {80, 0, 0, 4}, 160);
  const uint32_t zero = program.Immediate(0), acc = program.Temporary();
  program.Section({{MicroOp::Load, zero}, {MicroOp::Store, acc}});
  program.Section({{MicroOp::Load, acc}, {MicroOp::AddF, x}, {MicroOp::Store, acc}});
  program.Section({{MicroOp::Load, acc}, {MicroOp::Store, y}});
  program.Finish();
  const std::vector<float> values = Values(240);
  float sum = 0;
  for (uint32_t i = 0; i < 6; ++i) sum += values[i * 20 + 3];
  EXPECT_EQ(program.RunWords(y)[3], std::bit_cast<uint32_t>(sum));
  EXPECT_TRUE(EqualsReference(program));
  EXPECT_TRUE(EqualsReference(program, 1));
  EXPECT_EQ(MapUnits(program.op), 4u);
}

}  // namespace
}  // namespace tmb
