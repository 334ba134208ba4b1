// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Weights of WinogradF32.
#ifndef TMB_CONVERTER_LOWER_WINOGRAD_H_
#define TMB_CONVERTER_LOWER_WINOGRAD_H_

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

namespace tmb {

// A 3 x 3 kernel, row-major, as its 36 transformed numbers G g G^T at column * 6 + row, rounded from f64.
std::array<float, 36> TransformKernel(const std::array<float, 9>& kernel);

// [ceil(out_c/4), 36, in_c, 4] of the kernels that `kernel_of` gives.
std::vector<uint8_t> PackWinograd(int64_t in_c, int64_t out_c,
                                  const std::function<std::array<float, 9>(int64_t in, int64_t out)>& kernel_of);

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_WINOGRAD_H_
