// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// DotF32 and MatVecF32 against plain loops, bit for bit: the order of addition is the format's.
#include <cmath>
#include <limits>

#include "tests/runtime/kernels/kernel_memory.h"
#include "tests/runtime/kernels/packed_weights.h"

namespace tmb {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

struct DenseCase {
  uint32_t m, n, k;
  std::vector<float> x, w, bias, residual;  // the last two may be empty
  float lo = -kInfinity, hi = kInfinity;
  fb::Type w_type = fb::Type::F32;
};

std::vector<float> ReferenceDense(const DenseCase& c) {
  std::vector<float> y(c.m * c.n);
  for (uint32_t i = 0; i < c.m; ++i) {
    for (uint32_t j = 0; j < c.n; ++j) {
      const float bias = c.bias.empty() ? 0.0f : c.bias[j];
      float sum = BeginSum(c.w_type, bias);
      for (uint32_t k = 0; k < c.k; ++k) sum += c.x[i * c.k + k] * c.w[k * c.n + j];
      sum = EndSum(c.w_type, sum, j, bias);
      if (!c.residual.empty()) sum += c.residual[i * c.n + j];
      if (sum < c.lo) sum = c.lo;
      if (sum > c.hi) sum = c.hi;
      y[i * c.n + j] = Canonical(sum);
    }
  }
  return y;
}

DenseCase RandomCase(uint32_t round, bool residual, uint32_t types, RandomBits& random) {
  DenseCase c = {random.Between(1, 9), random.Between(1, 50), random.Between(1, 40), {}, {}, {}, {}};
  c.w_type = kWeightTypes[random.Between(0, types - 1)];
  c.x = RandomFloats(c.m * c.k, random);
  c.w = RandomWeights(c.k, c.n, c.w_type, random);
  if (round & 1) c.bias = RandomFloats(c.n, random);
  if (round & 2) c.lo = 0;
  if (round & 4) c.hi = 0.75f;
  if (residual && (round & 8) != 0) c.residual = RandomFloats(c.m * c.n, random);
  return c;
}

void CheckDot(const DenseCase& c, RandomBits& random) {
  KernelMemory memory;
  const fb::Ref x = memory.Add(c.x);
  const fb::Ref w = memory.Add(PackPanels(c.w, c.k, c.n, kPanel, c.w_type));
  const fb::Ref bias = memory.AddOptional(c.bias), residual = memory.AddOptional(c.residual);
  const fb::Ref y = memory.Add(std::vector<float>(c.m * c.n, 99.0f));
  fb::DotF32 op(x, w, bias, residual, y, fb::Ref(kNoOperand), c.m, c.n, c.k, c.lo, c.hi, c.w_type);
  if (c.w_type == fb::Type::S4) op.mutable_scratch() = memory.Add(std::vector<uint8_t>(DotScratchBytes(op)));
  RunBothWays(DotF32, op, memory, y, random);
  ExpectSameBits(memory.Values<float>(y), ReferenceDense(c));
}

void CheckMatVec(const DenseCase& c, RandomBits& random) {
  KernelMemory memory;
  const fb::Ref x = memory.Add(c.x);
  const fb::Ref w = memory.Add(PackPanels(c.w, c.k, c.n, kMatVecPanel, c.w_type));
  const fb::Ref bias = memory.AddOptional(c.bias);
  const fb::Ref y = memory.Add(std::vector<float>(c.m * c.n, 99.0f));
  RunBothWays(MatVecF32, fb::MatVecF32(x, w, bias, y, c.m, c.n, c.k, c.lo, c.hi, c.w_type), memory, y,
              random);
  ExpectSameBits(memory.Values<float>(y), ReferenceDense(c));
}

TEST(DotF32, RandomShapes) {
  RandomBits random;
  for (uint32_t round = 0; round < 300; ++round) CheckDot(RandomCase(round, true, 5, random), random);
}

TEST(MatVecF32, RandomShapes) {
  RandomBits random;
  for (uint32_t round = 0; round < 300; ++round)
    CheckMatVec(RandomCase(round, false, kMatVecWeightTypes, random), random);
}

// y on x where its rows are not longer; on the residual; and both behind x by less than a tile.
TEST(DotF32, InPlace) {
  RandomBits random;
  for (uint32_t round = 0; round < 200; ++round) {
    DenseCase c = RandomCase(round, true, kMatVecWeightTypes, random);
    if (c.n > c.k) std::swap(c.n, c.k);
    c.x = RandomFloats(c.m * c.k, random);
    c.w = RandomWeights(c.k, c.n, c.w_type, random);
    if (!c.bias.empty()) c.bias = RandomFloats(c.n, random);
    if (!c.residual.empty()) c.residual = RandomFloats(c.m * c.n, random);
    KernelMemory memory;
    const fb::Ref x = memory.Add(c.x), w = memory.Add(PackPanels(c.w, c.k, c.n, kPanel, c.w_type));
    const fb::Ref bias = memory.AddOptional(c.bias), residual = memory.AddOptional(c.residual);
    const fb::Ref scratch = memory.Add(std::vector<float>(c.k * kTile));
    const fb::Ref y = (round & 8) != 0 && (round & 16) != 0 ? residual : x;
    DotF32(fb::DotF32(x, w, bias, residual, y, scratch, c.m, c.n, c.k, c.lo, c.hi, c.w_type),
           memory.MakeContext(), 0, kAllUnits);
    std::vector<float> result = memory.Values<float>(y);
    result.resize(c.m * c.n);
    ExpectSameBits(result, ReferenceDense(c));
  }
}

TEST(DotF32, NaNAndInfinityAndZeros) {
  RandomBits random;
  const DenseCase relu = {1,
                          5,
                          2,
                          {1, -1},
                          {kNaN, kInfinity, -kInfinity, 0, -0.0f, 0, kInfinity, 0, 0, -0.0f},
                          {0, 0, 0, 0, -0.0f},
                          {},
                          0,
                          6};
  CheckDot(relu, random);
  CheckMatVec(relu, random);
  KernelMemory memory;
  const fb::Ref x = memory.Add(std::vector<float>{1}), bias = memory.Add(std::vector<float>{-0.0f});
  const fb::Ref w = memory.Add(PackPanels({-0.0f}, 1, 1, kMatVecPanel, fb::Type::F32));
  const fb::Ref y = memory.Add(std::vector<float>{9});
  const fb::Ref none(kNoOperand);
  MatVecF32(fb::MatVecF32(x, w, bias, y, 1, 1, 1, 0.0f, kInfinity, fb::Type::F32), memory.MakeContext(), 0,
            kAllUnits);
  EXPECT_EQ(Bits(memory.Values<float>(y)[0]), 0u) << "max(-0, 0) is +0";
  DotF32(fb::DotF32(x, w, bias, none, y, none, 1, 1, 1, 0.0f, kInfinity, fb::Type::F32), memory.MakeContext(),
         0, kAllUnits);
  EXPECT_EQ(Bits(memory.Values<float>(y)[0]), 0u) << "max(-0, 0) is +0";
  DotF32(fb::DotF32(x, w, bias, none, y, none, 1, 1, 1, -1.0f, 0.0f, fb::Type::F32), memory.MakeContext(), 0,
         kAllUnits);
  EXPECT_EQ(Bits(memory.Values<float>(y)[0]), 0x80000000u) << "min(-0, 0) is -0";
}

// In whole vectors of every width, in the first and in the last element of each.
TEST(DotF32, NaNInVectors) {
  RandomBits random;
  for (uint32_t at = 0; at < 29; ++at) {
    DenseCase c = {5, 29, 3, RandomFloats(15, random), RandomFloats(87, random), {}, {}, 0, 6};
    c.w[at] = at % 2 == 0 ? kInfinity : -kInfinity;
    c.w[29 + at] = -c.w[at];
    for (float& x : c.x) x = std::fabs(x) + 1;
    CheckDot(c, random);
    CheckMatVec(c, random);
  }
}

// Every weight of 16 bits, subnormals, infinities and NaNs included, times one; -0 does not change it.
TEST(DotF32, AllNarrowWeights) {
  constexpr uint32_t kWeights = 1 << 16;
  for (const fb::Type type : {fb::Type::F16, fb::Type::BF16}) {
    std::vector<uint16_t> w(kWeights);
    std::vector<float> expected(kWeights);
    for (uint32_t i = 0; i < kWeights; ++i) {
      w[i] = static_cast<uint16_t>(i);
      const uint32_t bits = type == fb::Type::F16 ? F16ToF32(w[i]) : BF16ToF32(w[i]);
      std::memcpy(&expected[i], &bits, sizeof bits);
      expected[i] = Canonical(expected[i]);
    }
    KernelMemory memory;
    const fb::Ref x = memory.Add(std::vector<float>{1}), weights = memory.Add(w);
    const fb::Ref bias = memory.Add(std::vector<float>(kWeights, -0.0f)), none(kNoOperand);
    const fb::Ref y = memory.Add(std::vector<float>(kWeights));
    DotF32(fb::DotF32(x, weights, bias, none, y, none, 1, kWeights, 1, -kInfinity, kInfinity, type),
           memory.MakeContext(), 0, kAllUnits);
    ExpectSameBits(memory.Values<float>(y), expected);
    MatVecF32(fb::MatVecF32(x, weights, bias, y, 1, kWeights, 1, -kInfinity, kInfinity, type),
              memory.MakeContext(), 0, kAllUnits);
    ExpectSameBits(memory.Values<float>(y), expected);
  }
}

}  // namespace
}  // namespace tmb
