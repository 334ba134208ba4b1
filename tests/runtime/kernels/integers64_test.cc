// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// 64-bit integer operations: XLA's answers where C has none, elsewhere C's of 128 bits.
#include "runtime/kernels/integers64.h"

#include <gtest/gtest.h>

#include "tests/runtime/kernels/random_bits.h"

namespace tmb {
namespace {

__extension__ using Int128 = __int128;
__extension__ using Uint128 = unsigned __int128;

constexpr uint64_t kMin = uint64_t{1} << 63, kMinusOne = ~uint64_t{0};

int64_t AsSigned(uint64_t a) { return static_cast<int64_t>(a); }

// Values of all sizes, and often the ends of the range.
uint64_t Argument(RandomBits& random) {
  const uint64_t high = random.Next(), bits = high << 32 | random.Next();
  const uint64_t value = bits >> random.Between(0, 63);
  switch (random.Between(0, 7)) {
    case 0:
      return 0 - value;
    case 1:
      return kMin + (value & 3) - 1;
    case 2:
      return (value & 7) - 3;
    default:
      return value;
  }
}

TEST(Integers64, DivisionByZeroAndOverflow) {
  for (const uint64_t a : {uint64_t{0}, uint64_t{7}, kMin, kMinusOne}) {
    EXPECT_EQ(DivS64(a, 0), kMinusOne);
    EXPECT_EQ(DivU64(a, 0), kMinusOne);
    EXPECT_EQ(RemS64(a, 0), a);
    EXPECT_EQ(RemU64(a, 0), a);
  }
  EXPECT_EQ(DivS64(kMin, kMinusOne), kMin);
  EXPECT_EQ(RemS64(kMin, kMinusOne), 0u);
}

TEST(Integers64, DivisionsAndProducts) {
  RandomBits random;
  for (uint32_t i = 0; i < 200000; ++i) {
    const uint64_t a = Argument(random), x = Argument(random);
    SCOPED_TRACE(::testing::Message() << a << " " << x);
    if (x != 0) {
      EXPECT_EQ(DivU64(a, x), a / x);
      EXPECT_EQ(RemU64(a, x), a % x);
      EXPECT_EQ(DivS64(a, x), static_cast<uint64_t>(Int128{AsSigned(a)} / AsSigned(x)));
      EXPECT_EQ(RemS64(a, x), static_cast<uint64_t>(Int128{AsSigned(a)} % AsSigned(x)));
    }
    EXPECT_EQ(MulHiU64(a, x), static_cast<uint64_t>((Uint128{a} * x) >> 64));
    EXPECT_EQ(MulHiS64(a, x), static_cast<uint64_t>((Int128{AsSigned(a)} * AsSigned(x)) >> 64));
    const uint32_t b = static_cast<uint32_t>(a), y = static_cast<uint32_t>(x);
    EXPECT_EQ(MulHiU32(b, y), static_cast<uint32_t>((Uint128{b} * y) >> 32));
    EXPECT_EQ(MulHiS32(b, y),
              static_cast<uint32_t>((Int128{static_cast<int32_t>(b)} * static_cast<int32_t>(y)) >> 32));
  }
}

TEST(Integers64, Powers) {
  EXPECT_EQ(PowS64(0, 0), 1u);
  EXPECT_EQ(PowS64(3, 40), 12157665459056928801u);
  EXPECT_EQ(PowS64(0 - uint64_t{3}, 3), 0 - uint64_t{27});
  EXPECT_EQ(PowS64(2, kMinusOne), 0u);
  EXPECT_EQ(PowS64(0, kMinusOne), 0u);
  EXPECT_EQ(PowS64(1, kMin), 1u);
  EXPECT_EQ(PowS64(kMinusOne, kMin), 1u);
  EXPECT_EQ(PowS64(kMinusOne, kMinusOne), kMinusOne);
  EXPECT_EQ(PowU64(3, kMinusOne), 12297829382473034411u);  // the inverse of 3 modulo 2^64
  EXPECT_EQ(PowU64(2, 64), 0u);
}

TEST(Integers64, Shifts) {
  const uint64_t a = 0x8123456789abcdefu;
  for (uint64_t x = 0; x < 64; ++x) {
    EXPECT_EQ(Shl64(a, x), a << x);
    EXPECT_EQ(ShrL64(a, x), a >> x);
    EXPECT_EQ(ShrA64(a, x), static_cast<uint64_t>(Int128{AsSigned(a)} >> x));
  }
  for (const uint64_t x : {uint64_t{64}, uint64_t{1} << 32, kMin, kMinusOne}) {
    EXPECT_EQ(Shl64(a, x), 0u);
    EXPECT_EQ(ShrL64(a, x), 0u);
    EXPECT_EQ(ShrA64(a, x), kMinusOne);
    EXPECT_EQ(ShrA64(a >> 1, x), 0u);
  }
}

TEST(Integers64, Bits) {
  EXPECT_EQ(Clz64(0), 64u);
  EXPECT_EQ(Popcnt64(0), 0u);
  EXPECT_EQ(Popcnt64(kMinusOne), 64u);
  RandomBits random;
  for (uint32_t i = 0; i < 10000; ++i) {
    const uint64_t a = Argument(random);
    uint64_t count = 0, width = 0;
    for (uint64_t rest = a; rest != 0; rest >>= 1, ++width) count += rest & 1;
    EXPECT_EQ(Popcnt64(a), count);
    EXPECT_EQ(Clz64(a), 64 - width);
  }
}

}  // namespace
}  // namespace tmb
