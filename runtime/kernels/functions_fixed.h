// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Fixed-point tools of the elementary functions. A number "in Qn" is an integer with n
// fraction bits; products keep the high word (SMMUL and UMULL on the M4), so that the
// product of Qa and Qb is in Q(a + b - 32).
#ifndef TMB_RUNTIME_KERNELS_FUNCTIONS_FIXED_H_
#define TMB_RUNTIME_KERNELS_FUNCTIONS_FIXED_H_

#include <cstdint>
#include <cstring>

// The strip loops of Map want these inline whatever the optimization level says.
#define TMB_INLINE [[gnu::always_inline]] inline

namespace tmb::functions {

inline constexpr uint32_t kSignBit = 0x80000000u;
inline constexpr uint32_t kMagnitude = 0x7fffffffu;
inline constexpr uint32_t kExponent = 0x7f800000u;  // also: the bits of infinity
inline constexpr uint32_t kFraction = 0x007fffffu;
inline constexpr uint32_t kMinNormal = 0x00800000u;
inline constexpr uint32_t kOne = 0x3f800000u;
inline constexpr uint32_t kTwoToMinus90 = 0x12800000u;

TMB_INLINE uint32_t BitsOf(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

TMB_INLINE float FloatOf(uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

TMB_INLINE float NaN() { return FloatOf(0x7fc00000u); }
TMB_INLINE float Infinity() { return FloatOf(kExponent); }

// 2^n for n in [-126, 127].
TMB_INLINE float PowerOfTwo(int n) { return FloatOf(static_cast<uint32_t>(n + 127) << 23); }

// Rounds to nearest even.
TMB_INLINE float ToFloat(uint32_t value) { return static_cast<float>(value); }

TMB_INLINE int32_t MulHigh(int32_t a, int32_t b) {
  return static_cast<int32_t>((static_cast<int64_t>(a) * b) >> 32);
}

TMB_INLINE uint32_t MulHighU(uint32_t a, uint32_t b) {
  return static_cast<uint32_t>((static_cast<uint64_t>(a) * b) >> 32);
}

TMB_INLINE int LeadingZeros(uint32_t value) { return __builtin_clz(value); }

// c[0] + t * (c[1] + t * (...)) with t in Q32; c[i] carries the scale of its place.
template <int kDegree>
TMB_INLINE int32_t Horner(const int32_t* c, int32_t t) {
  if constexpr (kDegree == 0) {
    return c[0];
  } else {
    return c[0] + MulHigh(t, Horner<kDegree - 1>(c + 1, t));
  }
}

// The mantissa of a normal float as a fraction in Q32: [1/2, 1).
TMB_INLINE uint32_t MantissaQ32(uint32_t bits) { return (bits << 8) | kSignBit; }

// x * p for the mantissa of x and p in Q30, in Q30 of the mantissa in [1, 2).
TMB_INLINE uint32_t ScaleMantissa(uint32_t x_bits, int32_t p) {
  return MulHighU(MantissaQ32(x_bits), static_cast<uint32_t>(p) << 1);
}

// 1/d for d in [1, 2] in Q30, as Q31: a float division, then one Newton step.
TMB_INLINE uint32_t Reciprocal(uint32_t d) {
  const float seed = 1.0f / ToFloat(d);
  const uint32_t r = static_cast<uint32_t>(seed * 0x1p61f);
  const uint64_t product = static_cast<uint64_t>(d) * r;                        // 2^61 (1 + e)
  const int32_t e = static_cast<int32_t>(static_cast<uint32_t>(product >> 8));  // Q53
  return r - static_cast<uint32_t>(MulHigh(static_cast<int32_t>(r >> 1), e) >> 20);
}

// A positive finite number as mantissa * 2^(exponent - 150), mantissa in [2^23, 2^24).
struct Normalized {
  uint32_t mantissa;
  int exponent;
};

TMB_INLINE Normalized Normalize(uint32_t bits) {
  if (__builtin_expect(bits < kMinNormal, 0)) {
    const int shift = LeadingZeros(bits) - 8;
    return {bits << shift, 1 - shift};
  }
  return {(bits & kFraction) | kMinNormal, static_cast<int>(bits >> 23)};
}

// value * 2^n with one rounding, for n and results outside the normal range too.
float ScaleByPowerOfTwo(float value, int n);

}  // namespace tmb::functions

#endif  // TMB_RUNTIME_KERNELS_FUNCTIONS_FIXED_H_
