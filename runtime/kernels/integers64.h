// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Integer operations of 64 bits as XLA defines them: they wrap, and nothing is undefined
// (zero divisors, wide shifts). Names ending in S take and give two's complement.
// Like map_lane.h for 32 bits; high products of 32 bits are here too.
#ifndef TMB_RUNTIME_KERNELS_INTEGERS64_H_
#define TMB_RUNTIME_KERNELS_INTEGERS64_H_

#include <cstdint>

namespace tmb {

inline constexpr uint64_t kAllOnes64 = ~uint64_t{0};

inline uint64_t DivS64(uint64_t a, uint64_t x) {
  if (x == 0) return kAllOnes64;
  if (x == kAllOnes64) return 0 - a;
  return static_cast<uint64_t>(static_cast<int64_t>(a) / static_cast<int64_t>(x));
}
inline uint64_t RemS64(uint64_t a, uint64_t x) {
  if (x == 0) return a;
  if (x == kAllOnes64) return 0;
  return static_cast<uint64_t>(static_cast<int64_t>(a) % static_cast<int64_t>(x));
}
inline uint64_t DivU64(uint64_t a, uint64_t x) { return x == 0 ? kAllOnes64 : a / x; }
inline uint64_t RemU64(uint64_t a, uint64_t x) { return x == 0 ? a : a % x; }

inline uint64_t PowU64(uint64_t a, uint64_t x) {
  uint64_t power = 1;
  for (; x != 0; x >>= 1, a *= a) {
    if (x & 1) power *= a;
  }
  return power;
}
inline uint64_t PowS64(uint64_t a, uint64_t x) {
  if (x >> 63) {  // a^-n is a fraction unless a is 1 or -1
    if (a == 1) return 1;
    if (a == kAllOnes64) return (x & 1) ? a : 1;
    return 0;
  }
  return PowU64(a, x);
}

inline uint64_t Shl64(uint64_t a, uint64_t x) { return x < 64 ? a << x : 0; }
inline uint64_t ShrL64(uint64_t a, uint64_t x) { return x < 64 ? a >> x : 0; }
inline uint64_t ShrA64(uint64_t a, uint64_t x) {
  return static_cast<uint64_t>(static_cast<int64_t>(a) >> (x < 64 ? x : 63));
}

inline uint64_t Clz64(uint64_t a) { return a == 0 ? 64 : static_cast<uint64_t>(__builtin_clzll(a)); }
inline uint64_t Popcnt64(uint64_t a) {
  a -= (a >> 1) & 0x5555555555555555u;
  a = (a & 0x3333333333333333u) + ((a >> 2) & 0x3333333333333333u);
  a = (a + (a >> 4)) & 0x0f0f0f0f0f0f0f0fu;
  const uint32_t sum = static_cast<uint32_t>(a) + static_cast<uint32_t>(a >> 32);
  return (sum * 0x01010101u) >> 24;
}

inline uint32_t MulHiU32(uint32_t a, uint32_t x) {
  return static_cast<uint32_t>((static_cast<uint64_t>(a) * x) >> 32);
}
inline uint32_t MulHiS32(uint32_t a, uint32_t x) {
  return static_cast<uint32_t>((int64_t{static_cast<int32_t>(a)} * static_cast<int32_t>(x)) >> 32);
}
inline uint64_t MulHiU64(uint64_t a, uint64_t x) {
  const uint64_t a_low = static_cast<uint32_t>(a), a_high = a >> 32;
  const uint64_t x_low = static_cast<uint32_t>(x), x_high = x >> 32;
  const uint64_t middle = a_high * x_low + ((a_low * x_low) >> 32);
  const uint64_t other = a_low * x_high + static_cast<uint32_t>(middle);
  return a_high * x_high + (middle >> 32) + (other >> 32);
}
inline uint64_t MulHiS64(uint64_t a, uint64_t x) {
  const uint64_t a_sign = 0 - (a >> 63), x_sign = 0 - (x >> 63);
  return MulHiU64(a, x) - (a_sign & x) - (x_sign & a);
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_INTEGERS64_H_
