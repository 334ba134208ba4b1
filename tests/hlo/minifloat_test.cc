// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Every bit pattern of the narrow float types survives bits -> value -> bits, and
// rounding, overflow and special values are as each format says.
#include "converter/hlo/minifloat.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace tmb::hlo {
namespace {

struct Narrow {
  Type type;
  uint64_t patterns;
};

TEST(Minifloat, EveryPatternSurvives) {
  const Narrow types[] = {{Type::kF16, 1u << 16},      {Type::kBF16, 1u << 16},  {Type::kF8E5M2, 256},
                          {Type::kF8E4M3, 256},        {Type::kF8E3M4, 256},     {Type::kF8E4M3FN, 256},
                          {Type::kF8E4M3B11FNUZ, 256}, {Type::kF8E5M2FNUZ, 256}, {Type::kF8E4M3FNUZ, 256},
                          {Type::kF4E2M1FN, 16},       {Type::kF6E3M2FN, 64},    {Type::kF6E2M3FN, 64},
                          {Type::kF8E8M0FNU, 256}};
  for (const Narrow& narrow : types) {
    for (uint64_t bits = 0; bits < narrow.patterns; ++bits) {
      const double value = FloatValue(narrow.type, bits);
      const uint64_t payload = NanPayload(narrow.type, bits);
      const auto again = std::isnan(value)
                             ? NanBits(narrow.type, IsNegative(narrow.type, bits),
                                       payload == 0 ? std::nullopt : std::optional<uint64_t>(payload))
                             : FloatBits(narrow.type, value);
      ASSERT_EQ(again, bits) << TypeName(narrow.type);
    }
  }
}

TEST(Minifloat, RoundsToNearestEven) {
  EXPECT_EQ(FloatBits(Type::kBF16, 1.0 + 1.0 / 256), 0x3f80u);  // half way, to even
  EXPECT_EQ(FloatBits(Type::kBF16, 1.0 + 3.0 / 256), 0x3f82u);
  EXPECT_EQ(FloatBits(Type::kF16, 65519.0), 0x7bffu);  // largest that still rounds down
  EXPECT_EQ(FloatBits(Type::kF16, 65520.0), std::nullopt);
  EXPECT_EQ(FloatBits(Type::kF16, std::ldexp(1.0, -24)), 1u);  // smallest subnormal
  EXPECT_EQ(FloatBits(Type::kF16, std::ldexp(1.0, -25)), 0u);
  EXPECT_EQ(FloatBits(Type::kF16, std::ldexp(1.5, -25)), 1u);
  EXPECT_EQ(FloatBits(Type::kF8E4M3FN, 448.0), 0x7eu);
  EXPECT_EQ(FloatBits(Type::kF8E4M3FN, 480.0), std::nullopt);
  EXPECT_EQ(FloatBits(Type::kF32, 1e39), std::nullopt);
  EXPECT_EQ(FloatBits(Type::kF32, 1e-60), 0u);
}

TEST(Minifloat, SpecialValues) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(FloatBits(Type::kF32, -infinity), 0xff800000u);
  EXPECT_EQ(FloatBits(Type::kF8E5M2, infinity), 0x7cu);
  EXPECT_EQ(FloatBits(Type::kF8E4M3FN, infinity), std::nullopt);
  EXPECT_EQ(FloatBits(Type::kF8E4M3FNUZ, -0.0), 0u);
  EXPECT_EQ(FloatBits(Type::kF8E8M0FNU, 0.0), std::nullopt);
  EXPECT_EQ(NanBits(Type::kF32, false, std::nullopt), 0x7fc00000u);
  EXPECT_EQ(NanBits(Type::kF32, true, 1), 0xff800001u);
  EXPECT_EQ(NanBits(Type::kF32, false, 0x800000), std::nullopt);
  EXPECT_EQ(NanBits(Type::kF8E4M3FN, true, std::nullopt), 0xffu);
  EXPECT_EQ(NanBits(Type::kF4E2M1FN, false, std::nullopt), std::nullopt);
}

}  // namespace
}  // namespace tmb::hlo
