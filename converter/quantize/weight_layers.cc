// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Which weights become integers: those that lowering packs (lower/product.h, convolution.cc).

#include "converter/quantize/weight_layers.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <unordered_map>

#include "converter/lower/integer_weights.h"
#include "converter/passes/evaluate.h"
#include "converter/passes/passes.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

constexpr uint32_t kBudget = 100'000'000;  // units of work to evaluate the views of a weight

bool IsConstantView(const hlo::Instruction& value) {
  const hlo::Instruction* base = &value;
  while (base->opcode == "reshape" || base->opcode == "transpose" || base->opcode == "reverse")
    base = base->operands[0];
  return base->opcode == "constant";
}

bool IsF32(const hlo::Instruction& kernel) {
  return kernel.shape.type == hlo::Type::kF32 && kernel.operands[0]->shape.type == hlo::Type::kF32 &&
         kernel.operands[1]->shape.type == hlo::Type::kF32;
}

// Which operand are constant weights; of a product with two the second.
std::optional<size_t> WeightsOf(const hlo::Instruction& kernel) {
  const bool is_dot = kernel.opcode == "dot";
  if ((!is_dot && kernel.opcode != "convolution") || !IsF32(kernel)) return std::nullopt;
  if (IsConstantView(*kernel.operands[1])) return 1;
  return is_dot && IsConstantView(*kernel.operands[0]) ? std::optional<size_t>(0) : std::nullopt;
}

bool IsEven(const std::vector<int64_t>& offsets) {
  for (size_t i = 2; i < offsets.size(); ++i) {
    if (offsets[i] - offsets[i - 1] != offsets[1] - offsets[0]) return false;
  }
  return true;
}

// Where each dimension of an array lies in memory, outermost first: transposes only rename them.
std::vector<int64_t> PlacesInMemory(const hlo::Instruction& value) {
  std::vector<int64_t> places(value.shape.dims.size());
  for (size_t d = 0; d < places.size(); ++d) places[d] = static_cast<int64_t>(d);
  for (const hlo::Instruction* view = &value; view->opcode == "transpose"; view = view->operands[0]) {
    for (int64_t& place : places) place = view->dimensions[static_cast<size_t>(place)];
  }
  return places;
}

// Whether batch, spatial dimensions and channels follow each other, extents of 1 aside.
bool IsChannelsLast(const hlo::Shape& shape, const std::vector<int64_t>& places, int64_t batch,
                    const std::vector<int64_t>& spatial, int64_t feature) {
  std::vector<int64_t> order = {batch};
  order.insert(order.end(), spatial.begin(), spatial.end());
  order.push_back(feature);
  int64_t last = -1;
  for (const int64_t dimension : order) {
    const auto d = static_cast<size_t>(dimension);
    if (shape.dims[d] == 1) continue;
    if (places[d] < last) return false;
    last = places[d];
  }
  return true;
}

size_t TapsOf(const std::vector<hlo::WindowDimension>& window) {
  size_t taps = 1;
  for (const hlo::WindowDimension& w : window) taps *= static_cast<size_t>(w.size);
  return taps;
}

bool HasPackedConvolution(const WeightedKernel& form) {
  const hlo::Instruction& convolution = *form.kernel;
  const hlo::ConvolutionDimensions& labels = convolution.convolution;
  const std::vector<hlo::WindowDimension>& window = convolution.window;
  const bool is_plain = std::all_of(window.begin(), window.end(),
                                    [](const hlo::WindowDimension& w) { return w.base_dilation == 1; });
  const bool is_flat =
      window.size() <= 2 ||
      (window.size() == 3 && window[0].size == 1 &&
       convolution.operands[0]->shape.dims[static_cast<size_t>((*labels.input_spatial)[0])] == 1);
  const auto own = [](const hlo::Shape& shape) {
    std::vector<int64_t> places;
    for (int64_t d = 0; d < shape.Rank(); ++d) places.push_back(d);
    return places;
  };
  return is_plain && is_flat &&
         (form.groups == 1 || (form.IsDepthwise() && form.k_offsets.size() == TapsOf(window))) &&
         IsChannelsLast(convolution.operands[0]->shape, PlacesInMemory(*convolution.operands[0]),
                        labels.input_batch, labels.input_spatial, labels.input_feature) &&
         IsChannelsLast(convolution.shape, own(convolution.shape), labels.output_batch, labels.output_spatial,
                        labels.output_feature);
}

// A constant on the left is packed where the right side is a vector: the sides are exchanged then.
bool HasPackedProduct(const WeightedKernel& form) {
  const bool fits_left = form.weights == 1 || form.kernel->shape.Elements() == form.n;
  return fits_left && IsEven(form.k_offsets) && IsEven(form.n_offsets);
}

std::optional<int64_t> ChannelDimension(const WeightedKernel& form) {
  if (form.kernel->opcode == "convolution") return form.kernel->convolution.output_feature;
  if (form.channel_dims.size() != 1) return std::nullopt;
  return form.weights == 1 ? form.kernel->shape.Rank() - 1 : 0;
}

// Why they stay f32; empty: they do not.
std::string Read(WeightLayer& layer, size_t weights) {
  const hlo::Instruction& operand = *layer.kernel->operands[weights];
  if (operand.shape.Elements() < kFewWeights) return "few";
  const bool is_dot = layer.kernel->opcode == "dot";
  const auto form = DescribeKernel(*layer.kernel, weights);
  if (!form.has_value() || !(is_dot ? HasPackedProduct(*form) : HasPackedConvolution(*form)))
    return is_dot ? "a form of product without packed weights"
                  : "a form of convolution without packed weights";
  const auto literals = Evaluate({&operand}, kBudget);
  if (!literals.has_value()) return "they could not be computed";
  layer.form = *form;
  layer.channel = ChannelDimension(*form);
  layer.matrix = {form->k, form->n, {}};
  layer.matrix.values.reserve(static_cast<size_t>(form->k * form->n));
  for (int64_t i = 0; i < form->k; ++i) {
    for (int64_t j = 0; j < form->n; ++j) {
      float& value = layer.matrix.values.emplace_back();
      std::memcpy(&value, (*literals)[0].data.data() + form->WeightAt(i, j) * sizeof(float), sizeof value);
    }
  }
  std::optional<QuantizedWeights> nearest = QuantizeToNearest(layer.matrix);
  if (!nearest.has_value()) return "not all of them are finite";
  layer.quantized = std::move(*nearest);
  return "";
}

// The layers between the first and the last take four bits, scales of groups in the form that lowering packs
// (schema/tmb.fbs, S4). A channel of a depthwise layer has too few weights.
void TakeFourBits(std::vector<WeightLayer>& layers) {
  std::vector<WeightLayer*> rounded;
  for (WeightLayer& layer : layers) {
    if (layer.why.empty()) rounded.push_back(&layer);
  }
  for (size_t i = 1; i + 1 < rounded.size(); ++i) {
    WeightLayer& layer = *rounded[i];
    if (layer.form.IsDepthwise()) continue;
    layer.rounding.levels = kFourBitLevels;
    layer.rounding.group = kFactorSteps;
    layer.rounding.multiples = kMostFactor;
    layer.quantized = *QuantizeToNearest(layer.matrix, layer.rounding);
  }
}

std::shared_ptr<const hlo::Literal> FloatsLiteral(const hlo::Shape& shape, const std::vector<float>& values) {
  auto literal = std::make_shared<hlo::Literal>();
  literal->shape = shape;
  literal->data.resize(values.size() * sizeof(float));
  std::memcpy(literal->data.data(), values.data(), literal->data.size());
  return literal;
}

// The f32 vector of the channels that a constant repeats along every other dimension.
std::optional<std::vector<float>> VectorOf(const hlo::Instruction& value, int64_t channel, int64_t n) {
  const hlo::Instruction* base = &value;
  if (base->shape.dims[static_cast<size_t>(channel)] != n) return std::nullopt;
  while (base->shape.Elements() != n) {
    if (base->opcode != "broadcast") return std::nullopt;
    const auto place = std::find(base->dimensions.begin(), base->dimensions.end(), channel);
    if (place == base->dimensions.end()) return std::nullopt;
    channel = place - base->dimensions.begin();
    base = base->operands[0];
  }
  if (base->shape.dims[static_cast<size_t>(channel)] != n) return std::nullopt;
  while ((base->opcode == "reshape" || base->opcode == "broadcast") &&
         base->operands[0]->shape.Elements() == n)
    base = base->operands[0];
  if (base->opcode != "constant") return std::nullopt;
  std::vector<float> values(static_cast<size_t>(n));
  std::memcpy(values.data(), base->literal->data.data(), base->literal->data.size());
  return values;
}

class Rewriter {
 public:
  Rewriter(hlo::Computation& region, std::vector<WeightLayer>& layers, Biases biases)
      : users_(UsersIn(region)), biases_(biases) {
    for (WeightLayer& layer : layers) {
      if (layer.why.empty()) layers_[layer.kernel] = &layer;
    }
  }

  Result<void> Run(hlo::Module& module, hlo::Computation& region) {
    TMB_CHECK_OK(Rebuild(module, region, [this](hlo::Builder& b, hlo::Instruction& instruction) {
      for (hlo::Instruction*& operand : instruction.operands) operand = Biased(b, operand, &instruction);
      const auto layer = layers_.find(&instruction);
      if (layer != layers_.end()) WriteWeights(b, *layer->second);
      return &instruction;
    }));
    hlo::Builder b(module, region, *region.root);
    region.root = Biased(b, region.root, nullptr);
    return {};
  }

 private:
  void WriteWeights(hlo::Builder& b, WeightLayer& layer) {
    const hlo::Shape& shape = layer.kernel->operands[layer.form.weights]->shape;
    std::vector<int64_t> channel_dims;
    for (const int64_t d : layer.form.channel_dims)
      channel_dims.push_back(shape.dims[static_cast<size_t>(d)]);
    hlo::Literal integers, scales;
    integers.shape = hlo::MakeShape(hlo::Type::kS8, shape.dims);
    integers.data.resize(static_cast<size_t>(shape.Elements()));
    scales.shape = hlo::MakeShape(hlo::Type::kF32, channel_dims);
    scales.data.resize(static_cast<size_t>(layer.form.n) * sizeof(float));
    const hlo::Value integers_value = b.Constant(std::move(integers)),
                     scales_value = b.Constant(std::move(scales));
    layer.integers = integers_value.get();
    layer.scales = scales_value.get();
    const hlo::Value weights = b.Convert(integers_value, hlo::Type::kF32) *
                               b.Broadcast(scales_value, shape.dims, layer.form.channel_dims);
    layer.kernel->operands[layer.form.weights] = weights.get();
    layer.Apply(std::move(layer.quantized));
  }

  // A kernel's result with its bias, for a reader; an addition that follows the kernel alone has its own.
  hlo::Instruction* Biased(hlo::Builder& b, hlo::Instruction* value, hlo::Instruction* reader) {
    const auto found = layers_.find(value);
    if (biases_ == Biases::kLeave || found == layers_.end() || !found->second->channel.has_value())
      return value;
    WeightLayer& layer = *found->second;
    hlo::Instruction*& sum = sums_[value];
    if (sum != nullptr) return sum;
    layer.old_bias.assign(static_cast<size_t>(layer.form.n), 0);
    if (reader != nullptr && users_.at(value).size() == 1 && TakeBias(b, layer, *reader)) return sum = value;
    return sum = (b.Use(value) + NewBias(b, layer)).get();
  }

  // Gives an addition of a constant for each channel a constant of its own.
  bool TakeBias(hlo::Builder& b, WeightLayer& layer, hlo::Instruction& addition) {
    if (addition.opcode != "add" || addition.operands[0] == addition.operands[1]) return false;
    hlo::Instruction*& other = addition.operands[addition.operands[0] == layer.kernel ? 1 : 0];
    const auto values = VectorOf(*other, *layer.channel, layer.form.n);
    if (!values.has_value()) return false;
    layer.old_bias = *values;
    other = NewBias(b, layer).get();
    return true;
  }

  static hlo::Value NewBias(hlo::Builder& b, WeightLayer& layer) {
    hlo::Literal literal;
    literal.shape = hlo::MakeShape(hlo::Type::kF32, {layer.form.n});
    literal.data.resize(static_cast<size_t>(layer.form.n) * sizeof(float));
    const hlo::Value bias = b.Constant(std::move(literal));
    layer.bias = bias.get();
    layer.SetBias(layer.old_bias);
    return b.Broadcast(bias, layer.kernel->shape.dims, {*layer.channel});
  }

  ValueUsers users_;
  Biases biases_;
  std::unordered_map<const hlo::Instruction*, WeightLayer*> layers_;
  std::unordered_map<const hlo::Instruction*, hlo::Instruction*> sums_;
};

}  // namespace

void WeightLayer::Apply(QuantizedWeights chosen) {
  quantized = rounding.multiples == 0 ? std::move(chosen) : WithoutGroups(chosen, form.n, rounding.multiples);
  auto literal = std::make_shared<hlo::Literal>();
  literal->shape = integers->shape;
  literal->data.resize(quantized.integers.size());
  for (int64_t i = 0; i < form.k; ++i) {
    for (int64_t j = 0; j < form.n; ++j)
      literal->data[form.WeightAt(i, j)] =
          static_cast<uint8_t>(quantized.integers[static_cast<size_t>(i * form.n + j)]);
  }
  integers->literal = std::move(literal);
  scales->literal = FloatsLiteral(scales->shape, quantized.scales);
}

void WeightLayer::SetBias(const std::vector<float>& values) {
  bias->literal = FloatsLiteral(bias->shape, values);
}

std::vector<WeightLayer> FindWeightLayers(hlo::Computation& region, WeightBits bits) {
  std::vector<WeightLayer> layers;
  for (const auto& instruction : region.instructions) {
    const auto weights = WeightsOf(*instruction);
    if (!weights.has_value()) continue;
    WeightLayer& layer = layers.emplace_back();
    layer.kernel = instruction.get();
    layer.bytes = static_cast<uint64_t>(instruction->operands[*weights]->shape.Bytes());
    layer.why = Read(layer, *weights);
  }
  if (bits == WeightBits::kFour) TakeFourBits(layers);
  return layers;
}

Result<void> RewriteLayers(hlo::Module& module, hlo::Computation& region, std::vector<WeightLayer>& layers,
                           Biases biases) {
  return Rewriter(region, layers, biases).Run(module, region);
}

}  // namespace tmb
