// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Each micro-operation on special values against each other and on random words: with its
// operand in memory, as an immediate, and on one lane. Bits must be the reference's.

#include <gtest/gtest.h>

#include <bit>
#include <random>

#include "runtime/kernels/map_formula.h"
#include "tests/runtime/map/map_program.h"
#include "tests/runtime/map/reference_op.h"
#include "tests/runtime/map/same_bytes.h"

namespace tmb {
namespace {

using fb::MicroOp;

constexpr uint32_t kSpecial[] = {
    0x00000000, 0x80000000, 0x00000001, 0x80000001, 0x007fffff, 0x00800000, 0x3f800000, 0xbf800000,
    0x3f000000, 0xbf000000, 0x3effffff, 0x3fc00000, 0xbfc00000, 0x40200000, 0x40600000, 0x4b000001,
    0x4affffff, 0x4f000000, 0xcf000000, 0x4f800000, 0x7f7fffff, 0xff7fffff, 0x7f800000, 0xff800000,
    0x7fc00000, 0xffc00000, 0x7f800001, 0xff812345, 0xffffffff, 0x7fffffff, 0x0000001f, 0x00000020,
    0x00000021, 0x00000100, 0xfffffffe, 0x00000003, 0x00010000, 0x0000ff80, 0x00007fff, 0x0000ffff};

// Every pair of special values, then random words.
struct Pairs {
  std::vector<uint32_t> a, x;
  Pairs() {
    for (const uint32_t left : kSpecial) {
      for (const uint32_t right : kSpecial) {
        a.push_back(left);
        x.push_back(right);
      }
    }
    std::mt19937 random(1);
    for (int i = 0; i < 3000; ++i) {
      a.push_back(static_cast<uint32_t>(random()));
      x.push_back(i % 3 == 0 ? static_cast<uint32_t>(random()) % 40 : static_cast<uint32_t>(random()));
    }
  }
};

bool IsUnary(MicroOp op) { return op >= MicroOp::NegF; }
bool WantsPlainImmediate(MicroOp op) { return op == MicroOp::MaxFI || op == MicroOp::MinFI; }
bool IsPlain(uint32_t bits) {
  return std::bit_cast<float>(bits) == std::bit_cast<float>(bits) && bits != 0x80000000u;
}

class MicroOps : public testing::TestWithParam<int> {
 protected:
  MicroOp op() const { return static_cast<MicroOp>(GetParam()); }
};

TEST_P(MicroOps, OperandInMemory) {
  if (WantsPlainImmediate(op())) return;
  const Pairs pairs;
  MapProgram program({static_cast<uint32_t>(pairs.a.size())});
  const uint32_t a = program.InputOf(fb::Type::U32, {4}, pairs.a),
                 x = program.InputOf(fb::Type::U32, {4}, pairs.x);
  const uint32_t y = program.Output(fb::Type::U32, {4}, static_cast<uint32_t>(pairs.a.size()) * 4);
  program.Section({{MicroOp::Load, a}, {op(), IsUnary(op()) ? 0 : x, x}, {MicroOp::Store, y}});
  program.Finish();
  EXPECT_TRUE(EqualsReference(program));
}

TEST_P(MicroOps, OperandIsOneScalar) {
  for (const uint32_t scalar : kSpecial) {
    if (WantsPlainImmediate(op()) && !IsPlain(scalar)) continue;
    MapProgram program({static_cast<uint32_t>(std::size(kSpecial))});
    const uint32_t a =
        program.InputOf(fb::Type::U32, {4}, std::vector<uint32_t>(std::begin(kSpecial), std::end(kSpecial)));
    const uint32_t row = program.InputOf<uint32_t>(fb::Type::U32, {0}, {scalar});
    const uint32_t y = program.Output(fb::Type::U32, {4}, sizeof kSpecial);
    const uint32_t z = program.Output(fb::Type::U32, {4}, sizeof kSpecial);
    const uint32_t immediate = program.Immediate(scalar);
    const auto x = [&](uint32_t operand) { return IsUnary(op()) ? 0 : operand; };
    program.Section({{MicroOp::Load, a},
                     {op(), x(immediate), immediate},
                     {MicroOp::Store, y},
                     {MicroOp::Load, a},
                     {op(), x(row), row},
                     {MicroOp::Store, z}});
    program.Finish();
    EXPECT_TRUE(EqualsReference(program)) << std::hex << scalar;
  }
}

TEST_P(MicroOps, OneLane) {
  const Pairs pairs;
  const uint8_t code[] = {static_cast<uint8_t>(MicroOp::Load),
                          1,
                          static_cast<uint8_t>(op()),
                          static_cast<uint8_t>(IsUnary(op()) ? 0 : 2),
                          static_cast<uint8_t>(MicroOp::Store),
                          3,
                          0};
  for (size_t i = 0; i < pairs.a.size(); ++i) {
    if (WantsPlainImmediate(op()) && !IsPlain(pairs.x[i])) continue;
    uint32_t words[] = {7, pairs.a[i], pairs.x[i], 0};
    EvaluateScalar(code, words);
    ASSERT_EQ(words[3], ReferenceOp(op(), pairs.a[i], pairs.x[i]))
        << std::hex << pairs.a[i] << ' ' << pairs.x[i];
  }
}

INSTANTIATE_TEST_SUITE_P(Binary, MicroOps,
                         testing::Range(static_cast<int>(MicroOp::AddF), static_cast<int>(MicroOp::Wide)),
                         [](const auto& at) { return fb::EnumNameMicroOp(static_cast<MicroOp>(at.param)); });
INSTANTIATE_TEST_SUITE_P(Unary, MicroOps,
                         testing::Range(static_cast<int>(MicroOp::NegF), static_cast<int>(MicroOp::LoadAt)),
                         [](const auto& at) { return fb::EnumNameMicroOp(static_cast<MicroOp>(at.param)); });

TEST(MapSelect, TakesYWhereAccIsZero) {
  MapProgram program({4});
  const uint32_t p = program.InputOf<uint32_t>(fb::Type::U32, {4}, {0, 1, 0x80000000u, 0});
  const uint32_t x = program.InputOf<uint32_t>(fb::Type::U32, {4}, {1, 2, 3, 4});
  const uint32_t y = program.Output(fb::Type::U32, {4}, 16);
  const uint32_t nine = program.Immediate(9);
  program.Section({{MicroOp::Load, p}, {MicroOp::Select, x, nine}, {MicroOp::Store, y}});
  program.Finish();
  EXPECT_EQ(program.RunWords(y), (std::vector<uint32_t>{9, 2, 3, 9}));
  EXPECT_TRUE(EqualsReference(program));
}

}  // namespace
}  // namespace tmb
