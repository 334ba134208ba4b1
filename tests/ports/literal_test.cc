// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Arrays as text: values of every type, there and back, and comparisons of them.
#include "ports/host/literal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "ports/host/compare.h"
#include "ports/host/half.h"

namespace tmb {
namespace {

std::string RoundTrip(const std::string& text) {
  const Result<Literal> literal = ParseLiteral(text);
  if (!literal.ok()) return "error: " + literal.error().text;
  return FormatLiteral(literal.value().array, literal.value().type);
}

TEST(Literal, ReadsWhatItWrites) {
  for (const std::string text : {"2x2xf32=1 2.5 -0 1e+20",
                                 "f32=3.14",
                                 "f64=0.1",
                                 "3xpred=1 0 1",
                                 "2xs8=-128 127",
                                 "2xu8=0 255",
                                 "2xs16=-32768 32767",
                                 "u16=65535",
                                 "s32=-2147483648",
                                 "u32=4294967295",
                                 "s64=-9223372036854775808",
                                 "u64=18446744073709551615",
                                 "2xf16=0.5 65504",
                                 "2xbf16=1.5 -256",
                                 "2xc64=1+2i -0.5-1i",
                                 "c128=0.1-0.2i",
                                 "2xs4=-8 7",
                                 "u4=15",
                                 "f8e4m3fn=56",
                                 "f8e4m3b11fnuz=1",
                                 "f8e5m2fnuz=128",
                                 "f8e4m3fnuz=2",
                                 "f8e4m3=3",
                                 "f8e3m4=4",
                                 "3xf32=nan inf -inf",
                                 "0xf32=",
                                 "2x0x3xs32="}) {
    EXPECT_EQ(RoundTrip(text), text);
  }
}

TEST(Literal, TakesTheSpellingsOfIree) {
  EXPECT_EQ(RoundTrip("2x2xi32=[1 2][3 4]"), "2x2xs32=1 2 3 4");
  EXPECT_EQ(RoundTrip("4xui8=1,2,3,4"), "4xu8=1 2 3 4");
  EXPECT_EQ(RoundTrip("2xi1=true false"), "2xpred=1 0");
  EXPECT_EQ(RoundTrip("3xf32=7"), "3xf32=7 7 7") << "one value fills the array";
  EXPECT_EQ(RoundTrip("complex<f32>=2i"), "c64=0+2i");
  EXPECT_EQ(RoundTrip("f32=+1"), "f32=1");
}

TEST(Literal, RefusesWithAReason) {
  const struct {
    std::string text;
    std::string reason;
  } cases[] = {
      {"2xf32=1 2 3", "more than 2 values"},
      {"3xf32=1 2", "2 values, 3 are wanted"},
      {"f32=x", "'x' is no f32"},
      {"f32=1x", "'1x' is no f32"},
      {"s8=128", "'128' is no s8"},
      {"u8=-1", "'-1' is no u8"},
      {"s32=1.5", "'1.5' is no s32"},
      {"pred=2", "'2' is no pred"},
      {"s4=8", "'8' is no s4"},
      {"2xfoo=1", "no shape"},
      {"f32", "no value"},
      {"x.npy", "no value"},
      {"99999x99999xf32=1", "too many"},
      {"f32=", "0 values, 1 are wanted"},
  };
  for (const auto& bad : cases) {
    const std::string text = RoundTrip(bad.text);
    EXPECT_NE(text.find(bad.reason), std::string::npos) << bad.text << ": " << text;
  }
}

TEST(Half, EveryF16IsItsOwnRounding) {
  for (const HalfFormat format : {kF16, kBF16}) {
    for (uint32_t bits = 0; bits < 0x10000; ++bits) {
      const double value = DoubleFromHalf(format, static_cast<uint16_t>(bits));
      if (std::isnan(value)) continue;
      ASSERT_EQ(HalfFromDouble(format, value), bits) << value;
    }
  }
}

TEST(Half, RoundsToNearestEvenAndOverflowsToInfinity) {
  EXPECT_EQ(HalfFromDouble(kF16, 2049), HalfFromDouble(kF16, 2048));
  EXPECT_EQ(HalfFromDouble(kF16, 2051), HalfFromDouble(kF16, 2052));
  EXPECT_EQ(HalfFromDouble(kF16, 65519.9), 0x7bff);
  EXPECT_EQ(HalfFromDouble(kF16, 65520), 0x7c00);
  EXPECT_EQ(HalfFromDouble(kF16, 1e300), 0x7c00);
  EXPECT_EQ(HalfFromDouble(kBF16, -1e300), 0xff80);
  EXPECT_EQ(HalfFromDouble(kF16, std::ldexp(1, -25)), 0);
  EXPECT_EQ(HalfFromDouble(kF16, std::ldexp(1.5, -25)), 1);
  EXPECT_TRUE(std::isnan(DoubleFromHalf(kF16, HalfFromDouble(kF16, std::nan("")))));
}

std::string Compare(const std::string& got, const std::string& want, Tolerance tolerance = {0.01, 0.001}) {
  const Literal a = ParseLiteral(got).value();
  const Literal b = ParseLiteral(want).value();
  return Difference(a.array, b.array, a.type, tolerance).value_or("same");
}

TEST(Compare, FloatsWithinToleranceIntegersExactly) {
  EXPECT_EQ(Compare("2xf32=1 100", "2xf32=1.0005 100.9"), "same");
  EXPECT_EQ(Compare("3xf32=1 2 3", "3xf32=1 2.5 3.5"), "[1] is 2, expected 2.5 (2 of 3 differ)");
  EXPECT_EQ(Compare("2xf32=nan inf", "2xf32=nan inf"), "same");
  EXPECT_EQ(Compare("f32=nan", "f32=1"), "[0] is nan, expected 1 (1 of 1 differ)");
  EXPECT_EQ(Compare("f32=inf", "f32=-inf"), "[0] is inf, expected -inf (1 of 1 differ)");
  EXPECT_EQ(Compare("f32=inf", "f32=1e30"), "[0] is inf, expected 1e+30 (1 of 1 differ)");
  EXPECT_EQ(Compare("s32=1000", "s32=1001"), "[0] is 1000, expected 1001 (1 of 1 differ)");
  EXPECT_EQ(Compare("f16=1", "f16=1.001"), "same");
  EXPECT_EQ(Compare("bf16=256", "bf16=258"), "same");
  EXPECT_EQ(Compare("c64=1+1i", "c64=1+2i"), "[0] is 1+1i, expected 1+2i (1 of 1 differ)");
  EXPECT_EQ(Compare("0xf32=", "0xf32="), "same");
}

}  // namespace
}  // namespace tmb
