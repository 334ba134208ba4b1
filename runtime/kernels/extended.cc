// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Arithmetic on Extended. All integer but for the first guess of a quotient, a float
// division, which every machine rounds alike.
#include "runtime/kernels/extended.h"

#include "runtime/kernels/integers64.h"

namespace tmb::functions64 {
namespace {

struct Word128 {
  uint64_t high, low;
};

Word128 ShiftLeft(Word128 value, uint32_t distance) {
  if (distance >= 64) return {Shl64(value.low, distance - 64), 0};
  if (distance == 0) return value;
  return {(value.high << distance) | (value.low >> (64 - distance)), value.low << distance};
}

Word128 ShiftRight(Word128 value, uint32_t distance) {
  if (distance >= 64) return {0, ShrL64(value.high, distance - 64)};
  if (distance == 0) return value;
  return {value.high >> distance, (value.low >> distance) | (value.high << (64 - distance))};
}

Word128 Negate(Word128 value) { return {~value.high + (value.low == 0), 0 - value.low}; }

// t in Q64.
int64_t ToFraction(const Extended& t) {
  uint64_t magnitude = ShrL64(t.high, static_cast<uint32_t>(-t.exponent));
  magnitude -= magnitude >> 63;  // 1/2 is just out of range
  return static_cast<int64_t>(t.sign ? 0 - magnitude : magnitude);
}

// 1/d in Q61 for d in Q64, at least 1/2: a float quotient, then Newton's method twice.
int64_t ReciprocalQ61(uint64_t d) {
  const float guess = 1.0f / static_cast<float>(static_cast<uint32_t>(d >> 32));
  int64_t r = int64_t{static_cast<uint32_t>(guess * 0x1p61f)} << 32;
  for (int step = 0; step < 2; ++step) {
    const int64_t error = (int64_t{1} << 61) - static_cast<int64_t>(MulHigh(d, static_cast<uint64_t>(r)));
    r += MulHighSigned(r, error * 8);
  }
  return r;
}

}  // namespace

[[gnu::flatten]] uint64_t MulHigh(uint64_t a, uint64_t b) { return MulHiU64(a, b); }

[[gnu::flatten]] int64_t MulHighSigned(int64_t a, int64_t b) {
  return static_cast<int64_t>(MulHiS64(static_cast<uint64_t>(a), static_cast<uint64_t>(b)));
}

Extended Normalize(uint64_t high, uint64_t low, int32_t exponent, uint32_t sign) {
  uint32_t distance = static_cast<uint32_t>(Clz64(high));
  if (distance == 64) distance += static_cast<uint32_t>(Clz64(low));
  if (distance == 128) return {0, 0, kZeroExponent, sign};
  const Word128 mantissa = ShiftLeft({high, low}, distance);
  return {mantissa.high, mantissa.low, exponent - static_cast<int32_t>(distance), sign};
}

Extended NormalizeSigned(uint64_t high, uint64_t low, int32_t exponent, uint32_t sign) {
  Word128 value = {high, low};
  if (high >> 63) {
    value = Negate(value);
    sign ^= 1;
  }
  return Normalize(value.high, value.low, exponent, sign);
}

Extended Unpack(uint64_t bits) {
  const uint32_t sign = static_cast<uint32_t>(bits >> 63);
  const int32_t biased = static_cast<int32_t>(bits >> 52) & 0x7ff;
  const uint64_t fraction = (bits << 12) >> 1;
  if (biased == 0) return Normalize(fraction, 0, -1021, sign);
  return {fraction | (uint64_t{1} << 63), 0, biased == 0x7ff ? kHugeExponent : biased - 1022, sign};
}

uint64_t Pack(const Extended& x) {
  const uint64_t sign = uint64_t{x.sign} << 63;
  const int32_t biased = x.exponent + 1022;
  if (biased >= 0x7ff) return sign | (uint64_t{0x7ff} << 52);
  if (biased < -52) return sign;  // less than half of the least subnormal
  const uint32_t distance = static_cast<uint32_t>(biased > 0 ? 11 : 12 - biased);
  Word128 wide = ShiftRight({x.high, 0}, distance);
  wide.low |= x.low != 0;
  const uint64_t half = uint64_t{1} << 63;
  const uint64_t up = wide.low > half || (wide.low == half && (wide.high & 1)) ? 1 : 0;
  // The mantissa's leading bit adds one to the exponent; so may rounding up.
  const uint64_t exponent = biased > 0 ? static_cast<uint64_t>(biased - 1) << 52 : 0;
  return sign | (exponent + wide.high + up);
}

Extended FromInteger(int32_t value) {
  const uint32_t sign = value < 0;
  const uint32_t magnitude = sign ? 0 - static_cast<uint32_t>(value) : static_cast<uint32_t>(value);
  return Normalize(magnitude, 0, 64, sign);
}

Extended Add(const Extended& a, const Extended& b) {
  const bool swap = b.exponent > a.exponent;
  const Extended& large = swap ? b : a;
  const Extended& small = swap ? a : b;
  const uint32_t distance = static_cast<uint32_t>(large.exponent - small.exponent);
  const Word128 x = ShiftRight({large.high, large.low}, 1);
  Word128 y = ShiftRight({small.high, small.low}, distance + 1);
  const bool subtract = large.sign != small.sign;
  if (subtract) y = Negate(y);
  const uint64_t low = x.low + y.low, high = x.high + y.high + (low < y.low);
  const int32_t exponent = large.exponent + 1;
  return subtract ? NormalizeSigned(high, low, exponent, large.sign)
                  : Normalize(high, low, exponent, large.sign);
}

Extended Subtract(const Extended& a, const Extended& b) {
  return Add(a, {b.high, b.low, b.exponent, b.sign ^ 1});
}

Extended Multiply(const Extended& a, const Extended& b) {
  const uint64_t middle = b.low != 0 ? MulHigh(a.high, b.low) : 0;
  const uint64_t other = a.low != 0 ? MulHigh(a.low, b.high) : 0;
  uint64_t low = a.high * b.high + middle, high = MulHigh(a.high, b.high) + (low < middle);
  low += other;
  high += low < other;
  int32_t exponent = a.exponent + b.exponent;
  if (!(high >> 63)) {  // by one bit, or zero
    high = (high << 1) | (low >> 63);
    low <<= 1;
    --exponent;
  }
  return {high, low, exponent, a.sign ^ b.sign};
}

Extended Reciprocal(const Extended& x) {
  return Normalize(static_cast<uint64_t>(ReciprocalQ61(x.high)), 0, 3 - x.exponent, x.sign);
}

Extended Divide(const Extended& a, const Extended& b) { return a.high == 0 ? a : Multiply(a, Reciprocal(b)); }

Extended Evaluate(const int64_t* coefficients, size_t count, const Extended& t) {
  const int64_t fraction = ToFraction(t);
  int64_t sum = coefficients[0];
  for (size_t i = 1; i < count; ++i) sum = MulHighSigned(sum, fraction) + coefficients[i];
  return Normalize(static_cast<uint64_t>(sum), 0, 2, 0);
}

}  // namespace tmb::functions64
