// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/layers.h"

#include <algorithm>
#include <cmath>

#include "converter/lower/integer_weights.h"
#include "converter/passes/passes.h"
#include "converter/quantize/constant_reader.h"
#include "converter/quantize/integer_form.h"

namespace tmb {
namespace {

class LayerFinder {
 public:
  explicit LayerFinder(const hlo::Computation& computation)
      : computation_(computation), users_(UsersIn(computation)), constants_(computation) {
    for (size_t i = 0; i < computation.instructions.size(); ++i)
      order_[computation.instructions[i].get()] = i;
  }

  std::vector<Layer> Find() {
    std::vector<Layer> layers;
    for (const auto& instruction : computation_.instructions) {
      std::optional<Layer> layer = Begin(*instruction);
      if (!layer.has_value()) continue;
      Follow(*layer);
      layers.push_back(std::move(*layer));
    }
    return layers;
  }

 private:
  // Null: not all of the array's elements are finite f32 constants.
  const std::vector<double>* FloatsOf(const hlo::Instruction& value) {
    const std::vector<double>* numbers =
        value.shape.type == hlo::Type::kF32 ? constants_.NumbersOf(value) : nullptr;
    const bool finite =
        numbers != nullptr &&
        std::all_of(numbers->begin(), numbers->end(), [](double number) { return std::isfinite(number); });
    return finite ? numbers : nullptr;
  }

  // A layer of the kernel alone.
  std::optional<Layer> Begin(hlo::Instruction& instruction) {
    for (const size_t side : {size_t{1}, size_t{0}}) {
      if (instruction.operands.size() != 2 || !constants_.IsConstant(*instruction.operands[side])) continue;
      const auto kernel = DescribeKernel(instruction, side);
      if (instruction.shape.type != hlo::Type::kF32 || !kernel.has_value() || !HasIntegerForm(*kernel))
        continue;
      const hlo::Instruction& weights = *instruction.operands[side];
      const std::vector<double>* values = FloatsOf(weights);
      if (values == nullptr || weights.shape.Elements() < kFewWeights) continue;
      Layer layer;
      layer.kernel = *kernel;
      layer.input = instruction.operands[1 - side];
      if (layer.input->shape.type != hlo::Type::kF32 || constants_.IsConstant(*layer.input)) continue;
      layer.weights = {kernel->k, kernel->n, {}};
      for (int64_t i = 0; i < kernel->k; ++i) {
        for (int64_t channel = 0; channel < kernel->n; ++channel)
          layer.weights.values.push_back(static_cast<float>(
              values->size() == 1 ? values->front() : (*values)[kernel->WeightAt(i, channel)]));
      }
      layer.biases.assign(static_cast<size_t>(kernel->n), 0);
      layer.sum = layer.result = &instruction;
      return layer;
    }
    return std::nullopt;
  }

  void Follow(Layer& layer) {
    for (;;) {
      const auto users = users_.find(layer.result);
      if (users == users_.end() || users->second.size() != 1 || users->second[0] == nullptr) return;
      hlo::Instruction& user = *users->second[0];
      if (!hlo::SameShape(user.shape, layer.result->shape) || !Take(user, layer)) return;
      layer.inside.push_back(layer.result);
      layer.result = &user;
      if (!HasRange(layer)) layer.sum = &user;
    }
  }

  static bool HasRange(const Layer& layer) { return std::isfinite(layer.lo) || std::isfinite(layer.hi); }

  bool Take(const hlo::Instruction& user, Layer& layer) {
    if (user.opcode == "clamp") {
      const auto low = NumberOf(*user.operands[0]), high = NumberOf(*user.operands[2]);
      if (user.operands[1] != layer.result || !low || !high || std::isfinite(layer.hi)) return false;
      layer.lo = std::max(layer.lo, *low);
      layer.hi = *high;
      return layer.lo <= layer.hi;
    }
    if (user.operands.size() != 2 || user.operands[0] == user.operands[1]) return false;
    const hlo::Instruction* before = layer.result;
    hlo::Instruction& other = *user.operands[user.operands[0] == before ? 1 : 0];
    if (user.opcode == "add") return !HasRange(layer) && TakeAddend(other, layer);
    const bool raises = user.opcode == "maximum";
    if (!raises && user.opcode != "minimum") return false;
    const auto bound = NumberOf(other);
    if (!bound.has_value() || (raises && std::isfinite(layer.hi))) return false;
    if (raises) {
      layer.lo = std::max(layer.lo, *bound);
    } else {
      layer.hi = std::min(layer.hi, *bound);
    }
    return true;
  }

  // The number that all elements are.
  std::optional<float> NumberOf(const hlo::Instruction& value) {
    const std::vector<double>* values = FloatsOf(value);
    return values != nullptr && values->size() == 1 ? std::optional(static_cast<float>(values->front()))
                                                    : std::nullopt;
  }

  bool TakeAddend(hlo::Instruction& addend, Layer& layer) {
    if (constants_.IsConstant(addend)) return TakeBias(addend, layer);
    const bool early = order_.at(&addend) < order_.at(layer.kernel.kernel);
    if (layer.residual != nullptr || layer.kernel.groups > 1 || !early) return false;
    layer.residual = &addend;
    return true;
  }

  // A constant that is the same for all elements of a channel.
  bool TakeBias(const hlo::Instruction& addend, Layer& layer) {
    if (FloatsOf(addend) == nullptr) return false;
    const auto biases = constants_.OfChannels(addend, layer.kernel);
    if (!biases.has_value()) return false;
    for (size_t channel = 0; channel < biases->size(); ++channel)
      layer.biases[channel] += static_cast<float>((*biases)[channel]);
    return true;
  }

  const hlo::Computation& computation_;
  const ValueUsers users_;
  ConstantReader constants_;
  std::unordered_map<const hlo::Instruction*, size_t> order_;
};

}  // namespace

int64_t ChannelDimensionOf(const Layer& layer) {
  const hlo::Instruction& op = *layer.kernel.kernel;
  if (op.opcode == "convolution") return op.convolution.output_feature;
  if (layer.kernel.channel_dims.size() != 1) return -1;
  return layer.kernel.weights == 1 ? op.shape.Rank() - 1 : 0;
}

std::vector<Layer> FindLayers(const hlo::Computation& computation) { return LayerFinder(computation).Find(); }

}  // namespace tmb
