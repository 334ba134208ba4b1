// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Sqrt, Rsqrt, Cbrt. Sqrt is the FPU's instruction (builds set -fno-math-errno).
#ifndef TMB_RUNTIME_KERNELS_FUNCTIONS_ROOT_H_
#define TMB_RUNTIME_KERNELS_FUNCTIONS_ROOT_H_

#include "runtime/kernels/function_tables.h"
#include "runtime/kernels/functions_fixed.h"

namespace tmb {
namespace functions {

float RsqrtOutside(float x);  // subnormal, zero, negative, infinite, NaN
float CbrtOutside(float x);   // zero, infinite, NaN

// y = 1 / sqrt(x) in float is off by up to 1.5 ulp. The residual e = 1 - x y^2 is exact in
// integers: mantissas M_x M_y^2 = 2^k (1 - e), k in 69..72, so modulo 2^64 only -2^k e is left.
// Then y (1 + e/2) in 31 bits, rounded once.
TMB_INLINE float RsqrtNormal(float x) {
  const uint32_t x_bits = BitsOf(x);
  const uint32_t y_bits = BitsOf(1.0f / __builtin_sqrtf(x));
  const uint32_t x_mantissa = (x_bits & kFraction) | kMinNormal;
  const uint32_t y_mantissa = (y_bits & kFraction) | kMinNormal;
  const uint32_t k = 450 - (x_bits >> 23) - 2 * (y_bits >> 23);
  const uint64_t square = static_cast<uint64_t>(y_mantissa) * y_mantissa;
  const int64_t e = static_cast<int64_t>(0 - square * x_mantissa);  // Qk, |e| < 2^(k-22)
  const int32_t e_q42 = static_cast<int32_t>(e >> (k - 42));
  const int32_t step = MulHigh(static_cast<int32_t>(y_mantissa), e_q42) >> 4;
  return ToFloat((y_mantissa << 7) + static_cast<uint32_t>(step)) *
         FloatOf((y_bits & kExponent) - (30u << 23));
}

}  // namespace functions

TMB_INLINE float Sqrt(float x) {
  const float root = __builtin_sqrtf(x);
  return root != root ? functions::NaN() : root;
}

TMB_INLINE float Rsqrt(float x) {
  using namespace functions;
  if (__builtin_expect(BitsOf(x) - kMinNormal >= kExponent - kMinNormal, 0)) return RsqrtOutside(x);
  return RsqrtNormal(x);
}

// x = m 2^(3 q + k): a quartic of m times 2^(k/3) times 2^q.
TMB_INLINE float Cbrt(float x) {
  using namespace functions;
  const uint32_t bits = BitsOf(x);
  const uint32_t magnitude = bits & kMagnitude;
  if (__builtin_expect(magnitude - 1 >= kExponent - 1, 0)) return CbrtOutside(x);
  const Normalized n = Normalize(magnitude);
  const uint32_t exponent = static_cast<uint32_t>(n.exponent - 127 + 150);  // 150 = 3 * 50
  const uint32_t q = (exponent * 0x5556u) >> 16;                            // exponent / 3
  const uint32_t k = exponent - 3 * q;
  const int32_t t = static_cast<int32_t>((n.mantissa << 12) ^ kSignBit);
  const int32_t p = Horner<4>(kCbrt + 5 * ((n.mantissa >> 20) & 7), t);
  const uint32_t root = MulHighU(static_cast<uint32_t>(p) << 1, kCbrtOfPower[k]);
  return ToFloat(root) * FloatOf((bits & kSignBit) | ((q + 127 - 50 - 30) << 23));
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_FUNCTIONS_ROOT_H_
