// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Exact functions of double: integral values, remainder, order.
#include "runtime/kernels/extended.h"
#include "runtime/kernels/functions64.h"

namespace tmb {
namespace {

enum class Rounding { kFloor, kCeil, kAway, kEven };

// Adds to the magnitude what carries into the integer where the value goes up, then clears
// the fraction.
uint64_t Round(uint64_t x, Rounding rounding) {
  if (IsNan64(x)) return kNan64;
  const uint64_t sign = x & kSign64, magnitude = x ^ sign;
  const int32_t exponent = static_cast<int32_t>(magnitude >> 52) - 1023;
  if (exponent >= 52 || magnitude == 0) return x;
  const bool outward = rounding == (sign ? Rounding::kFloor : Rounding::kCeil);
  const uint64_t one = 0x3ff0000000000000u, half = 0x3fe0000000000000u;
  if (exponent < 0) {
    const bool up = outward || (rounding == Rounding::kAway && magnitude >= half) ||
                    (rounding == Rounding::kEven && magnitude > half);
    return sign | (up ? one : 0);
  }
  const uint64_t unit = uint64_t{1} << (52 - exponent);
  uint64_t add = outward ? unit - 1 : 0;
  if (rounding == Rounding::kAway) add = unit >> 1;
  if (rounding == Rounding::kEven) add = (unit >> 1) - ((magnitude & unit) == 0);
  return (x + add) & (0 - unit);
}

// In the order of the values, -0 before +0.
int64_t OrderedKey(uint64_t x) { return static_cast<int64_t>(x >> 63 ? x ^ ~kSign64 : x); }

}  // namespace

uint64_t Floor64(uint64_t x) { return Round(x, Rounding::kFloor); }
uint64_t Ceil64(uint64_t x) { return Round(x, Rounding::kCeil); }
uint64_t RoundAway64(uint64_t x) { return Round(x, Rounding::kAway); }
uint64_t RoundEven64(uint64_t x) { return Round(x, Rounding::kEven); }

// Long division of the mantissas.
uint64_t Remainder64(uint64_t a, uint64_t x) {
  using namespace functions64;
  const uint64_t dividend = a & ~kSign64, divisor = x & ~kSign64;
  if (dividend >= kInfinity64 || divisor > kInfinity64 || divisor == 0) return kNan64;
  if (dividend < divisor) return a;
  const Extended from = Unpack(dividend), step = Unpack(divisor);
  uint64_t rest = from.high >> 1;  // room for a shift
  const uint64_t subtrahend = step.high >> 1;
  for (int32_t count = from.exponent - step.exponent;; --count, rest <<= 1) {
    if (rest >= subtrahend) rest -= subtrahend;
    if (count == 0) break;
  }
  return (a & kSign64) | Pack(Normalize(rest, 0, step.exponent + 1, 0));
}

uint64_t Max64(uint64_t a, uint64_t x) {
  if (IsNan64(a)) return a;
  if (IsNan64(x)) return x;
  return OrderedKey(a) < OrderedKey(x) ? x : a;
}

uint64_t Min64(uint64_t a, uint64_t x) {
  if (IsNan64(a)) return a;
  if (IsNan64(x)) return x;
  return OrderedKey(x) < OrderedKey(a) ? x : a;
}

uint64_t Sign64(uint64_t a) {
  if (IsNan64(a)) return kNan64;
  return (a & ~kSign64) == 0 ? a : (a & kSign64) | 0x3ff0000000000000u;
}

}  // namespace tmb
