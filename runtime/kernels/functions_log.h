// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Log, Log1p. x = m 2^e with m in [0.7, 1.4); a table of 64 factors c brings m c within
// 2^-7 of 1, where r = m c - 1 is exact (one 32-bit product); ln(1 + r) = r - r^2 q(r).
// The sum with -ln c and e ln 2 is taken in 64 bits. Next to 1 a polynomial times x - 1.
#ifndef TMB_RUNTIME_KERNELS_FUNCTIONS_LOG_H_
#define TMB_RUNTIME_KERNELS_FUNCTIONS_LOG_H_

#include "runtime/kernels/function_tables.h"
#include "runtime/kernels/functions_fixed.h"

namespace tmb {
namespace functions {

// m 2^e with the table index of m and r = m c - 1 in Q37.
struct LogSplit {
  int32_t exponent;
  uint32_t index;
  int32_t r;
};

// For a positive normal number.
TMB_INLINE LogSplit SplitForLog(uint32_t bits) {
  const uint32_t offset = bits - 0x3f330000u;
  const int32_t exponent = static_cast<int32_t>(offset) >> 23;
  const uint32_t index = (offset >> 17) & 63;
  const float m = FloatOf(bits - (static_cast<uint32_t>(exponent) << 23));
  const uint32_t m_q24 = static_cast<uint32_t>(m * 0x1p24f);
  return {exponent, index, static_cast<int32_t>(m_q24 * kLogScale[index])};
}

// A sum in Q43 with 2^34 <= |sum| < 2^51, rounded once.
TMB_INLINE float RoundQ43(int64_t sum) {
  const uint32_t sign = static_cast<uint32_t>(sum >> 63) & kSignBit;
  const uint64_t magnitude = sum < 0 ? 0 - static_cast<uint64_t>(sum) : static_cast<uint64_t>(sum);
  const uint32_t high = static_cast<uint32_t>(magnitude >> 32);
  const uint32_t low = static_cast<uint32_t>(magnitude);
  const int shift = LeadingZeros(high);
  const uint32_t top = (high << shift) | (low >> (32 - shift));
  return ToFloat(top) * FloatOf((static_cast<uint32_t>(127 + 63 - 43 - 31 - shift) << 23) | sign);
}

TMB_INLINE float LogCore(const LogSplit& x, int32_t r) {
  const int32_t square = static_cast<int32_t>(static_cast<uint32_t>(MulHigh(r, r)) << 2);  // Q44
  const int32_t e_q12 = static_cast<int32_t>(static_cast<uint32_t>(x.exponent) << 12);
  return RoundQ43(kLogTable[x.index] + static_cast<int64_t>(e_q12) * kLn2Q31 + static_cast<int64_t>(r) * 64 -
                  MulHigh(square, Horner<2>(kLog, r)));
}

// ln(1 + x) for |x| < 2^-6.
TMB_INLINE float LogNearOne(float x) {
  const uint32_t bits = BitsOf(x);
  const int32_t p = Horner<4>(kLog1p, static_cast<int32_t>(x * 0x1p37f));
  return ToFloat(ScaleMantissa(bits, p)) * 0x1p-30f * FloatOf(bits & ~kFraction);
}

float LogOutside(uint32_t bits);    // subnormal, zero, negative, infinite, NaN
float Log1pOutside(uint32_t bits);  // subnormal, zero, <= -1, infinite, NaN

}  // namespace functions

TMB_INLINE float Log(float x) {
  using namespace functions;
  const uint32_t bits = BitsOf(x);
  if (__builtin_expect(bits - kMinNormal >= kExponent - kMinNormal, 0)) return LogOutside(bits);
  if (bits - 0x3f7e0000u < 0x00030000u) return LogNearOne(x - 1.0f);  // [1 - 2^-7, 1 + 2^-7)
  const LogSplit split = SplitForLog(bits);
  return LogCore(split, split.r);
}

// What 1 + x loses in rounding (TwoSum) is added to r.
TMB_INLINE float Log1p(float x) {
  using namespace functions;
  const uint32_t bits = BitsOf(x);
  const uint32_t magnitude = bits & kMagnitude;
  if (__builtin_expect(magnitude - kMinNormal >= kExponent - kMinNormal || bits >= 0xbf800000u, 0)) {
    return Log1pOutside(bits);
  }
  if (magnitude < 0x3c000000u) return LogNearOne(x);  // 2^-7
  const float sum = 1.0f + x;
  const float x_part = sum - 1.0f;
  const float lost = (1.0f - (sum - x_part)) + (x - x_part);
  const LogSplit split = SplitForLog(BitsOf(sum));
  const float scale = static_cast<float>(static_cast<int32_t>(kLogScale[split.index]));
  return LogCore(split, split.r + static_cast<int32_t>(lost * PowerOfTwo(24 - split.exponent) * scale));
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_FUNCTIONS_LOG_H_
