// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// --quantize w8: the integers and scales of weights, what a whole conversion makes of them, and what it says.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

#include "converter/convert.h"
#include "converter/emit/required.h"
#include "converter/quantize/weights.h"
#include "converter/report/html.h"
#include "converter/report/json.h"
#include "runtime/features.h"
#include "tests/runtime/kernels/random_bits.h"
#include "tmb/tmb.h"

namespace tmb {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

TEST(QuantizeToNearest, EachChannelHasItsScale) {
  const WeightMatrix weights = {3, 2, {1.27f, -10, 0.014f, 127, -0.006f, 0.6f}};
  const auto quantized = QuantizeToNearest(weights);
  ASSERT_TRUE(quantized.has_value());
  EXPECT_EQ(quantized->scales, (std::vector<float>{1.27f / 127, 1}));
  EXPECT_EQ(quantized->integers, (std::vector<int8_t>{127, -10, 1, 127, -1, 1}));
}

TEST(QuantizeToNearest, ErrorsAreHalfAStepAtMost) {
  WeightMatrix weights = {1000, 1, {}};
  for (int i = 0; i < 1000; ++i) weights.values.push_back(std::sin(static_cast<float>(i)));
  const auto quantized = QuantizeToNearest(weights);
  for (size_t i = 0; i < 1000; ++i) {
    const float error = weights.values[i] - quantized->scales[0] * quantized->integers[i];
    EXPECT_LE(std::fabs(error), quantized->scales[0] * 0.5001f) << i;
  }
  EXPECT_NEAR(SqnrDecibels(weights, *quantized), 49.9, 0.5);  // 127^2 / 2 to 1 / 12
}

TEST(QuantizeToNearest, ChannelsOfNothingAreZerosWithScale1) {
  const float tiny = std::numeric_limits<float>::denorm_min();
  const auto quantized = QuantizeToNearest({2, 3, {0, tiny, -1e-37f, 0, -tiny, 1e-38f}});
  EXPECT_EQ(quantized->scales, std::vector<float>(3, 1));
  EXPECT_EQ(quantized->integers, std::vector<int8_t>(6, 0));
  EXPECT_EQ(SqnrDecibels({1, 1, {0}}, {{0}, {1}}), kInfinity);
}

TEST(QuantizeToNearest, LargestMagnitudesStayInside) {
  const float largest = std::numeric_limits<float>::max();
  const auto quantized = QuantizeToNearest({2, 1, {-largest, largest}});
  EXPECT_EQ(quantized->integers, (std::vector<int8_t>{-127, 127}));
  EXPECT_FALSE(QuantizeToNearest({1, 2, {1, kInfinity}}).has_value());
  EXPECT_FALSE(QuantizeToNearest({1, 1, {std::nanf("")}}).has_value());
}

constexpr RoundingOptions FourBits() {
  RoundingOptions options;
  options.levels = 7;
  options.group = 16;
  options.multiples = 17;
  return options;
}

TEST(WithoutGroups, KeepsWeights) {
  RandomBits random;
  WeightMatrix weights{40, 5, {}};
  for (int64_t i = 0; i < 200; ++i) weights.values.push_back(random.Unit() * static_cast<float>(1 + i / 80));
  const QuantizedWeights groups = *QuantizeToNearest(weights, FourBits());
  const QuantizedWeights channels = WithoutGroups(groups, 5, 17);
  EXPECT_EQ(channels.scales.size(), 5u);
  for (int64_t i = 0; i < 200; ++i) {
    const float in_group = groups.ScaleAt(i / 5, i % 5, 5) * groups.integers[static_cast<size_t>(i)];
    EXPECT_FLOAT_EQ(channels.scales[static_cast<size_t>(i % 5)] * channels.integers[static_cast<size_t>(i)],
                    in_group);
    EXPECT_LE(std::fabs(in_group - weights.values[static_cast<size_t>(i)]),
              groups.ScaleAt(i / 5, i % 5, 5) * 0.501f);
  }
}

Result<Converted> ConvertW8(const std::string& text) {
  ConvertOptions options;
  options.quantize = Quantize::kW8;
  return Convert({{"", "test.hlo", text}}, options);
}

std::vector<float> Sines(size_t count) {
  std::vector<float> values;
  for (size_t i = 0; i < count; ++i) values.push_back(std::sin(static_cast<float>(i)));
  return values;
}

// One row by weights [24, 3].
std::string ProductWith(const std::vector<float>& weights) {
  return fmt::format(R"(HloModule m
ENTRY main {{ x = f32[1,24] parameter(0)
  flat = f32[72] constant({{{}}})
  w = f32[24,3] reshape(flat)
  ROOT d = f32[1,3] dot(x, w), lhs_contracting_dims={{1}}, rhs_contracting_dims={{0}} }})",
                     fmt::join(weights, ","));
}

TEST(Convert, WeightsBecomePanelsOfScalesAndBytes) {
  const Result<Converted> converted = ConvertW8(ProductWith(Sines(72)));
  ASSERT_TRUE(converted.ok()) << converted.error().text;
  const Program& program = converted.value().program;
  const auto weights = std::find_if(program.buffers.begin(), program.buffers.end(),
                                    [](const Buffer& buffer) { return buffer.name == "d.weights"; });
  ASSERT_NE(weights, program.buffers.end());
  const auto quantized = QuantizeToNearest({24, 3, Sines(72)});
  std::vector<uint8_t> expected(4 * sizeof(float));
  std::memcpy(expected.data(), quantized->scales.data(), 3 * sizeof(float));
  for (size_t i = 0; i < 24; ++i) {
    for (size_t j = 0; j < 3; ++j) expected.push_back(static_cast<uint8_t>(quantized->integers[3 * i + j]));
    expected.push_back(0);
  }
  EXPECT_EQ(weights->data, expected);
  ASSERT_EQ(program.weights.size(), 1u);
  EXPECT_EQ(program.weights[0].bytes_before, 288u);
  EXPECT_EQ(program.weights[0].bytes, 112u);
  EXPECT_NE(ToJson(converted.value()).find("\"sqnr_db\": "), std::string::npos);
  EXPECT_NE(ToHtml(converted.value(), "m").find("SQNR"), std::string::npos);
}

TEST(Convert, FilesOfQuantizedWeightsAskForThem) {
  const std::string text = ProductWith(Sines(72));
  for (const bool quantized : {false, true}) {
    const Result<Converted> converted = quantized ? ConvertW8(text) : Convert({{"", "test.hlo", text}}, {});
    std::vector<fb::InstructionUnion> code;
    for (const Instruction& instruction : converted.value().program.code) code.push_back(instruction.op);
    const std::vector<std::string> names = NamesOfFeatures(RequiredFeatures(code));
    EXPECT_EQ(std::count(names.begin(), names.end(), "8-bit weights"), quantized ? 1 : 0);
  }
}

// The program's one output for an input of pseudorandom numbers.
std::vector<float> OutputOf(const Converted& converted, uint32_t outputs) {
  std::vector<uint64_t> model(converted.file.size() / 8 + 3), arena(converted.plan.arena_bytes / 8 + 2);
  const auto aligned = [](std::vector<uint64_t>& memory) {
    return reinterpret_cast<uint8_t*>((reinterpret_cast<uintptr_t>(memory.data()) + 15) & ~uintptr_t{15});
  };
  std::copy(converted.file.begin(), converted.file.end(), aligned(model));
  tmb_machine machine;
  EXPECT_EQ(tmb_load(&machine, aligned(model), converted.file.size()), TMB_OK);
  EXPECT_EQ(tmb_set_arena(&machine, 0, aligned(arena), converted.plan.arena_bytes), TMB_OK);
  const tmb_tensor input = tmb_input(&machine, 0, 0);
  RandomBits random;
  for (uint32_t i = 0; i < input.bytes / 4; ++i) static_cast<float*>(input.data)[i] = random.Unit();
  EXPECT_EQ(tmb_run(&machine, 0), TMB_OK);
  const float* const y = static_cast<const float*>(tmb_output(&machine, 0, 0).data);
  return {y, y + outputs};
}

// Weights [count / n, n] that 8 bits hold exactly: each channel's largest is 127 times a power of two.
std::string WeightsOnTheGrid(uint32_t count, uint32_t n) {
  RandomBits random;
  std::string text;
  for (uint32_t i = 0; i < count; ++i) {
    const int q = i < n ? 127 : static_cast<int>(random.Between(0, 254)) - 127;
    text += fmt::format("{}{}", i == 0 ? "" : ",", q * (1.0 / (64 << i % n % 3)));
  }
  return text;
}

// Rounding loses nothing then, so only the place of the bias in the sum differs.
TEST(Convert, ProgramsComputeWithTheRoundedWeights) {
  struct Case {
    const char* body;
    uint32_t weights, n, outputs;
  };
  const Case cases[] = {
      {"x = f32[1,40] parameter(0) c = f32[1,19] dot(x, w), lhs_contracting_dims={1}, "
       "rhs_contracting_dims={0}",
       40 * 19, 19, 19},
      {"x = f32[7,40] parameter(0) c = f32[7,19] dot(x, w), lhs_contracting_dims={1}, "
       "rhs_contracting_dims={0}",
       40 * 19, 19, 7 * 19},
      {"x = f32[1,9,8,5] parameter(0) c = f32[1,9,8,7] convolution(x, w), window={size=3x3 pad=1_1x1_1}, "
       "dim_labels=b01f_01io->b01f",
       9 * 5 * 7, 7, 9 * 8 * 7},
  };
  const char* const shapes[][2] = {
      {"f32[40,19]", "f32[1,19]"}, {"f32[40,19]", "f32[7,19]"}, {"f32[3,3,5,7]", "f32[1,9,8,7]"}};
  for (size_t i = 0; i < 3; ++i) {
    const Case& c = cases[i];
    const std::string text = fmt::format(
        "HloModule m\nENTRY main {{ flat = f32[{}] constant({{{}}})\n w = {} reshape(flat)\n {}\n"
        " b = f32[{}] constant({{{}}})\n s = {} broadcast(b), dimensions={{{}}}\n ROOT y = {} add(c, s) }}",
        c.weights, WeightsOnTheGrid(c.weights, c.n), shapes[i][0], c.body, c.n, WeightsOnTheGrid(c.n, c.n),
        shapes[i][1], i == 2 ? 3 : 1, shapes[i][1]);
    const Result<Converted> plain = Convert({{"", "test.hlo", text}}, {}), quantized = ConvertW8(text);
    ASSERT_TRUE(plain.ok() && quantized.ok()) << (plain.ok() ? quantized : plain).error().text;
    EXPECT_EQ(quantized.value().program.weights.at(0).sqnr_db, kInfinity);
    const std::vector<float> expected = OutputOf(plain.value(), c.outputs),
                             y = OutputOf(quantized.value(), c.outputs);
    for (uint32_t at = 0; at < c.outputs; ++at) EXPECT_NEAR(y[at], expected[at], 2e-5f) << i << ": " << at;
  }
}

// Three products, the middle one of 740 weights.
std::string ThreeProducts(int rows) {
  std::string text = fmt::format("HloModule m\nENTRY main {{ x = f32[{},24] parameter(0)\n", rows);
  constexpr int kWidths[] = {24, 20, 37, 6};
  for (int i = 0; i < 3; ++i) {
    const int k = kWidths[i], n = kWidths[i + 1];
    text += fmt::format(
        " f{0} = f32[{1}] constant({{{2}}})\n w{0} = f32[{3},{4}] reshape(f{0})\n {5}d{0} = f32[{6},{4}] "
        "dot({7}, "
        "w{0}), lhs_contracting_dims={{1}}, rhs_contracting_dims={{0}}\n",
        i, k * n, fmt::join(Sines(static_cast<size_t>(k * n)), ","), k, n, i == 2 ? "ROOT " : "", rows,
        i == 0 ? "x" : fmt::format("d{}", i - 1));
  }
  return text + "}";
}

// The same integers in 4.5 bits and in 8.
TEST(Convert, WeightsOf4BitsComputeAsThoseOf8) {
  for (const int rows : {1, 7}) {
    ConvertOptions options;
    options.quantize = Quantize::kW4;
    options.plan.optimize = Optimize::kMemory;
    const Result<Converted> eight = Convert({{"", "test.hlo", ThreeProducts(rows)}}, options);
    options.lower.weights_s4 = true;
    const Result<Converted> four = Convert({{"", "test.hlo", ThreeProducts(rows)}}, options);
    ASSERT_TRUE(eight.ok() && four.ok()) << (eight.ok() ? four : eight).error().text;
    std::vector<fb::Type> types;
    for (const Instruction& instruction : four.value().program.code) {
      if (const fb::DotF32* dot = instruction.op.AsDotF32()) types.push_back(dot->w_type());
    }
    EXPECT_EQ(std::count(types.begin(), types.end(), fb::Type::S4), 1);  // the second
    EXPECT_EQ(four.value().program.weights[1].bytes, 40u * (4 + 2 * 9));
    const auto outputs = static_cast<uint32_t>(rows * 6);
    EXPECT_EQ(OutputOf(four.value(), outputs), OutputOf(eight.value(), outputs));
  }
}

// Weights that the program itself writes as integers times scales, in a product and in convolutions.
TEST(Convert, IntegerWeightsOfTheProgramStaySo) {
  std::string integers;
  for (int i = 0; i < 96; ++i) integers += fmt::format("{}{}", i == 0 ? "" : ",", i * 37 % 255 - 127);
  const struct {
    const char *x, *w, *scales, *kernel;
    uint32_t outputs;
  } cases[] = {
      {"f32[3,24]", "[24,4]", "broadcast(v), dimensions={1}",
       "f32[3,4] dot(x, w), lhs_contracting_dims={1}, rhs_contracting_dims={0}", 12},
      {"f32[1,5,5,4]", "[2,3,4,4]", "broadcast(v), dimensions={3}",
       "f32[1,4,3,4] convolution(x, w), window={size=2x3}, dim_labels=b01f_01io->b01f", 48},
      {"f32[1,9,9,4]", "[4,6,1,4]", "broadcast(v), dimensions={3}",
       "f32[1,6,4,4] convolution(x, w), window={size=4x6}, dim_labels=b01f_01io->b01f, feature_group_count=4",
       96},
  };
  for (const auto& c : cases) {
    const auto text = [&](const char* hides) {
      return fmt::format(
          "HloModule m\nENTRY main {{ x = {0} parameter(0)\n flat = s8[96] constant({{{1}}})\n"
          " i = s8{2} reshape(flat)\n f = f32{2} convert(i)\n v = f32[4] constant({{0.5,0.25,1,2}})\n"
          " s = f32{2} {3}\n product = f32{2} multiply(f, s)\n w = f32{2} {5}(product)\n ROOT y = {4} }}",
          c.x, integers, c.w, c.scales, c.kernel, hides);
    };
    const Result<Converted> kept = Convert({{"", "test.hlo", text("copy")}}, {});
    const Result<Converted> folded = Convert({{"", "test.hlo", text("negate")}}, {});
    ASSERT_TRUE(kept.ok() && folded.ok()) << (kept.ok() ? folded : kept).error().text;
    ASSERT_EQ(kept.value().program.weights.size(), 1u) << c.kernel;
    EXPECT_EQ(kept.value().program.weights[0].bytes, 96u + 16u);
    EXPECT_TRUE(folded.value().program.weights.empty());
    const std::vector<float> y = OutputOf(kept.value(), c.outputs), z = OutputOf(folded.value(), c.outputs);
    for (uint32_t at = 0; at < c.outputs; ++at) EXPECT_NEAR(y[at], -z[at], 1e-2f) << c.kernel << at;
  }
}

TEST(Convert, ScalesAlongTheInputsAreComputed) {
  std::string integers = "1";
  for (int i = 1; i < 96; ++i) integers += fmt::format(",{}", i);
  const Result<Converted> converted = Convert({{"", "test.hlo",
                                                fmt::format(R"(HloModule m
ENTRY main {{ x = f32[3,24] parameter(0)
  flat = s8[96] constant({{{}}})
  i = s8[24,4] reshape(flat)
  f = f32[24,4] convert(i)
  v = f32[4] constant({{1,2,3,4}})
  six = f32[4,6] broadcast(v), dimensions={{0}}
  rows = f32[24] reshape(six)
  s = f32[24,4] broadcast(rows), dimensions={{0}}
  w = f32[24,4] multiply(f, s)
  ROOT y = f32[3,4] dot(x, w), lhs_contracting_dims={{1}}, rhs_contracting_dims={{0}} }})",
                                                            integers)}},
                                              {});
  ASSERT_TRUE(converted.ok()) << converted.error().text;
  EXPECT_TRUE(converted.value().program.weights.empty());
}

TEST(Convert, WeightsThatStayF32AreNamed) {
  const Result<Converted> grouped = ConvertW8(fmt::format(R"(HloModule m
ENTRY main {{ x = f32[1,4,4,4] parameter(0)
  flat = f32[96] constant({{{}}})
  w = f32[2,2,2,12] reshape(flat)
  ROOT c = f32[1,3,3,12] convolution(x, w), window={{size=2x2}}, dim_labels=b01f_01io->b01f, feature_group_count=2 }})",
                                                          fmt::join(Sines(96), ",")));
  ASSERT_TRUE(grouped.ok()) << grouped.error().text;
  ASSERT_EQ(grouped.value().program.weights.size(), 1u);
  EXPECT_EQ(grouped.value().program.weights[0].why, "a form of convolution without packed weights");
  EXPECT_EQ(grouped.value().program.weights[0].bytes, 384u);
  EXPECT_NE(ToJson(grouped.value()).find("\"stays_f32\": \"a form"), std::string::npos);
  std::vector<float> infinite = Sines(72);
  infinite[5] = kInfinity;
  const Result<Converted> converted = ConvertW8(ProductWith(infinite));
  ASSERT_TRUE(converted.ok()) << converted.error().text;
  EXPECT_EQ(converted.value().program.weights.at(0).why, "not all of them are finite");
  const Result<Converted> few = ConvertW8(R"(HloModule m
ENTRY main { x = f32[1,2] parameter(0)
  w = f32[2,2] constant({{1, 2}, {3, 4}})
  ROOT d = f32[1,2] dot(x, w), lhs_contracting_dims={1}, rhs_contracting_dims={0} })");
  ASSERT_TRUE(few.ok()) << few.error().text;
  EXPECT_EQ(few.value().program.weights.at(0).why, "few");
}

}  // namespace
}  // namespace tmb
