// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The two operations that the converter adds to HLO: products of quantized values with constant weights, as
// the device's integer kernels compute them (schema/tmb.fbs says how sums end). Quantization and the
// recognition of integer arithmetic make them, lowering takes them. Operands:
//
//     integer-dot           x [m, k], weights s8 [n, k],
//     integer-convolution   x [b, h, w, c], weights s8 [o, h, w, c], or [c, h, w] where feature_group_count
//     is c > 1, both                  biases s32 [n], multipliers [n] (s32, or f32 where the result is), and
//     then perhaps
//                           a residual like the result, and its multipliers s32 [n]
//
// x and residual are s8 or s16, the result is s8, s16, s32 or f32, all but x and the residual are constants.
// Kernel positions are in the order of the input; paddings are low ones, what is behind is padding, too.
#ifndef TMB_CONVERTER_INTEGER_KERNELS_H_
#define TMB_CONVERTER_INTEGER_KERNELS_H_

#include <string_view>

#include "converter/hlo/ir.h"

namespace tmb {

inline constexpr std::string_view kIntegerDot = "integer-dot";
inline constexpr std::string_view kIntegerConvolution = "integer-convolution";

inline bool IsIntegerKernel(const hlo::Instruction& instruction) {
  return instruction.opcode == kIntegerDot || instruction.opcode == kIntegerConvolution;
}

}  // namespace tmb

#endif  // TMB_CONVERTER_INTEGER_KERNELS_H_
