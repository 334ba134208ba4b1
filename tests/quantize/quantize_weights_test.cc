// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// QuantizeWeights with calibration: layers after each other, biases, and what the module looks like then.
#include "converter/quantize/quantize_weights.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "converter/hlo/read.h"
#include "converter/quantize/sample_runner.h"
#include "tests/runtime/kernels/random_bits.h"

namespace tmb {
namespace {

constexpr size_t kSamples = 200;
constexpr int64_t kInputs = 24, kOutputs = 8;

std::vector<float> Random(size_t count, RandomBits& random) {
  std::vector<float> values(count);
  for (float& value : values) value = random.Unit();
  return values;
}

// A layer with bias and ReLU, then one without.
std::string TwoLayers() {
  RandomBits random;
  return fmt::format(R"(HloModule m
ENTRY main {{ x = f32[1,24] parameter(0)
  flat1 = f32[384] constant({{{}}})
  w1 = f32[24,16] reshape(flat1)
  d1 = f32[1,16] dot(x, w1), lhs_contracting_dims={{1}}, rhs_contracting_dims={{0}}
  b = f32[1,16] constant({{{{{}}}}})
  s1 = f32[1,16] add(d1, b)
  zero = f32[] constant(0)
  zeros = f32[1,16] broadcast(zero), dimensions={{}}
  r = f32[1,16] maximum(s1, zeros)
  flat2 = f32[128] constant({{{}}})
  w2 = f32[16,8] reshape(flat2)
  ROOT d2 = f32[1,8] dot(r, w2), lhs_contracting_dims={{1}}, rhs_contracting_dims={{0}} }})",
                     fmt::join(Random(384, random), ","), fmt::join(Random(16, random), ","),
                     fmt::join(Random(128, random), ","));
}

// Inputs of which neighbours are alike.
CalibrationData Samples() {
  RandomBits random;
  CalibrationData data{kSamples, {{}}};
  for (size_t sample = 0; sample < kSamples; ++sample) {
    std::vector<float> x = Random(kInputs, random);
    for (size_t i = 1; i < x.size(); ++i) x[i] += 0.9f * x[i - 1];
    std::vector<uint8_t> bytes(x.size() * sizeof(float));
    std::memcpy(bytes.data(), x.data(), bytes.size());
    data.arguments[0].push_back(std::move(bytes));
  }
  return data;
}

std::vector<std::vector<float>> Outputs(const hlo::Module& module, const CalibrationData& data) {
  SampleRunner runner(data.samples);
  runner.Set(*module.entry->Parameters()[0], data.arguments[0]);
  std::vector<std::vector<float>> outputs;
  const auto run =
      runner.Run({module.entry->root}, [&](size_t, const std::vector<SampleRunner::Bytes>& values) {
        std::memcpy(outputs.emplace_back(kOutputs).data(), values[0].data(), values[0].size());
      });
  EXPECT_TRUE(run.ok()) << run.error().text;
  return outputs;
}

int64_t Count(const hlo::Module& module, std::string_view opcode) {
  const auto& all = module.entry->instructions;
  return std::count_if(all.begin(), all.end(), [&](const auto& i) { return i->opcode == opcode; });
}

TEST(QuantizeWeights, CalibrationKeepsMeansAndLowersErrors) {
  const CalibrationData data = Samples();
  const auto exact_module = hlo::ReadModule(TwoLayers(), "m.hlo");
  ASSERT_TRUE(exact_module.ok()) << exact_module.error().text;
  const auto exact = Outputs(exact_module.value(), data);
  double errors[2] = {0, 0};
  for (const bool calibrated : {false, true}) {
    auto module = hlo::ReadModule(TwoLayers(), "m.hlo");
    std::vector<std::string> seen;
    const auto progress = [&seen](size_t layer, size_t layers, const std::string& name) {
      seen.push_back(fmt::format("{} of {}, {}", layer, layers, name));
    };
    const auto notes =
        QuantizeWeights(module.value(), calibrated ? std::optional(data) : std::nullopt, progress);
    ASSERT_TRUE(notes.ok()) << notes.error().text;
    ASSERT_EQ(notes.value().layers.size(), 2u);
    EXPECT_TRUE(notes.value().layers[0].why.empty() && notes.value().layers[1].sqnr_db.has_value());
    EXPECT_EQ(seen.size(), calibrated ? 2u : 0u);
    // The first layer's bias has other values, the second layer gets one.
    EXPECT_EQ(Count(module.value(), "add"), calibrated ? 2 : 1);
    EXPECT_EQ(Count(module.value(), "convert"), 2);
    const auto outputs = Outputs(module.value(), data);
    double mean = 0;
    for (size_t i = 0; i < kSamples; ++i) {
      for (size_t j = 0; j < kOutputs; ++j) {
        const double error = double(outputs[i][j]) - exact[i][j];
        errors[calibrated] += error * error;
        if (j == 0) mean += error / kSamples;
      }
    }
    if (calibrated) {
      EXPECT_NEAR(mean, 0, 1e-5);
    }
  }
  EXPECT_LT(errors[1], 0.5 * errors[0]);
}

}  // namespace
}  // namespace tmb
