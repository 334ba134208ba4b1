// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Convert as a whole: refusals name everything at once, entry points merge, a stripped
// file is smaller, plans are exact.

#include "converter/convert.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tmb/tmb.h"

namespace tmb {
namespace {

constexpr char kAdd[] = R"(HloModule add
ENTRY main { a = f32[8] parameter(0)
  b = f32[8] parameter(1)
  ROOT sum = f32[8] add(a, b) })";

Result<Converted> ConvertText(const std::string& text, const ConvertOptions& options = {}) {
  return Convert({{"", "test.hlo", text}}, options);
}

TEST(Convert, LoadsAndStatesItsArena) {
  const Result<Converted> converted = ConvertText(kAdd);
  ASSERT_TRUE(converted.ok()) << converted.error().text;
  alignas(16) static uint8_t model[4096];
  ASSERT_LE(converted.value().file.size(), sizeof model);
  std::copy(converted.value().file.begin(), converted.value().file.end(), model);
  tmb_machine machine;
  ASSERT_EQ(tmb_load(&machine, model, converted.value().file.size()), TMB_OK);
  EXPECT_EQ(tmb_arena_bytes(&machine, 0), converted.value().plan.arena_bytes);
  EXPECT_STREQ(tmb_input(&machine, 0, 0).name, "a");
}

TEST(Convert, RefusesAllReasonsAtOnce) {
  const Result<Converted> converted = ConvertText(R"(HloModule m
ENTRY main { a = f4e2m1fn[2] parameter(0)
  b = f32[4] parameter(1)
  c = f32[4] custom-call(b), custom_call_target="my_accelerator"
  ROOT t = (f4e2m1fn[2], f32[4]) tuple(a, c) })");
  ASSERT_FALSE(converted.ok());
  EXPECT_EQ(converted.error().kind, ErrorKind::kUnsupported);
  EXPECT_NE(converted.error().text.find("a: parameter: type f4e2m1fn"), std::string::npos)
      << converted.error().text;
  EXPECT_NE(converted.error().text.find("c: custom-call: nothing is known of the target \"my_accelerator\""), std::string::npos)
      << converted.error().text;
}

TEST(Convert, AnnotationsWithSideEffectsAreDropped) {
  const Result<Converted> converted = ConvertText(R"(HloModule m
ENTRY main { a = f32[4] parameter(0)
  s = f32[4] custom-call(a), custom_call_target="Sharding", custom_call_has_side_effect=true
  ROOT n = f32[4] negate(s) })");
  ASSERT_TRUE(converted.ok()) << converted.error().text;
  EXPECT_EQ(converted.value().program.code.size(), 1u);
}

TEST(Convert, UnreadSideEffectsAreRefused) {
  const Result<Converted> converted = ConvertText(R"(HloModule m
ENTRY main { a = f32[4] parameter(0)
  print = f32[4] custom-call(a), custom_call_target="print", custom_call_has_side_effect=true
  ROOT n = f32[4] negate(a) })");
  ASSERT_FALSE(converted.ok());
  EXPECT_NE(converted.error().text.find("target \"print\""), std::string::npos) << converted.error().text;
}

TEST(Convert, EntryPointsShareOneArena) {
  const Result<Converted> one = ConvertText(kAdd);
  const Result<Converted> two = Convert({{"first", "a.hlo", kAdd}, {"second", "b.hlo", kAdd}}, {});
  ASSERT_TRUE(two.ok()) << two.error().text;
  EXPECT_EQ(two.value().program.entries.size(), 2u);
  EXPECT_EQ(two.value().plan.arena_bytes, one.value().plan.arena_bytes);
}

TEST(Convert, EntryPointsNeedDifferentNames) {
  const Result<Converted> two = Convert({{"", "a.hlo", kAdd}, {"", "b.hlo", kAdd}}, {});
  ASSERT_FALSE(two.ok());
  EXPECT_EQ(two.error().kind, ErrorKind::kUsage);
}

TEST(Convert, StrippedFileIsSmaller) {
  ConvertOptions strip;
  strip.debug_info = DebugInfo::kStrip;
  EXPECT_LT(ConvertText(kAdd, strip).value().file.size(), ConvertText(kAdd).value().file.size());
}

TEST(Convert, KeptInputsAreNotOverwritten) {
  ConvertOptions keep;
  keep.keep_inputs = true;
  EXPECT_EQ(ConvertText(kAdd, keep).value().plan.arena_bytes,
            ConvertText(kAdd).value().plan.arena_bytes + 32);
}

TEST(Convert, DeepExpressionsAreCutIntoMaps) {
  std::string text = "HloModule m\nENTRY main { v0 = f32[4] parameter(0)\n";
  for (int i = 1; i <= 1000; ++i) {
    text += fmt::format("v{} = f32[4] add(v{}, v0)\n", i, i - 1);
  }
  const Result<Converted> converted = ConvertText(text + "}");
  ASSERT_TRUE(converted.ok()) << converted.error().text;
  EXPECT_LT(converted.value().program.code.size(), 20u);
}

// A Map numbers its operands in a byte.
TEST(Convert, ManySmallResultsAreCutIntoMaps) {
  std::string text = "HloModule m\nENTRY main {\n", types, names;
  for (int i = 0; i < 100; ++i) {
    text += fmt::format("a{0} = f64[8] parameter({1})\nb{0} = f64[8] parameter({2})\n", i, 2 * i, 2 * i + 1);
    text += fmt::format("r{0} = f64[8] add(a{0}, b{0})\n", i);
    types += fmt::format("{}f64[8]", i == 0 ? "" : ", ");
    names += fmt::format("{}r{}", i == 0 ? "" : ", ", i);
  }
  const Result<Converted> converted = ConvertText(text + fmt::format("ROOT t = ({}) tuple({})}}", types, names));
  ASSERT_TRUE(converted.ok()) << converted.error().text;
  EXPECT_LT(converted.value().program.code.size(), 10u);
}

TEST(Convert, ManyTermsOfAReductionAreCutIntoMaps) {
  std::string text = "HloModule m\nadd { x = f32[] parameter(0) y = f32[] parameter(1) ROOT z = f32[] add(x, y) }\n"
                     "ENTRY main { v0 = f32[99] parameter(0)\n";
  for (int i = 1; i < 300; ++i) {
    text += fmt::format("p{0} = f32[99] parameter({0})\nv{0} = f32[99] add(v{1}, p{0})\n", i, i - 1);
  }
  text += "zero = f32[] constant(0)\nROOT r = f32[] reduce(v299, zero), dimensions={0}, to_apply=add }";
  const Result<Converted> converted = ConvertText(text);
  ASSERT_TRUE(converted.ok()) << converted.error().text;
  EXPECT_LT(converted.value().program.code.size(), 10u);
}

// How the only instruction, a reduction, is ordered.
fb::Reduction ReductionOf(const std::string& reduce) {
  const std::string text =
      "HloModule m\n"
      "max { x = f32[] parameter(0) y = f32[] parameter(1) ROOT z = f32[] maximum(x, y) }\n"
      "squares { a = f32[] parameter(0) x = f32[] parameter(1) s = f32[] multiply(x, x) ROOT z = f32[] add(a, s) }\n"
      "ENTRY main { " + reduce + " }";
  Result<Converted> converted = ConvertText(text);
  EXPECT_TRUE(converted.ok() && converted.value().program.code.size() == 1u);
  return converted.value().program.code[0].op.AsMap()->reduction;
}

TEST(Convert, MaximaOfLongRowsAreReducedAlongTheStrip) {
  EXPECT_EQ(ReductionOf("x = f32[2,256] parameter(0) low = f32[] constant(-inf)"
                        "ROOT y = f32[2] reduce(x, low), dimensions={1}, to_apply=max"),
            fb::Reduction::Lanes);
}

TEST(Convert, ShortRowsAreReducedSideBySide) {
  EXPECT_EQ(ReductionOf("x = f32[64,16] parameter(0) low = f32[] constant(-inf)"
                        "ROOT y = f32[64] reduce(x, low), dimensions={1}, to_apply=max"),
            fb::Reduction::Rows);
}

TEST(Convert, ReducersThatTreatTheirSidesUnlikeKeepTheOrder) {
  EXPECT_EQ(ReductionOf("x = f32[2,256] parameter(0) zero = f32[] constant(0)"
                        "ROOT y = f32[2] reduce(x, zero), dimensions={1}, to_apply=squares"),
            fb::Reduction::Rows);
}

}  // namespace
}  // namespace tmb
