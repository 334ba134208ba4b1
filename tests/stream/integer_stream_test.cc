// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Integer kernels, and the Maps between them, as makers of rows.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "converter/stream/row_layer.h"
#include "converter/stream/stream.h"
#include "tests/stream/lowered.h"

namespace tmb {
namespace {

Program LoweredOfS8(const std::string& body) { return Lowered("  x = s8[1,16,4,8] parameter(0)\n" + body); }

// Weights of small integers.
std::string Weights(const std::string& name, const std::vector<int>& dims) {
  std::string shape, values;
  int count = 1;
  for (const int dim : dims) shape += (shape.empty() ? "" : ",") + std::to_string(dim), count *= dim;
  for (int i = 0; i < count; ++i) values += (i == 0 ? "" : ",") + std::to_string(i * 7 % 11 - 5);
  return fmt::format("  {0}f = s8[{1}] constant({{{2}}})\n  {0} = s8[{3}] reshape({0}f)\n", name, count,
                     values, shape);
}

// s8 `to` of the sums `from`, [1, rows, 4, channels].
std::string Narrowed(const std::string& to, const std::string& from, int rows, int channels) {
  const std::string dims = fmt::format("[1,{},4,{}]", rows, channels);
  return fmt::format(
      "  {0}f = f32{2} convert({1})\n  {0}s = f32[] constant(0.01)\n  {0}m = f32{2} broadcast({0}s), "
      "dimensions={{}}\n  {0}p = f32{2} multiply({0}f, {0}m)\n  {0}n = f32{2} round-nearest-even({0}p)\n"
      "  {0}lo = f32[] constant(-128)\n  {0}hi = f32[] constant(127)\n"
      "  {0}c = f32{2} clamp({0}lo, {0}n, {0}hi)\n  {0} = s8{2} convert({0}c)\n",
      to, from, dims);
}

// A convolution of 3 x 3 taps with 16 channels, a product over pixels to 8 channels, a depthwise convolution.
std::string ThreeLayers() {
  return Weights("v", {3, 3, 8, 16}) +
         "  a = s32[1,16,4,16] convolution(x, v), window={size=3x3 pad=1_1x1_1}, "
         "dim_labels=b01f_01io->b01f\n" +
         Narrowed("b", "a", 16, 16) + Weights("w", {1, 1, 16, 8}) +
         "  c = s32[1,16,4,8] convolution(b, w), window={size=1x1}, dim_labels=b01f_01io->b01f\n" +
         Narrowed("d", "c", 16, 8) + Weights("u", {3, 3, 1, 8}) +
         "  e = s32[1,16,4,8] convolution(d, u), window={size=3x3 pad=1_1x1_1}, "
         "dim_labels=b01f_01io->b01f, feature_group_count=8\n";
}

std::string Ones() {
  return "  ones = s8[] constant(1)\n  k = s8[16,4,1,8] broadcast(ones), dimensions={}\n"
         "  g = s32[1,1,1,8] convolution(d, k), window={size=16x4}, dim_labels=b01f_01io->b01f, "
         "feature_group_count=8\n  ROOT y = f32[1,1,1,8] convert(g)\n";
}

uint64_t ArenaOf(Program program, const PlanOptions& options = {}) {
  return PlanMemory(program, options).value().arena_bytes;
}

TEST(IntegerStream, RowsOfAProductAreThoseOfItsInput) {
  const Program program = LoweredOfS8(ThreeLayers() + "  ROOT y = f32[1,16,4,8] convert(e)\n");
  RowLayers layers;
  for (uint32_t i = 0; i < program.code.size() && layers.Append(program, i); ++i) {
  }
  ASSERT_GE(layers.layers().size(), 5u) << "convolution, Map, product, Map, depthwise convolution";
  const RowLayer &first = layers.layers()[0], &map = layers.layers()[1], &product = layers.layers()[2];
  EXPECT_EQ(first.in_row_bytes, 4 * 8);
  EXPECT_EQ(first.span, 3);
  EXPECT_EQ(map.out_rows, 16);
  EXPECT_EQ(map.out_row_bytes, 4 * 16);
  EXPECT_EQ(product.pixels, 4);
  EXPECT_EQ(product.out_rows, 16);
}

TEST(IntegerStream, NeedsFewRows) {
  Program program = LoweredOfS8(ThreeLayers() + "  ROOT y = f32[1,16,4,8] convert(e)\n");
  const uint64_t whole = ArenaOf(program);
  ASSERT_TRUE(MinimizeArena(program, {}, nullptr).ok());
  EXPECT_LT(ArenaOf(program), whole * 2 / 3);
}

TEST(IntegerStream, HidesScratchOfKernels) {
  PlanOptions options;
  options.optimize = Optimize::kMemory;
  Program program = LoweredOfS8(Weights("v", {3, 3, 8, 16}) +
                                "  a = s32[1,16,4,16] convolution(x, v), window={size=3x3 pad=1_1x1_1}, "
                                "dim_labels=b01f_01io->b01f\n"
                                "  b = s32[1,8,2,16] slice(a), slice={[0:1], [0:16:2], [0:4:2], [0:16]}\n"
                                "  ROOT y = s8[1,8,2,16] convert(b)\n");
  const uint64_t whole = ArenaOf(program, options);
  const size_t instructions = program.code.size();
  ASSERT_TRUE(HideScratch(program, options, nullptr).ok());
  EXPECT_LT(ArenaOf(program, options), whole);
  EXPECT_GT(program.code.size(), instructions);
}

TEST(IntegerStream, AMeansLastRowsBeginWithTheSumsOfAllOthers) {
  Program program = LoweredOfS8(ThreeLayers().substr(0, ThreeLayers().find("  uf =")) + Ones());
  const std::vector<StreamRun> runs = FindRuns(program);
  ASSERT_FALSE(runs.empty());
  const Program streamed = StreamRows(program, runs.back());
  int with_constants = 0, with_sums = 0;
  for (const Instruction& instruction : streamed.code) {
    fb::InstructionUnion op = instruction.op;
    const fb::DepthwiseS8* const mean = op.AsDepthwiseS8();
    if (mean == nullptr) continue;
    const BufferId parameters = streamed.operands[mean->parameters().word()].buffer;
    const bool constant = streamed.buffers[parameters].kind == Buffer::Kind::kConstant;
    ++(constant ? with_constants : with_sums);
    EXPECT_EQ(mean->in_h(), 4u) << "a row of pixels";
  }
  EXPECT_EQ(with_constants, 15);
  EXPECT_EQ(with_sums, 1);
}

TEST(PlanMemory, TakesStripsFromADepthwiseConvolutionAtThePeak) {
  PlanOptions options;
  options.optimize = Optimize::kMemory;
  Program fast = LoweredOfS8(Weights("u", {3, 3, 1, 8}) +
                             "  ROOT e = s32[1,16,4,8] convolution(x, u), window={size=3x3 pad=1_1x1_1}, "
                             "dim_labels=b01f_01io->b01f, feature_group_count=8\n");
  Program small = fast;
  const uint64_t fast_bytes = PlanMemory(fast).value().arena_bytes,
                 small_bytes = PlanMemory(small, options).value().arena_bytes;
  const fb::DepthwiseS8 *in_one = fast.code[0].op.AsDepthwiseS8(),
                        *in_strips = small.code[0].op.AsDepthwiseS8();
  ASSERT_TRUE(in_one != nullptr && in_strips != nullptr);
  EXPECT_EQ(in_one->strip_rows(), 16u);
  EXPECT_EQ(in_strips->strip_rows(), 1u);
  EXPECT_EQ(fast_bytes - small_bytes, 15u * 48) << "lines of 6 pixels of 4 channels of 16 bits";
}

TEST(IntegerStream, MapsReadWindowsThatLieInside) {
  // The largest of 2 x 2.
  std::string text = "  n = s8[1,16,4,8] negate(x)\n";
  for (int row = 0; row < 2; ++row) {
    for (int column = 0; column < 2; ++column) {
      text += fmt::format("  p{0}{1} = s8[1,8,2,8] slice(n), slice={{[0:1], [{0}:16:2], [{1}:4:2], [0:8]}}\n",
                          row, column);
    }
  }
  text +=
      "  m0 = s8[1,8,2,8] maximum(p00, p01)\n  m1 = s8[1,8,2,8] maximum(p10, p11)\n"
      "  ROOT y = s8[1,8,2,8] maximum(m0, m1)\n";
  const Program program = LoweredOfS8(text);
  ASSERT_FALSE(program.code.empty());
  const BufferId input = program.entries[0].inputs[0].operand.buffer;
  const auto layer = DescribeLayer(program, static_cast<uint32_t>(program.code.size()) - 1, {{input, 16}});
  ASSERT_TRUE(layer.has_value());
  EXPECT_EQ(layer->in_rows, 16);
  EXPECT_EQ(layer->out_rows, 8);
  EXPECT_EQ(layer->stride, 2);
  EXPECT_EQ(layer->pad, 0);
  EXPECT_EQ(layer->span, 2);
}

}  // namespace
}  // namespace tmb
