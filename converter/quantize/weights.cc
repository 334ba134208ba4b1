// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/weights.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tmb {
namespace {

float ScaleOf(float magnitude, float levels) {
  const float scale = magnitude / levels;
  return scale < std::numeric_limits<float>::min() ? 1 : scale;
}

// Rounds the scales of groups up to multiples of the part of their channel's largest.
void RoundToMultiples(size_t n, int multiples, std::vector<float>& scales) {
  for (size_t j = 0; j < n; ++j) {
    float largest = 0;
    for (size_t i = j; i < scales.size(); i += n) largest = std::max(largest, scales[i]);
    const float unit = largest / static_cast<float>(multiples);
    for (size_t i = j; i < scales.size(); i += n)
      scales[i] = unit * std::clamp(std::ceil(scales[i] / unit), 1.0f, static_cast<float>(multiples));
  }
}

}  // namespace

std::optional<QuantizedWeights> ChooseScales(const WeightMatrix& weights, const RoundingOptions& options) {
  QuantizedWeights result;
  result.group = options.group;
  const auto n = static_cast<size_t>(weights.n);
  const auto group =
      static_cast<size_t>(options.group == 0 ? std::max<int64_t>(weights.k, 1) : options.group);
  const auto groups = std::max<size_t>((static_cast<size_t>(weights.k) + group - 1) / group, 1);
  result.scales.assign(groups * n, 0);
  for (size_t i = 0; i < weights.values.size(); ++i) {
    if (!std::isfinite(weights.values[i])) return std::nullopt;
    float& magnitude = result.scales[i / n / group * n + i % n];
    magnitude = std::max(magnitude, std::fabs(weights.values[i]));
  }
  for (size_t i = 0; i < result.scales.size(); ++i) {
    float& scale = result.scales[i];
    scale = ScaleOf(scale, static_cast<float>(options.levels));
    if (!options.least_scales.empty()) scale = std::max(scale, options.least_scales[i % n]);
  }
  if (options.multiples != 0) RoundToMultiples(n, options.multiples, result.scales);
  return result;
}

QuantizedWeights WithoutGroups(const QuantizedWeights& quantized, int64_t n, int multiples) {
  QuantizedWeights result{quantized.integers, {}, 0};
  const auto channels = static_cast<size_t>(n);
  result.scales.assign(quantized.scales.begin(), quantized.scales.begin() + n);
  for (size_t i = 0; i < quantized.scales.size(); ++i)
    result.scales[i % channels] = std::max(result.scales[i % channels], quantized.scales[i]);
  for (float& scale : result.scales) scale /= static_cast<float>(multiples);
  for (size_t i = 0; i < result.integers.size(); ++i) {
    const auto row = static_cast<int64_t>(i / channels), column = static_cast<int64_t>(i % channels);
    const float multiple = quantized.ScaleAt(row, column, n) / result.scales[i % channels];
    result.integers[i] = static_cast<int8_t>(result.integers[i] * static_cast<int>(std::lround(multiple)));
  }
  return result;
}

std::optional<QuantizedWeights> QuantizeToNearest(const WeightMatrix& weights,
                                                  const RoundingOptions& options) {
  std::optional<QuantizedWeights> result = ChooseScales(weights, options);
  if (!result.has_value()) return result;
  const auto levels = static_cast<float>(options.levels);
  const float* value = weights.values.data();
  result->integers.reserve(weights.values.size());
  for (int64_t i = 0; i < weights.k; ++i) {
    for (int64_t j = 0; j < weights.n; ++j) {
      const float steps = std::nearbyint(*value++ / result->ScaleAt(i, j, weights.n));
      result->integers.push_back(static_cast<int8_t>(std::clamp(steps, -levels, levels)));
    }
  }
  return result;
}

double SqnrDecibels(const WeightMatrix& weights, const QuantizedWeights& quantized) {
  double signal = 0, noise = 0;
  for (size_t at = 0; at < weights.values.size(); ++at) {
    const auto i = static_cast<int64_t>(at) / weights.n, j = static_cast<int64_t>(at) % weights.n;
    const double value = weights.values[at], scale = quantized.ScaleAt(i, j, weights.n);
    const double error = value - scale * quantized.integers[at];
    signal += value * value;
    noise += error * error;
  }
  return noise == 0 ? std::numeric_limits<double>::infinity() : 10 * std::log10(signal / noise);
}

}  // namespace tmb
