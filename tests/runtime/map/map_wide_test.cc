// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Wide: each 64-bit operation over pairs of special and random values, by strips and on
// one lane, against the host's own arithmetic. The functions have a test of their own.

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "runtime/kernels/map_formula.h"
#include "tests/runtime/map/map_program.h"

namespace tmb {
namespace {

using fb::MicroOp;
using fb::WideOp;

double Double(uint64_t bits) { return std::bit_cast<double>(bits); }
uint64_t Bits(double value) { return value != value ? 0x7ff8000000000000u : std::bit_cast<uint64_t>(value); }
int64_t Signed(uint64_t bits) { return static_cast<int64_t>(bits); }

struct Case {
  WideOp op;
  std::function<uint64_t(uint64_t, uint64_t)> expected;
};

const std::vector<Case>& Cases() {
  static const std::vector<Case> kCases = {
      {WideOp::Mul, [](uint64_t a, uint64_t x) { return a * x; }},
      {WideOp::MulHiU,
       [](uint64_t a, uint64_t x) {
         return static_cast<uint64_t>((static_cast<unsigned __int128>(a) * x) >> 64);
       }},
      {WideOp::MulHiS,
       [](uint64_t a, uint64_t x) {
         return static_cast<uint64_t>((static_cast<__int128>(Signed(a)) * Signed(x)) >> 64);
       }},
      {WideOp::DivU, [](uint64_t a, uint64_t x) { return x == 0 ? ~uint64_t{0} : a / x; }},
      {WideOp::RemU, [](uint64_t a, uint64_t x) { return x == 0 ? a : a % x; }},
      {WideOp::DivS,
       [](uint64_t a, uint64_t x) {
         return x == 0              ? ~uint64_t{0}
                : x == ~uint64_t{0} ? 0 - a
                                    : static_cast<uint64_t>(Signed(a) / Signed(x));
       }},
      {WideOp::RemS,
       [](uint64_t a, uint64_t x) {
         return x == 0 ? a : x == ~uint64_t{0} ? 0 : static_cast<uint64_t>(Signed(a) % Signed(x));
       }},
      {WideOp::Shl, [](uint64_t a, uint64_t x) { return x < 64 ? a << x : 0; }},
      {WideOp::ShrL, [](uint64_t a, uint64_t x) { return x < 64 ? a >> x : 0; }},
      {WideOp::ShrA,
       [](uint64_t a, uint64_t x) { return static_cast<uint64_t>(Signed(a) >> (x < 64 ? x : 63)); }},
      {WideOp::AddF, [](uint64_t a, uint64_t x) { return Bits(Double(a) + Double(x)); }},
      {WideOp::SubF, [](uint64_t a, uint64_t x) { return Bits(Double(a) - Double(x)); }},
      {WideOp::MulF, [](uint64_t a, uint64_t x) { return Bits(Double(a) * Double(x)); }},
      {WideOp::DivF, [](uint64_t a, uint64_t x) { return Bits(Double(a) / Double(x)); }},
      {WideOp::EqF, [](uint64_t a, uint64_t x) { return uint64_t{Double(a) == Double(x)}; }},
      {WideOp::LtF, [](uint64_t a, uint64_t x) { return uint64_t{Double(a) < Double(x)}; }},
      {WideOp::LeF, [](uint64_t a, uint64_t x) { return uint64_t{Double(a) <= Double(x)}; }},
      {WideOp::SqrtF, [](uint64_t a, uint64_t) { return Bits(std::sqrt(Double(a))); }},
      {WideOp::FloorF, [](uint64_t a, uint64_t) { return Bits(std::floor(Double(a))); }},
      {WideOp::S64ToF64, [](uint64_t a, uint64_t) { return Bits(static_cast<double>(Signed(a))); }},
      {WideOp::U64ToF64, [](uint64_t a, uint64_t) { return Bits(static_cast<double>(a)); }},
      {WideOp::S32ToF64, [](uint64_t a, uint64_t) { return Bits(static_cast<int32_t>(a)); }},
      {WideOp::U32ToF64, [](uint64_t a, uint64_t) { return Bits(static_cast<uint32_t>(a)); }},
  };
  return kCases;
}

std::vector<uint64_t> Values() {
  std::vector<uint64_t> values = {0,
                                  1,
                                  2,
                                  31,
                                  32,
                                  33,
                                  63,
                                  64,
                                  65,
                                  0xffffffffu,
                                  0x100000000u,
                                  ~uint64_t{0},
                                  uint64_t{1} << 63,
                                  (uint64_t{1} << 63) - 1};
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double value :
       {1.0, -1.0, 0.5, -0.0, 1e300, -3e-310, 4503599627370497.5, infinity, -infinity, 2147483648.0}) {
    values.push_back(std::bit_cast<uint64_t>(value));
  }
  values.push_back(0x7ff8000000000000u);
  std::mt19937_64 random(1);
  for (int i = 0; i < 8; ++i) values.push_back(random());
  return values;
}

TEST(MapWide, EachOperationByStripsAndOnOneLane) {
  const std::vector<uint64_t> values = Values();
  const auto count = static_cast<uint32_t>(values.size() * values.size());
  std::vector<uint32_t> words[4];
  for (const uint64_t a : values) {
    for (const uint64_t x : values) {
      words[0].push_back(static_cast<uint32_t>(a));
      words[1].push_back(static_cast<uint32_t>(a >> 32));
      words[2].push_back(static_cast<uint32_t>(x));
      words[3].push_back(static_cast<uint32_t>(x >> 32));
    }
  }
  for (const Case& test : Cases()) {
    MapProgram program({count});
    uint32_t inputs[4], outputs[2], block = 0;
    for (int i = 0; i < 4; ++i) inputs[i] = program.InputOf(fb::Type::U32, {4}, words[i]);
    for (uint32_t& output : outputs) output = program.Output(fb::Type::U32, {4}, count * 4);
    for (int i = 0; i < 4; ++i) {
      const uint32_t temporary = program.Temporary();
      if (i == 0) block = temporary;
    }
    std::vector<Micro> code;
    for (uint32_t i = 0; i < 4; ++i) {
      code.push_back({MicroOp::Load, inputs[i]});
      code.push_back({MicroOp::Store, block + i});
    }
    code.push_back({MicroOp::Wide, block, static_cast<uint32_t>(test.op)});
    for (uint32_t i = 0; i < 2; ++i) {
      code.push_back({MicroOp::Load, block + i});
      code.push_back({MicroOp::Store, outputs[i]});
    }
    program.Section(code);
    program.Finish();
    const std::vector<uint32_t> low = program.RunWords(outputs[0]), high = program.RunWords(outputs[1]);
    for (uint32_t i = 0; i < count; ++i) {
      const uint64_t a = words[0][i] | uint64_t{words[1][i]} << 32,
                     x = words[2][i] | uint64_t{words[3][i]} << 32;
      const uint64_t expected = test.expected(a, x);
      const std::string where =
          std::string(fb::EnumNameWideOp(test.op)) + " of " + std::to_string(a) + ", " + std::to_string(x);
      ASSERT_EQ(low[i] | uint64_t{high[i]} << 32, expected) << where;
      const uint8_t one_lane[] = {static_cast<uint8_t>(MicroOp::Wide), 0, static_cast<uint8_t>(test.op), 0};
      uint32_t lane[] = {words[0][i], words[1][i], words[2][i], words[3][i]};
      EvaluateScalar(one_lane, lane);
      ASSERT_EQ(lane[0] | uint64_t{lane[1]} << 32, expected) << where << " on one lane";
    }
  }
}

}  // namespace
}  // namespace tmb
