// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// WinogradF32 with the converter's weights against plain convolutions in f64: shapes whose tiles reach over
// the borders, residuals, clamps. The bits of its twins are compared on target
// (tests/runtime/kernels/target/twins.cc).
#include "converter/lower/winograd.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/runtime/kernels/kernel_memory.h"

namespace tmb {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

struct Layer {
  uint32_t batch, in_h, in_w, in_c, out_h, out_w, out_c;
  int32_t pad_h, pad_w;
  std::vector<float> x, kernels, bias, residual;  // kernels [3, 3, in_c, out_c]
  float lo, hi;
};

Layer RandomLayer(RandomBits& random) {
  Layer l = {random.Between(1, 2),
             random.Between(1, 9),
             random.Between(1, 11),
             random.Between(1, 9),
             random.Between(1, 9),
             random.Between(1, 11),
             random.Between(1, 9),
             0,
             0,
             {},
             {},
             {},
             {},
             0,
             0};
  l.pad_h = static_cast<int32_t>(random.Between(0, 4)) - 2;
  l.pad_w = static_cast<int32_t>(random.Between(0, 4)) - 2;
  l.x = RandomFloats(l.batch * l.in_h * l.in_w * l.in_c, random);
  l.kernels = RandomFloats(9 * l.in_c * l.out_c, random);
  if (random.Next() & 1) l.bias = RandomFloats(l.out_c, random);
  if (random.Next() & 1) l.residual = RandomFloats(l.batch * l.out_h * l.out_w * l.out_c, random);
  l.lo = random.Next() & 1 ? 0 : -kInfinity;
  l.hi = random.Next() & 1 ? 0.5f : kInfinity;
  return l;
}

double Expected(const Layer& l, uint32_t b, uint32_t i, uint32_t j, uint32_t o) {
  double sum = l.bias.empty() ? 0 : static_cast<double>(l.bias[o]);
  for (uint32_t tap = 0; tap < 9; ++tap) {
    const int64_t row = int64_t{i} + tap / 3 - l.pad_h, column = int64_t{j} + tap % 3 - l.pad_w;
    if (row < 0 || row >= l.in_h || column < 0 || column >= l.in_w) continue;
    const size_t pixel = static_cast<size_t>(((b * l.in_h + row) * l.in_w + column) * l.in_c);
    for (uint32_t c = 0; c < l.in_c; ++c) {
      sum += static_cast<double>(l.x[pixel + c]) *
             static_cast<double>(l.kernels[(tap * l.in_c + c) * l.out_c + o]);
    }
  }
  if (!l.residual.empty())
    sum += static_cast<double>(l.residual[((b * l.out_h + i) * l.out_w + j) * l.out_c + o]);
  return std::fmin(std::fmax(sum, static_cast<double>(l.lo)), static_cast<double>(l.hi));
}

std::vector<uint8_t> Pack(const Layer& l) {
  return PackWinograd(l.in_c, l.out_c, [&l](int64_t in, int64_t out) {
    std::array<float, 9> kernel{};
    for (size_t tap = 0; tap < 9; ++tap) {
      kernel[tap] = l.kernels[(tap * l.in_c + static_cast<size_t>(in)) * l.out_c + static_cast<size_t>(out)];
    }
    return kernel;
  });
}

TEST(WinogradF32, IsTheConvolution) {
  RandomBits random;
  for (uint32_t round = 0; round < 200; ++round) {
    const Layer l = RandomLayer(random);
    KernelMemory memory;
    const fb::Ref x = memory.Add(l.x), w = memory.Add(Pack(l)), bias = memory.AddOptional(l.bias);
    const fb::Ref y = memory.Add(std::vector<float>(l.batch * l.out_h * l.out_w * l.out_c, 99.0f));
    const fb::Ref residual = memory.AddOptional(l.residual);
    fb::WinogradF32 op(x, w, bias, residual, y, fb::Ref(kNoOperand), l.batch, l.in_h, l.in_w, l.in_c, l.out_h,
                       l.out_w, l.out_c, l.pad_h, l.pad_w, l.lo, l.hi);
    op.mutable_scratch() = memory.Add(std::vector<uint8_t>(WinogradScratchBytes(op)));
    RunBothWays(WinogradF32, op, memory, y, random);
    const std::vector<float> actual = memory.Values<float>(y);
    size_t at = 0;
    for (uint32_t b = 0; b < l.batch; ++b) {
      for (uint32_t i = 0; i < l.out_h; ++i) {
        for (uint32_t j = 0; j < l.out_w; ++j) {
          for (uint32_t o = 0; o < l.out_c; ++o, ++at) {
            // Inputs and kernels are below 1: the study's error for sums of some hundred terms.
            ASSERT_NEAR(static_cast<double>(actual[at]), Expected(l, b, i, j, o), 5e-5)
                << round << ": " << at;
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace tmb
