// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/layers.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "converter/lower/integer_weights.h"
#include "converter/passes/constant_values.h"
#include "converter/passes/evaluate.h"
#include "converter/passes/passes.h"
#include "converter/quantize/integer_form.h"

namespace tmb {
namespace {

constexpr uint32_t kBudget = 1u << 24;

class LayerFinder {
 public:
  explicit LayerFinder(const hlo::Computation& computation)
      : computation_(computation),
        users_(UsersIn(computation)),
        constants_(computation, ControlFlow::kLeave) {
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
  bool IsConstant(const hlo::Instruction& value) const {
    return value.opcode == "constant" || constants_.Has(&value);
  }

  // The elements of a constant f32 array.
  std::optional<std::vector<float>> ValuesOf(const hlo::Instruction& value) const {
    if (!IsConstant(value) || value.shape.type != hlo::Type::kF32) return std::nullopt;
    const auto literals = Evaluate({&value}, kBudget);
    if (!literals.has_value()) return std::nullopt;
    const std::vector<uint8_t>& data = literals->front().data;
    std::vector<float> values(data.size() / sizeof(float));
    if (!values.empty()) std::memcpy(values.data(), data.data(), data.size());
    const bool finite = std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); });
    return finite ? std::optional(std::move(values)) : std::nullopt;
  }

  // A layer of the kernel alone.
  std::optional<Layer> Begin(hlo::Instruction& instruction) const {
    for (const size_t side : {size_t{1}, size_t{0}}) {
      if (instruction.operands.size() != 2 || !IsConstant(*instruction.operands[side])) continue;
      const auto kernel = DescribeKernel(instruction, side);
      if (instruction.shape.type != hlo::Type::kF32 || !kernel.has_value() || !HasIntegerForm(*kernel))
        continue;
      const auto values = ValuesOf(*instruction.operands[side]);
      if (!values.has_value() || values->size() < static_cast<size_t>(kFewWeights)) continue;
      Layer layer;
      layer.kernel = *kernel;
      layer.input = instruction.operands[1 - side];
      if (layer.input->shape.type != hlo::Type::kF32 || IsConstant(*layer.input)) continue;
      layer.weights = {kernel->k, kernel->n, {}};
      for (int64_t i = 0; i < kernel->k; ++i) {
        for (int64_t channel = 0; channel < kernel->n; ++channel)
          layer.weights.values.push_back((*values)[kernel->WeightAt(i, channel)]);
      }
      layer.biases.assign(static_cast<size_t>(kernel->n), 0);
      layer.sum = layer.result = &instruction;
      return layer;
    }
    return std::nullopt;
  }

  void Follow(Layer& layer) const {
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

  bool Take(const hlo::Instruction& user, Layer& layer) const {
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
  std::optional<float> NumberOf(const hlo::Instruction& value) const {
    const auto values = ValuesOf(value);
    if (!values.has_value() || values->empty()) return std::nullopt;
    const bool same =
        std::all_of(values->begin(), values->end(), [&](float v) { return v == values->front(); });
    return same ? std::optional(values->front()) : std::nullopt;
  }

  bool TakeAddend(hlo::Instruction& addend, Layer& layer) const {
    if (IsConstant(addend)) return TakeBias(addend, layer);
    const bool early = order_.at(&addend) < order_.at(layer.kernel.kernel);
    if (layer.residual != nullptr || layer.kernel.groups > 1 || !early) return false;
    layer.residual = &addend;
    return true;
  }

  // A constant that is the same for all elements of a channel.
  bool TakeBias(const hlo::Instruction& addend, Layer& layer) const {
    const auto values = ValuesOf(addend);
    if (!values.has_value()) return false;
    std::vector<float> biases(layer.biases.size());
    std::vector<bool> seen(biases.size());
    for (size_t i = 0; i < values->size(); ++i) {
      const auto channel = static_cast<size_t>(layer.kernel.ChannelOf(static_cast<int64_t>(i)));
      if (seen[channel] && biases[channel] != (*values)[i]) return false;
      seen[channel] = true;
      biases[channel] = (*values)[i];
    }
    for (size_t channel = 0; channel < biases.size(); ++channel) layer.biases[channel] += biases[channel];
    return true;
  }

  const hlo::Computation& computation_;
  const ValueUsers users_;
  const ConstantValues constants_;
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
