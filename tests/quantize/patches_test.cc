// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Patches times the matrix of weights is what the program computes, for products and convolutions of all
// forms. Numbers are small integers, so sums are exact in any order.
#include "converter/quantize/patches.h"

#include <gtest/gtest.h>

#include <cstring>

#include "converter/hlo/read.h"
#include "converter/quantize/sample_runner.h"
#include "tests/runtime/kernels/random_bits.h"

namespace tmb {
namespace {

std::vector<float> FloatsOf(const SampleRunner::Bytes& bytes) {
  std::vector<float> values(bytes.size() / sizeof(float));
  std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

SampleRunner::Bytes RandomIntegers(const hlo::Shape& shape, RandomBits& random) {
  std::vector<float> values;
  for (int64_t i = 0; i < shape.Elements(); ++i)
    values.push_back(static_cast<float>(random.Between(0, 10)) - 5);
  SampleRunner::Bytes bytes(values.size() * sizeof(float));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

// The result by patches, channel by channel in the order of its elements.
std::vector<float> ByPatches(const WeightedKernel& kernel, const std::vector<float>& x,
                             const std::vector<float>& w, int64_t elements) {
  const Patches patches(kernel);
  const std::vector<int64_t> positions = patches.Spread(patches.positions());
  std::vector<int64_t> next(static_cast<size_t>(kernel.n), 0);
  std::vector<float> result;
  for (int64_t element = 0; element < elements; ++element) {
    const int64_t channel = kernel.ChannelOf(element);
    const int64_t position = next[static_cast<size_t>(channel)]++;
    const std::vector<float> row = patches.Rows(x.data(), {positions[static_cast<size_t>(position)]},
                                                channel * kernel.groups / kernel.n);
    EXPECT_EQ(static_cast<int64_t>(row.size()), kernel.k);
    float sum = 0;
    for (int64_t i = 0; i < kernel.k; ++i)
      sum += row[static_cast<size_t>(i)] * w[kernel.WeightAt(i, channel)];
    result.push_back(sum);
  }
  return result;
}

TEST(Patches, TimesWeightsAreTheResult) {
  const struct {
    const char *x, *w, *y, *operation;
    size_t weights;
  } cases[] = {
      {"f32[3,5]", "f32[5,4]", "f32[3,4]", "dot(x, w), lhs_contracting_dims={1}, rhs_contracting_dims={0}",
       1},
      {"f32[5,3]", "f32[4,5]", "f32[4,3]", "dot(w, x), lhs_contracting_dims={1}, rhs_contracting_dims={0}",
       0},
      {"f32[2,3,5]", "f32[5,4,3]", "f32[2,4]",
       "dot(x, w), lhs_contracting_dims={2,1}, rhs_contracting_dims={0,2}", 1},
      {"f32[2,6,7,3]", "f32[3,2,3,4]", "f32[2,6,6,4]",
       "convolution(x, w), window={size=3x2 pad=1_1x0_0}, dim_labels=b01f_01io->b01f", 1},
      {"f32[2,3,9,8]", "f32[4,3,3,3]", "f32[2,4,4,3]",
       "convolution(x, w), window={size=3x3 stride=2x2 pad=0_1x-1_0 rhs_dilate=1x1}, "
       "dim_labels=bf01_oi01->bf01",
       1},
      {"f32[1,6,7,4]", "f32[3,3,1,4]", "f32[1,6,7,4]",
       "convolution(x, w), window={size=3x3 pad=2_2x2_2 rhs_dilate=2x2}, dim_labels=b01f_01io->b01f, "
       "feature_group_count=4",
       1},
      {"f32[1,4,5,4]", "f32[2,2,2,6]", "f32[1,3,4,6]",
       "convolution(x, w), window={size=2x2 rhs_reversal=1x1}, dim_labels=b01f_01io->b01f, "
       "feature_group_count=2",
       1},
      {"f32[1,4,2]", "f32[3,2,3]", "f32[1,9,3]",
       "convolution(x, w), window={size=3 pad=2_2 lhs_dilate=2}, dim_labels=b0f_0io->b0f", 1},
  };
  RandomBits random;
  for (const auto& c : cases) {
    const std::string text = std::string("HloModule m\nENTRY main { x = ") + c.x +
                             " parameter(0)\n w = " + c.w + " parameter(1)\n ROOT y = " + c.y + " " +
                             c.operation + " }";
    const Result<hlo::Module> module = hlo::ReadModule(text, "m.hlo");
    ASSERT_TRUE(module.ok()) << module.error().text;
    const hlo::Computation& entry = *module.value().entry;
    const std::vector<hlo::Instruction*> parameters = entry.Parameters();
    SampleRunner runner(1);
    for (const hlo::Instruction* parameter : parameters)
      runner.Set(*parameter, {RandomIntegers(parameter->shape, random)});
    ASSERT_TRUE(runner.Keep({entry.root}).ok());
    const auto kernel = DescribeKernel(*entry.root, c.weights);
    ASSERT_TRUE(kernel.has_value()) << c.operation;
    const std::vector<float> x = FloatsOf(runner.At(*parameters[0], 0)),
                             w = FloatsOf(runner.At(*parameters[1], 0));
    EXPECT_EQ(ByPatches(*kernel, x, w, entry.root->shape.Elements()), FloatsOf(runner.At(*entry.root, 0)))
        << c.operation;
  }
}

TEST(Patches, PositionsAreSpreadEvenly) {
  const auto module = hlo::ReadModule(R"(HloModule m
ENTRY main { x = f32[10,2] parameter(0)
  w = f32[2,3] parameter(1)
  ROOT y = f32[10,3] dot(x, w), lhs_contracting_dims={1}, rhs_contracting_dims={0} })",
                                      "m.hlo");
  ASSERT_TRUE(module.ok());
  const Patches patches(*DescribeKernel(*module.value().entry->root));
  EXPECT_EQ(patches.positions(), 10);
  EXPECT_EQ(patches.Spread(4), (std::vector<int64_t>{0, 2, 5, 7}));
  EXPECT_EQ(patches.Spread(20).size(), 10u);
  EXPECT_TRUE(patches.Spread(0).empty());
}

TEST(Patches, PaddingHasTheValueAskedFor) {
  const auto module = hlo::ReadModule(R"(HloModule m
ENTRY main { x = f32[1,2,1] parameter(0)
  w = f32[3,1,1] parameter(1)
  ROOT y = f32[1,2,1] convolution(x, w), window={size=3 pad=1_1}, dim_labels=b0f_0io->b0f })",
                                      "m.hlo");
  ASSERT_TRUE(module.ok());
  const Patches patches(*DescribeKernel(*module.value().entry->root));
  const float x[] = {1, 2};
  EXPECT_EQ(patches.Rows(x, {0, 1}, 0, 9), (std::vector<float>{9, 1, 2, 1, 2, 9}));
}

TEST(DescribeKernel, BatchesOfProductsAreNone) {
  const auto module = hlo::ReadModule(R"(HloModule m
ENTRY main { x = f32[2,3,5] parameter(0)
  w = f32[2,5,4] parameter(1)
  ROOT y = f32[2,3,4] dot(x, w), lhs_batch_dims={0}, rhs_batch_dims={0}, lhs_contracting_dims={2}, rhs_contracting_dims={1} })",
                                      "m.hlo");
  ASSERT_TRUE(module.ok());
  EXPECT_FALSE(DescribeKernel(*module.value().entry->root).has_value());
  EXPECT_FALSE(DescribeKernel(*module.value().entry->instructions[0]).has_value());
}

}  // namespace
}  // namespace tmb
