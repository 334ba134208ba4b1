// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// LayerEnd.

#include <algorithm>
#include <cmath>
#include <tuple>

#include "converter/quantize/quantized_layer.h"
#include "converter/quantize/tensor_uses.h"

namespace tmb {
namespace {

using hlo::Instruction;
using hlo::Value;

constexpr double kMaxBias = 1 << 30;            // units of a sum
constexpr double kMaxZero = 1 << 16;            // an addend up to it may be a zero point
constexpr double kExactScale = 1e-6;            // of an f32 scale that is to be another one
constexpr double kIntegersOf32Bits = 1u << 30;  // bounds beyond are none

bool IsInteger(double number) { return number == std::nearbyint(number); }

}  // namespace

LayerEnd::LayerEnd(const QuantizedLayer& layer, QuantizedValues& values, ConstantReader& constants)
    : layer_(layer), values_(values), constants_(constants) {
  for (const double scale : layer.weights.scales) scale_.push_back(layer.x.scale * scale);
  offset_.assign(scale_.size(), 0);
  residual_scale_ = offset_;
}

bool LayerEnd::Take(Instruction& operation, const Instruction& before) {
  const std::string& opcode = operation.opcode;
  if (opcode == "round-nearest-even" || opcode == "round-nearest-afz") return TakeRounding(0);
  if (opcode == "floor") return TakeRounding(-0.5);
  if (opcode == "ceil") return TakeRounding(0.5);
  if (opcode == "convert") return TakeConversion(operation.shape.type, before.shape.type);
  if (IsPassedByIntegers(operation) || IsMaximumOfSome(operation)) {
    if (IsMaximumOfSome(operation) && !TakeBound(*operation.operands[1], false)) return false;
    moved_.push_back(&operation);
    return true;
  }
  if (opcode == "clamp") {
    return operation.operands[1] == &before && TakeBound(*operation.operands[0], false) &&
           TakeBound(*operation.operands[2], true);
  }
  if (operation.operands.size() != 2 || operation.operands[0] == operation.operands[1]) return false;
  const bool is_first = operation.operands[0] == &before;
  Instruction& other = *operation.operands[is_first ? 1 : 0];
  if (opcode == "add") return TakeAddend(other, 1);
  if (opcode == "subtract") return is_first && TakeAddend(other, -1);
  if (opcode == "multiply") return TakeFactor(other, false);
  if (opcode == "divide") return is_first && TakeFactor(other, true);
  if (opcode == "maximum") return TakeBound(other, false);
  return opcode == "minimum" && TakeBound(other, true);
}

// Between f32 and integers, which saturate.
bool LayerEnd::TakeConversion(hlo::Type to, hlo::Type from) {
  if (to == hlo::Type::kF32) return RangeOfType(from).integral;
  const NumberRange range = RangeOfType(to);
  if (!rounded_ || !range.integral) return false;
  ClipTo(range.lo, range.hi);
  return true;
}

void LayerEnd::ClipTo(double lo, double hi) {
  lo_ = std::min(std::max(lo_, lo), hi);
  hi_ = std::min(std::max(hi_, lo), hi);
}

// Of the nearest integers to what is shifted.
bool LayerEnd::TakeRounding(double shift) {
  if (rounded_) return true;
  for (double& offset : offset_) offset += shift;
  for (double* bound : {&lo_, &hi_})
    *bound = shift < 0 ? std::floor(*bound) : shift > 0 ? std::ceil(*bound) : std::nearbyint(*bound);
  rounded_ = true;
  return true;
}

// Sums that are rounded in their own units are what they were.
bool LayerEnd::LeaveRounding() {
  if (!rounded_) return true;
  const bool exact = std::all_of(scale_.begin(), scale_.end(),
                                 [](double scale) { return std::fabs(scale - 1) <= kExactScale; });
  if (!exact || residual_ != nullptr) return false;
  scale_.assign(scale_.size(), 1);
  for (double& offset : offset_) offset = std::nearbyint(offset);
  if (lo_ <= -kIntegersOf32Bits) lo_ = -INFINITY;
  if (hi_ >= kIntegersOf32Bits) hi_ = INFINITY;
  rounded_ = false;
  return true;
}

std::optional<std::vector<double>> LayerEnd::ReadChannels(const Instruction& constant) const {
  if (moved_.empty()) return constants_.OfChannels(constant, layer_.kernel);
  const auto number = constants_.NumberOf(constant);
  if (!number.has_value()) return std::nullopt;
  return std::vector<double>(scale_.size(), *number);
}

bool LayerEnd::TakeAddend(Instruction& addend, double sign) {
  const auto addends = ReadChannels(addend);
  if (!addends.has_value()) return sign > 0 && LeaveRounding() && TakeResidual(addend);
  const bool alike = std::all_of(addends->begin(), addends->end(),
                                 [&](double number) { return number == addends->front(); });
  if (alike && IsInteger(addends->front()) && std::fabs(addends->front()) <= kMaxZero) {
    zero_ += sign * addends->front();
  } else {
    if (!LeaveRounding()) return false;
    for (size_t i = 0; i < offset_.size(); ++i) offset_[i] += sign * (*addends)[i];
    if (!alike && (std::isfinite(lo_) || std::isfinite(hi_))) return false;
  }
  lo_ += sign * addends->front();
  hi_ += sign * addends->front();
  return true;
}

bool LayerEnd::TakeResidual(Instruction& addend) {
  const IntegerForm* form = values_.FormOf(addend);
  const bool fits = form != nullptr && residual_ == nullptr && moved_.empty() && layer_.kernel.groups == 1 &&
                    !std::isfinite(lo_) && !std::isfinite(hi_);
  if (!fits) return false;
  residual_ = &addend;
  residual_scale_.assign(scale_.size(), form->scale);
  return true;
}

bool LayerEnd::TakeFactor(const Instruction& factor, bool divides) {
  auto factors = ReadChannels(factor);
  if (!factors.has_value() || !LeaveRounding()) return false;
  bool alike = true, turns = false;
  for (double& number : *factors) {
    if (divides) number = 1 / number;
    if (number == 0 || !std::isfinite(number)) return false;
    alike = alike && number == factors->front();
    turns = turns || number < 0;
  }
  if (turns && (std::isfinite(lo_) || std::isfinite(hi_) || !moved_.empty())) return false;
  const auto keeps = [](double bound) { return bound == 0 || std::isinf(bound); };
  if (!alike && (!keeps(lo_) || !keeps(hi_))) return false;
  for (size_t i = 0; i < scale_.size(); ++i) {
    scale_[i] *= (*factors)[i];
    offset_[i] = (offset_[i] + zero_) * (*factors)[i];
    residual_scale_[i] *= (*factors)[i];
  }
  zero_ = 0;
  if (std::isfinite(lo_)) lo_ *= factors->front();
  if (std::isfinite(hi_)) hi_ *= factors->front();
  return true;
}

bool LayerEnd::TakeBound(const Instruction& bound, bool is_upper) {
  const auto number = constants_.NumberOf(bound);
  if (!number.has_value() || std::isnan(*number)) return false;
  ClipTo(is_upper ? -INFINITY : *number, is_upper ? *number : INFINITY);
  return true;
}

std::optional<StorageOf> LayerEnd::Storage() const {
  if (!rounded_ || !std::isfinite(hi_ - lo_)) return std::nullopt;
  return StorageFor(std::nearbyint(lo_), std::nearbyint(hi_));
}

std::optional<IntegerConstants> LayerEnd::MakeConstants() const {
  IntegerConstants constants = layer_.Constants();
  const size_t channels = scale_.size();
  const IntegerForm* const residual = residual_ == nullptr ? nullptr : values_.FormOf(*residual_);
  // With the least and the largest share of a residual.
  std::vector<int32_t> least(channels), largest(channels);
  for (size_t i = 0; i < channels; ++i) {
    const double scale = std::fabs(scale_[i]);
    if (!(scale < kMaxMultiplier)) return std::nullopt;
    constants.multipliers.push_back(static_cast<int32_t>(std::nearbyint(std::ldexp(scale, 32))));
    if (scale_[i] < 0) {
      constants.biases[i] = -constants.biases[i];
      for (size_t at = i; at < constants.weights.size(); at += channels)
        constants.weights[at] = static_cast<int8_t>(-constants.weights[at]);
    }
    double bias = constants.biases[i] + offset_[i] / scale, lo = 0, hi = 0;
    if (residual != nullptr) {
      const double worth = residual_scale_[i] / scale;
      if (!(std::fabs(worth) < kMaxResidual)) return std::nullopt;
      const double ratio = std::nearbyint(std::ldexp(worth, 16));
      constants.residual_multipliers.push_back(static_cast<int32_t>(ratio));
      bias += 0.5 - std::ldexp(ratio, -16) * residual->zero;  // the product is rounded down
      std::tie(lo, hi) = std::minmax({worth * residual->lo, worth * residual->hi});
    }
    if (!(std::fabs(bias) < kMaxBias)) return std::nullopt;
    constants.biases[i] = static_cast<int32_t>(std::nearbyint(bias));
    least[i] = static_cast<int32_t>(std::floor(bias + lo));
    largest[i] = static_cast<int32_t>(std::ceil(bias + hi));
  }
  IntegerConstants bounds = constants;
  for (std::vector<int32_t>* biases : {&least, &largest}) {
    bounds.biases = std::move(*biases);
    if (!FitIntegerKernel(layer_.kernel, bounds, layer_.x.type)) return std::nullopt;
  }
  return constants;
}

Value LayerEnd::Make(hlo::Builder& b, const StorageOf& storage) const {
  const auto constants = MakeConstants();
  if (!constants.has_value()) return {};
  const auto integer = [&storage](double number) {
    return static_cast<int32_t>(std::nearbyint(number + storage.shift));
  };
  const hlo::IntegerRange range{layer_.PaddingZero(), integer(zero_), integer(lo_), integer(hi_)};
  const Value x = values_.Integers(b, *layer_.input);
  const Value residual = residual_ == nullptr ? Value() : values_.Integers(b, *residual_);
  Value result = MakeIntegerKernel(x, residual, layer_.kernel, *constants, range, storage.type);
  for (Instruction* moved : moved_) {
    result = IsMaximumOfSome(*moved)
                 ? MaximaOf(result, *moved)
                 : b.Copy(*moved, {result}, hlo::MakeShape(storage.type, moved->shape.dims));
  }
  return result;
}

}  // namespace tmb
