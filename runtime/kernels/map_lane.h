// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What each micro-operation computes, on one lane: the specification that every
// evaluator equals bit for bit. Arithmetic that makes a NaN makes 7fc00000; integers
// wrap; nothing is undefined (XLA's answers for zero divisors, wide shifts, conversions).
#ifndef TMB_RUNTIME_KERNELS_MAP_LANE_H_
#define TMB_RUNTIME_KERNELS_MAP_LANE_H_

#include <cstdint>
#include <cstring>

#include "runtime/kernels/functions.h"
#include "runtime/kernels/map_element.h"

namespace tmb::lane {

inline constexpr uint32_t kNan = 0x7fc00000u, kSign = 0x80000000u, kInfinity = 0x7f800000u;

inline float AsFloat(uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}
inline uint32_t AsBits(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}
inline bool IsNan(uint32_t bits) { return (bits & ~kSign) > kInfinity; }
// The bits of an arithmetic result.
inline uint32_t Result(float value) { return value != value ? kNan : AsBits(value); }

inline uint32_t Max(uint32_t a, uint32_t x) {
  if (IsNan(a)) return a;
  if (IsNan(x)) return x;
  const float fa = AsFloat(a), fx = AsFloat(x);
  if (fa == fx) return a & x;  // +0 before -0
  return fa > fx ? a : x;
}
inline uint32_t Min(uint32_t a, uint32_t x) {
  if (IsNan(a)) return a;
  if (IsNan(x)) return x;
  const float fa = AsFloat(a), fx = AsFloat(x);
  if (fa == fx) return a | x;
  return fa < fx ? a : x;
}

inline uint32_t Sign(uint32_t a) {
  if (IsNan(a)) return kNan;
  return (a & ~kSign) == 0 ? a : (a & kSign) | AsBits(1.0f);
}

// Roundings to an integral value work on the magnitude; from 2^23 on every float is integral.
inline float Magnitude(uint32_t a) { return AsFloat(a & ~kSign); }
inline bool IsIntegral(uint32_t a) { return (a & ~kSign) >= 0x4b000000u; }
inline uint32_t Floor(uint32_t a) {
  if (IsNan(a)) return kNan;
  if (IsIntegral(a)) return a;
  const float value = AsFloat(a), whole = static_cast<float>(static_cast<int32_t>(value));
  return AsBits(whole > value ? whole - 1.0f : whole) | (a & kSign);
}
inline uint32_t RoundAway(uint32_t a) {
  if (IsNan(a)) return kNan;
  if (IsIntegral(a)) return a;
  const float magnitude = Magnitude(a), whole = static_cast<float>(static_cast<int32_t>(magnitude));
  return AsBits(magnitude - whole >= 0.5f ? whole + 1.0f : whole) | (a & kSign);
}
inline uint32_t RoundEven(uint32_t a) {
  if (IsNan(a)) return kNan;
  if (IsIntegral(a)) return a;
  const float shift = 8388608.0f;  // 2^23: the sum has no fraction bits
  const float sum = Magnitude(a) + shift;
  return AsBits(sum - shift) | (a & kSign);
}

// A positive finite magnitude as mantissa * 2^(exponent - 150), 2^23 <= mantissa < 2^24.
struct Scaled {
  uint32_t mantissa;
  int32_t exponent;
};
inline Scaled Normalize(uint32_t magnitude) {
  if (magnitude >= 0x800000u)
    return {(magnitude & 0x7fffffu) | 0x800000u, static_cast<int32_t>(magnitude >> 23)};
  const int32_t shift = __builtin_clz(magnitude) - 8;
  return {magnitude << shift, 1 - shift};
}

// The remainder of truncated division, exact: long division of the mantissas.
inline uint32_t Remainder(uint32_t a, uint32_t x) {
  const uint32_t dividend = a & ~kSign, divisor = x & ~kSign;
  if (dividend >= kInfinity || divisor > kInfinity || divisor == 0) return kNan;
  if (dividend < divisor) return a;
  const Scaled step = Normalize(divisor);
  Scaled rest = Normalize(dividend);
  for (;; --rest.exponent, rest.mantissa <<= 1) {
    if (rest.mantissa >= step.mantissa) rest.mantissa -= step.mantissa;
    if (rest.exponent == step.exponent) break;
  }
  if (rest.mantissa == 0) return a & kSign;
  const int32_t shift = __builtin_clz(rest.mantissa) - 8, exponent = rest.exponent - shift;
  if (exponent > 0) {
    return (a & kSign) | ((static_cast<uint32_t>(exponent) << 23) + ((rest.mantissa << shift) - 0x800000u));
  }
  return (a & kSign) |
         (rest.exponent > 0 ? rest.mantissa << (rest.exponent - 1) : rest.mantissa >> (1 - rest.exponent));
}

inline uint32_t DivS(uint32_t a, uint32_t x) {
  if (x == 0) return 0xffffffffu;
  if (x == 0xffffffffu) return 0u - a;
  return static_cast<uint32_t>(static_cast<int32_t>(a) / static_cast<int32_t>(x));
}
inline uint32_t RemS(uint32_t a, uint32_t x) {
  if (x == 0) return a;
  if (x == 0xffffffffu) return 0;
  return static_cast<uint32_t>(static_cast<int32_t>(a) % static_cast<int32_t>(x));
}
inline uint32_t DivU(uint32_t a, uint32_t x) { return x == 0 ? 0xffffffffu : a / x; }
inline uint32_t RemU(uint32_t a, uint32_t x) { return x == 0 ? a : a % x; }

inline uint32_t Pow(uint32_t a, uint32_t x) {
  if (x >> 31) {  // a^-n is a fraction unless a is 1 or -1
    if (a == 1) return 1;
    if (a == 0xffffffffu) return (x & 1) ? a : 1;
    return 0;
  }
  uint32_t power = 1;
  for (; x != 0; x >>= 1, a *= a) {
    if (x & 1) power *= a;
  }
  return power;
}

inline uint32_t Shl(uint32_t a, uint32_t x) { return x < 32 ? a << x : 0; }
inline uint32_t ShrL(uint32_t a, uint32_t x) { return x < 32 ? a >> x : 0; }
inline uint32_t ShrA(uint32_t a, uint32_t x) {
  return static_cast<uint32_t>(static_cast<int32_t>(a) >> (x < 32 ? x : 31));
}
inline uint32_t MulHiS(uint32_t a, uint32_t x) {
  return static_cast<uint32_t>(int64_t{static_cast<int32_t>(a)} * static_cast<int32_t>(x) >> 32);
}
inline bool LessS(uint32_t a, uint32_t x) { return static_cast<int32_t>(a) < static_cast<int32_t>(x); }

inline uint32_t SignI(uint32_t a) { return a == 0 ? 0 : (a >> 31 ? 0xffffffffu : 1); }
inline uint32_t Clz(uint32_t a) { return a == 0 ? 32 : static_cast<uint32_t>(__builtin_clz(a)); }
inline uint32_t Popcnt(uint32_t a) {
  a -= (a >> 1) & 0x55555555u;
  a = (a & 0x33333333u) + ((a >> 2) & 0x33333333u);
  return (((a + (a >> 4)) & 0x0f0f0f0fu) * 0x01010101u) >> 24;
}

inline uint32_t ToS32(uint32_t a) {
  if (IsNan(a)) return 0;
  const float value = AsFloat(a);
  if (value >= 2147483648.0f) return 0x7fffffffu;
  if (value <= -2147483648.0f) return 0x80000000u;
  return static_cast<uint32_t>(static_cast<int32_t>(value));
}
inline uint32_t Within(uint32_t a, int32_t low, int32_t high) {
  const auto value = static_cast<int32_t>(a);
  return static_cast<uint32_t>(value < low ? low : value > high ? high : value);
}
inline uint32_t ToU32(uint32_t a) {
  if (IsNan(a)) return 0;
  const float value = AsFloat(a);
  if (value >= 4294967296.0f) return 0xffffffffu;
  return value <= 0.0f ? 0 : static_cast<uint32_t>(value);
}

// acc op x. Moves, End and what has two operands are the evaluators' own business.
[[gnu::always_inline]] inline uint32_t Apply(fb::MicroOp op, uint32_t a, uint32_t x) {
  using fb::MicroOp;
  const float fa = AsFloat(a), fx = AsFloat(x);
  switch (op) {
    case MicroOp::End: case MicroOp::Load: case MicroOp::Store: case MicroOp::Select: case MicroOp::Wide:
    case MicroOp::MulAddF: case MicroOp::MulSubF: case MicroOp::LoadAt: case MicroOp::StoreAt: return a;

    case MicroOp::AddF: return Result(fa + fx);
    case MicroOp::SubF: return Result(fa - fx);
    case MicroOp::RSubF: return Result(fx - fa);
    case MicroOp::MulF: return Result(fa * fx);
    case MicroOp::DivF: return Result(fa / fx);
    case MicroOp::RDivF: return Result(fx / fa);
    case MicroOp::MaxF: case MicroOp::MaxFI: return Max(a, x);
    case MicroOp::MinF: case MicroOp::MinFI: return Min(a, x);
    case MicroOp::PowF: return Result(tmb::Pow(fa, fx));
    case MicroOp::RPowF: return Result(tmb::Pow(fx, fa));
    case MicroOp::Atan2F: return Result(tmb::Atan2(fa, fx));
    case MicroOp::RAtan2F: return Result(tmb::Atan2(fx, fa));
    case MicroOp::RemF: return Remainder(a, x);
    case MicroOp::RRemF: return Remainder(x, a);
    case MicroOp::EqF: return fa == fx;
    case MicroOp::NeF: return fa != fx;
    case MicroOp::LtF: return fa < fx;
    case MicroOp::LeF: return fa <= fx;
    case MicroOp::GtF: return fa > fx;
    case MicroOp::GeF: return fa >= fx;

    case MicroOp::AddI: return a + x;
    case MicroOp::SubI: return a - x;
    case MicroOp::RSubI: return x - a;
    case MicroOp::MulI: return a * x;
    case MicroOp::DivS: return DivS(a, x);
    case MicroOp::RDivS: return DivS(x, a);
    case MicroOp::DivU: return DivU(a, x);
    case MicroOp::RDivU: return DivU(x, a);
    case MicroOp::RemS: return RemS(a, x);
    case MicroOp::RRemS: return RemS(x, a);
    case MicroOp::RemU: return RemU(a, x);
    case MicroOp::RRemU: return RemU(x, a);
    case MicroOp::MaxS: return LessS(a, x) ? x : a;
    case MicroOp::MinS: return LessS(x, a) ? x : a;
    case MicroOp::MaxU: return a < x ? x : a;
    case MicroOp::MinU: return x < a ? x : a;
    case MicroOp::PowI: return Pow(a, x);
    case MicroOp::RPowI: return Pow(x, a);
    case MicroOp::And: return a & x;
    case MicroOp::Or: return a | x;
    case MicroOp::Xor: return a ^ x;
    case MicroOp::Shl: return Shl(a, x);
    case MicroOp::RShl: return Shl(x, a);
    case MicroOp::ShrA: return ShrA(a, x);
    case MicroOp::RShrA: return ShrA(x, a);
    case MicroOp::ShrL: return ShrL(a, x);
    case MicroOp::RShrL: return ShrL(x, a);
    case MicroOp::EqI: return a == x;
    case MicroOp::NeI: return a != x;
    case MicroOp::LtS: return LessS(a, x);
    case MicroOp::LeS: return !LessS(x, a);
    case MicroOp::GtS: return LessS(x, a);
    case MicroOp::GeS: return !LessS(a, x);
    case MicroOp::LtU: return a < x;
    case MicroOp::LeU: return a <= x;
    case MicroOp::GtU: return a > x;
    case MicroOp::GeU: return a >= x;
    case MicroOp::MulHiS: return MulHiS(a, x);
    case MicroOp::MulHiU: return static_cast<uint32_t>(uint64_t{a} * x >> 32);

    case MicroOp::NegF: return a ^ kSign;
    case MicroOp::AbsF: return a & ~kSign;
    case MicroOp::SignF: return Sign(a);
    case MicroOp::SqrtF: return Result(tmb::Sqrt(fa));
    case MicroOp::RsqrtF: return Result(tmb::Rsqrt(fa));
    case MicroOp::CbrtF: return Result(tmb::Cbrt(fa));
    case MicroOp::ExpF: return Result(tmb::Exp(fa));
    case MicroOp::Expm1F: return Result(tmb::Expm1(fa));
    case MicroOp::LogF: return Result(tmb::Log(fa));
    case MicroOp::Log1pF: return Result(tmb::Log1p(fa));
    case MicroOp::TanhF: return Result(tmb::Tanh(fa));
    case MicroOp::LogisticF: return Result(tmb::Logistic(fa));
    case MicroOp::SinF: return Result(tmb::Sin(fa));
    case MicroOp::CosF: return Result(tmb::Cos(fa));
    case MicroOp::TanF: return Result(tmb::Tan(fa));
    case MicroOp::ErfF: return Result(tmb::Erf(fa));
    case MicroOp::FloorF: return Floor(a);
    case MicroOp::CeilF: return IsNan(a) ? kNan : Floor(a ^ kSign) ^ kSign;
    case MicroOp::RoundAwayF: return RoundAway(a);
    case MicroOp::RoundEvenF: return RoundEven(a);
    case MicroOp::IsFiniteF: return (a & ~kSign) < kInfinity;

    case MicroOp::NegI: return 0u - a;
    case MicroOp::AbsI: return a >> 31 ? 0u - a : a;
    case MicroOp::SignI: return SignI(a);
    case MicroOp::Not: return ~a;
    case MicroOp::Clz: return Clz(a);
    case MicroOp::Popcnt: return Popcnt(a);

    case MicroOp::F32ToS32: return ToS32(a);
    case MicroOp::F32ToU32: return ToU32(a);
    case MicroOp::S32ToF32: return AsBits(static_cast<float>(static_cast<int32_t>(a)));
    case MicroOp::U32ToF32: return AsBits(static_cast<float>(a));
    case MicroOp::RoundToS32: return ToS32(RoundEven(a));
    case MicroOp::SatS8: return Within(a, -128, 127);
    case MicroOp::SatU8: return Within(a, 0, 255);
    case MicroOp::SatS16: return Within(a, -32768, 32767);
    case MicroOp::SextS8: return static_cast<uint32_t>(static_cast<int8_t>(a));
    case MicroOp::SextS16: return static_cast<uint32_t>(static_cast<int16_t>(a));
    case MicroOp::ZextU8: return a & 0xffu;
    case MicroOp::ZextU16: return a & 0xffffu;
    case MicroOp::NonZeroF: return (a & ~kSign) != 0;
    case MicroOp::NonZeroI: return a != 0;
    case MicroOp::RoundF16: return F16ToF32(F32ToF16(a));
    case MicroOp::RoundBF16: return BF16ToF32(F32ToBF16(a));
  }
  return a;
}

}  // namespace tmb::lane

#endif  // TMB_RUNTIME_KERNELS_MAP_LANE_H_
