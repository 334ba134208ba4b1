// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Which loops become one Map that repeats, and which must not.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "converter/convert.h"

namespace tmb {
namespace {

// A loop over i, an array x, a vector p of indices and a sum s, whose next values `body` defines as j, y and
// t.
Program Lowered(const std::string& body) {
  const std::string text = R"(HloModule m
body {
  state = (s32[], s32[8], s32[8], s32[]) parameter(0)
  i = s32[] get-tuple-element(state), index=0
  x = s32[8] get-tuple-element(state), index=1
  p = s32[8] get-tuple-element(state), index=2
  s = s32[] get-tuple-element(state), index=3
  one = s32[] constant(1)
  j = s32[] add(i, one)
)" + body + R"(
  ROOT next = (s32[], s32[8], s32[8], s32[]) tuple(j, y, p, t)
}
condition {
  state = (s32[], s32[8], s32[8], s32[]) parameter(0)
  i = s32[] get-tuple-element(state), index=0
  s = s32[] get-tuple-element(state), index=3
  n = s32[] constant(1000)
  ROOT more = pred[] compare(s, n), direction=LT
}
ENTRY main {
  i = s32[] parameter(0)
  x = s32[8] parameter(1)
  p = s32[8] parameter(2)
  s = s32[] parameter(3)
  state = (s32[], s32[8], s32[8], s32[]) tuple(i, x, p, s)
  ROOT loop = (s32[], s32[8], s32[8], s32[]) while(state), condition=condition, body=body
})";
  Result<Converted> converted = Convert({{"", "test.hlo", text}}, {});
  EXPECT_TRUE(converted.ok()) << converted.error().text;
  return std::move(converted.value().program);
}

bool Repeats(const std::string& body) {
  Program program = Lowered(body);
  return std::any_of(program.code.begin(), program.code.end(), [](const Instruction& instruction) {
    const fb::MapT* const map = instruction.op.AsMap();
    return map != nullptr && map->reduction == fb::Reduction::Repeat;
  });
}

TEST(FormulaLoops, AVectorDoesNotRepeat) {
  EXPECT_FALSE(Repeats("y = s32[8] add(x, x)  t = s32[] add(s, i)"));
}

TEST(FormulaLoops, WordsAndElementsRepeat) {
  EXPECT_TRUE(
      Repeats("z = s32[1] dynamic-slice(x, i), dynamic_slice_sizes={1}  v = s32[] reshape(z)"
              "  y = s32[8] dynamic-update-slice(x, z, i)  t = s32[] add(s, v)"));
}

TEST(FormulaLoops, ElementsThatAreReadBetweenUpdatesDoNot) {
  EXPECT_FALSE(
      Repeats("a = s32[1] dynamic-slice(x, i), dynamic_slice_sizes={1}"
              "  b = s32[1] dynamic-slice(x, s), dynamic_slice_sizes={1}"
              "  z = s32[8] dynamic-update-slice(x, b, i)  y = s32[8] dynamic-update-slice(z, a, s)"
              "  t = s32[] add(s, j)"));
}

TEST(FormulaLoops, AnIndexThatATripComputesDoesNot) {
  EXPECT_FALSE(
      Repeats("a = s32[1] dynamic-slice(x, i), dynamic_slice_sizes={1}  v = s32[] reshape(a)"
              "  y = s32[8] dynamic-update-slice(x, a, j)  t = s32[] add(s, v)"));
}

TEST(FormulaLoops, AnUpdateThatIsReadInTheSameTripDoesNot) {
  EXPECT_FALSE(
      Repeats("a = s32[1] dynamic-slice(x, i), dynamic_slice_sizes={1}"
              "  y = s32[8] dynamic-update-slice(x, a, j)"
              "  b = s32[1] dynamic-slice(y, s), dynamic_slice_sizes={1}"
              "  v = s32[] reshape(b)  t = s32[] add(s, v)"));
}

TEST(FormulaLoops, AnIndexThatATripReadsFromAnArrayDoesNot) {
  EXPECT_FALSE(
      Repeats("k = s32[1] dynamic-slice(p, i), dynamic_slice_sizes={1}  l = s32[] reshape(k)"
              "  a = s32[1] dynamic-slice(x, l), dynamic_slice_sizes={1}"
              "  y = s32[8] dynamic-update-slice(x, a, i)  v = s32[] reshape(a)  t = s32[] add(s, v)"));
}

// No other way leads in, and the jump stays for more trips than one unit of work has.
TEST(FormulaLoops, AUnitIsBounded) {
  Program program = Lowered(
      "a = s32[1] dynamic-slice(x, i), dynamic_slice_sizes={1}  v = s32[] reshape(a)"
      "  y = s32[8] dynamic-update-slice(x, a, i)  t = s32[] add(s, v)");
  for (size_t i = 0; i < program.code.size(); ++i) {
    const fb::MapT* const map = program.code[i].op.AsMap();
    if (map == nullptr || map->reduction != fb::Reduction::Repeat) continue;
    EXPECT_LE(map->dims[0], 256u);
    EXPECT_GE(map->dims[0], 16u);
    ASSERT_LT(i + 1, program.code.size());
    const fb::JumpIf* const jump = program.code[i + 1].op.AsJumpIf();
    ASSERT_NE(jump, nullptr);
    EXPECT_EQ(jump->target(), i);
    EXPECT_EQ(jump->when(), 1u);
    return;
  }
  FAIL() << "nothing repeats";
}

}  // namespace
}  // namespace tmb
