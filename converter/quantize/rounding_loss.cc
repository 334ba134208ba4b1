// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/rounding_loss.h"

#include <cmath>

#include "converter/quantize/refine_weights.h"

namespace tmb {
namespace {

// The sums of a layer's products with such weights.
hlo::Value SumsWith(hlo::Builder& b, const Layer& layer, const WeightMatrix& matrix) {
  const WeightedKernel& kernel = layer.kernel;
  const hlo::Instruction& op = *kernel.kernel;
  std::vector<double> weights(matrix.values.size());
  for (int64_t i = 0; i < kernel.k; ++i) {
    for (int64_t j = 0; j < kernel.n; ++j)
      weights[kernel.WeightAt(i, j)] = matrix.values[static_cast<size_t>(i * kernel.n + j)];
  }
  std::vector<hlo::Value> operands(2);
  operands[kernel.input] = b.Use(layer.input);
  operands[kernel.weights] = b.Array(hlo::Type::kF32, weights, op.operands[kernel.weights]->shape.dims);
  return b.Copy(op, operands, op.shape);
}

// What a layer makes of its sums.
hlo::Value ResultOf(hlo::Builder& b, const Layer& layer, hlo::Value sums, const std::vector<double>& biases) {
  const hlo::Shape& shape = layer.kernel.kernel->shape;
  std::vector<double> spread(static_cast<size_t>(shape.Elements()));
  for (size_t i = 0; i < spread.size(); ++i)
    spread[i] = biases[static_cast<size_t>(layer.kernel.ChannelOf(static_cast<int64_t>(i)))];
  hlo::Value result = sums + b.Array(hlo::Type::kF32, spread, shape.dims);
  if (layer.residual != nullptr) result = result + b.Use(layer.residual);
  if (std::isfinite(layer.lo)) result = b.Binary("maximum", result, b.Like(result, layer.lo));
  if (std::isfinite(layer.hi)) result = b.Binary("minimum", result, b.Like(result, layer.hi));
  return result;
}

}  // namespace

Result<double> RoundingLoss::OfTensor(const RoundedTensor& tensor) {
  hlo::Instruction& value = *entry_.instructions[tensor.position];
  hlo::Builder b(module_, made_, value);
  return With(value, ToFloats(ToIntegers(b.Use(&value), tensor.quantization), tensor.quantization), b);
}

// The bias keeps the channels' means, as it does in the quantized program for what the layer reads there.
Result<double> RoundingLoss::OfWeights(const RoundedLayer& rounded) {
  const Layer& layer = rounded.layer;
  hlo::Builder b(module_, made_, *layer.kernel.kernel);
  const hlo::Value sums = SumsWith(b, layer, rounded.weights);
  if (b.error().has_value()) return *b.error();
  TMB_ASSIGN(const auto means,
             MeansOfChannels(runner_, {{layer.kernel.kernel, &layer.kernel}, {sums.get(), &layer.kernel}}));
  std::vector<double> biases(layer.biases.begin(), layer.biases.end());
  for (size_t j = 0; j < biases.size(); ++j) biases[j] += means[0][j] - means[1][j];
  hlo::Value result = ResultOf(b, layer, sums, biases);
  if (rounded.coarser.has_value()) result = ToFloats(ToIntegers(result, *rounded.coarser), *rounded.coarser);
  return With(*layer.result, result, b);
}

Result<double> RoundingLoss::With(hlo::Instruction& value, hlo::Value stand_in, const hlo::Builder& b) {
  if (b.error().has_value()) return *b.error();
  std::vector<hlo::Instruction**> changed;
  for (const auto& instruction : entry_.instructions) {
    for (hlo::Instruction*& operand : instruction->operands) {
      if (operand == &value) changed.push_back(&operand);
    }
  }
  for (hlo::Instruction** operand : changed) *operand = stand_in.get();
  std::vector<OutputValue> results;
  for (const hlo::Instruction* result : ResultsOf(entry_))
    results.push_back({result == &value ? stand_in.get() : result, std::nullopt});
  const Result<double> loss = loss_.Of(results, runner_);
  for (hlo::Instruction** operand : changed) *operand = &value;
  made_.instructions.clear();
  return loss;
}

}  // namespace tmb
