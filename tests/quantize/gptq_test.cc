// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Rounding that knows a layer's inputs: moments against their definition, results against the nearest
// integers.
#include "converter/quantize/gptq.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "tests/runtime/kernels/random_bits.h"

namespace tmb {
namespace {

// Rows of which neighbours are alike, about a mean that is large beside them.
std::vector<float> CorrelatedRows(int64_t count, int64_t k, RandomBits& random) {
  std::vector<float> rows;
  for (int64_t row = 0; row < count; ++row) {
    float value = 0;
    for (int64_t i = 0; i < k; ++i) {
      value = 0.9f * value + random.Unit();
      rows.push_back(value + static_cast<float>(i % 3) * 5);
    }
  }
  return rows;
}

WeightMatrix RandomWeights(int64_t k, int64_t n, RandomBits& random) {
  WeightMatrix weights = {k, n, {}};
  for (int64_t i = 0; i < k * n; ++i) weights.values.push_back(random.Unit());
  return weights;
}

// The mean square over the inputs and channels of what rounding changes, its mean taken away.
double OutputError(const WeightMatrix& weights, const QuantizedWeights& quantized, const InputMoments& inputs,
                   int64_t first = 0, int64_t last = -1) {
  const std::vector<double> covariance = inputs.Covariance();
  double error = 0;
  for (int64_t j = first; j < (last < 0 ? weights.n : last); ++j) {
    std::vector<double> e;
    for (int64_t i = 0; i < weights.k; ++i) {
      const auto at = static_cast<size_t>(i * weights.n + j);
      e.push_back(weights.values[at] - double(quantized.ScaleAt(i, j, weights.n)) * quantized.integers[at]);
    }
    for (size_t a = 0; a < e.size(); ++a) {
      for (size_t b = 0; b < e.size(); ++b) error += e[a] * covariance[a * e.size() + b] * e[b];
    }
  }
  return error;
}

TEST(InputMoments, AreMeanAndCovariance) {
  constexpr int64_t kCount = 1300, k = 5;  // two and a half blocks
  RandomBits random;
  std::vector<float> rows = CorrelatedRows(kCount, k, random);
  for (size_t i = 0; i < rows.size(); i += k) rows[i] += 1000;
  InputMoments moments(k);
  moments.Add(rows.data(), 3);
  moments.Add(rows.data() + 3 * k, kCount - 3);
  EXPECT_EQ(moments.count(), kCount);
  const std::vector<double> mean = moments.Mean(), covariance = moments.Covariance();
  for (size_t a = 0; a < k; ++a) {
    double expected = 0;
    for (size_t row = 0; row < kCount; ++row) expected += rows[row * k + a] / double{kCount};
    EXPECT_NEAR(mean[a], expected, 1e-4);
  }
  for (size_t a = 0; a < k; ++a) {
    for (size_t b = 0; b < k; ++b) {
      double expected = 0;
      for (size_t row = 0; row < kCount; ++row)
        expected += (rows[row * k + a] - mean[a]) * (rows[row * k + b] - mean[b]) / kCount;
      EXPECT_NEAR(covariance[a * k + b], expected, 1e-3) << a << ", " << b;
      EXPECT_EQ(covariance[a * k + b], covariance[b * k + a]);
    }
  }
  EXPECT_EQ(InputMoments(2).Covariance(), std::vector<double>(4, 0));
}

TEST(RoundByGptq, ChangesTheResultLessThanTheNearestIntegers) {
  RandomBits random;
  for (const int64_t k : {20, 64, 150}) {  // less than a block, one, two and a rest
    const std::vector<float> rows = CorrelatedRows(500, k, random);
    InputMoments inputs(k);
    inputs.Add(rows.data(), 500);
    const WeightMatrix weights = RandomWeights(k, 6, random);
    for (const RoundingOptions& options : {RoundingOptions{}, RoundingOptions{7, 32, {}}}) {
      const auto nearest = QuantizeToNearest(weights, options), gptq = RoundByGptq(weights, inputs, options);
      EXPECT_EQ(gptq->scales, nearest->scales);
      EXPECT_LT(OutputError(weights, *gptq, inputs), 0.5 * OutputError(weights, *nearest, inputs)) << k;
      for (const int8_t integer : gptq->integers) EXPECT_LE(std::abs(integer), options.levels);
    }
  }
}

TEST(RoundByGptq, InputsThatDoNotGoTogetherLeaveTheNearest) {
  RandomBits random;
  std::vector<float> rows;  // one input at a time
  for (int64_t row = 0; row < 40; ++row) {
    for (int64_t i = 0; i < 20; ++i) rows.push_back(row / 2 == i ? (row % 2 == 0 ? 1.0f : -1.0f) : 0.0f);
  }
  InputMoments inputs(20);
  inputs.Add(rows.data(), 40);
  const WeightMatrix weights = RandomWeights(20, 5, random);
  EXPECT_EQ(RoundByGptq(weights, inputs)->integers, QuantizeToNearest(weights)->integers);
}

TEST(RoundByGptq, InputsThatSayNothingLeaveTheNearest) {
  RandomBits random;
  const WeightMatrix weights = RandomWeights(4, 3, random);
  const std::vector<int8_t> nearest = QuantizeToNearest(weights)->integers;
  InputMoments none(4), constant(4), infinite(4);
  const std::vector<float> alike(8, 2), infinities(8, std::numeric_limits<float>::infinity());
  constant.Add(alike.data(), 2);
  infinite.Add(infinities.data(), 2);
  for (const InputMoments* inputs : {&none, &constant, &infinite})
    EXPECT_EQ(RoundByGptq(weights, *inputs)->integers, nearest);
  EXPECT_FALSE(RoundByGptq({1, 1, {std::nanf("")}}, InputMoments(1)).has_value());
}

TEST(RoundByGptq, ScalesAreNoSmallerThanAsked) {
  const WeightMatrix weights = {2, 2, {1, 1, 0.5f, -1}};
  const auto quantized = QuantizeToNearest(weights, {127, 0, {0.25f, 1e-6f}});
  EXPECT_EQ(quantized->scales, (std::vector<float>{0.25f, 1.0f / 127}));
  EXPECT_EQ(quantized->integers, (std::vector<int8_t>{4, 127, 2, -127}));
}

TEST(QuantizeToNearest, GroupsOfInputsHaveTheirScales) {
  const WeightMatrix weights = {5, 1, {7, -3.5f, 0.7f, 0.1f, -14}};
  const auto quantized = QuantizeToNearest(weights, {7, 2, {}});
  EXPECT_EQ(quantized->scales, (std::vector<float>{1, 0.7f / 7, 2}));
  EXPECT_EQ(quantized->integers, (std::vector<int8_t>{7, -4, 7, 1, -7}));
}

TEST(RoundDepthwise, NoOtherIntegerOfAChannelIsBetter) {
  constexpr int64_t k = 9, n = 16;
  RandomBits random;
  std::vector<InputMoments> inputs;
  for (int64_t j = 0; j < n; ++j) {
    const std::vector<float> rows = CorrelatedRows(200, k, random);
    inputs.emplace_back(k).Add(rows.data(), 200);
  }
  const WeightMatrix weights = RandomWeights(k, n, random);
  const auto nearest = QuantizeToNearest(weights), chosen = RoundDepthwise(weights, inputs);
  double errors = 0, nearest_errors = 0;
  for (int64_t j = 0; j < n; ++j) {
    const InputMoments& own = inputs[static_cast<size_t>(j)];
    const double error = OutputError(weights, *chosen, own, j, j + 1);
    EXPECT_LE(error, 1.01 * OutputError(weights, *nearest, own, j, j + 1));
    errors += error;
    nearest_errors += OutputError(weights, *nearest, own, j, j + 1);
    QuantizedWeights other = *chosen;  // the damping of the covariance allows for a little
    for (int64_t i = 0; i < k; ++i) {
      for (const int step : {-1, 1}) {
        int8_t& integer = other.integers[static_cast<size_t>(i * n + j)];
        integer = static_cast<int8_t>(integer + step);
        EXPECT_GT(OutputError(weights, other, own, j, j + 1), 0.8 * error);
        integer = static_cast<int8_t>(integer - step);
      }
    }
  }
  EXPECT_LT(errors, 0.7 * nearest_errors);
}

}  // namespace
}  // namespace tmb
