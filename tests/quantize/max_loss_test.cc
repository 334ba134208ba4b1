// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// --max-loss: what does not quantize well is found and kept, all else is 8 bits, and the outputs are as close
// as asked for.
#include "converter/quantize/max_loss.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <cmath>

#include "converter/quantize/quantize_weights.h"
#include "tests/quantize/programs.h"

namespace tmb {
namespace {

constexpr size_t kSamples = 60;
constexpr double kAskedDb = 30;

// Three products, of which 8 bits suffice for all. With `bad_weights` the first one has weights a
// thousandfold for input 0; with `bad_result` all results of the second are far from 0, which the third takes
// away again.
std::string Network(bool bad_weights, bool bad_result) {
  RandomBits random;
  const auto numbers = [&random](size_t count) {
    std::vector<float> values(count);
    for (float& value : values) value = random.Unit();
    return values;
  };
  std::vector<float> w1 = numbers(256), w2 = numbers(256), w3 = numbers(128);
  for (size_t j = 0; j < 16 && bad_weights; ++j) w1[j] *= 1000;
  for (size_t j = 0; j < 8; ++j) {
    float mean = 0;
    for (size_t i = j; i < w3.size(); i += 8) mean += w3[i] / 16;
    for (size_t i = j; i < w3.size(); i += 8) w3[i] -= mean;
  }
  return fmt::format(R"(HloModule m
ENTRY main {{ x = f32[1,16] parameter(0)
  f1 = f32[256] constant({{{}}})
  w1 = f32[16,16] reshape(f1)
  d1 = f32[1,16] dot(x, w1), lhs_contracting_dims={{1}}, rhs_contracting_dims={{0}}
  zero = f32[] constant(0)
  zeros = f32[1,16] broadcast(zero), dimensions={{}}
  r1 = f32[1,16] maximum(d1, zeros)
  f2 = f32[256] constant({{{}}})
  w2 = f32[16,16] reshape(f2)
  d2 = f32[1,16] dot(r1, w2), lhs_contracting_dims={{1}}, rhs_contracting_dims={{0}}
  b = f32[] constant({})
  bias = f32[1,16] broadcast(b), dimensions={{}}
  s2 = f32[1,16] add(d2, bias)
  r2 = f32[1,16] maximum(s2, zeros)
  f3 = f32[128] constant({{{}}})
  w3 = f32[16,8] reshape(f3)
  ROOT d3 = f32[1,8] dot(r2, w3), lhs_contracting_dims={{1}}, rhs_contracting_dims={{0}} }})",
                     fmt::join(w1, ","), fmt::join(w2, ","), bad_result ? 100 : 0, fmt::join(w3, ","));
}

CalibrationData Samples(bool small_first) { return RandomSamples(kSamples, 16, small_first ? 0.001f : 1); }

std::vector<std::string> Kept(const LossNote& note) {
  std::vector<std::string> kept;
  for (const LossNote::Kept& each : note.kept) kept.push_back(each.name + " " + each.type);
  return kept;
}

double OutputDb(const std::string& text, const hlo::Module& quantized, const CalibrationData& data) {
  const auto validation = Validate(Read(text), quantized, {}, data);
  EXPECT_TRUE(validation.ok()) << validation.error().text;
  return validation.value().outputs[0].sqnr_db;
}

TEST(MaxLoss, KeepsNothingWhereAllQuantizesWell) {
  const std::string text = Network(false, false);
  hlo::Module module = Read(text);
  const auto program = QuantizeWithin(module, Samples(false), {}, {kAskedDb, {}});
  ASSERT_TRUE(program.ok()) << program.error().text;
  EXPECT_TRUE(program.value().note->kept.empty());
  EXPECT_GE(program.value().note->reached_db, kAskedDb);
}

TEST(MaxLoss, ATensorOfUnevenChannelsGetsSixteenBits) {
  const std::string text = Network(false, true);
  const CalibrationData data = Samples(false);
  hlo::Module module = Read(text);
  std::vector<std::string> lines;
  const auto program = QuantizeWithin(
      module, data, {}, {kAskedDb, [&lines](const std::string& line) { lines.push_back(line); }});
  ASSERT_TRUE(program.ok()) << program.error().text;
  const LossNote& note = *program.value().note;
  EXPECT_EQ(Kept(note), std::vector<std::string>{"d2 s16"});
  EXPECT_LT(note.plain_db, kAskedDb);
  EXPECT_GE(note.reached_db, kAskedDb);
  EXPECT_NEAR(OutputDb(text, module, data), note.reached_db, 1e-6);
  EXPECT_EQ(lines.size(), 8u);  // outputs before and after, three layers, three tensors
}

TEST(MaxLoss, ALayerOfUnevenWeightsStaysFloat) {
  const std::string text = Network(true, false);
  const CalibrationData data = Samples(true);
  hlo::Module module = Read(text);
  const auto program = QuantizeWithin(module, data, {}, {kAskedDb, {}});
  ASSERT_TRUE(program.ok()) << program.error().text;
  EXPECT_EQ(Kept(*program.value().note), std::vector<std::string>{"d1 f32"});
  ASSERT_EQ(program.value().layers.size(), 3u);
  EXPECT_EQ(program.value().layers[0].type, "f32");
  EXPECT_NE(program.value().layers[0].why.find("dB at the outputs"), std::string::npos);
  EXPECT_GE(OutputDb(text, module, data), kAskedDb);
}

TEST(MaxLoss, WhatIntegersInTheSignatureLoseIsAnError) {
  hlo::Module module = Read(Network(false, false));
  ActivationOptions options;
  options.integer_signature = true;
  const auto program = QuantizeWithin(module, Samples(false), options, {80, {}});
  ASSERT_FALSE(program.ok());
  EXPECT_NE(program.error().text.find("--max-loss 80: "), std::string::npos) << program.error().text;
}

TEST(MaxLoss, WithoutThatAnythingCanBeHad) {
  const std::string text = Network(false, false);
  const CalibrationData data = Samples(false);
  hlo::Module module = Read(text);
  const auto program = QuantizeWithin(module, data, {}, {90, {}});
  ASSERT_TRUE(program.ok()) << program.error().text;
  EXPECT_GE(OutputDb(text, module, data), 90);
}

TEST(MaxLoss, WeightsAloneLikewise) {
  const std::string text = Network(true, false);
  const CalibrationData data = Samples(true);
  hlo::Module module = Read(text);
  const auto report = QuantizeWeights(module, data, {}, WeightBits::kEight, MaxLoss{40, {}});
  ASSERT_TRUE(report.ok()) << report.error().text;
  EXPECT_EQ(Kept(*report.value().loss), std::vector<std::string>{"d1 f32"});
  ASSERT_EQ(report.value().layers.size(), 3u);
  EXPECT_NE(report.value().layers[0].why.find("dB at the outputs"), std::string::npos);
  EXPECT_TRUE(report.value().layers[1].why.empty());
  EXPECT_NEAR(OutputDb(text, module, data), report.value().loss->reached_db, 1e-6);
  EXPECT_GE(report.value().loss->reached_db, 40);
}

}  // namespace
}  // namespace tmb
