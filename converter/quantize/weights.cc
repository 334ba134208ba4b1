// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/weights.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tmb {
namespace {

constexpr float kLargest = 127;

float ScaleOf(float magnitude) {
  const float scale = magnitude / kLargest;
  return scale < std::numeric_limits<float>::min() ? 1 : scale;
}

}  // namespace

std::optional<QuantizedWeights> QuantizeToNearest(const WeightMatrix& weights) {
  QuantizedWeights result;
  result.scales.assign(static_cast<size_t>(weights.n), 0);
  for (size_t i = 0; i < weights.values.size(); ++i) {
    if (!std::isfinite(weights.values[i])) return std::nullopt;
    float& magnitude = result.scales[i % result.scales.size()];
    magnitude = std::max(magnitude, std::fabs(weights.values[i]));
  }
  for (float& scale : result.scales) scale = ScaleOf(scale);
  result.integers.reserve(weights.values.size());
  for (size_t i = 0; i < weights.values.size(); ++i) {
    const float steps = std::nearbyint(weights.values[i] / result.scales[i % result.scales.size()]);
    result.integers.push_back(static_cast<int8_t>(std::clamp(steps, -kLargest, kLargest)));
  }
  return result;
}

double SqnrDecibels(const WeightMatrix& weights, const QuantizedWeights& quantized) {
  double signal = 0, noise = 0;
  for (size_t i = 0; i < weights.values.size(); ++i) {
    const double value = weights.values[i];
    const double scale = quantized.scales[i % quantized.scales.size()];
    const double error = value - scale * quantized.integers[i];
    signal += value * value;
    noise += error * error;
  }
  return noise == 0 ? std::numeric_limits<double>::infinity() : 10 * std::log10(signal / noise);
}

}  // namespace tmb
