// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/integer_layer.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "converter/quantize/gptq.h"
#include "converter/quantize/patches.h"

namespace tmb {
namespace {

constexpr int64_t kMaxPositions = 16384;  // whose covariance is looked at
constexpr double kMaxBias = 1 << 21;      // of a sum, in its units; an odd channel has 23 bits and a sign
constexpr int kLeastLevels = 15;
constexpr int kMultiplierBits = 10, kScaledMultiplierBits = 6;  // of the least multiplier in 16 bits

// Moments of what each group of channels multiplies its weights with: of some positions, and the mean of all.
struct Inputs {
  std::vector<InputMoments> moments;  // of one group, or of each channel by itself
  std::vector<std::vector<double>> means;
};

Inputs LookAtInputs(const LayerTask& task) {
  const WeightedKernel& kernel = task.layer->kernel;
  const Patches patches(kernel);
  const auto groups = static_cast<size_t>(kernel.groups), k = static_cast<size_t>(kernel.k);
  Inputs inputs{std::vector<InputMoments>(groups, InputMoments(kernel.k)),
                std::vector<std::vector<double>>(groups, std::vector<double>(k))};
  const std::vector<int64_t> all = patches.Spread(patches.positions());
  const auto some = std::max<int64_t>(kMaxPositions / static_cast<int64_t>(task.samples), 1);
  const std::vector<int64_t> spread = patches.Spread(some);
  for (size_t sample = 0; sample < task.samples; ++sample) {
    const std::vector<float> x = task.input(sample);
    for (size_t group = 0; group < groups; ++group) {
      const auto number = static_cast<int64_t>(group);
      const std::vector<float> rows = patches.Rows(x.data(), all, number);
      for (size_t i = 0; i < rows.size(); ++i) inputs.means[group][i % k] += rows[i];
      if (spread.size() == all.size()) {
        inputs.moments[group].Add(rows.data(), static_cast<int64_t>(all.size()));
      } else {
        const std::vector<float> few = patches.Rows(x.data(), spread, number);
        inputs.moments[group].Add(few.data(), static_cast<int64_t>(spread.size()));
      }
    }
  }
  const double count = static_cast<double>(all.size() * task.samples);
  for (std::vector<double>& means : inputs.means) {
    for (double& mean : means) mean /= count;
  }
  return inputs;
}

class Maker {
 public:
  explicit Maker(const LayerTask& task)
      : task_(task),
        layer_(*task.layer),
        k_(layer_.kernel.k),
        n_(layer_.kernel.n),
        channels_(InputChannels(layer_.kernel, task.x.channel_dim)),
        weights_(layer_.weights) {
    ForEachWeight([this](size_t at, int64_t, float channel_scale) { weights_.values[at] *= channel_scale; });
  }

  std::optional<IntegerLayer> Make() {
    inputs_ = LookAtInputs(task_);
    for (int levels = 127; levels >= kLeastLevels; levels /= 2) {
      if (!Round(levels)) return std::nullopt;
      result_ = {};
      SetScales();
      SetBiases();
      result_.constants.weights = quantized_.integers;
      if (!FitIntegerKernel(layer_.kernel, result_.constants, task_.x.type)) continue;
      result_.weights_sqnr_db = SqnrDecibels(weights_, quantized_);
      result_.real_weights = weights_;
      ForEachWeight([this](size_t at, int64_t j, float channel_scale) {
        result_.real_weights.values[at] =
            quantized_.scales[static_cast<size_t>(j)] * quantized_.integers[at] / channel_scale;
      });
      return result_;
    }
    return std::nullopt;
  }

 private:
  size_t At(int64_t i, int64_t j) const { return static_cast<size_t>(i * n_ + j); }
  // visit(number of the weight, its channel, the scale of the channel that it reads)
  template <typename Visit>
  void ForEachWeight(const Visit& visit) const {
    for (int64_t i = 0; i < k_; ++i) {
      for (int64_t j = 0; j < n_; ++j) {
        float channel_scale = 1;
        if (!task_.x.channel_scales.empty()) {
          const int64_t channel = layer_.kernel.IsDepthwise() ? j : channels_[static_cast<size_t>(i)];
          channel_scale = task_.x.channel_scales[static_cast<size_t>(channel)];
        }
        visit(At(i, j), j, channel_scale);
      }
    }
  }
  double UnitOf(int64_t channel) const {  // of sums
    return double(task_.x.scale) * quantized_.scales[static_cast<size_t>(channel)];
  }

  bool Round(int levels) {
    RoundingOptions options;
    options.levels = levels;
    for (int64_t j = 0; j < n_; ++j) {
      const auto channel = static_cast<size_t>(j);
      double least = std::fabs(layer_.biases[channel]) / kMaxBias;
      if (layer_.residual != nullptr) least = std::max(least, task_.residual.ScaleOf(j) / kMaxResidual);
      options.least_scales.push_back(static_cast<float>(least / task_.x.scale));
    }
    std::optional<QuantizedWeights> rounded = layer_.kernel.IsDepthwise()
                                                  ? RoundDepthwise(weights_, inputs_.moments, options)
                                                  : RoundByGptq(weights_, inputs_.moments[0], options);
    if (!rounded.has_value()) return false;
    quantized_ = std::move(*rounded);
    return true;
  }

  // Multipliers stay below a half; a finer result than that says nothing more.
  void SetScales() {
    result_.y = task_.y;
    double most = 0;
    for (int64_t j = 0; j < n_; ++j) most = std::max(most, UnitOf(j) / result_.y.ScaleOf(j));
    const bool is_float = result_.y.type == hlo::Type::kF32;
    if (!is_float && most > kMaxMultiplier) {
      result_.y.channel_scales.clear();
      for (int64_t j = 0; j < n_; ++j)
        result_.y.scale = std::max(result_.y.scale, static_cast<float>(UnitOf(j) / kMaxMultiplier));
      result_.y.zero = ZeroOf(result_.y);
    }
    for (int64_t j = 0; j < n_; ++j) {
      if (is_float) {
        result_.constants.multipliers.push_back(std::bit_cast<int32_t>(static_cast<float>(UnitOf(j))));
      } else {
        const double ratio = UnitOf(j) / result_.y.ScaleOf(j);
        result_.constants.multipliers.push_back(static_cast<int32_t>(std::nearbyint(std::ldexp(ratio, 32))));
      }
    }
    if (layer_.kernel.kernel->opcode == "dot" && result_.y.type == hlo::Type::kS8) ShortenMultipliers();
  }

  // So that 16 bits hold each (MatVecS8). Where the result has scales of channels these follow, and channels
  // become a little coarser; else only where all multipliers stay what they are to so many bits.
  void ShortenMultipliers() {
    std::vector<float>& scales = result_.y.channel_scales;
    std::vector<int32_t>& multipliers = result_.constants.multipliers;
    const auto [least, most] = std::minmax_element(multipliers.begin(), multipliers.end());
    int dropped = 0;
    while (*most >> dropped > INT16_MAX) ++dropped;
    const double unit = std::ldexp(1, dropped);
    if (*least < std::ldexp(unit, (scales.empty() ? kMultiplierBits : kScaledMultiplierBits) - 1)) return;
    for (size_t j = 0; j < multipliers.size(); ++j) {
      const double count = multipliers[j] / unit;
      const double whole =
          scales.empty() ? std::min(std::nearbyint(count), double{INT16_MAX}) : std::floor(count);
      multipliers[j] = static_cast<int32_t>(whole * unit);
      if (!scales.empty()) scales[j] *= static_cast<float>(count / whole);
    }
  }

  // With a larger scale the range may move towards the middle, but not where it begins with 0.
  int32_t ZeroOf(const Quantization& y) const {
    if (task_.y.zero == task_.y.lowest()) return task_.y.zero;
    const double lo = (double(task_.y.lowest()) - task_.y.zero) * task_.y.scale;
    const double hi = (double(task_.y.highest()) - task_.y.zero) * task_.y.scale;
    return static_cast<int32_t>(
        std::nearbyint((double(y.lowest()) + y.highest()) / 2 - (lo + hi) / 2 / y.scale));
  }

  void SetBiases() {
    for (int64_t j = 0; j < n_; ++j) {
      const auto channel = static_cast<size_t>(j);
      const std::vector<double>& means = inputs_.means[layer_.kernel.IsDepthwise() ? channel : 0];
      double target = task_.sum_means[channel], products = 0, all = 0;
      for (int64_t i = 0; i < k_; ++i) {
        products += means[static_cast<size_t>(i)] * quantized_.integers[At(i, j)];
        all += quantized_.integers[At(i, j)];
      }
      double bias = -products - task_.x.zero * all;
      if (layer_.residual != nullptr) {
        target -= task_.residual_means[channel];
        const double ratio = std::nearbyint(std::ldexp(task_.residual.ScaleOf(j) / UnitOf(j), 16));
        result_.constants.residual_multipliers.push_back(static_cast<int32_t>(ratio));
        bias += 0.5 - std::ldexp(ratio, -16) * task_.residual.zero;  // the product is rounded down
      }
      result_.constants.biases.push_back(static_cast<int32_t>(std::nearbyint(bias + target / UnitOf(j))));
    }
  }

  const LayerTask& task_;
  const Layer& layer_;
  const int64_t k_, n_;
  const std::vector<int64_t> channels_;  // of x, that each row of the weights reads
  WeightMatrix weights_;                 // with the scales of x's channels
  Inputs inputs_;
  QuantizedWeights quantized_;
  IntegerLayer result_;
};

}  // namespace

std::vector<int64_t> InputChannels(const WeightedKernel& kernel, int64_t channel_dim) {
  const hlo::Instruction& op = *kernel.kernel;
  std::vector<int64_t> channels;
  int64_t extent = 0;
  if (op.opcode == "dot") {
    const std::vector<int64_t>& contracting =
        kernel.input == 0 ? *op.dot.lhs_contracting : *op.dot.rhs_contracting;
    if (contracting.size() == 1 && contracting[0] == channel_dim) extent = kernel.k;
  } else if (channel_dim == op.convolution.input_feature) {
    extent = op.operands[0]->shape.dims[static_cast<size_t>(channel_dim)] / kernel.groups;
  }
  for (int64_t i = 0; extent != 0 && i < kernel.k; ++i) channels.push_back(i % extent);
  return channels;
}

std::optional<IntegerLayer> MakeIntegerLayer(const LayerTask& task) { return Maker(task).Make(); }

}  // namespace tmb
