// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "tests/runtime/map/reference_op.h"

#include <cfenv>
#include <cmath>
#include <cstring>
#include <limits>

#include "runtime/kernels/functions.h"
#include "runtime/kernels/map_element.h"

namespace tmb {
namespace {

constexpr uint32_t kNan = 0x7fc00000u;

float Float(uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}
uint32_t Bits(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}
uint32_t Arithmetic(float value) { return std::isnan(value) ? kNan : Bits(value); }
// f32 arithmetic in double rounds the same once rounded to f32 (24 * 2 + 2 <= 53).
uint32_t Arithmetic(double value) { return Arithmetic(static_cast<float>(value)); }

uint32_t MaxOrMin(uint32_t a, uint32_t x, bool max) {
  if (std::isnan(Float(a))) return a;
  if (std::isnan(Float(x))) return x;
  if (Float(a) == 0 && Float(x) == 0) {
    const bool negative = max ? std::signbit(Float(a)) && std::signbit(Float(x))
                              : std::signbit(Float(a)) || std::signbit(Float(x));
    return negative ? 0x80000000u : 0u;
  }
  return (max ? Float(a) > Float(x) : Float(a) < Float(x)) ? a : x;
}

int64_t S(uint32_t a) { return static_cast<int32_t>(a); }
uint32_t Wrap(int64_t a) { return static_cast<uint32_t>(static_cast<uint64_t>(a)); }
uint32_t Divide(int64_t a, int64_t x) { return x == 0 ? 0xffffffffu : Wrap(a / x); }
uint32_t Modulo(int64_t a, int64_t x) { return x == 0 ? Wrap(a) : Wrap(a % x); }

uint32_t Power(uint32_t a, uint32_t x) {
  if (S(x) < 0) return S(a) == 1 ? 1 : S(a) == -1 ? (x % 2 == 1 ? a : 1) : 0;
  if (a <= 1) return x == 0 ? 1 : a;
  uint32_t power = 1, square = a;
  for (int bit = 0; bit < 32; ++bit, square *= square) {
    if (x >> bit & 1) power *= square;
  }
  return power;
}

uint32_t ShiftLeft(uint32_t a, uint32_t x) {
  return x > 31 ? 0 : Wrap(static_cast<int64_t>(uint64_t{a} << x));
}
uint32_t ShiftRight(uint32_t a, uint32_t x) { return x > 31 ? 0 : a >> x; }
uint32_t ShiftRightSigned(uint32_t a, uint32_t x) { return Wrap(S(a) >> (x > 31 ? 31 : x)); }

uint32_t Convert(float value, double low, double high) {
  if (std::isnan(value)) return 0;
  const double whole = std::trunc(static_cast<double>(value));
  return Wrap(static_cast<int64_t>(whole < low ? low : whole > high ? high : whole));
}

uint32_t Popcount(uint32_t a) {
  uint32_t count = 0;
  for (; a != 0; a &= a - 1) ++count;
  return count;
}
uint32_t LeadingZeros(uint32_t a) {
  uint32_t count = 0;
  while (count < 32 && (a >> (31 - count) & 1) == 0) ++count;
  return count;
}

}  // namespace

uint32_t ReferenceOp(fb::MicroOp op, uint32_t acc, uint32_t x) {
  using fb::MicroOp;
  const float a = Float(acc), b = Float(x);
  const double da = a, db = b;
  switch (op) {
    case MicroOp::End: case MicroOp::Load: case MicroOp::Store: case MicroOp::Select:
    case MicroOp::Wide: case MicroOp::MulAddF: case MicroOp::MulSubF: case MicroOp::LoadAt: case MicroOp::StoreAt: return acc;
    case MicroOp::AddF: return Arithmetic(da + db);
    case MicroOp::SubF: return Arithmetic(da - db);
    case MicroOp::RSubF: return Arithmetic(db - da);
    case MicroOp::MulF: return Arithmetic(da * db);
    case MicroOp::DivF: return Arithmetic(a / b);
    case MicroOp::RDivF: return Arithmetic(b / a);
    case MicroOp::MaxF: case MicroOp::MaxFI: return MaxOrMin(acc, x, true);
    case MicroOp::MinF: case MicroOp::MinFI: return MaxOrMin(acc, x, false);
    case MicroOp::PowF: return Arithmetic(Pow(a, b));
    case MicroOp::RPowF: return Arithmetic(Pow(b, a));
    case MicroOp::Atan2F: return Arithmetic(Atan2(a, b));
    case MicroOp::RAtan2F: return Arithmetic(Atan2(b, a));
    case MicroOp::RemF: return Arithmetic(std::fmod(da, db));
    case MicroOp::RRemF: return Arithmetic(std::fmod(db, da));
    case MicroOp::EqF: return da == db;
    case MicroOp::NeF: return !(da == db);
    case MicroOp::LtF: return da < db;
    case MicroOp::LeF: return da <= db;
    case MicroOp::GtF: return da > db;
    case MicroOp::GeF: return da >= db;
    case MicroOp::AddI: return Wrap(S(acc) + S(x));
    case MicroOp::SubI: return Wrap(S(acc) - S(x));
    case MicroOp::RSubI: return Wrap(S(x) - S(acc));
    case MicroOp::MulI: return Wrap(S(acc) * S(x));
    case MicroOp::DivS: return Divide(S(acc), S(x));
    case MicroOp::RDivS: return Divide(S(x), S(acc));
    case MicroOp::DivU: return Divide(acc, x);
    case MicroOp::RDivU: return Divide(x, acc);
    case MicroOp::RemS: return Modulo(S(acc), S(x));
    case MicroOp::RRemS: return Modulo(S(x), S(acc));
    case MicroOp::RemU: return Modulo(acc, x);
    case MicroOp::RRemU: return Modulo(x, acc);
    case MicroOp::MaxS: return Wrap(S(acc) > S(x) ? S(acc) : S(x));
    case MicroOp::MinS: return Wrap(S(acc) < S(x) ? S(acc) : S(x));
    case MicroOp::MaxU: return acc > x ? acc : x;
    case MicroOp::MinU: return acc < x ? acc : x;
    case MicroOp::PowI: return Power(acc, x);
    case MicroOp::RPowI: return Power(x, acc);
    case MicroOp::And: return acc & x;
    case MicroOp::Or: return acc | x;
    case MicroOp::Xor: return acc ^ x;
    case MicroOp::Shl: return ShiftLeft(acc, x);
    case MicroOp::RShl: return ShiftLeft(x, acc);
    case MicroOp::ShrA: return ShiftRightSigned(acc, x);
    case MicroOp::RShrA: return ShiftRightSigned(x, acc);
    case MicroOp::ShrL: return ShiftRight(acc, x);
    case MicroOp::RShrL: return ShiftRight(x, acc);
    case MicroOp::EqI: return acc == x;
    case MicroOp::NeI: return acc != x;
    case MicroOp::LtS: return S(acc) < S(x);
    case MicroOp::LeS: return S(acc) <= S(x);
    case MicroOp::GtS: return S(acc) > S(x);
    case MicroOp::GeS: return S(acc) >= S(x);
    case MicroOp::LtU: return acc < x;
    case MicroOp::LeU: return acc <= x;
    case MicroOp::GtU: return acc > x;
    case MicroOp::GeU: return acc >= x;
    case MicroOp::MulHiS:
      return static_cast<uint32_t>((int64_t{static_cast<int32_t>(acc)} * static_cast<int32_t>(x)) >> 32);
    case MicroOp::MulHiU: return static_cast<uint32_t>((uint64_t{acc} * x) >> 32);
    case MicroOp::NegF: return acc ^ 0x80000000u;
    case MicroOp::AbsF: return acc & 0x7fffffffu;
    case MicroOp::SignF: return std::isnan(a) ? kNan : a == 0 ? acc : Bits(std::copysign(1.0f, a));
    case MicroOp::SqrtF: return Arithmetic(std::sqrt(da));
    case MicroOp::RsqrtF: return Arithmetic(Rsqrt(a));
    case MicroOp::CbrtF: return Arithmetic(Cbrt(a));
    case MicroOp::ExpF: return Arithmetic(Exp(a));
    case MicroOp::Expm1F: return Arithmetic(Expm1(a));
    case MicroOp::LogF: return Arithmetic(Log(a));
    case MicroOp::Log1pF: return Arithmetic(Log1p(a));
    case MicroOp::TanhF: return Arithmetic(Tanh(a));
    case MicroOp::LogisticF: return Arithmetic(Logistic(a));
    case MicroOp::SinF: return Arithmetic(Sin(a));
    case MicroOp::CosF: return Arithmetic(Cos(a));
    case MicroOp::TanF: return Arithmetic(Tan(a));
    case MicroOp::ErfF: return Arithmetic(Erf(a));
    case MicroOp::FloorF: return Arithmetic(std::floor(da));
    case MicroOp::CeilF: return Arithmetic(std::ceil(da));
    case MicroOp::RoundAwayF: return Arithmetic(std::round(da));
    case MicroOp::RoundEvenF: return Arithmetic(std::nearbyint(da));
    case MicroOp::IsFiniteF: return std::isfinite(a);
    case MicroOp::NegI: return Wrap(-S(acc));
    case MicroOp::AbsI: return Wrap(S(acc) < 0 ? -S(acc) : S(acc));
    case MicroOp::SignI: return Wrap((S(acc) > 0) - (S(acc) < 0));
    case MicroOp::Not: return Wrap(-S(acc) - 1);
    case MicroOp::Clz: return LeadingZeros(acc);
    case MicroOp::Popcnt: return Popcount(acc);
    case MicroOp::F32ToS32: return Convert(a, -2147483648.0, 2147483647.0);
    case MicroOp::F32ToU32: return Convert(a, 0.0, 4294967295.0);
    case MicroOp::S32ToF32: return Bits(static_cast<float>(static_cast<double>(S(acc))));
    case MicroOp::U32ToF32: return Bits(static_cast<float>(static_cast<double>(acc)));
    case MicroOp::RoundToS32: return Convert(static_cast<float>(std::nearbyint(da)), -2147483648.0, 2147483647.0);
    case MicroOp::SatS8: return Wrap(S(acc) < -128 ? -128 : S(acc) > 127 ? 127 : S(acc));
    case MicroOp::SatU8: return Wrap(S(acc) < 0 ? 0 : S(acc) > 255 ? 255 : S(acc));
    case MicroOp::SatS16: return Wrap(S(acc) < -32768 ? -32768 : S(acc) > 32767 ? 32767 : S(acc));
    case MicroOp::SextS8: return Wrap(((S(acc) & 0xff) ^ 0x80) - 0x80);
    case MicroOp::SextS16: return Wrap(((S(acc) & 0xffff) ^ 0x8000) - 0x8000);
    case MicroOp::ZextU8: return acc % 256;
    case MicroOp::ZextU16: return acc % 65536;
    case MicroOp::NonZeroF: return !(a == 0);
    case MicroOp::NonZeroI: return acc != 0;
    case MicroOp::RoundF16: return F16ToF32(F32ToF16(acc));
    case MicroOp::RoundBF16: return BF16ToF32(F32ToBF16(acc));
  }
  return acc;
}

}  // namespace tmb
