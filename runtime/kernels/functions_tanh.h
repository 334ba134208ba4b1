// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Tanh, Erf: f(x)/x in segments of 1/4, degree 5, in Q30, times x's mantissa. No exp, no
// division, full relative precision.
#ifndef TMB_RUNTIME_KERNELS_FUNCTIONS_TANH_H_
#define TMB_RUNTIME_KERNELS_FUNCTIONS_TANH_H_

#include "runtime/kernels/function_tables.h"
#include "runtime/kernels/functions_fixed.h"

namespace tmb {
namespace functions {

// For 2^-90 <= |x| < 16. The table holds f(x)/x, from 1 on times the power of two below x.
TMB_INLINE float OddBySegments(uint32_t bits, const int32_t* table) {
  const uint32_t magnitude = bits & kMagnitude;
  const uint32_t x_q28 = static_cast<uint32_t>(FloatOf(magnitude) * 0x1p28f);
  const int32_t p = Horner<5>(table + 6 * (x_q28 >> 26), static_cast<int32_t>((x_q28 << 6) ^ kSignBit));
  uint32_t exponent = magnitude & kExponent;
  if (exponent > kOne) exponent = kOne;
  return ToFloat(ScaleMantissa(bits, p)) * FloatOf((exponent | (bits & kSignBit)) - (30u << 23));
}

float TanhOutside(uint32_t bits);  // |x| < 2^-90 or saturated, NaN
float ErfOutside(uint32_t bits);

}  // namespace functions

TMB_INLINE float Tanh(float x) {
  using namespace functions;
  const uint32_t bits = BitsOf(x);
  constexpr uint32_t kSaturates = 0x41110000u;  // 9.0625
  if (__builtin_expect((bits & kMagnitude) - kTwoToMinus90 >= kSaturates - kTwoToMinus90, 0))
    return TanhOutside(bits);
  return OddBySegments(bits, kTanh);
}

TMB_INLINE float Erf(float x) {
  using namespace functions;
  const uint32_t bits = BitsOf(x);
  constexpr uint32_t kSaturates = 0x407b0000u;  // 3.92
  if (__builtin_expect((bits & kMagnitude) - kTwoToMinus90 >= kSaturates - kTwoToMinus90, 0))
    return ErfOutside(bits);
  return OddBySegments(bits, kErf);
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_FUNCTIONS_TANH_H_
