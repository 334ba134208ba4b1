// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// MakeSignatureIntegers: which inputs and results of programs that round become integers, and that these
// programs compute what they did.
#include "converter/quantize/integer_signature.h"

#include <fmt/format.h>

#include <cmath>

#include "converter/passes/passes.h"
#include "converter/quantize/validation.h"
#include "tests/quantize/programs.h"

namespace tmb {
namespace {

// As the signature's pass finds it.
hlo::Module Recognized(const std::string& text) {
  hlo::Module module = Read(text);
  for (const Pass& pass : kPasses) {
    const Result<void> done = pass.run(module);
    EXPECT_TRUE(done.ok()) << done.error().text;
    if (pass.name == "recognize-quantization") break;
  }
  return module;
}

// x rounded to `rounded`, f32[2,8], as the input of a layer. Its result is rounded in steps of 1/16, if asked
// for.
std::string Network(const std::string& rounded, bool rounds_result) {
  return fmt::format(R"(HloModule m
ENTRY m {{
  x = f32[4,4] parameter(0)
  lo = f32[] constant(-128)
  hi = f32[] constant(127)
{}
  w = s8[8,4] constant({{{{5,-25,1,12}},{{-5,75,25,5}},{{1,25,-75,25}},{{25,-1,5,75}},{{-75,5,25,-1}},{{12,25,-5,5}},{{7,1,-2,2}},{{-2,5,7,-1}}}})
  w1 = f32[8,4] convert(w)
  sw = f32[] constant(0.0078125)
  sws = f32[8,4] broadcast(sw), dimensions={{}}
  fw = f32[8,4] multiply(w1, sws)
  d = f32[2,4] dot(fx, fw), lhs_contracting_dims={{1}}, rhs_contracting_dims={{0}}
  sy = f32[] constant(0.0625)
  sys = f32[2,4] broadcast(sy), dimensions={{}}
  q1 = f32[2,4] divide(d, sys)
  q2 = f32[2,4] round-nearest-even(q1)
  q3 = f32[2,4] clamp(lo, q2, hi)
  fy = f32[2,4] multiply(q3, sys)
  ROOT r = (f32[2,4]) tuple({}) }})",
                     rounded, rounds_result ? "fy" : "d");
}

const std::string kAround0 = R"(  x0 = f32[2,8] reshape(x)
  sx = f32[] constant(0.0078125)
  sxs = f32[2,8] broadcast(sx), dimensions={}
  x1 = f32[2,8] divide(x0, sxs)
  x2 = f32[2,8] round-nearest-even(x1)
  x3 = f32[2,8] clamp(lo, x2, hi)
  fx = f32[2,8] multiply(x3, sxs))";

// With the zero point 10, clipped to [-100, 100] before it is rounded.
const std::string kAround10 = R"(  fs = f32[] constant(64)
  fss = f32[4,4] broadcast(fs), dimensions={}
  x0 = f32[4,4] multiply(x, fss)
  half = f32[] constant(10.5)
  halves = f32[4,4] broadcast(half), dimensions={}
  x1 = f32[4,4] add(x0, halves)
  least = f32[] constant(-100)
  most = f32[] constant(100)
  x2 = f32[4,4] clamp(least, x1, most)
  x3 = f32[4,4] floor(x2)
  ten = f32[] constant(10)
  tens = f32[4,4] broadcast(ten), dimensions={}
  x4 = f32[4,4] subtract(x3, tens)
  x5 = f32[4,4] divide(x4, fss)
  fx = f32[2,8] reshape(x5))";

TEST(MakeSignatureIntegers, OfProgramsThatRound) {
  const struct {
    std::string rounded;
    float scale;
    int32_t zero;
  } cases[] = {{kAround0, 1.0f / 128, 0}, {kAround10, 1.0f / 64, 10}};
  for (const auto& c : cases) {
    const hlo::Module floats = Recognized(Network(c.rounded, true));
    hlo::Module module = Recognized(Network(c.rounded, true));
    const auto stay = MakeSignatureIntegers(module);
    ASSERT_TRUE(stay.ok()) << stay.error().text;
    EXPECT_TRUE(stay.value().empty());
    EXPECT_EQ(module.entry->Parameters()[0]->shape.type, hlo::Type::kS8);
    ASSERT_EQ(module.parameter_scales.size(), 1u);
    EXPECT_EQ(module.parameter_scales[0].scale, c.scale);
    EXPECT_EQ(module.parameter_scales[0].zero, c.zero);
    ASSERT_EQ(module.result_scales.size(), 1u);
    EXPECT_EQ(module.entry_result.tuple[0].type, hlo::Type::kS8);
    EXPECT_EQ(module.result_scales[0].scale, 0.0625f);
    // Samples beyond the integers are clipped, too.
    const auto validation = Validate(floats, module, {}, RandomSamples(50, 16, 3));
    ASSERT_TRUE(validation.ok()) << validation.error().text;
    ASSERT_EQ(validation.value().outputs.size(), 1u);
    EXPECT_EQ(validation.value().outputs[0].largest_error, 0);
  }
}

TEST(MakeSignatureIntegers, ResultsThatAreNotRoundedStay) {
  hlo::Module module = Recognized(Network(kAround0, false));
  const auto stay = MakeSignatureIntegers(module);
  ASSERT_TRUE(stay.ok()) << stay.error().text;
  ASSERT_EQ(stay.value().size(), 1u);
  EXPECT_NE(stay.value()[0].find("result 0 stays f32"), std::string::npos);
  EXPECT_EQ(module.entry->Parameters()[0]->shape.type, hlo::Type::kS8);
  EXPECT_EQ(module.entry_result.tuple[0].type, hlo::Type::kF32);
}

// What else reads an input needs its numbers.
TEST(MakeSignatureIntegers, InputsThatAreReadAsTheyAreStay) {
  std::string also_read = kAround0;
  const std::string product = "fx = f32[2,8] multiply(x3, sxs)";
  also_read.replace(also_read.find(product), product.size(),
                    "x4 = f32[2,8] multiply(x3, sxs)\n  fx = f32[2,8] multiply(x4, x0)");
  hlo::Module module = Recognized(Network(also_read, false));
  const auto stay = MakeSignatureIntegers(module);
  ASSERT_FALSE(stay.ok());
  EXPECT_NE(stay.error().text.find("input 0 stays f32"), std::string::npos);
  EXPECT_NE(stay.error().text.find("--quantize int8"), std::string::npos);
}

}  // namespace
}  // namespace tmb
