// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/refine_weights.h"

#include <algorithm>
#include <cmath>

#include "converter/quantize/gptq.h"
#include "converter/quantize/patches.h"

namespace tmb {
namespace {

constexpr int64_t kMaxRows = 16384;  // of a layer's inputs, in all samples

std::vector<const WeightLayer*> Rounded(const std::vector<WeightLayer>& layers) {
  std::vector<const WeightLayer*> rounded;
  for (const WeightLayer& layer : layers) {
    if (layer.why.empty()) rounded.push_back(&layer);
  }
  return rounded;
}

// What the layer's groups compute with: one entry, of a depthwise convolution one for each channel.
std::vector<InputMoments> MomentsOf(const WeightLayer& layer, const SampleRunner& runner) {
  const hlo::Instruction& input = *layer.kernel->operands[layer.form.input];
  const Patches patches(layer.form);
  const auto samples = static_cast<int64_t>(runner.samples());
  const std::vector<int64_t> positions = patches.Spread(std::max<int64_t>(kMaxRows / samples, 1));
  std::vector<InputMoments> moments(static_cast<size_t>(layer.form.groups), InputMoments(layer.form.k));
  for (size_t sample = 0; sample < runner.samples(); ++sample) {
    const std::vector<float> values = FloatsOf(runner.At(input, sample));
    for (int64_t group = 0; group < layer.form.groups; ++group) {
      const std::vector<float> rows = patches.Rows(values.data(), positions, group);
      moments[static_cast<size_t>(group)].Add(rows.data(), static_cast<int64_t>(positions.size()));
    }
  }
  return moments;
}

// What the layers from `first` on read and compute.
std::vector<const hlo::Instruction*> ValuesFrom(const std::vector<const WeightLayer*>& layers, size_t first) {
  std::vector<const hlo::Instruction*> values;
  for (size_t i = first; i < layers.size(); ++i) {
    values.push_back(layers[i]->kernel->operands[layers[i]->form.input]);
    values.push_back(layers[i]->kernel);
  }
  return values;
}

Result<void> Refine(WeightLayer& layer, SampleRunner& runner, const std::vector<double>& means) {
  const hlo::Instruction& input = *layer.kernel->operands[layer.form.input];
  if (!runner.Has(input)) TMB_CHECK_OK(runner.Keep({&input}));
  const std::vector<InputMoments> moments = MomentsOf(layer, runner);
  layer.Apply(layer.form.IsDepthwise() ? *RoundDepthwise(layer.matrix, moments)
                                       : *RoundByGptq(layer.matrix, moments[0], layer.rounding));
  return RefitBias(layer, runner, means);
}

}  // namespace

Result<std::vector<std::vector<double>>> MeansOfChannels(const SampleRunner& runner,
                                                         const std::vector<ChannelArray>& arrays) {
  std::vector<const hlo::Instruction*> wanted;
  std::vector<std::vector<double>> means;
  for (const ChannelArray& array : arrays) {
    wanted.push_back(array.value);
    means.emplace_back(static_cast<size_t>(array.kernel->n), 0);
  }
  if (arrays.empty()) return means;
  TMB_CHECK_OK(runner.Run(wanted, [&](size_t, const std::vector<SampleRunner::Bytes>& values) {
    for (size_t i = 0; i < arrays.size(); ++i) {
      const WeightedKernel& kernel = *arrays[i].kernel;
      const std::vector<float> result = FloatsOf(values[i]);
      const double share =
          static_cast<double>(kernel.n) / static_cast<double>(result.size() * runner.samples());
      for (size_t at = 0; at < result.size(); ++at)
        means[i][static_cast<size_t>(kernel.ChannelOf(static_cast<int64_t>(at)))] += result[at] * share;
    }
  }));
  return means;
}

Result<void> RefitBias(WeightLayer& layer, const SampleRunner& runner, const std::vector<double>& means) {
  if (layer.bias == nullptr) return {};
  TMB_ASSIGN(const auto now, MeansOfChannels(runner, {{layer.kernel, &layer.form}}));
  std::vector<float> bias;
  for (size_t j = 0; j < layer.old_bias.size(); ++j) {
    const double refit = layer.old_bias[j] + means[j] - now[0][j];
    bias.push_back(std::isfinite(refit) ? static_cast<float>(refit) : layer.old_bias[j]);
  }
  layer.SetBias(bias);
  return {};
}

Result<std::vector<std::vector<double>>> ChannelMeans(const hlo::Computation& entry,
                                                      const std::vector<WeightLayer>& layers,
                                                      const CalibrationData& calibration) {
  std::vector<ChannelArray> results;
  for (const WeightLayer* layer : Rounded(layers)) results.push_back({layer->kernel, &layer->form});
  return MeansOfChannels(RunnerOf(entry, calibration), results);
}

Result<void> RefineWeights(const hlo::Computation& entry, std::vector<WeightLayer>& layers,
                           const CalibrationData& calibration, const std::vector<std::vector<double>>& means,
                           const QuantizeProgress& progress) {
  SampleRunner runner = RunnerOf(entry, calibration);
  const std::vector<const WeightLayer*> rounded = Rounded(layers);
  size_t done = 0;
  for (WeightLayer& layer : layers) {
    if (!layer.why.empty()) continue;
    if (progress) progress(done + 1, rounded.size(), layer.kernel->name);
    runner.DropAllBut(ValuesFrom(rounded, done));
    TMB_CHECK_OK(Refine(layer, runner, means[done]));
    ++done;
  }
  return {};
}

}  // namespace tmb
