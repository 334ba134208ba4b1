// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Exponential and logarithm in Extended, and what is made of them: x^y is e^(y ln x) with
// 68 bits of ln x, so that powers that are doubles come out exact.
#include "runtime/kernels/function64_tables.h"
#include "runtime/kernels/functions64.h"

namespace tmb {
namespace functions64 {
namespace {

constexpr uint64_t kOneBits = 0x3ff0000000000000u, kMinusOneBits = kOneBits | kSign64;

Extended Magnitude(Extended x) {
  x.sign = 0;
  return x;
}

// e^x = 2^k (1 + what this returns).
Extended ExpMinusOne(const Extended& x, int32_t& k) {
  Extended r = Multiply(x, kLog2E);
  k = 0;
  if (r.exponent > 12) {  // the result overflows, or is too small for subnormals
    k = r.sign ? -kHugeExponent : kHugeExponent;
    return FromInteger(0);
  }
  if (r.exponent >= 0) {
    const int32_t twice = static_cast<int32_t>(r.high >> (63 - r.exponent));
    k = (twice + 1) >> 1;
    if (r.sign) k = -k;
    r = Subtract(r, FromInteger(k));
  }
  return Multiply(r, Evaluate(kExp2, r));
}

Extended Exp(const Extended& x) {
  int32_t k;
  Extended y = Add(ExpMinusOne(x, k), kOne);
  y.exponent += k;
  return y;
}

Extended Expm1(const Extended& x) {
  int32_t k;
  const Extended rest = ExpMinusOne(x, k);
  if (k == 0) return rest;
  Extended y = Add(rest, kOne);
  y.exponent += k;
  return Subtract(y, kOne);
}

// For x > 0, of 53 bits or next to 1. x = 2^k m with m in [sqrt(1/2), sqrt(2)), and ln m is
// 2 atanh(s) = 2 s + s^3 P(s^2) with s = (m - 1) / (m + 1), the quotient corrected once.
Extended Log(const Extended& x) {
  const bool low = x.high < 0xb504f333f9de6485u;  // sqrt(1/2)
  const Extended m = {x.high, x.low, low, 0};
  const Extended numerator = Subtract(m, kOne), denominator = Add(m, kOne);
  const Extended reciprocal = Reciprocal(denominator);
  Extended s = Multiply(numerator, reciprocal);
  s = Add(s, Multiply(Subtract(numerator, Multiply(s, denominator)), reciprocal));
  const Extended square = Multiply(s, s);
  const Extended tail = Multiply(Multiply(s, square), Evaluate(kLog, square));
  s.exponent += 1;
  return Add(Multiply(FromInteger(x.exponent - low), kLn2), Add(s, tail));
}

bool IsZero(uint64_t x) { return (x << 1) == 0; }

enum class Integer { kNo, kOdd, kEven };

Integer Classify(uint64_t y) {
  const int32_t exponent = static_cast<int32_t>((y >> 52) & 0x7ff) - 1023;
  if (exponent > 52) return Integer::kEven;
  if (exponent < 0) return Integer::kNo;
  const uint64_t mantissa = (y | (uint64_t{1} << 52)) << (11 + exponent);  // the units on top
  if (mantissa << 1) return Integer::kNo;
  return mantissa >> 63 ? Integer::kOdd : Integer::kEven;
}

}  // namespace
}  // namespace functions64

using namespace functions64;

uint64_t Exp64(uint64_t x) { return IsNan64(x) ? kNan64 : Pack(Exp(Unpack(x))); }

uint64_t Expm1_64(uint64_t x) { return IsNan64(x) ? kNan64 : Pack(Expm1(Unpack(x))); }

uint64_t Log64(uint64_t x) {
  if (IsZero(x)) return kInfinity64 | kSign64;
  if (x > kInfinity64) return kNan64;  // negative, too
  return x == kInfinity64 ? x : Pack(Log(Unpack(x)));
}

uint64_t Log1p64(uint64_t x) {
  const Extended e = Unpack(x);
  if (x == kMinusOneBits) return kInfinity64 | kSign64;
  if (IsNan64(x) || x > kMinusOneBits) return kNan64;
  return x == kInfinity64 || e.exponent < -60 ? x : Pack(Log(Add(e, kOne)));
}

uint64_t Tanh64(uint64_t x) {
  if (IsNan64(x)) return kNan64;
  Extended twice = Magnitude(Unpack(x));
  twice.exponent += 1;
  const Extended e = Expm1(twice);
  return Pack(Divide(e, Add(e, kTwo))) | (x & kSign64);
}

uint64_t Logistic64(uint64_t x) {
  if (IsNan64(x)) return kNan64;
  return Pack(Divide(kOne, Add(Exp(Unpack(x ^ kSign64)), kOne)));
}

uint64_t Erf64(uint64_t x) {
  if (IsNan64(x)) return kNan64;
  const uint64_t sign = x & kSign64;
  if ((x ^ sign) >= 0x4018000000000000u) return kOneBits | sign;  // 6
  const Extended e = Magnitude(Unpack(x));
  Extended square = Multiply(e, e);
  if (e.exponent <= 0) return Pack(Multiply(e, Evaluate(kErf, Subtract(square, kHalf)))) | sign;
  const Extended t = Subtract(Divide(kTwo, Add(e, kOne)), kFiveEighths);
  square.sign = 1;
  return Pack(Subtract(kOne, Multiply(Exp(square), Evaluate(kErfc, t)))) | sign;
}

uint64_t Cbrt64(uint64_t x) {
  if (IsNan64(x)) return kNan64;
  if (IsZero(x) || !IsFinite64(x)) return x;
  return Pack(Exp(Multiply(Log(Unpack(x)), kThird))) | (x & kSign64);
}

uint64_t Pow64(uint64_t x, uint64_t y) {
  if (IsZero(y) || x == kOneBits) return kOneBits;
  if (IsNan64(x) || IsNan64(y)) return kNan64;
  const bool negative = x >> 63, extreme = IsZero(x) || !IsFinite64(x);
  const Integer kind = negative ? Classify(y) : Integer::kEven;
  if (kind == Integer::kNo && !extreme) return kNan64;
  const uint64_t sign = kind == Integer::kOdd ? kSign64 : 0;
  if (extreme) return sign | (IsZero(x) == (y >> 63 != 0) ? kInfinity64 : 0);
  return sign | Pack(Exp(Multiply(Log(Unpack(x)), Unpack(y))));
}

}  // namespace tmb
