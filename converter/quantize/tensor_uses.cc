// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/tensor_uses.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "converter/lower/reduce_order.h"
#include "converter/passes/evaluate.h"
#include "converter/passes/passes.h"
#include "converter/quantize/integer_layer.h"
#include "converter/quantize/quantized_values.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

constexpr int64_t kMaxPoolCount = 255;             // sums of so many differences of s8, halved, are s16
constexpr int64_t kLeastPoolChannels = kChannels;  // of fewer a kernel would copy the image
constexpr uint32_t kBudget = 1u << 20;
constexpr double kDenseFreedom = 0.25;

// The number that a constant f32 array repeats.
std::optional<double> NumberOf(const hlo::Instruction& value) {
  const hlo::Instruction* base = &value;
  while (base->opcode == "broadcast" || base->opcode == "reshape") base = base->operands[0];
  if (base->opcode != "constant" || base->shape.type != hlo::Type::kF32 || base->shape.Elements() != 1)
    return std::nullopt;
  float number;
  std::memcpy(&number, base->literal->data.data(), sizeof number);
  return number;
}

// The dimensions that an addition over whole dimensions takes away, from 0 on; none: it is something else.
std::vector<int64_t> ReducedByAddition(const hlo::Instruction& sum) {
  const bool reduces = sum.opcode == "reduce", pools = sum.opcode == "reduce-window";
  if ((!reduces && !pools) || sum.operands.size() != 2 || !sum.shape.IsArray()) return {};
  const hlo::Computation& reducer = *sum.called[0];
  const bool adds = reducer.root->opcode == "add" && IsPlain(reducer);
  if (!adds || NumberOf(*sum.operands[1]) != 0.0) return {};
  if (reduces) return sum.dimensions;
  std::vector<int64_t> reduced;
  for (size_t d = 0; d < sum.window.size(); ++d) {
    const hlo::WindowDimension& window = sum.window[d];
    if (window.size == 1 && window.stride == 1 && window.pad_low == 0 && window.pad_high == 0) continue;
    const bool whole = window.size == sum.operands[0]->shape.dims[d] && window.pad_low == 0 &&
                       window.pad_high == 0 && window.window_dilation == 1 && window.base_dilation == 1;
    if (!whole) return {};
    reduced.push_back(static_cast<int64_t>(d));
  }
  return reduced;
}

// Sets the extents; false when the dimensions are no neighbours.
bool Measure(PoolSum& pool) {
  std::sort(pool.reduced.begin(), pool.reduced.end());
  const auto first = pool.reduced.front(), last = pool.reduced.back();
  if (last - first + 1 != static_cast<int64_t>(pool.reduced.size())) return false;
  for (int64_t d = 0; d < pool.input->shape.Rank(); ++d) {
    int64_t& extent = d < first ? pool.batch : d > last ? pool.channels : pool.count;
    extent *= pool.input->shape.dims[static_cast<size_t>(d)];
  }
  return pool.channels >= kLeastPoolChannels;
}

}  // namespace

std::optional<PoolSum> DescribeSum(hlo::Instruction& sum) {
  PoolSum pool;
  pool.reduced = ReducedByAddition(sum);
  if (pool.reduced.empty()) return std::nullopt;
  pool.input = sum.operands[0];
  pool.sum = &sum;
  return Measure(pool) ? std::optional(std::move(pool)) : std::nullopt;
}

bool PoolsMaxima(const hlo::Instruction& value) {
  if (value.opcode != "reduce-window" || !IsMaximumOfSome(value)) return false;
  const auto initial = NumberOf(*value.operands[1]);
  return initial.has_value() && *initial <= double{std::numeric_limits<float>::lowest()};
}

bool IsPassedByIntegers(const hlo::Instruction& value) {
  return PoolsMaxima(value) || value.opcode == "reshape" || value.opcode == "transpose" ||
         value.opcode == "slice" || value.opcode == "reverse" || value.opcode == "copy";
}

std::optional<int64_t> ChannelBehind(const hlo::Instruction& view, int64_t channel) {
  const hlo::Shape& from = view.operands[0]->shape;
  if (view.opcode == "transpose") {
    return std::find(view.dimensions.begin(), view.dimensions.end(), channel) - view.dimensions.begin();
  }
  if (view.opcode == "reshape") {
    const bool stays =
        channel == from.Rank() - 1 && view.shape.Rank() > 0 && view.shape.dims.back() == from.dims.back();
    return stays ? std::optional(view.shape.Rank() - 1) : std::nullopt;
  }
  if (view.opcode == "copy") return channel;
  const auto d = static_cast<size_t>(channel);
  if (view.opcode == "reduce-window") return view.window[d].size == 1 ? std::optional(channel) : std::nullopt;
  if (view.opcode == "slice" && view.shape.dims[d] != from.dims[d]) return std::nullopt;
  const bool turned = view.opcode == "reverse" && std::find(view.dimensions.begin(), view.dimensions.end(),
                                                            channel) != view.dimensions.end();
  return turned ? std::nullopt : std::optional(channel);
}

TensorUses::TensorUses(const hlo::Computation& computation, const std::vector<Layer>& layers,
                       bool integer_results) {
  std::unordered_set<const hlo::Instruction*> inside;
  for (const Layer& layer : layers) {
    layers_[layer.result] = &layer;
    inside.insert(layer.inside.begin(), layer.inside.end());
  }
  FindPools(computation);
  hlo::Instruction& root = *computation.root;
  const bool results_fit = integer_results && (root.opcode == "tuple" || root.shape.type == hlo::Type::kF32);
  if (results_fit && root.opcode != "tuple") {
    WantIntegers(&root, {});
  } else {
    floats_.insert(&root);
  }
  for (auto it = computation.instructions.rbegin(); it != computation.instructions.rend(); ++it) {
    hlo::Instruction& value = **it;
    if (inside.count(&value) != 0) continue;
    if (value.has_side_effect) floats_.insert(&value);
    const bool integers = WantsIntegers(&value), floats = WantsFloats(&value);
    if (!integers && !floats) continue;
    if (const Layer* layer = LayerOf(&value)) {
      WantIntegers(layer->input, {layer, false, {}});
      if (layer->residual != nullptr) WantIntegers(layer->residual, {layer, true, {}});
    } else if (const PoolSum* pool = PoolOf(&value); pool != nullptr && integers) {
      PassOn(value, pool->input);
    } else if (integers && IsPassedByIntegers(value)) {
      PassOn(value, value.operands[0]);
    } else {
      for (hlo::Instruction* operand : value.operands) {
        const bool result = &value == &root && results_fit && operand->shape.type == hlo::Type::kF32;
        if (result) {
          WantIntegers(operand, {});
        } else {
          floats_.insert(operand);
        }
      }
    }
  }
}

void TensorUses::WantIntegers(hlo::Instruction* value, const Reader& reader) {
  integers_.insert(value);
  readers_[value].push_back(reader);
}

// Who reads the value reads `operand` by way of it.
void TensorUses::PassOn(hlo::Instruction& value, hlo::Instruction* operand) {
  std::vector<Reader> readers = readers_[&value];
  if (readers.empty()) readers.push_back({});
  for (Reader& reader : readers) {
    reader.path.push_back(&value);
    WantIntegers(operand, reader);
  }
}

void TensorUses::FindPools(const hlo::Computation& computation) {
  const ValueUsers users = UsersIn(computation);
  for (const auto& instruction : computation.instructions) {
    hlo::Instruction& scaled = *instruction;
    const bool multiplies = scaled.opcode == "multiply", divides = scaled.opcode == "divide";
    if (!multiplies && !divides) continue;
    for (const size_t side : {size_t{0}, size_t{1}}) {
      hlo::Instruction& sum = *scaled.operands[side];
      const auto number = NumberOf(*scaled.operands[1 - side]);
      if (!number.has_value() || *number == 0 || (divides && side == 1)) continue;
      auto pool = DescribeSum(sum);
      if (!pool.has_value() || pool->count > kMaxPoolCount || users.at(&sum).size() != 1) continue;
      pool->factor = multiplies ? *number : 1 / *number;
      if (pool->factor > 0) pools_[&scaled] = std::move(*pool);
    }
  }
}

const Layer* TensorUses::LayerOf(const hlo::Instruction* result) const {
  const auto found = layers_.find(result);
  return found == layers_.end() ? nullptr : found->second;
}

const PoolSum* TensorUses::PoolOf(const hlo::Instruction* result) const {
  const auto found = pools_.find(result);
  return found == pools_.end() ? nullptr : &found->second;
}

std::vector<const Layer*> TensorUses::ReadersOf(const hlo::Instruction* value) const {
  std::vector<const Layer*> layers;
  const auto found = readers_.find(value);
  if (found == readers_.end()) return layers;
  for (const Reader& reader : found->second) layers.push_back(reader.layer);
  return layers;
}

std::optional<int64_t> PoolSum::DimensionBehind(int64_t dimension) const {
  if (std::find(reduced.begin(), reduced.end(), dimension) != reduced.end()) return std::nullopt;
  if (sum->opcode == "reduce-window") return dimension;
  return dimension -
         std::count_if(reduced.begin(), reduced.end(), [dimension](int64_t d) { return d < dimension; });
}

bool TensorUses::Reader::HasPool(const TensorUses& uses) const {
  return std::any_of(path.begin(), path.end(),
                     [&uses](const hlo::Instruction* step) { return uses.PoolOf(step) != nullptr; });
}

// Whether the dimension reaches the reader as one of channels.
bool TensorUses::Suits(const Reader& reader, int64_t channel_dim) const {
  if (reader.layer == nullptr) return false;
  for (auto step = reader.path.rbegin(); step != reader.path.rend(); ++step) {
    const PoolSum* pool = PoolOf(*step);
    const auto behind =
        pool != nullptr ? pool->DimensionBehind(channel_dim) : ChannelBehind(**step, channel_dim);
    if (!behind.has_value()) return false;
    channel_dim = *behind;
  }
  if (reader.is_residual) return ChannelDimensionOf(*reader.layer) == channel_dim;
  return !InputChannels(reader.layer->kernel, channel_dim).empty();
}

double TensorUses::ChannelFreedom(const Layer& layer) const {
  const auto found = readers_.find(layer.result);
  const int64_t channel_dim = ChannelDimensionOf(layer);
  if (found == readers_.end() || channel_dim < 0) return 0;
  double freedom = 1;
  for (const Reader& reader : found->second) {
    if (!Suits(reader, channel_dim)) return 0;
    if (reader.HasPool(*this)) continue;
    if (reader.is_residual || !reader.layer->kernel.IsDepthwise()) freedom = kDenseFreedom;
  }
  return freedom;
}

}  // namespace tmb
