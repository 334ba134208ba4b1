// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Functions of double: the elementary ones within kLimit of the C library's in long double
// (64 bits of mantissa), special values as C99's; exact ones as the C library's; bits as
// ever. Prints the worst error of each.
#include <gtest/gtest.h>

#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <limits>

#include "runtime/kernels/extended.h"
#include "runtime/kernels/functions_fixed.h"
#include "tests/runtime/kernels/function64_hash.h"

namespace tmb {
namespace {

static_assert(std::numeric_limits<long double>::digits >= 64);

constexpr double kLimit = 0.51;
constexpr uint32_t kCount = 100000;

struct Exact {
  const char* name;
  uint64_t (*unary)(uint64_t);
  uint64_t (*binary)(uint64_t, uint64_t);
  long double (*exact)(long double, long double);
};

using L = long double;

// glibc's powl takes -2^63 for odd.
L ExactPow(L x, L y) {
  if (x == 1 || y == 0) return 1;
  return std::isinf(x) ? static_cast<L>(std::pow(static_cast<double>(x), static_cast<double>(y)))
                       : std::pow(x, y);
}

constexpr Exact kFunctions[] = {
    {"Exp64", Exp64, nullptr, [](L x, L) { return std::exp(x); }},
    {"Expm1_64", Expm1_64, nullptr, [](L x, L) { return std::expm1(x); }},
    {"Log64", Log64, nullptr, [](L x, L) { return std::log(x); }},
    {"Log1p64", Log1p64, nullptr, [](L x, L) { return std::log1p(x); }},
    {"Tanh64", Tanh64, nullptr, [](L x, L) { return std::tanh(x); }},
    {"Logistic64", Logistic64, nullptr, [](L x, L) { return 1 / (1 + std::exp(-x)); }},
    {"Erf64", Erf64, nullptr, [](L x, L) { return std::erf(x); }},
    {"Cbrt64", Cbrt64, nullptr, [](L x, L) { return std::cbrt(x); }},
    {"Sin64", Sin64, nullptr, [](L x, L) { return std::sin(x); }},
    {"Cos64", Cos64, nullptr, [](L x, L) { return std::cos(x); }},
    {"Tan64", Tan64, nullptr, [](L x, L) { return std::tan(x); }},
    {"Rsqrt64", Rsqrt64, nullptr, [](L x, L) { return 1 / std::sqrt(x); }},
    {"Atan2_64", nullptr, Atan2_64, [](L y, L x) { return std::atan2(y, x); }},
    {"Pow64", nullptr, Pow64, ExactPow},
};

// Distance in units in the last place of the exact value's binade (2^-1074 where that is
// subnormal); infinity counts as 2^1024. A wrong NaN, wrong NaN bits or a wrong sign is
// infinitely far.
double UlpError(uint64_t bits, long double exact) {
  constexpr double kWrong = std::numeric_limits<double>::infinity();
  if (std::isnan(exact)) return bits == kNan64 ? 0 : kWrong;
  if (IsNan64(bits) || (bits >> 63 != 0) != std::signbit(exact)) return kWrong;
  const long double size = std::fabs(exact), ours = std::fabs(static_cast<L>(AsDouble(bits)));
  if (std::isinf(ours) && size >= 0x1p1024L) return 0;
  int exponent = 0;
  std::frexp(size, &exponent);
  const long double ulp = std::ldexp(1.0L, size < 0x1p-1022L ? -1074 : exponent - 53);
  return static_cast<double>(std::fabs((std::isinf(ours) ? 0x1p1024L : ours) - size) / ulp);
}

// The worst error of a function over what it is given.
class Worst {
 public:
  explicit Worst(const Exact& function) : function_(function) {}
  ~Worst() {
    std::printf("%-11s %.4f ulp at %016" PRIx64 " %016" PRIx64 "\n", function_.name, ulps_, x_, y_);
  }
  Worst(const Worst&) = delete;
  Worst& operator=(const Worst&) = delete;

  void Try(uint64_t x, uint64_t y) {
    const uint64_t ours = function_.unary != nullptr ? function_.unary(x) : function_.binary(x, y);
    const double error = UlpError(ours, function_.exact(AsDouble(x), AsDouble(y)));
    EXPECT_LE(error, kLimit) << function_.name << std::hex << " " << x << " " << y << ": " << ours;
    if (error <= ulps_) return;
    ulps_ = error;
    x_ = x;
    y_ = y;
  }

 private:
  const Exact& function_;
  double ulps_ = 0;
  uint64_t x_ = 0, y_ = 0;
};

TEST(Functions64, RandomArguments) {
  for (const Exact& function : kFunctions) {
    Worst worst(function);
    RandomBits random;
    for (uint32_t i = 0; i < kCount; ++i) {
      const uint64_t x = RandomArgument64(random, i & 1);
      worst.Try(x, RandomArgument64(random, i & 1));
    }
  }
}

TEST(Functions64, SpecialArguments) {
  for (const Exact& function : kFunctions) {
    Worst worst(function);
    for (const uint64_t x : kSpecialBits64) {
      for (const uint64_t y : kSpecialBits64) {
        // The C library is not asked about signalling NaNs.
        if (function.binary == Pow64 && (y << 1) != 0 && x != AsBits64(1) && (IsNan64(x) || IsNan64(y))) {
          EXPECT_EQ(Pow64(x, y), kNan64);
        } else {
          worst.Try(x, y);
        }
      }
    }
  }
}

// Next to 1 and to -1, and where results are next to the ends of their range.
TEST(Functions64, CriticalArguments) {
  for (const Exact& function : kFunctions) {
    Worst worst(function);
    RandomBits random;
    for (uint32_t i = 0; i < kCount; ++i) {
      const uint64_t near_one =
          AsBits64(1) + (Next64(random) >> (8 + random.Next() % 56)) - (random.Next() & 3);
      worst.Try(near_one ^ (random.Next() & 1 ? kSign64 : 0), AsBits64(std::ldexp(1 + random.Unit(), 20)));
      worst.Try(AsBits64(-708.0 - 20.0 * static_cast<double>(random.Unit())), near_one);
      worst.Try(AsBits64(708.0 + 4.0 * static_cast<double>(random.Unit())), Next64(random));
    }
  }
}

// Next to multiples of a quarter turn, where sine, cosine or tangent are small, of all sizes.
TEST(Functions64, MultiplesOfAQuarterTurn) {
  for (const Exact& function : kFunctions) {
    if (function.unary != Sin64 && function.unary != Cos64 && function.unary != Tan64) continue;
    Worst worst(function);
    RandomBits random;
    for (uint32_t i = 0; i < kCount; ++i) {
      const L quarter_turn = 1.57079632679489661923132169163975144L;
      const L multiple = static_cast<L>(Next64(random) >> (11 + random.Next() % 53));
      worst.Try(AsBits64(static_cast<double>(multiple * quarter_turn)), 0);
    }
    // The doubles nearest to a multiple, up to 2^-61.5 quarter turns (by continued fractions of 2^n 2/pi).
    constexpr uint64_t kNearest[] = {0x7506ac5b262ca1ff, 0x4046c6cbc45dc8de, 0x7516ac5b262ca1ff,
                                     0x416b951f1572eba5, 0x482504cac51f1eaf, 0x7dee009c53148be1,
                                     0x6404c96c11134d36, 0x4c4e7e44a78ac18c};
    for (const uint64_t x : kNearest) worst.Try(x, 0);
  }
}

// Where the power is neither 0 nor infinite; x over all magnitudes and next to 1.
TEST(Functions64, PowOfModerateResult) {
  Worst worst(kFunctions[std::size(kFunctions) - 1]);
  RandomBits random;
  for (uint32_t i = 0; i < 4 * kCount; ++i) {
    uint64_t x = Next64(random) >> 1;
    if (i & 1) x = AsBits64(1) + (x >> (10 + random.Next() % 53)) - (random.Next() & 7);
    if (x >= kInfinity64 || x == AsBits64(1)) continue;
    worst.Try(x, AsBits64(1080.0 * static_cast<double>(random.Unit()) / std::log2(AsDouble(x))));
  }
}

TEST(Functions64, PowersThatAreDoublesAreExact) {
  for (uint64_t base = 2; base < 5000; ++base) {
    uint64_t power = base;
    for (uint32_t n = 1; power < uint64_t{1} << 53; ++n, power *= base) {
      const double x = static_cast<double>(base), result = static_cast<double>(power);
      EXPECT_EQ(AsDouble(Pow64(AsBits64(x), AsBits64(n))), result) << base << "^" << n;
      EXPECT_EQ(AsDouble(Pow64(AsBits64(std::ldexp(x, -20)), AsBits64(n))),
                std::ldexp(result, -20 * static_cast<int>(n)));
      if (n == 2) {
        EXPECT_EQ(AsDouble(Pow64(AsBits64(result), AsBits64(0.5))), x);
      }
      if (n == 3) {
        EXPECT_EQ(AsDouble(Cbrt64(AsBits64(-result))), -x);
      }
    }
  }
  for (int n = -1074; n < 1024; ++n) {
    EXPECT_EQ(Pow64(AsBits64(2), AsBits64(n)), AsBits64(std::ldexp(1.0, n))) << n;
  }
}

// What is exact, or correctly rounded, has the C library's bits.
void ExpectSame(uint64_t ours, double exact, const char* name, uint64_t x, uint64_t y = 0) {
  EXPECT_EQ(ours, Result64(exact)) << name << std::hex << " " << x << " " << y;
}

void ExpectExact(uint64_t x, uint64_t y) {
  const double dx = AsDouble(x), dy = AsDouble(y);
  ExpectSame(Sqrt64(x), std::sqrt(dx), "Sqrt64", x);
  ExpectSame(Floor64(x), std::floor(dx), "Floor64", x);
  ExpectSame(Ceil64(x), std::ceil(dx), "Ceil64", x);
  ExpectSame(RoundAway64(x), std::round(dx), "RoundAway64", x);
  ExpectSame(RoundEven64(x), std::nearbyint(dx), "RoundEven64", x);
  ExpectSame(Remainder64(x, y), std::fmod(dx, dy), "Remainder64", x, y);
  EXPECT_EQ(IsFinite64(x), std::isfinite(dx));
  ExpectSame(Sign64(x), dx == 0 || dx != dx ? dx : std::copysign(1.0, dx), "Sign64", x);
  const uint64_t nan = IsNan64(x) ? x : y;
  const bool any = IsNan64(x) || IsNan64(y), equal = dx == dy;
  EXPECT_EQ(Max64(x, y), any ? nan : equal ? x & y : dx > dy ? x : y) << std::hex << x << " " << y;
  EXPECT_EQ(Min64(x, y), any ? nan : equal ? x | y : dx < dy ? x : y) << std::hex << x << " " << y;
}

template <typename Integer>
Integer Saturated(uint64_t a) {
  const long double value = std::trunc(static_cast<L>(AsDouble(a)));
  if (std::isnan(value)) return 0;
  const L low = std::numeric_limits<Integer>::min(), high = std::numeric_limits<Integer>::max();
  return value <= low    ? std::numeric_limits<Integer>::min()
         : value >= high ? std::numeric_limits<Integer>::max()
                         : static_cast<Integer>(value);
}

void ExpectConverted(uint64_t a) {
  SCOPED_TRACE(::testing::Message() << std::hex << a);
  EXPECT_EQ(F64ToS64(a), static_cast<uint64_t>(Saturated<int64_t>(a)));
  EXPECT_EQ(F64ToU64(a), Saturated<uint64_t>(a));
  EXPECT_EQ(F64ToS32(a), static_cast<uint32_t>(Saturated<int32_t>(a)));
  EXPECT_EQ(F64ToU32(a), Saturated<uint32_t>(a));
  const float narrow = static_cast<float>(AsDouble(a));
  EXPECT_EQ(F64ToF32(a), IsNan64(a) ? 0x7fc00000u : functions::BitsOf(narrow));
  const int64_t signed_a = static_cast<int64_t>(a);
  EXPECT_EQ(S64ToF32(a), functions::BitsOf(static_cast<float>(signed_a)));
  EXPECT_EQ(U64ToF32(a), functions::BitsOf(static_cast<float>(a)));
  EXPECT_EQ(S64ToF64(a), AsBits64(static_cast<double>(signed_a)));
  EXPECT_EQ(U64ToF64(a), AsBits64(static_cast<double>(a)));
  const uint32_t word = static_cast<uint32_t>(a >> 32);
  EXPECT_EQ(AsDouble(S32ToF64(word)), static_cast<double>(static_cast<int32_t>(word)));
  EXPECT_EQ(AsDouble(U32ToF64(word)), static_cast<double>(word));
  EXPECT_EQ(F32ToF64(word), Result64(static_cast<double>(functions::FloatOf(word))));
}

TEST(Functions64, ExactFunctions) {
  for (const uint64_t x : kSpecialBits64) {
    for (const uint64_t y : kSpecialBits64) ExpectExact(x, y);
  }
  RandomBits random;
  for (uint32_t i = 0; i < kCount; ++i) {
    const uint64_t x = RandomArgument64(random, i & 1), y = RandomArgument64(random, i & 1);
    ExpectExact(x, y);
    const double half = static_cast<double>(static_cast<int64_t>(y >> (random.Next() % 32)) >> 11) / 2;
    ExpectExact(AsBits64(half), x);                      // ties
    ExpectExact(AsBits64(half * half), AsBits64(half));  // squares, for the root
  }
}

TEST(Functions64, SumsAndProductsRoundOnce) {
  for (const uint64_t a : kSpecialBits64) {
    for (const uint64_t x : kSpecialBits64) {
      ExpectSame(Add64(a, x), AsDouble(a) + AsDouble(x), "Add64", a, x);
      ExpectSame(Subtract64(a, x), AsDouble(a) - AsDouble(x), "Subtract64", a, x);
    }
  }
  RandomBits random;
  for (uint32_t i = 0; i < 4 * kCount; ++i) {
    const uint32_t least = i & 1 ? 0 : 960;
    const uint64_t a = RunsArgument64(random, least), x = RunsArgument64(random, 960);
    const functions64::Extended ea = functions64::Unpack(a), ex = functions64::Unpack(x);
    ExpectSame(Add64(a, x), AsDouble(a) + AsDouble(x), "Add64", a, x);
    ExpectSame(Pack(Multiply(ea, ex)), AsDouble(a) * AsDouble(x), "Multiply", a, x);
    if (a != (x ^ kSign64)) ExpectSame(Pack(Add(ea, ex)), AsDouble(a) + AsDouble(x), "Add", a, x);
  }
}

TEST(Functions64, Conversions) {
  for (const uint64_t a : kSpecialBits64) ExpectConverted(a);
  RandomBits random;
  for (uint32_t i = 0; i < kCount; ++i) {
    ExpectConverted(Next64(random));
    ExpectConverted(Next64(random) >> (random.Next() % 64));
    ExpectConverted((Next64(random) & 0x800fffffffffffffu) | uint64_t{random.Between(1020, 1090)} << 52);
    // Next to the ties of float.
    const uint64_t tie = (uint64_t{random.Next() | 1} << 31 | kSign64) + random.Between(0, 2) - 1;
    ExpectConverted(tie >> (random.Next() % 8));
  }
}

TEST(Functions64, BitsAreAsEver) {
  for (const Function64Hash& function : kFunction64Hashes) {
    EXPECT_EQ(HashOf(function), function.expected) << function.name << " 0x" << std::hex << HashOf(function);
  }
}

}  // namespace
}  // namespace tmb
