// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A product or convolution with constant weights as one of the converter's integer kernels
// (integer_kernels.h), whatever its dimension labels: arrays are brought into the kernels' order of
// dimensions and back.
#ifndef TMB_CONVERTER_QUANTIZE_INTEGER_FORM_H_
#define TMB_CONVERTER_QUANTIZE_INTEGER_FORM_H_

#include <vector>

#include "converter/hlo/builder.h"
#include "converter/quantize/weighted_kernel.h"

namespace tmb {

// What an integer kernel computes with, channel by channel.
struct IntegerConstants {
  std::vector<int8_t> weights;  // [k, channels]
  std::vector<int32_t> biases;
  std::vector<int32_t> multipliers;  // where the result is f32: their bits
  std::vector<int32_t> residual_multipliers;
};

// Whether an integer kernel computes such a product or convolution.
bool HasIntegerForm(const WeightedKernel& kernel);

// Results are less than half a unit of the sum's, and a residual's unit is worth so many of a sum's at most.
inline constexpr double kMaxMultiplier = 0.499;
inline constexpr double kMaxResidual = 1 << 14;

// Whether it gives the right sums with these weights and biases: no weight is -128, and sums of odd channels,
// whatever the inputs of 8 bits are, lie below 2^23, all others below 2^31.
bool FitIntegerKernel(const WeightedKernel& kernel, const IntegerConstants& constants, hlo::Type x_type);

// The kernel's result, of `type`, in the shape that it has in the program. Without a residual: a null value.
hlo::Value MakeIntegerKernel(hlo::Value x, hlo::Value residual, const WeightedKernel& kernel,
                             const IntegerConstants& constants, const hlo::IntegerRange& range,
                             hlo::Type type);

// The same of sums: of s8 or s16 [batch, pixels, channels] over the pixels. The result, s16 [batch,
// channels], is `bias` added to the sum, times multiplier / 2^32.
hlo::Value MakeIntegerSum(hlo::Value x, int32_t bias, int32_t multiplier);

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_INTEGER_FORM_H_
