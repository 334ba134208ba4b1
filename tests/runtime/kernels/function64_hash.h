// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The functions of double with one hash each over special and random arguments, and what
// it has to be: their bits are the same on every machine, and stay the same.
#ifndef TMB_TESTS_RUNTIME_KERNELS_FUNCTION64_HASH_H_
#define TMB_TESTS_RUNTIME_KERNELS_FUNCTION64_HASH_H_

#include "runtime/kernels/functions64.h"
#include "tests/runtime/kernels/random_bits.h"

namespace tmb {

struct Function64Hash {
  const char* name;
  uint64_t (*unary)(uint64_t);
  uint64_t (*binary)(uint64_t, uint64_t);
  uint32_t expected;
};

inline uint64_t Narrow64(uint64_t a) { return F64ToS32(a) | uint64_t{F64ToU32(a)} << 32; }
inline uint64_t ToF32Of64(uint64_t a) {
  return S64ToF32(a) ^ uint64_t { U64ToF32(a) } << 32 ^ F64ToF32(a);
}
inline uint64_t ToF64OfS32(uint64_t a) { return S32ToF64(static_cast<uint32_t>(a >> 32)); }
inline uint64_t ToF64OfU32(uint64_t a) { return U32ToF64(static_cast<uint32_t>(a >> 32)); }
inline uint64_t ToF64OfF32(uint64_t a) { return F32ToF64(static_cast<uint32_t>(a >> 32)); }

inline constexpr Function64Hash kFunction64Hashes[] = {
    {"Exp64", Exp64, nullptr, 0x54e512d4},
    {"Expm1_64", Expm1_64, nullptr, 0xc608e8dd},
    {"Log64", Log64, nullptr, 0xf80f5a15},
    {"Log1p64", Log1p64, nullptr, 0xa063a8a2},
    {"Tanh64", Tanh64, nullptr, 0x198fc7dd},
    {"Logistic64", Logistic64, nullptr, 0x64ff89bf},
    {"Erf64", Erf64, nullptr, 0x1a6e5585},
    {"Cbrt64", Cbrt64, nullptr, 0x0a9f2ca0},
    {"Sin64", Sin64, nullptr, 0x0ff01fcd},
    {"Cos64", Cos64, nullptr, 0x8b37699b},
    {"Tan64", Tan64, nullptr, 0x03f2a85f},
    {"Sqrt64", Sqrt64, nullptr, 0x466ddca1},
    {"Rsqrt64", Rsqrt64, nullptr, 0x9bd11bc1},
    {"Floor64", Floor64, nullptr, 0xaa389b79},
    {"Ceil64", Ceil64, nullptr, 0x668d8cf6},
    {"RoundAway64", RoundAway64, nullptr, 0x1a48efb8},
    {"RoundEven64", RoundEven64, nullptr, 0x09f27477},
    {"Sign64", Sign64, nullptr, 0x58b4eacb},
    {"F64ToS64", F64ToS64, nullptr, 0x20b5dc72},
    {"F64ToU64", F64ToU64, nullptr, 0xe8c3bb6b},
    {"F64ToS32, F64ToU32", Narrow64, nullptr, 0xd113a0d0},
    {"S64ToF64", S64ToF64, nullptr, 0x7693f217},
    {"U64ToF64", U64ToF64, nullptr, 0x0d073ced},
    {"S64ToF32, U64ToF32, F64ToF32", ToF32Of64, nullptr, 0xbb00a563},
    {"S32ToF64", ToF64OfS32, nullptr, 0x901af90b},
    {"U32ToF64", ToF64OfU32, nullptr, 0x23961418},
    {"F32ToF64", ToF64OfF32, nullptr, 0xd2ba2628},
    {"Add64", nullptr, Add64, 0xc8fec2db},
    {"Multiply64", nullptr, Multiply64, 0x1b98215a},
    {"Divide64", nullptr, Divide64, 0xc2e582da},
    {"Pow64", nullptr, Pow64, 0xa8a7f7df},
    {"Atan2_64", nullptr, Atan2_64, 0x1ea5f7d0},
    {"Remainder64", nullptr, Remainder64, 0x31b51827},
    {"Max64", nullptr, Max64, 0xa77d1d17},
    {"Min64", nullptr, Min64, 0x135303bf},
};

// Arguments at which something changes: signs, subnormals, 1 and its neighbours, integers,
// odd and even, ties, limits of integers and of results, infinities, NaNs.
inline constexpr uint64_t kSpecialBits64[] = {
    0x0000000000000000, 0x8000000000000000, 0x0000000000000001, 0x8000000000000001, 0x000fffffffffffff,
    0x800fffffffffffff, 0x0010000000000000, 0x8010000000000000, 0x3ff0000000000000, 0xbff0000000000000,
    0x3fefffffffffffff, 0xbfefffffffffffff, 0x3ff0000000000001, 0xbff0000000000001, 0x3fe0000000000000,
    0xbfe0000000000000, 0x3fdfffffffffffff, 0xbfdfffffffffffff, 0x3ff8000000000000, 0xbff8000000000000,
    0x4000000000000000, 0xc000000000000000, 0x4004000000000000, 0xc004000000000000, 0x4008000000000000,
    0xc008000000000000, 0x3fd5555555555555, 0xbfd5555555555555, 0x4018000000000000, 0xc018000000000000,
    0x3ff921fb54442d18, 0xbff921fb54442d18, 0x400921fb54442d18, 0x3fe921fb54442d18, 0x3e40000000000000,
    0xbc90000000000000, 0x3ca0000000000000, 0x41dfffffffc00000, 0x41e0000000000000, 0xc1e0000000000000,
    0xc1e0000000200000, 0x41efffffffe00000, 0x41f0000000000000, 0x43dfffffffffffff, 0x43e0000000000000,
    0xc3e0000000000000, 0x43efffffffffffff, 0x43f0000000000000, 0x4340000000000000, 0x433fffffffffffff,
    0x432fffffffffffff, 0xc340000000000001, 0x40862e42fefa39ef, 0x40862e42fefa39f0, 0xc086232bdd7abcd2,
    0xc0874910d52d3051, 0xc0874910d52d3052, 0x7506ac5b262ca1ff, 0x7fefffffffffffff, 0xffefffffffffffff,
    0x7ff0000000000000, 0xfff0000000000000, 0x7ff8000000000000, 0xfff8000000000001, 0x7ff0000000000001};

inline uint64_t Next64(RandomBits& random) {
  const uint64_t high = random.Next();
  return high << 32 | random.Next();
}

// Every other argument is of moderate size: from 2^-23 to 2^9.
inline uint64_t RandomArgument64(RandomBits& random, bool moderate) {
  const uint64_t bits = Next64(random);
  return moderate ? (bits & 0x800fffffffffffffu) | (uint64_t{0x3e8} + ((bits >> 52) & 31)) << 52 : bits;
}

// Mantissas near which roundings are decided: long runs of equal bits. The exponent is at
// most 63 above the least.
inline uint64_t RunsArgument64(RandomBits& random, uint32_t least_exponent) {
  const uint64_t bits = Next64(random), run = (bits & 0xfffffffffffffu) >> (random.Next() % 52);
  const uint64_t mantissa = (bits >> 60 & 1) ? run : run ^ 0xfffffffffffffu;
  return (bits & kSign64) | uint64_t{least_exponent + random.Next() % 64} << 52 | mantissa;
}

inline uint32_t HashOf(const Function64Hash& function) {
  uint32_t hash = 2166136261u;
  const auto mix = [&hash, &function](uint64_t x, uint64_t y) {
    const uint64_t bits = function.unary != nullptr ? function.unary(x) : function.binary(x, y);
    for (int shift = 0; shift < 64; shift += 32) {
      hash = (hash ^ static_cast<uint32_t>(bits >> shift)) * 16777619u;
      hash ^= hash >> 15;
    }
  };
  for (const uint64_t x : kSpecialBits64) {
    mix(x, x);
    if (function.binary == nullptr) continue;
    for (const uint64_t y : kSpecialBits64) mix(x, y);
  }
  RandomBits random;
  for (uint32_t i = 0; i < 5000; ++i) {
    const uint64_t x = RandomArgument64(random, i & 1);
    mix(x, RandomArgument64(random, i & 1));
    const uint64_t runs = RunsArgument64(random, i & 1 ? 0 : 1000);
    mix(runs, RunsArgument64(random, i & 1 ? 0 : 1000));
  }
  return hash;
}

}  // namespace tmb

#endif  // TMB_TESTS_RUNTIME_KERNELS_FUNCTION64_HASH_H_
