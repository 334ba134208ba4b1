// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/tensor_ranges.h"

#include <algorithm>
#include <cmath>

namespace tmb {
namespace {

// Which channel an element is of.
struct Channels {
  const WeightedKernel* kernel = nullptr;

  size_t Count() const { return kernel == nullptr ? 0 : static_cast<size_t>(kernel->n); }
};

void Look(const std::vector<float>& values, const Channels& channels, TensorRange& range) {
  for (size_t i = 0; i < values.size(); ++i) {
    const float value = values[i];
    if (!std::isfinite(value)) continue;
    range.lo = std::min(range.lo, value);
    range.hi = std::max(range.hi, value);
    if (channels.kernel == nullptr) continue;
    const auto channel = static_cast<size_t>(channels.kernel->ChannelOf(static_cast<int64_t>(i)));
    range.magnitudes[channel] = std::max(range.magnitudes[channel], std::fabs(value));
    range.means[channel] += value;
  }
}

}  // namespace

Result<TensorRanges> TensorRanges::Measure(const SampleRunner& runner, const std::vector<Layer>& layers,
                                           const std::vector<const hlo::Instruction*>& others) {
  TensorRanges result;
  std::vector<const hlo::Instruction*> wanted;
  std::vector<Channels> channels;
  const auto want = [&](const hlo::Instruction* value, const WeightedKernel* kernel) {
    if (!result.ranges_.emplace(value, TensorRange{}).second) return;
    wanted.push_back(value);
    channels.push_back({kernel});
    result.ranges_[value].magnitudes.resize(channels.back().Count());
    result.ranges_[value].means.resize(channels.back().Count());
  };
  for (const Layer& layer : layers) {
    want(layer.sum, &layer.kernel);
    want(layer.result, &layer.kernel);
  }
  for (const hlo::Instruction* value : others) want(value, nullptr);
  TMB_CHECK_OK(runner.Run(wanted, [&](size_t, const std::vector<SampleRunner::Bytes>& values) {
    for (size_t i = 0; i < wanted.size(); ++i)
      Look(FloatsOf(values[i]), channels[i], result.ranges_[wanted[i]]);
  }));
  for (size_t i = 0; i < wanted.size(); ++i) {
    const double elements =
        static_cast<double>(wanted[i]->shape.Elements()) * static_cast<double>(runner.samples());
    for (double& mean : result.ranges_[wanted[i]].means)
      mean *= static_cast<double>(channels[i].Count()) / elements;
  }
  return result;
}

}  // namespace tmb
