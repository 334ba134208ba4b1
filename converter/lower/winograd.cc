// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// G of F(4x4, 3x3) for the points 0, 1, -1, 2, -2, infinity; the other two matrices are the kernel's
// (runtime/kernels/winograd.h).

#include "converter/lower/winograd.h"

#include <cstring>

#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

constexpr double kG[6][3] = {{1.0 / 4, 0, 0},
                             {-1.0 / 6, -1.0 / 6, -1.0 / 6},
                             {-1.0 / 6, 1.0 / 6, -1.0 / 6},
                             {1.0 / 24, 1.0 / 12, 1.0 / 6},
                             {1.0 / 24, -1.0 / 12, 1.0 / 6},
                             {0, 0, 1}};

}  // namespace

std::array<float, 36> TransformKernel(const std::array<float, 9>& kernel) {
  std::array<float, 36> transformed{};
  for (size_t i = 0; i < 6; ++i) {
    for (size_t j = 0; j < 6; ++j) {
      double sum = 0;
      for (size_t p = 0; p < 3; ++p) {
        for (size_t q = 0; q < 3; ++q) sum += kG[i][p] * kG[j][q] * static_cast<double>(kernel[p * 3 + q]);
      }
      transformed[j * 6 + i] = static_cast<float>(sum);
    }
  }
  return transformed;
}

std::vector<uint8_t> PackWinograd(
    int64_t in_c, int64_t out_c,
    const std::function<std::array<float, 9>(int64_t in, int64_t out)>& kernel_of) {
  constexpr int64_t kPositions = kWinogradPositions, kInPanel = kPanel;
  std::vector<uint8_t> packed(
      static_cast<size_t>((out_c + kInPanel - 1) / kInPanel * kPositions * in_c * kInPanel * 4), 0);
  for (int64_t out = 0; out < out_c; ++out) {
    for (int64_t in = 0; in < in_c; ++in) {
      const std::array<float, 36> transformed = TransformKernel(kernel_of(in, out));
      for (int64_t position = 0; position < kPositions; ++position) {
        const int64_t to = ((out / kInPanel * kPositions + position) * in_c + in) * kInPanel + out % kInPanel;
        std::memcpy(packed.data() + to * 4, &transformed[static_cast<size_t>(position)], 4);
      }
    }
  }
  return packed;
}

}  // namespace tmb
