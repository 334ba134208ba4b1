// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Maps that repeat a formula: how many trips there are, what stays from trip to trip, elements of
// arrays at an index of the code.

#include <gtest/gtest.h>

#include "tests/runtime/map/map_program.h"
#include "tests/runtime/map/same_bytes.h"

namespace tmb {
namespace {

using fb::MicroOp;
using Words = std::vector<uint32_t>;

// Counts from `first` while below 5: the number of trips, the last acc.
Words Count(uint32_t most, uint32_t first) {
  MapProgram program({most});
  program.op.reduction = fb::Reduction::Repeat;
  const uint32_t n = program.InputOf(fb::Type::U32, {0}, Words{first}),
                 trips = program.Output(fb::Type::U32, {0}, 4), more = program.Output(fb::Type::U32, {0}, 4);
  const uint32_t one = program.Immediate(1), five = program.Immediate(5), zero = program.Immediate(0);
  const uint32_t last = program.Temporary(), count = program.Temporary(), i = program.Temporary();
  program.Section({{MicroOp::Load, n}, {MicroOp::Store, i}, {MicroOp::Load, zero}, {MicroOp::Store, count}});
  program.Section({{MicroOp::Load, count},
                   {MicroOp::AddI, one},
                   {MicroOp::Store, count},
                   {MicroOp::Load, i},
                   {MicroOp::AddI, one},
                   {MicroOp::Store, i},
                   {MicroOp::LtS, five}});
  program.Section(
      {{MicroOp::Load, count}, {MicroOp::Store, trips}, {MicroOp::Load, last}, {MicroOp::Store, more}});
  program.Finish();
  EXPECT_TRUE(EqualsReference(program));
  return {program.RunWords(trips)[0], program.RunWords(more)[0]};
}

TEST(MapRepeat, RunsUntilAccIsZeroOrTripsAreOut) {
  EXPECT_EQ(Count(10, 0), (Words{5, 0}));
  EXPECT_EQ(Count(10, 9), (Words{1, 0}));  // the body runs before it is asked
  EXPECT_EQ(Count(5, 0), (Words{5, 0}));
  EXPECT_EQ(Count(3, 0), (Words{3, 1}));
  EXPECT_EQ(Count(1, 0), (Words{1, 1}));
}

// y[i + 1] = y[i] + x[2 i] over one array of 4 and another of 8, from index -2 up to 6.
TEST(MapRepeat, IndicesAreClamped) {
  MapProgram program({100});
  program.op.reduction = fb::Reduction::Repeat;
  const uint32_t y_in = program.InputOf(fb::Type::U32, {0}, Words{1, 0, 0, 0});
  program.AddIndexed(y_in, 3, 4);
  const uint32_t x = program.InputOf(fb::Type::U8, {0}, std::vector<uint8_t>{1, 2, 3, 4, 5, 6, 7, 8});
  program.AddIndexed(x, 3, 2);
  const uint32_t y_out = program.OutputOn(y_in, fb::Type::U32, {0});
  program.AddIndexed(y_out, 3, 4);
  const uint32_t one = program.Immediate(1), begin = program.Immediate(static_cast<uint32_t>(-2)),
                 end = program.Immediate(6);
  program.Temporary();
  const uint32_t i = program.Temporary(), next = program.Temporary(), element = program.Temporary();
  program.Section({{MicroOp::Load, begin}, {MicroOp::Store, i}});
  program.Section({{MicroOp::LoadAt, y_in, i},
                   {MicroOp::Store, element},
                   {MicroOp::Load, i},
                   {MicroOp::AddI, one},
                   {MicroOp::Store, next},
                   {MicroOp::LoadAt, x, i},
                   {MicroOp::AddI, element},
                   {MicroOp::StoreAt, y_out, next},
                   {MicroOp::Load, next},
                   {MicroOp::Store, i},
                   {MicroOp::LtS, end}});
  program.Section({});
  program.Finish();
  EXPECT_TRUE(EqualsReference(program));
  // -2: y[0] = 1 + 1; -1: y[0] = 2 + 1; 0: y[1] = 3 + 1; 1: y[2] = 4 + 3; 2: y[3] = 7 + 5; 3 to 5: y[3] += 7
  EXPECT_EQ(program.RunWords(y_in), (Words{3, 4, 7, 33}));
}

TEST(MapRepeat, IsOneUnit) {
  MapProgram program({100});
  program.op.reduction = fb::Reduction::Repeat;
  EXPECT_EQ(MapUnits(program.op), 1u);
}

}  // namespace
}  // namespace tmb
