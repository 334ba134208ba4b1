// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Elementary functions: within 1 ulp of the exact value, special values as C99's, bits as
// ever.
#include <gtest/gtest.h>

#include "tests/runtime/kernels/function_hash.h"
#include "tests/runtime/kernels/function_reference.h"

namespace tmb {
namespace {

using functions::BitsOf;
using functions::FloatOf;

constexpr uint32_t kStride = 1021;  // 4.2 million arguments; bench/functions takes all of them

TEST(Functions, UnaryWithinOneUlp) {
  for (const UnaryFunction& function : kUnaryFunctions) {
    const WorstError worst = FindWorst(function, kStride);
    EXPECT_LT(worst.ulps, 1) << function.name << " at " << std::hex << worst.x;
  }
}

TEST(Functions, UnarySpecialArguments) {
  for (const UnaryFunction& function : kUnaryFunctions) {
    for (const uint32_t bits : kSpecialBits) {
      const float x = FloatOf(bits);
      EXPECT_LT(UlpError(function.ours(x), function.exact(static_cast<double>(x))), 1)
          << function.name << " at " << std::hex << bits;
    }
  }
}

double ExactPow(float x, float y) {
  // The C library is not asked about signalling NaNs.
  if (x == 1.0f || y == 0.0f) return 1;
  return std::pow(static_cast<double>(x), static_cast<double>(y));
}

double ExactAtan2(float y, float x) { return std::atan2(static_cast<double>(y), static_cast<double>(x)); }

void ExpectBinary(float x, float y) {
  EXPECT_LT(UlpError(Pow(x, y), ExactPow(x, y)), 1) << "Pow " << std::hex << BitsOf(x) << " " << BitsOf(y);
  EXPECT_LT(UlpError(Atan2(x, y), ExactAtan2(x, y)), 1)
      << "Atan2 " << std::hex << BitsOf(x) << " " << BitsOf(y);
}

TEST(Functions, BinarySpecialArguments) {
  for (const uint32_t x : kSpecialBits) {
    for (const uint32_t y : kSpecialBits) ExpectBinary(FloatOf(x), FloatOf(y));
  }
}

TEST(Functions, BinaryRandomArguments) {
  RandomBits random;
  for (uint32_t i = 0; i < 1000000; ++i) {
    const float x = RandomArgument(random, i & 1);
    ExpectBinary(x, RandomArgument(random, i & 1));
  }
}

// Where the power is neither 0 nor infinite; x over all magnitudes and next to 1.
TEST(Functions, PowOfModerateResult) {
  RandomBits random;
  for (uint32_t i = 0; i < 1000000; ++i) {
    const uint32_t bits = i & 1 ? random.Between(1, 0x7f7fffff) : random.Between(0x3f7fff00, 0x3f8000ff);
    if (bits == 0x3f800000u) continue;
    const float x = FloatOf(bits);
    const float y =
        static_cast<float>(150.0 * static_cast<double>(random.Unit()) / std::log2(static_cast<double>(x)));
    EXPECT_LT(UlpError(Pow(x, y), ExactPow(x, y)), 1) << std::hex << bits << " " << BitsOf(y);
  }
}

TEST(Functions, ScaleByPowerOfTwoRoundsOnce) {
  RandomBits random;
  for (uint32_t i = 0; i < 100000; ++i) {
    const float value = FloatOf((random.Next() & 0x807fffffu) | 0x3f800000u);
    const int n = static_cast<int>(random.Between(0, 400)) - 200;
    EXPECT_EQ(BitsOf(functions::ScaleByPowerOfTwo(value, n)), BitsOf(std::ldexp(value, n)))
        << value << " " << n;
  }
}

TEST(Functions, BitsAreAsEver) {
  for (const FunctionHash& function : kFunctionHashes) {
    EXPECT_EQ(HashOf(function), function.expected) << function.name << " " << std::hex << HashOf(function);
  }
}

}  // namespace
}  // namespace tmb
