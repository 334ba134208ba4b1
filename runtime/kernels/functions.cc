// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What the fast paths of the elementary functions leave out: special values, and
// arguments or results outside the normal range.
#include "runtime/kernels/functions.h"

namespace tmb::functions {
namespace {

bool IsNaN(uint32_t bits) { return (bits & kMagnitude) > kExponent; }

// mantissa (24 bits) >> shift, to nearest even.
uint32_t ShiftRounded(uint32_t mantissa, int shift) {
  if (shift > 25) return 0;
  const uint32_t quotient = mantissa >> shift;
  const uint32_t rest = mantissa & ((1u << shift) - 1);
  const uint32_t half = 1u << (shift - 1);
  return quotient + (rest > half || (rest == half && (quotient & 1)));
}

}  // namespace

float ScaleByPowerOfTwo(float value, int n) {
  if (n > 127) {
    value *= PowerOfTwo(127);
    n -= 127;
    if (n > 127) n = 127;
  }
  if (n >= -126) return value * PowerOfTwo(n);
  const uint32_t bits = BitsOf(value);
  const uint32_t sign = bits & kSignBit;
  const int exponent = static_cast<int>((bits >> 23) & 255) + n;
  if (exponent > 0) return FloatOf(sign | (static_cast<uint32_t>(exponent) << 23) | (bits & kFraction));
  return FloatOf(sign | ShiftRounded((bits & kFraction) | kMinNormal, 1 - exponent));
}

float ExpOutside(uint32_t bits) {
  if (IsNaN(bits)) return NaN();
  if (bits >= 0xc2d00000u) return 0;                              // <= -104
  if (bits < kSignBit && bits >= 0x42b20000u) return Infinity();  // >= 89
  const ExpParts e = ExpCore(FloatOf(bits));
  return ScaleByPowerOfTwo(ToFloat(e.mantissa) * 0x1p-30f, e.Exponent());
}

float Expm1Outside(uint32_t bits) {
  if (IsNaN(bits)) return NaN();
  if ((bits & kMagnitude) < kTwoToMinus90) return FloatOf(bits);
  return bits & kSignBit ? -1.0f : ExpOutside(bits);
}

float LogisticOutside(uint32_t bits) {
  if (IsNaN(bits)) return NaN();
  return bits & kSignBit ? ExpOutside(bits) : 1.0f;
}

float LogOutside(uint32_t bits) {
  if ((bits & kMagnitude) == 0) return -Infinity();
  if (bits > kExponent) return NaN();
  if (bits == kExponent) return Infinity();
  LogSplit split = SplitForLog(BitsOf(FloatOf(bits) * 0x1p23f));
  split.exponent -= 23;
  return LogCore(split, split.r);
}

float Log1pOutside(uint32_t bits) {
  if (IsNaN(bits)) return NaN();
  if ((bits & kMagnitude) < kMinNormal) return FloatOf(bits);
  if (bits == (kOne | kSignBit)) return -Infinity();
  return bits & kSignBit ? NaN() : Infinity();
}

float RsqrtOutside(float x) {
  const uint32_t bits = BitsOf(x);
  if (bits - 1 < kMinNormal) return RsqrtNormal(x * 0x1p24f) * 0x1p12f;
  const float y = 1.0f / Sqrt(x);
  return IsNaN(BitsOf(y)) ? NaN() : y;
}

float CbrtOutside(float x) { return IsNaN(BitsOf(x)) ? NaN() : x; }

float TanhOutside(uint32_t bits) {
  if (IsNaN(bits)) return NaN();
  if ((bits & kMagnitude) < kTwoToMinus90) return FloatOf(bits);
  return FloatOf((bits & kSignBit) | kOne);
}

// Near zero erf(x) = x + x * 0.128..., far from subnormals to round once there.
float ErfOutside(uint32_t bits) {
  if (IsNaN(bits)) return NaN();
  if ((bits & kMagnitude) >= kTwoToMinus90) return FloatOf((bits & kSignBit) | kOne);
  const float x = FloatOf(bits) * 0x1p100f;
  return ScaleByPowerOfTwo(x * 0.12837916709551257f + x, -100);
}

float Atan2Outside(float y, float x) {
  constexpr float kPi = 3.14159274f;
  const uint32_t x_bits = BitsOf(x);
  const uint32_t y_size = BitsOf(y) & kMagnitude;
  const bool left = x_bits >> 31;
  if (IsNaN(x_bits) || IsNaN(y_size)) return NaN();
  const bool x_infinite = (x_bits & kMagnitude) == kExponent;
  float angle = kPi / 2;  // y infinite or x zero
  if (y_size == kExponent) {
    if (x_infinite) angle = left ? 2.3561945f : kPi / 4;
  } else if (x_infinite || y_size == 0) {
    angle = left ? kPi : 0.0f;
  }
  return FloatOf(BitsOf(angle) | (BitsOf(y) & kSignBit));
}

}  // namespace tmb::functions
