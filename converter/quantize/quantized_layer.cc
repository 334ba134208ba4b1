// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/quantized_layer.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace tmb {
namespace {

using hlo::Instruction;

constexpr int64_t kLeastWork = 64;  // multiply-adds; fewer are as fast anyhow
constexpr double kMostWeight = 127;

// Integers and scales as instructions of the weights' shape.
struct Factors {
  const Instruction* integers = nullptr;
  const Instruction* scales = nullptr;
  bool divides = false;
};

// Reads weights that are movement of integers times scales: moves both.
class WeightsReader {
 public:
  WeightsReader(const WeightedKernel& kernel, const ConstantReader& constants)
      : kernel_(kernel), constants_(constants) {}

  std::optional<LayerWeights> Read(const Instruction& weights) {
    const Instruction* product = &weights;
    while (IsMovement(*product) && product->operands.size() == 1) product = product->operands[0];
    const bool divides = product->opcode == "divide";
    if (product->shape.type != hlo::Type::kF32 || (!divides && product->opcode != "multiply"))
      return std::nullopt;
    for (const size_t side : {size_t{0}, size_t{1}}) {
      if (divides && side == 1) break;
      const auto integers = EvaluateNumbers(*Moved(weights, product, side));
      if (!integers.has_value() || !AreIntegers(*integers)) continue;
      const auto scales = EvaluateNumbers(*Moved(weights, product, 1 - side));
      if (!scales.has_value()) continue;
      LayerWeights result;
      if (TakeScales(*scales, divides, result)) {
        TakeIntegers(*integers, result);
        return result;
      }
    }
    return std::nullopt;
  }

 private:
  // The weights with operand `side` in place of the product.
  const Instruction* Moved(const Instruction& weights, const Instruction* product, size_t side) {
    if (&weights == product) return product->operands[side];
    const Instruction* operand = Moved(*weights.operands[0], product, side);
    moved_.push_back(std::make_unique<Instruction>(weights));
    moved_.back()->operands = {const_cast<Instruction*>(operand)};
    moved_.back()->shape.type = operand->shape.type;
    return moved_.back().get();
  }

  static bool AreIntegers(const std::vector<double>& numbers) {
    return std::all_of(numbers.begin(), numbers.end(), [](double number) {
      return std::fabs(number) <= kMostWeight && number == std::nearbyint(number);
    });
  }

  static double At(const std::vector<double>& numbers, size_t index) {
    return numbers.size() == 1 ? numbers.front() : numbers[index];
  }

  bool TakeScales(const std::vector<double>& scales, bool divides, LayerWeights& result) const {
    for (int64_t channel = 0; channel < kernel_.n; ++channel) {
      const double scale = At(scales, kernel_.WeightAt(0, channel));
      for (int64_t i = 1; i < kernel_.k; ++i) {
        if (At(scales, kernel_.WeightAt(i, channel)) != scale) return false;
      }
      if (!(scale > 0) || !std::isfinite(scale)) return false;
      result.scales.push_back(divides ? 1 / scale : scale);
    }
    return true;
  }

  void TakeIntegers(const std::vector<double>& integers, LayerWeights& result) const {
    for (int64_t i = 0; i < kernel_.k; ++i) {
      for (int64_t channel = 0; channel < kernel_.n; ++channel)
        result.integers.push_back(static_cast<int8_t>(At(integers, kernel_.WeightAt(i, channel))));
    }
  }

  const WeightedKernel& kernel_;
  const ConstantReader& constants_;
  std::vector<std::unique_ptr<Instruction>> moved_;
};

}  // namespace

std::optional<LayerWeights> ReadIntegerWeights(const WeightedKernel& kernel,
                                               const ConstantReader& constants) {
  const Instruction& weights = *kernel.kernel->operands[kernel.weights];
  if (!constants.IsConstant(weights) || kernel.k == 0 || kernel.n == 0) return std::nullopt;
  return WeightsReader(kernel, constants).Read(weights);
}

std::optional<QuantizedLayer> FindQuantizedLayer(Instruction& operation, QuantizedValues& values,
                                                 const ConstantReader& constants) {
  if (operation.shape.type != hlo::Type::kF32) return std::nullopt;
  for (const size_t side : {size_t{1}, size_t{0}}) {
    const auto kernel = DescribeKernel(operation, side);
    if (!kernel.has_value() || !HasIntegerForm(*kernel)) continue;
    if (operation.shape.Elements() * kernel->k < kLeastWork) continue;
    Instruction* input = operation.operands[1 - side];
    const IntegerForm* x = values.FormOf(*input);
    if (x == nullptr) continue;
    auto weights = ReadIntegerWeights(*kernel, constants);
    if (!weights.has_value()) continue;
    QuantizedLayer layer{*kernel, input, *x, std::move(*weights)};
    const int32_t lowest = x->type == hlo::Type::kS8 ? -128 : -32768;
    if (layer.HasPadding() && (x->zero < lowest || x->zero > -1 - lowest)) continue;
    return layer;
  }
  return std::nullopt;
}

bool QuantizedLayer::HasPadding() const {
  const Instruction& op = *kernel.kernel;
  return op.opcode == "convolution" &&
         std::any_of(op.window->begin(), op.window->end(),
                     [](const hlo::WindowDimension& w) { return w.pad_low != 0 || w.pad_high != 0; });
}

IntegerConstants QuantizedLayer::Constants() const {
  IntegerConstants constants;
  constants.weights = weights.integers;
  for (int64_t channel = 0; channel < kernel.n; ++channel) {
    int32_t all = 0;
    for (int64_t i = 0; i < kernel.k; ++i)
      all += weights.integers[static_cast<size_t>(i * kernel.n + channel)];
    constants.biases.push_back(static_cast<int32_t>(-int64_t{x.zero} * all));
  }
  return constants;
}

}  // namespace tmb
