// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Sin, Cos, Tan, Atan2. One reduction for all arguments: 31 bits of mantissa times the
// 96 bits of 2/pi that matter give x in quarter turns, as integer q and r in [-1/2, 1/2)
// in Q64; then sin = r S(r^2), cos = C(r^2). Normalizing r keeps the relative precision
// near multiples of pi/2.
#ifndef TMB_RUNTIME_KERNELS_FUNCTIONS_TRIG_H_
#define TMB_RUNTIME_KERNELS_FUNCTIONS_TRIG_H_

#include "runtime/kernels/function_tables.h"
#include "runtime/kernels/functions_fixed.h"

namespace tmb {
namespace functions {

inline constexpr uint32_t kTwoToMinus12 = 0x39800000u;  // below, sin x = tan x = x and cos x = 1

// Quarter turns q, and the rest |r| = fraction 2^-(shift + 32), fraction normalized.
struct QuarterTurns {
  uint32_t q;
  uint32_t negative;  // kSignBit if r < 0
  uint32_t square;    // r^2, Q32
  uint32_t fraction;
  int shift;
};

TMB_INLINE uint32_t LoadWord(const uint8_t* bytes) {
  uint32_t word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// For finite x >= 2^-13, little-endian machines.
TMB_INLINE QuarterTurns ReduceToQuarterTurns(uint32_t magnitude) {
  const uint32_t exponent = magnitude >> 23;
  const uint32_t m = ((magnitude & kFraction) | kMinNormal) << (exponent & 7);
  const uint8_t* window = kTwoOverPi + (24 - static_cast<int>((exponent - 56) >> 3));
  uint64_t turns = static_cast<uint64_t>(m) * LoadWord(window + 4) + MulHighU(m, LoadWord(window));
  turns += static_cast<uint64_t>(m * LoadWord(window + 8)) << 32;  // Q62, modulo 4
  const uint32_t q = (static_cast<uint32_t>(turns >> 61) + 1) >> 1;
  const int64_t r = static_cast<int64_t>(turns << 2);
  const uint64_t size = r < 0 ? 0 - static_cast<uint64_t>(r) : static_cast<uint64_t>(r);
  const uint32_t high = static_cast<uint32_t>(size >> 32);  // not 0 for any float
  const int shift = LeadingZeros(high);
  const uint32_t fraction = (high << shift) | ((static_cast<uint32_t>(size) >> 1) >> (31 - shift));
  return {q, static_cast<uint32_t>(r >> 32) & kSignBit, MulHighU(high, high), fraction, shift};
}

// sin(r quarter turns) 2^shift, Q31, [0.7, 1.6).
TMB_INLINE uint32_t SinOfRest(const QuarterTurns& x) {
  return MulHighU(x.fraction, static_cast<uint32_t>(Horner<4>(kSin, static_cast<int32_t>(x.square))) << 1);
}

// cos(r quarter turns), Q30, [0.7, 1].
TMB_INLINE uint32_t CosOfRest(const QuarterTurns& x) {
  return static_cast<uint32_t>(Horner<4>(kCos, static_cast<int32_t>(x.square)));
}

// sin(x + add quarter turns) with the sign bit `sign` applied.
TMB_INLINE float SinOfTurns(uint32_t magnitude, uint32_t add, uint32_t sign) {
  const QuarterTurns x = ReduceToQuarterTurns(magnitude);
  const uint32_t q = x.q + add;
  sign ^= (q << 30) & kSignBit;
  if (q & 1) return ToFloat(CosOfRest(x)) * FloatOf(sign | 0x30800000u);  // 2^-30
  return ToFloat(SinOfRest(x)) *
         FloatOf((sign ^ x.negative) | (static_cast<uint32_t>(127 - 31 - x.shift) << 23));
}

// atan(t) in Q30 for t in [0, 1] in Q30, as the factor atan(t)/t in Q30.
TMB_INLINE uint32_t AtanByT(uint32_t t) {
  return static_cast<uint32_t>(Horner<5>(kAtan + 6 * (t >> 27), static_cast<int32_t>((t << 5) ^ kSignBit)));
}

float Atan2Outside(float y, float x);  // an operand is zero, infinite or NaN

}  // namespace functions

TMB_INLINE float SinOrCos(float x, bool cosine) {
  using namespace functions;
  const uint32_t magnitude = BitsOf(x) & kMagnitude;
  if (__builtin_expect(magnitude - kTwoToMinus12 >= kExponent - kTwoToMinus12, 0)) {
    return magnitude >= kExponent ? NaN() : cosine ? 1.0f : x;
  }
  return SinOfTurns(magnitude, cosine, cosine ? 0 : BitsOf(x) & kSignBit);
}
TMB_INLINE float Sin(float x) { return SinOrCos(x, false); }
TMB_INLINE float Cos(float x) { return SinOrCos(x, true); }

// sin/cos, or -cos/sin in odd quarters.
TMB_INLINE float Tan(float x) {
  using namespace functions;
  const uint32_t magnitude = BitsOf(x) & kMagnitude;
  if (__builtin_expect(magnitude - kTwoToMinus12 >= kExponent - kTwoToMinus12, 0)) {
    return magnitude < kTwoToMinus12 ? x : NaN();
  }
  const QuarterTurns r = ReduceToQuarterTurns(magnitude);
  const uint32_t sign = (BitsOf(x) & kSignBit) ^ r.negative ^ (r.q << 31);
  const uint32_t sine = SinOfRest(r);
  const uint32_t cosine = CosOfRest(r) << 1;  // Q31
  if (r.q & 1) {
    const int above = static_cast<int>(sine >> 31);  // sine >= 1
    const uint32_t quotient = MulHighU(cosine, Reciprocal(above ? sine >> 1 : sine));
    return ToFloat(quotient) * FloatOf(sign | (static_cast<uint32_t>(127 - 30 + r.shift + 1 - above) << 23));
  }
  const uint32_t quotient = MulHighU(sine, Reciprocal(cosine));
  return ToFloat(quotient) * FloatOf(sign | (static_cast<uint32_t>(127 - 29 - r.shift) << 23));
}

// t = smaller / larger, atan(t), then the octant's offset. In the first octant the exponents'
// difference is applied last, so that small quotients keep their relative precision.
TMB_INLINE float Atan2(float y, float x) {
  using namespace functions;
  const uint32_t x_size = BitsOf(x) & kMagnitude;
  const uint32_t y_size = BitsOf(y) & kMagnitude;
  const uint32_t sign = BitsOf(y) & kSignBit;
  if (__builtin_expect(x_size - 1 >= kExponent - 1 || y_size - 1 >= kExponent - 1, 0))
    return Atan2Outside(y, x);
  const bool steep = y_size > x_size;
  const bool left = BitsOf(x) >> 31;
  const Normalized smaller = Normalize(steep ? x_size : y_size);
  const Normalized larger = Normalize(steep ? y_size : x_size);
  const int down = larger.exponent - smaller.exponent;
  const uint32_t quotient =
      MulHighU(smaller.mantissa << 8, Reciprocal(larger.mantissa << 7));  // Q30, (1/2, 2)
  const uint32_t t = down > 31 ? 0 : quotient >> down;
  const uint32_t factor = AtanByT(t);
  if (!steep && !left) {
    const float angle = ToFloat(MulHighU(quotient << 1, factor << 1)) * 0x1p-30f;
    if (__builtin_expect(down > 120, 0)) return ScaleByPowerOfTwo(angle, -down) * FloatOf(sign | kOne);
    return angle * FloatOf(sign | (static_cast<uint32_t>(127 - down) << 23));
  }
  const uint32_t angle = MulHighU(t << 1, factor << 1);
  const uint32_t offset = steep ? kPiQ30 >> 1 : kPiQ30;
  return ToFloat(left && steep ? offset + angle : offset - angle) * FloatOf(sign | 0x30800000u);  // 2^-30
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_FUNCTIONS_TRIG_H_
