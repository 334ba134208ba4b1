// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// QuantizeActivations: which kernels a network gets, how close they come to the f32 program, and what stays
// as it was.
#include "converter/quantize/activations.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "converter/integer_kernels.h"
#include "converter/quantize/sample_runner.h"
#include "tests/quantize/programs.h"

namespace tmb {
namespace {

constexpr size_t kSamples = 40;

std::string Numbers(size_t count, float scale, RandomBits& random) {
  std::vector<float> values(count);
  for (float& value : values) value = scale * random.Unit();
  return fmt::format("{{{}}}", fmt::join(values, ","));
}

// A convolution, a residual block, a depthwise convolution, a mean and a product.
std::string Network() {
  RandomBits random;
  return fmt::format(R"(HloModule m
add {{ a = f32[] parameter(0)
  b = f32[] parameter(1)
  ROOT s = f32[] add(a, b) }}
ENTRY main {{ x = f32[1,6,6,3] parameter(0), metadata={{op_name="x"}}
  zero = f32[] constant(0)
  six = f32[] constant(6)
  zeros = f32[1,6,6,8] broadcast(zero), dimensions={{}}
  w1 = f32[216] constant({0})
  k1 = f32[3,3,3,8] reshape(w1)
  c1 = f32[1,6,6,8] convolution(x, k1), window={{size=3x3 pad=1_1x1_1}}, dim_labels=b01f_01io->b01f
  b1 = f32[8] constant({1})
  bb1 = f32[1,6,6,8] broadcast(b1), dimensions={{3}}
  s1 = f32[1,6,6,8] add(c1, bb1)
  r1 = f32[1,6,6,8] maximum(s1, zeros)
  w2 = f32[64] constant({2})
  k2 = f32[1,1,8,8] reshape(w2)
  c2 = f32[1,6,6,8] convolution(r1, k2), window={{size=1x1}}, dim_labels=b01f_01io->b01f
  s2 = f32[1,6,6,8] add(c2, r1)
  r2 = f32[1,6,6,8] clamp(zero, s2, six)
  w3 = f32[72] constant({3})
  k3 = f32[3,3,1,8] reshape(w3)
  c3 = f32[1,6,6,8] convolution(r2, k3), window={{size=3x3 pad=1_1x1_1}}, dim_labels=b01f_01io->b01f, feature_group_count=8
  r3 = f32[1,6,6,8] maximum(c3, zeros)
  sum = f32[1,8] reduce(r3, zero), dimensions={{1,2}}, to_apply=add
  n = f32[] constant(0.0277777784)
  nn = f32[1,8] broadcast(n), dimensions={{}}
  mean = f32[1,8] multiply(sum, nn)
  w4 = f32[80] constant({4})
  k4 = f32[8,10] reshape(w4)
  ROOT d = f32[1,10] dot(mean, k4), lhs_contracting_dims={{1}}, rhs_contracting_dims={{0}} }})",
                     Numbers(216, 0.4f, random), Numbers(8, 0.5f, random), Numbers(64, 0.5f, random),
                     Numbers(72, 0.6f, random), Numbers(80, 1.0f, random));
}

CalibrationData Samples(size_t elements) { return RandomSamples(kSamples, elements); }

std::vector<const hlo::Instruction*> Kernels(const hlo::Module& module) {
  std::vector<const hlo::Instruction*> kernels;
  for (const auto& instruction : module.entry->instructions) {
    if (IsIntegerKernel(*instruction)) kernels.push_back(instruction.get());
  }
  return kernels;
}

// The worst of the rows.
double Worst(const std::vector<ValidationRow>& rows) {
  double worst = 1000;
  for (const ValidationRow& row : rows) worst = std::min(worst, row.sqnr_db);
  return worst;
}

TEST(QuantizeActivations, ANetworkOfIntegerKernels) {
  hlo::Module floats = Read(Network()), module = Read(Network());
  const CalibrationData data = Samples(6 * 6 * 3);
  const auto quantized = QuantizeActivations(module, data, {});
  ASSERT_TRUE(quantized.ok()) << quantized.error().text;
  const auto kernels = Kernels(module);
  ASSERT_EQ(kernels.size(), 5u);
  EXPECT_EQ(kernels[1]->operands.size(), 6u);  // with the residual
  EXPECT_EQ(kernels[2]->feature_group_count, 8);
  EXPECT_EQ(kernels[3]->shape.type, hlo::Type::kS16);  // sums of the mean
  EXPECT_EQ(kernels[4]->opcode, kIntegerDot);
  EXPECT_EQ(kernels[4]->shape.type, hlo::Type::kF32);
  const auto validation = Validate(floats, module, quantized.value().values, data);
  ASSERT_TRUE(validation.ok()) << validation.error().text;
  EXPECT_EQ(validation.value().layers.size(), 4u);
  EXPECT_GT(Worst(validation.value().layers), 30);
  EXPECT_GT(Worst(validation.value().outputs), 32);
}

TEST(QuantizeActivations, SixteenBitsAreFiner) {
  hlo::Module floats = Read(Network()), narrow = Read(Network()), wide = Read(Network());
  const CalibrationData data = Samples(6 * 6 * 3);
  ActivationOptions options;
  const auto a = QuantizeActivations(narrow, data, options);
  options.type = hlo::Type::kS16;
  const auto b = QuantizeActivations(wide, data, options);
  ASSERT_TRUE(a.ok() && b.ok());
  const auto va = Validate(floats, narrow, a.value().values, data),
             vb = Validate(floats, wide, b.value().values, data);
  ASSERT_TRUE(va.ok() && vb.ok());
  EXPECT_GT(Worst(vb.value().outputs), Worst(va.value().outputs) + 2);
}

// By the name of a layer or of its result; both names of one tensor are one.
TEST(QuantizeActivations, WideResults) {
  for (const std::string name : {"c2", "r2"}) {
    hlo::Module module = Read(Network());
    ActivationOptions options;
    options.wide = {name};
    const auto quantized = QuantizeActivations(module, Samples(6 * 6 * 3), options);
    ASSERT_TRUE(quantized.ok()) << quantized.error().text;
    EXPECT_EQ(quantized.value().layers[0].type, "s8");
    EXPECT_EQ(quantized.value().layers[1].type, "s16");
    EXPECT_EQ(quantized.value().layers[2].type, "s8");
  }
}

TEST(QuantizeActivations, UnknownNamesAreRefused) {
  hlo::Module module = Read(Network());
  ActivationOptions options;
  options.wide = {"c2", "w1"};
  const auto quantized = QuantizeActivations(module, Samples(6 * 6 * 3), options);
  ASSERT_FALSE(quantized.ok());
  EXPECT_NE(quantized.error().text.find("--wide w1: "), std::string::npos);
}

TEST(QuantizeActivations, IntegerSignature) {
  hlo::Module floats = Read(Network()), module = Read(Network());
  const CalibrationData data = Samples(6 * 6 * 3);
  ActivationOptions options;
  options.integer_signature = true;
  const auto quantized = QuantizeActivations(module, data, options);
  ASSERT_TRUE(quantized.ok()) << quantized.error().text;
  EXPECT_EQ(module.entry->Parameters()[0]->shape.type, hlo::Type::kS8);
  EXPECT_EQ(module.entry->root->shape.type, hlo::Type::kS8);
  ASSERT_EQ(module.parameter_scales.size(), 1u);
  ASSERT_EQ(module.result_scales.size(), 1u);
  EXPECT_GT(module.parameter_scales[0].scale, 0);
  EXPECT_GT(module.result_scales[0].scale, 0);
  const auto validation = Validate(floats, module, quantized.value().values, data);  // of what they mean
  ASSERT_TRUE(validation.ok()) << validation.error().text;
  ASSERT_EQ(validation.value().outputs.size(), 1u);
  EXPECT_EQ(validation.value().outputs[0].type, "s8");
  EXPECT_GT(validation.value().outputs[0].sqnr_db, 30);
}

// Two products, of whose results the last column is `last` times the others.
std::string Products(float last) {
  RandomBits random;
  std::vector<float> w(16 * 4);
  for (size_t i = 0; i < w.size(); ++i) w[i] = random.Unit() * (i % 4 == 3 ? last : 1);
  return fmt::format(R"(HloModule m
ENTRY main {{ x = f32[1,12] parameter(0), metadata={{op_name="x"}}
  zero = f32[] constant(0)
  zeros = f32[1,16] broadcast(zero), dimensions={{}}
  w1 = f32[192] constant({0})
  k1 = f32[12,16] reshape(w1)
  d1 = f32[1,16] dot(x, k1), lhs_contracting_dims={{1}}, rhs_contracting_dims={{0}}
  r1 = f32[1,16] maximum(d1, zeros)
  w2 = f32[64] constant({{{1}}})
  k2 = f32[16,4] reshape(w2)
  ROOT d2 = f32[1,4] dot(r1, k2), lhs_contracting_dims={{1}}, rhs_contracting_dims={{0}} }})",
                     Numbers(192, 0.4f, random), fmt::join(w, ","));
}

// So that MatVecS8 has them in 16 bits, but not where a column would have few bits left.
TEST(QuantizeActivations, MultipliersOfProductsHave16Bits) {
  for (const float last : {1.0f, 0.0005f}) {
    hlo::Module floats = Read(Products(last)), module = Read(Products(last));
    ActivationOptions options;
    options.integer_signature = true;
    const CalibrationData data = Samples(12);
    const auto quantized = QuantizeActivations(module, data, options);
    ASSERT_TRUE(quantized.ok()) << quantized.error().text;
    const auto kernels = Kernels(module);
    ASSERT_EQ(kernels.size(), 2u);
    for (const hlo::Instruction* kernel : kernels) {
      const std::vector<uint8_t>& bytes = kernel->operands[3]->literal->data;
      int32_t all = 0, most = 0;
      for (size_t at = 0; at < bytes.size(); at += 4) {
        int32_t multiplier;
        std::memcpy(&multiplier, bytes.data() + at, 4);
        all |= multiplier;
        most = std::max(most, multiplier);
      }
      const bool are_short = most >> std::countr_zero(static_cast<uint32_t>(all)) <= INT16_MAX;
      EXPECT_EQ(are_short, last == 1 || kernel == kernels[0]) << kernel->name;
    }
    const auto validation = Validate(floats, module, quantized.value().values, data);
    ASSERT_TRUE(validation.ok()) << validation.error().text;
    EXPECT_GT(Worst(validation.value().outputs), 35);
  }
}

// What reads a tensor besides integer kernels gets floats.
TEST(QuantizeActivations, OtherReadersGetFloats) {
  RandomBits random;
  const std::string text = fmt::format(R"(HloModule m
ENTRY main {{ x = f32[4,16] parameter(0)
  w = f32[128] constant({0})
  k = f32[16,8] reshape(w)
  d = f32[4,8] dot(x, k), lhs_contracting_dims={{1}}, rhs_contracting_dims={{0}}
  e = f32[4,8] exponential(d)
  v = f32[80] constant({1})
  l = f32[8,10] reshape(v)
  f = f32[4,10] dot(e, l), lhs_contracting_dims={{1}}, rhs_contracting_dims={{0}}
  ROOT r = (f32[4,8], f32[4,10], f32[4,16]) tuple(e, f, x) }})",
                                       Numbers(128, 0.3f, random), Numbers(80, 0.3f, random));
  hlo::Module floats = Read(text), module = Read(text);
  const CalibrationData data = Samples(64);
  const auto quantized = QuantizeActivations(module, data, {});
  ASSERT_TRUE(quantized.ok()) << quantized.error().text;
  EXPECT_EQ(Kernels(module).size(), 2u);
  const auto validation = Validate(floats, module, quantized.value().values, data);
  ASSERT_TRUE(validation.ok()) << validation.error().text;
  ASSERT_EQ(validation.value().outputs.size(), 3u);
  EXPECT_GT(validation.value().outputs[0].sqnr_db, 35);
  EXPECT_GT(validation.value().outputs[1].sqnr_db, 35);
  EXPECT_EQ(validation.value().outputs[2].largest_error, 0);
}

// Few weights, or such that are no constants, stay f32.
TEST(QuantizeActivations, WhatStaysF32) {
  hlo::Module module = Read(R"(HloModule m
ENTRY main { x = f32[2,3] parameter(0)
  w = f32[3,2] constant({{1,2},{3,4},{5,6}})
  d = f32[2,2] dot(x, w), lhs_contracting_dims={1}, rhs_contracting_dims={0}
  ROOT e = f32[2,2] dot(d, d), lhs_contracting_dims={1}, rhs_contracting_dims={0} })");
  const auto quantized = QuantizeActivations(module, Samples(6), {});
  ASSERT_TRUE(quantized.ok()) << quantized.error().text;
  EXPECT_TRUE(Kernels(module).empty());
  EXPECT_TRUE(quantized.value().layers.empty());
}

}  // namespace
}  // namespace tmb
