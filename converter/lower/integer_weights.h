// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Weights that are written as integers times scales, multiply(convert(s8 constant), f32 constant), are stored
// so: kernels with packed weights compute with the integers. --quantize writes them, and so may a JAX
// program.
#ifndef TMB_CONVERTER_LOWER_INTEGER_WEIGHTS_H_
#define TMB_CONVERTER_LOWER_INTEGER_WEIGHTS_H_

#include <optional>
#include <vector>

#include "converter/lower/lowering.h"

namespace tmb {

constexpr int64_t kFewWeights = 64;  // fewer stay f32: scales would weigh as much, formulas take f32 alone

// Of weights in 4.5 bits (schema/tmb.fbs, DotF32): integers are up to 7, times a factor of up to 17: (8 + 7)
// * 17 is a byte.
constexpr int kFourBitLevels = 7, kMostFactor = 17;

// Both of the weights' shape; behind their views are constants.
struct IntegerWeights {
  const hlo::Instruction *integers, *scales;
};
std::optional<IntegerWeights> FindIntegerWeights(const hlo::Instruction& weights);

// Whether value is such weights, of a product or convolution alone.
bool AreIntegerWeights(const hlo::Instruction& value, const std::vector<const hlo::Instruction*>& users);

// Where weights lie: f32, or integers with scales that differ along some dimensions only.
struct WeightsView {
  StridedView values;
  std::optional<StridedView> scales;
};
// Of weights written as integers, when their scales differ along `channel_dims` only.
Result<std::optional<WeightsView>> ViewOfIntegerWeights(Lowering& lowering, const hlo::Instruction& weights,
                                                        const std::vector<int64_t>& channel_dims);

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_INTEGER_WEIGHTS_H_
