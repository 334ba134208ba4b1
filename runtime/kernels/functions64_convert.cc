// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Conversions of double and of 64-bit integers to and from other types.
#include "runtime/kernels/functions64.h"
#include "runtime/kernels/functions_fixed.h"

namespace tmb {
namespace {

// |a| toward zero, at most limit. Not for NaN.
uint64_t ToMagnitude(uint64_t a, uint64_t limit) {
  const int32_t exponent = static_cast<int32_t>((a >> 52) & 0x7ff) - 1023;
  if (exponent < 0) return 0;
  if (exponent > 63) return limit;
  const uint64_t magnitude = ((a << 11) | kSign64) >> (63 - exponent);
  return magnitude < limit ? magnitude : limit;
}

uint64_t ToSigned(uint64_t a, uint64_t largest) {
  if (IsNan64(a)) return 0;
  return a >> 63 ? 0 - ToMagnitude(a, largest + 1) : ToMagnitude(a, largest);
}

uint64_t ToUnsigned(uint64_t a, uint64_t largest) {
  return IsNan64(a) || a >> 63 ? 0 : ToMagnitude(a, largest);
}

}  // namespace

uint64_t F64ToS64(uint64_t a) { return ToSigned(a, ~kSign64); }
uint64_t F64ToU64(uint64_t a) { return ToUnsigned(a, ~uint64_t{0}); }
uint32_t F64ToS32(uint64_t a) { return static_cast<uint32_t>(ToSigned(a, 0x7fffffffu)); }
uint32_t F64ToU32(uint64_t a) { return static_cast<uint32_t>(ToUnsigned(a, 0xffffffffu)); }

uint32_t F64ToF32(uint64_t a) {
  return IsNan64(a) ? 0x7fc00000u : functions::BitsOf(static_cast<float>(AsDouble(a)));
}
uint64_t F32ToF64(uint32_t a) { return Result64(static_cast<double>(functions::FloatOf(a))); }

uint64_t S64ToF64(uint64_t a) { return AsBits64(static_cast<double>(static_cast<int64_t>(a))); }
uint64_t U64ToF64(uint64_t a) { return AsBits64(static_cast<double>(a)); }
uint64_t S32ToF64(uint32_t a) { return AsBits64(static_cast<double>(static_cast<int32_t>(a))); }
uint64_t U32ToF64(uint32_t a) { return AsBits64(static_cast<double>(a)); }

// The upper 32 bits and whether others are set, rounded once.
uint32_t U64ToF32(uint64_t a) {
  if (a == 0) return 0;
  const int shift = __builtin_clzll(a);
  a <<= shift;
  const uint32_t upper = static_cast<uint32_t>(a >> 32) | (static_cast<uint32_t>(a) != 0);
  return functions::BitsOf(functions::ToFloat(upper) * functions::PowerOfTwo(32 - shift));
}

uint32_t S64ToF32(uint64_t a) { return a >> 63 ? functions::kSignBit | U64ToF32(0 - a) : U64ToF32(a); }

}  // namespace tmb
