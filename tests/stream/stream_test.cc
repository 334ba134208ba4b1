// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The schedule of rows, and which runs of instructions are found.
#include "converter/stream/stream.h"

#include <gtest/gtest.h>

#include "converter/plan/plan.h"
#include "converter/stream/schedule.h"
#include "tests/stream/lowered.h"

namespace tmb {
namespace {

// A layer from tensor `input` to tensor `output`.
RowLayer Layer(BufferId input, BufferId output, int64_t in_rows, int64_t out_rows, int64_t stride,
               int64_t pad, int64_t span) {
  RowLayer layer;
  layer.input = input;
  layer.output = output;
  layer.in_rows = in_rows;
  layer.out_rows = out_rows;
  layer.in_row_bytes = layer.out_row_bytes = 4;
  layer.stride = stride;
  layer.pad = pad;
  layer.span = span;
  return layer;
}

RowLayer Window3(BufferId input, BufferId output, int64_t rows) {
  return Layer(input, output, rows, rows, 1, 1, 3);
}
RowLayer Pointwise(BufferId input, BufferId output, int64_t rows) {
  return Layer(input, output, rows, rows, 1, 0, 1);
}

TEST(Schedule, KeepsThreeRowsForAWindowAndOneForAPixel) {
  const std::vector<RowLayer> layers = {Pointwise(0, 1, 8), Window3(1, 2, 8), Pointwise(2, 3, 8)};
  const Schedule schedule = ScheduleRows(layers);
  EXPECT_EQ(schedule.capacity.at(1), 3);
  EXPECT_EQ(schedule.capacity.at(2), 1);
  EXPECT_EQ(schedule.steps.size(), 24u);
}

TEST(Schedule, EachRowComesOnceAndBehindWhatItReads) {
  const std::vector<RowLayer> layers = {Layer(0, 1, 16, 8, 2, 0, 3), Window3(1, 2, 8),
                                        Layer(2, 3, 8, 4, 2, 0, 3)};
  std::vector<int64_t> made(layers.size(), 0);
  for (const RowStep& step : ScheduleRows(layers).steps) {
    EXPECT_EQ(step.row, made[step.layer]++);
    if (step.layer == 0) continue;
    EXPECT_GE(made[step.layer - 1], layers[step.layer].EndOf(step.row));
  }
  EXPECT_EQ(made.back(), 4);
}

TEST(Schedule, KeepsASkippedTensorUntilItIsAdded) {
  std::vector<RowLayer> layers = {Pointwise(0, 1, 8), Window3(1, 2, 8), Window3(2, 3, 8)};
  layers[2].residual = 1;
  const Schedule schedule = ScheduleRows(layers);
  EXPECT_EQ(schedule.capacity.at(1), 3) << "rows r to r + 2: the first is added when the last was needed";
}

TEST(Schedule, MakesSeveralRowsAtOnceWhereTheyAreWanted) {
  const std::vector<RowLayer> layers = {Pointwise(0, 1, 8), Window3(1, 2, 8), Pointwise(2, 3, 8)};
  const std::vector<RowSizes> sizes(3, {2, 0});
  const Schedule schedule = ScheduleRows(layers, sizes);
  EXPECT_EQ(schedule.capacity.at(1), 4) << "a row above two and one below";
  EXPECT_EQ(schedule.capacity.at(2), 2);
  EXPECT_EQ(schedule.steps.size(), 13u) << "the first three rows take two steps";
}

TEST(Schedule, APieceIsMadeWholeWhateverIsWanted) {
  std::vector<RowLayer> layers = {Window3(0, 1, 10), Pointwise(1, 2, 10)};
  layers[0].piece_rows = 4;
  const Schedule schedule = ScheduleRows(layers);
  EXPECT_EQ(schedule.capacity.at(1), 4);
  EXPECT_EQ(schedule.steps.size(), 3u + 10) << "4, 4 and 2 rows";
}

TEST(Schedule, RowsThatNothingReadsAreNotMade) {
  // A stride of 2 over 7 rows reads 6 of them.
  const std::vector<RowLayer> layers = {Pointwise(0, 1, 7), Layer(1, 2, 7, 3, 2, 0, 2)};
  EXPECT_EQ(ScheduleRows(layers).steps.size(), 6u + 3);
}

// ---- programs

// Two convolutions of a 16 x 4 image with 16 channels between, and what follows.
std::string TwoConvolutions(const std::string& behind) {
  std::string weights1 = "{", weights2 = "{";
  for (int row = 0; row < 3; ++row) {
    weights1 += row == 0 ? "{{{" : ",{{{";
    weights2 += row == 0 ? "{{" : ",{{";
    for (int i = 0; i < 16; ++i) {
      weights1 += (i == 0 ? "" : ",") + std::to_string(i % 5 - 2);
      weights2 += std::string(i == 0 ? "" : ",") + "{" + std::to_string(i % 3 - 1) + "}";
    }
    weights1 += "}}}";
    weights2 += "}}";
  }
  return "  x = f32[1,16,4,1] parameter(0)\n  v = f32[3,1,1,16] constant(" + weights1 +
         "})\n  w = f32[3,1,16,1] constant(" + weights2 +
         "})\n  a = f32[1,16,4,16] convolution(x, v), window={size=3x1 pad=1_1x0_0}, "
         "dim_labels=b01f_01io->b01f\n"
         "  b = f32[1,16,4,1] convolution(a, w), window={size=3x1 pad=1_1x0_0}, "
         "dim_labels=b01f_01io->b01f\n" +
         behind;
}

TEST(MinimizeArena, StreamsTwoConvolutions) {
  Program program = Lowered(TwoConvolutions("  ROOT y = f32[1,16,4,1] exponential(b)\n"));
  EXPECT_EQ(FindRuns(program).size(), 3u)
      << "both, with the Map behind or without, and the second one with it";
  Program whole = program;
  const uint64_t before = PlanMemory(whole).value().arena_bytes;
  ASSERT_TRUE(MinimizeArena(program, {}, nullptr).ok());
  const uint64_t after = PlanMemory(program).value().arena_bytes;
  EXPECT_GE(before, 4u * 16 * 4 * 16);
  EXPECT_LE(after, before / 2);
}

TEST(MinimizeArena, MakesLargerPiecesWhereItMayTakeMore) {
  const Program whole = Lowered(TwoConvolutions("  ROOT y = f32[1,16,4,1] exponential(b)\n"));
  Program least = whole, larger = whole, large = whole;
  ASSERT_TRUE(MinimizeArena(least, {}, nullptr).ok());
  PlanOptions options;
  options.enough_bytes = PlanMemory(least).value().arena_bytes + 4 * 256;  // four rows
  ASSERT_TRUE(MinimizeArena(larger, options, nullptr).ok());
  EXPECT_LT(larger.code.size(), least.code.size());
  EXPECT_LE(PlanMemory(larger, options).value().arena_bytes, options.enough_bytes);
  options.enough_bytes = 1 << 20;
  ASSERT_TRUE(MinimizeArena(large, options, nullptr).ok());
  EXPECT_EQ(large.code.size(), whole.code.size());
}

TEST(MinimizeArena, LeavesATensorWholeThatIsReadBehindTheRun) {
  const Program program =
      Lowered(TwoConvolutions("  e = f32[1,16,4,1] exponential(b)\n"
                              "  s = f32[1,16,4,16] negate(a)\n"
                              "  ROOT y = (f32[1,16,4,1], f32[1,16,4,16]) tuple(e, s)\n"));
  for (const StreamRun& run : FindRuns(program))
    EXPECT_GT(run.first, 0u) << "the first instruction makes `a`";
}

TEST(MinimizeArena, ChangesNothingWhereNothingIsWon) {
  Program program = Lowered("  x = f32[4] parameter(0)\n  ROOT y = f32[4] exponential(x)\n");
  const size_t instructions = program.code.size();
  ASSERT_TRUE(MinimizeArena(program, {}, nullptr).ok());
  EXPECT_EQ(program.code.size(), instructions);
}

}  // namespace
}  // namespace tmb
