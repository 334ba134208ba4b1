// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// One hash a function over special and random arguments, and what it has to be: the bits
// of the elementary functions are the same on every machine, and stay the same.
#ifndef TMB_TESTS_RUNTIME_KERNELS_FUNCTION_HASH_H_
#define TMB_TESTS_RUNTIME_KERNELS_FUNCTION_HASH_H_

#include "runtime/kernels/functions.h"
#include "tests/runtime/kernels/random_bits.h"

namespace tmb {

struct FunctionHash {
  const char* name;
  float (*unary)(float);
  float (*binary)(float, float);
  uint32_t expected;
};

inline constexpr FunctionHash kFunctionHashes[] = {
    {"Exp", [](float x) { return Exp(x); }, nullptr, 0xac16b4aa},
    {"Expm1", [](float x) { return Expm1(x); }, nullptr, 0x17363edf},
    {"Log", [](float x) { return Log(x); }, nullptr, 0x609c864b},
    {"Log1p", [](float x) { return Log1p(x); }, nullptr, 0x65f3ee98},
    {"Tanh", [](float x) { return Tanh(x); }, nullptr, 0x9d14aad8},
    {"Logistic", [](float x) { return Logistic(x); }, nullptr, 0xa4e68c09},
    {"Sin", [](float x) { return Sin(x); }, nullptr, 0x79e6e724},
    {"Cos", [](float x) { return Cos(x); }, nullptr, 0x377bf3aa},
    {"Tan", [](float x) { return Tan(x); }, nullptr, 0x9e864003},
    {"Erf", [](float x) { return Erf(x); }, nullptr, 0x5d0aad2b},
    {"Cbrt", [](float x) { return Cbrt(x); }, nullptr, 0x32274511},
    {"Sqrt", [](float x) { return Sqrt(x); }, nullptr, 0x4431c11d},
    {"Rsqrt", [](float x) { return Rsqrt(x); }, nullptr, 0x637acc9f},
    {"Atan2", nullptr, [](float y, float x) { return Atan2(y, x); }, 0x05415787},
    {"Pow", nullptr, [](float x, float y) { return Pow(x, y); }, 0x6be7bbd6},
};

// Arguments at which something changes: signs, subnormals, 1 and its neighbours, integers,
// odd and even, saturation, infinities, NaNs.
inline constexpr uint32_t kSpecialBits[] = {
    0x00000000, 0x80000000, 0x00000001, 0x80000001, 0x007fffff, 0x807fffff, 0x00800000, 0x3f800000,
    0xbf800000, 0x3f7fffff, 0x3f800001, 0xbf7fffff, 0xbf800001, 0x3f000000, 0xbf000000, 0x3fc00000,
    0xbfc00000, 0x40000000, 0xc0000000, 0x40400000, 0xc0400000, 0x40a00000, 0xc0a00000, 0x3eaaaaab,
    0x3e800000, 0xbe800000, 0x3c000000, 0x39800000, 0x12800000, 0x3fc90fdb, 0x40490fdb, 0x40c90fdb,
    0x407b0000, 0x41110000, 0x42840000, 0xc2840000, 0x42b17218, 0xc2cff1b5, 0xc2aeac50, 0x42fe0000,
    0xc2fe0000, 0x43150000, 0xc3150000, 0x4b000001, 0xcb000001, 0x4b7fffff, 0x4b800000, 0x4b800001,
    0x501502f9, 0x7f7fffff, 0xff7fffff, 0x7f800000, 0xff800000, 0x7fc00000, 0xffc00001, 0x7f800001};

// Every other argument is of moderate size: exponents from 2^-11 to 2^12.
inline float RandomArgument(RandomBits& random, bool moderate) {
  const uint32_t bits = random.Next();
  return functions::FloatOf(moderate ? (bits & 0x80ffffffu) | (0x3a000000u + ((bits >> 3) & 0x0b000000u))
                                     : bits);
}

inline uint32_t Mix(uint32_t hash, uint32_t word) {
  hash = (hash ^ word) * 16777619u;
  return hash ^ (hash >> 15);
}

inline uint32_t HashOf(const FunctionHash& function) {
  const auto call = [&function](float x, float y) {
    return functions::BitsOf(function.unary != nullptr ? function.unary(x) : function.binary(x, y));
  };
  uint32_t hash = 2166136261u;
  for (const uint32_t x : kSpecialBits) {
    for (const uint32_t y : kSpecialBits)
      hash = Mix(hash, call(functions::FloatOf(x), functions::FloatOf(y)));
  }
  RandomBits random;
  for (uint32_t i = 0; i < 200000; ++i) {
    const float x = RandomArgument(random, i & 1);
    hash = Mix(hash, call(x, function.binary != nullptr ? RandomArgument(random, i & 1) : 0.0f));
  }
  return hash;
}

}  // namespace tmb

#endif  // TMB_TESTS_RUNTIME_KERNELS_FUNCTION_HASH_H_
