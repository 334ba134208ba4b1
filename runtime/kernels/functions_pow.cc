// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Pow: log2|x| in 64-bit fixed point (Q55; next to 1 in Q69, relative), times y's
// mantissa, then 2^f by the table of exp. Special cases as in C99, except NaN bits.
#include "runtime/kernels/functions.h"

namespace tmb {
namespace {

using namespace functions;

// (a * b) >> 32, without the carry of the low product's low word.
uint64_t MulHigh64(uint64_t a, uint32_t b) { return (a >> 32) * b + (((a & 0xffffffffu) * b) >> 32); }

int LeadingZeros64(uint64_t value) {
  const uint32_t high = static_cast<uint32_t>(value >> 32);
  return high ? LeadingZeros(high) : 32 + LeadingZeros(static_cast<uint32_t>(value));
}

uint64_t Magnitude(int64_t value) {
  return value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
}

// |log2 x| = magnitude * 2^-scale, magnitude normalized to bit 63.
struct Log2 {
  uint64_t magnitude;
  int scale;
  bool negative;
};

// |log2(1 + r)| in Q69 for r in Q37, |r| <= 2^-7, with the sign of r.
uint64_t Log2OfRest(int32_t r) {
  const uint32_t q =
      static_cast<uint32_t>(kLogFine[0]) + static_cast<uint32_t>(MulHigh(r, Horner<2>(kLogFine + 1, r)));
  const uint64_t square = static_cast<uint64_t>(static_cast<int64_t>(r) * r);  // Q74
  const int64_t ln =
      static_cast<int64_t>(r) * (int64_t{1} << 32) - static_cast<int64_t>(MulHigh64(square, q) >> 5);
  const uint64_t size = Magnitude(ln);
  return size + MulHigh64(size, kLog2eHigh) + MulHighU(static_cast<uint32_t>(size >> 32), kLog2eLow);
}

// For finite x > 0, x != 1.
Log2 Log2Of(uint32_t bits) {
  int32_t exponent = 0;
  if (bits < kMinNormal) {
    bits = BitsOf(FloatOf(bits) * 0x1p23f);
    exponent = -23;
  }
  const LogSplit split = SplitForLog(bits);
  exponent += split.exponent;
  const uint64_t rest = Log2OfRest(split.r);
  Log2 log2 = {rest, 69, split.r < 0};
  if (exponent != 0 || kLogScale[split.index] != 1 << 13) {
    const int64_t rest_q55 = static_cast<int64_t>(rest >> 14);
    const int64_t sum = kLog2Table[split.index] + static_cast<int64_t>(exponent) * (int64_t{1} << 55) +
                        (split.r < 0 ? -rest_q55 : rest_q55);
    log2 = {Magnitude(sum), 55, sum < 0};
  }
  const int shift = LeadingZeros64(log2.magnitude);
  log2.magnitude <<= shift;
  log2.scale += shift;
  return log2;
}

// 2^v for |v| < 160 in Q54.
float Exp2(int64_t v) {
  const int32_t k = static_cast<int32_t>((v + (int64_t{1} << 48)) >> 49);  // round(32 v)
  int32_t t = static_cast<int32_t>((v - static_cast<int64_t>(k) * (int64_t{1} << 49)) >> 17);
  const int32_t power = kExp2Table[k & 31];
  const uint32_t mantissa = static_cast<uint32_t>(power + MulHigh(power, MulHigh(t, Horner<2>(kExp2, t))));
  const int exponent = k >> 5;
  if (exponent > 128) return Infinity();
  return ScaleByPowerOfTwo(ToFloat(mantissa) * 0x1p-30f, exponent);
}

// |x|^y for finite |x| > 0 and finite y != 0.
float PowOfMagnitude(uint32_t x_size, float y) {
  if (x_size == kOne) return 1.0f;
  const Log2 log2 = Log2Of(x_size);
  const Normalized factor = Normalize(BitsOf(y) & kMagnitude);
  const bool negative = log2.negative != (BitsOf(y) >> 31 != 0);
  const float beyond = negative ? 0.0f : Infinity();
  const uint64_t product = MulHigh64(log2.magnitude, factor.mantissa << 8);
  const int shift = log2.scale + 150 - 24 - factor.exponent - 55;  // of product to Q55
  if (shift < 0) return beyond;                                    // |y log2 x| >= 2^7
  if (shift > 40) return 1.0f;
  const uint64_t v = product >> shift;
  if (v >= uint64_t{160} << 55) return beyond;
  const int64_t v_q54 = static_cast<int64_t>(v >> 1);
  return Exp2(negative ? -v_q54 : v_q54);
}

enum class Integer { kNo, kOdd, kEven };

Integer Classify(float y) {
  const uint32_t size = BitsOf(y) & kMagnitude;
  if (size >= 0x4b800000u) return Integer::kEven;  // 2^24
  if (size < kOne) return Integer::kNo;
  const int fraction_bits = 150 - static_cast<int>(size >> 23);
  const uint32_t mantissa = (size & kFraction) | kMinNormal;
  if (mantissa & ((1u << fraction_bits) - 1)) return Integer::kNo;
  return (mantissa >> fraction_bits) & 1 ? Integer::kOdd : Integer::kEven;
}

}  // namespace

float Pow(float x, float y) {
  const uint32_t x_size = BitsOf(x) & kMagnitude;
  const uint32_t y_size = BitsOf(y) & kMagnitude;
  const bool y_negative = BitsOf(y) >> 31;
  if (y_size == 0 || BitsOf(x) == kOne) return 1.0f;
  if (x_size > kExponent || y_size > kExponent) return NaN();
  if (y_size == kExponent) {
    if (x_size == kOne) return 1.0f;
    return (x_size > kOne) != y_negative ? Infinity() : 0.0f;
  }
  const bool x_negative = BitsOf(x) >> 31;
  const bool extreme = x_size == 0 || x_size == kExponent;
  const Integer kind = x_negative ? Classify(y) : Integer::kEven;
  if (x_negative && kind == Integer::kNo && !extreme) return NaN();
  const uint32_t sign = x_negative && kind == Integer::kOdd ? kSignBit : 0;
  const float size = !extreme ? PowOfMagnitude(x_size, y) : (x_size == 0) == y_negative ? Infinity() : 0.0f;
  return FloatOf(BitsOf(size) | sign);
}

}  // namespace tmb
