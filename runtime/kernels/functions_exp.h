// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Exp, Expm1, Logistic. e^x = 2^(k/32) e^r with k = round(32 x / ln 2): a table of 32
// entries and a cubic for |r| <= ln(2)/64, in Q30. The split of x is exact in float
// (high part of ln(2)/32) but for the low part, which is subtracted in integers.
#ifndef TMB_RUNTIME_KERNELS_FUNCTIONS_EXP_H_
#define TMB_RUNTIME_KERNELS_FUNCTIONS_EXP_H_

#include "runtime/kernels/function_tables.h"
#include "runtime/kernels/functions_fixed.h"

namespace tmb {
namespace functions {

inline constexpr uint32_t kExpLimit = 0x42840000u;   // 66: beyond, the result may not be normal
inline constexpr uint32_t kRoundBits = 0x4b400000u;  // 1.5 * 2^23: adding it rounds to an integer

// e^x = mantissa * 2^(-30 + exponent); k is kept as the low bits of a float near 1.5 * 2^23.
struct ExpParts {
  uint32_t mantissa;  // Q30, [1, 2)
  uint32_t k_bits;

  TMB_INLINE int Exponent() const { return static_cast<int32_t>(k_bits - kRoundBits) >> 5; }
};

// For |x| < 105.
TMB_INLINE ExpParts ExpCore(float x) {
  const float shifted = x * 46.166241308446829f + FloatOf(kRoundBits);  // 32 / ln(2)
  const uint32_t k_bits = BitsOf(shifted);
  const float k = shifted - FloatOf(kRoundBits);
  const float rest = x - k * kLn2By32High;  // exact
  const int32_t low = MulHigh(static_cast<int32_t>(k_bits << 16), kLn2By32LowQ48);
  const uint32_t r = static_cast<uint32_t>(static_cast<int32_t>(rest * 0x1p32f) - low);
  const int32_t t = static_cast<int32_t>(r << 5);
  const int32_t power = kExp2Table[k_bits & 31];
  return {static_cast<uint32_t>(power + MulHigh(power, MulHigh(t, Horner<2>(kExp, t)))), k_bits};
}

// mantissa (Q30) * 2^exponent in Q30, 0 <= -exponent.
TMB_INLINE uint32_t ShiftDown(uint32_t mantissa, int exponent) {
  return exponent < -31 ? 0 : mantissa >> -exponent;
}

float ExpOutside(uint32_t bits);       // |x| >= 66, NaN
float Expm1Outside(uint32_t bits);     // |x| < 2^-90 or >= 66, NaN
float LogisticOutside(uint32_t bits);  // |x| >= 66, NaN

}  // namespace functions

TMB_INLINE float Exp(float x) {
  using namespace functions;
  const uint32_t bits = BitsOf(x);
  if (__builtin_expect((bits & kMagnitude) >= kExpLimit, 0)) return ExpOutside(bits);
  const ExpParts e = ExpCore(x);
  return ToFloat(e.mantissa) * FloatOf(((e.k_bits & ~31u) << 18) + 0x30800000u);  // 2^(k/32 - 30)
}

// Near zero a polynomial times x's mantissa, else e^x - 1 in Q30.
TMB_INLINE float Expm1(float x) {
  using namespace functions;
  const uint32_t bits = BitsOf(x);
  const uint32_t magnitude = bits & kMagnitude;
  if (__builtin_expect(magnitude - kTwoToMinus90 >= kExpLimit - kTwoToMinus90, 0)) return Expm1Outside(bits);
  if (magnitude < 0x3e800000u) {  // 1/4
    const int32_t p = Horner<6>(kExpm1, static_cast<int32_t>(x * 0x1p32f));
    return ToFloat(ScaleMantissa(bits, p)) * FloatOf((bits & ~kFraction) - (30u << 23));
  }
  const ExpParts e = ExpCore(x);
  const int exponent = e.Exponent();
  if (exponent >= 0) {
    const uint32_t one = exponent > 30 ? 0 : 0x40000000u >> exponent;
    return ToFloat(e.mantissa - one) * PowerOfTwo(exponent - 30);
  }
  return static_cast<float>(static_cast<int32_t>(ShiftDown(e.mantissa, exponent) - 0x40000000u)) * 0x1p-30f;
}

// 1 / (1 + e^-|x|); for negative x times e^-|x|, which keeps its relative precision.
TMB_INLINE float Logistic(float x) {
  using namespace functions;
  const uint32_t bits = BitsOf(x);
  if (__builtin_expect((bits & kMagnitude) >= kExpLimit, 0)) return LogisticOutside(bits);
  const ExpParts e = ExpCore(FloatOf(bits | kSignBit));
  const int exponent = e.Exponent();
  const uint32_t reciprocal = Reciprocal(0x40000000u + ShiftDown(e.mantissa, exponent));
  if (!(bits & kSignBit)) return ToFloat(reciprocal) * 0x1p-31f;
  return ToFloat(MulHighU(e.mantissa << 1, reciprocal)) * PowerOfTwo(exponent - 30);
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_FUNCTIONS_EXP_H_
