// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Which positions of a kernel lie inside the input, for the f32 convolutions.
#ifndef TMB_RUNTIME_KERNELS_CONV_WINDOW_H_
#define TMB_RUNTIME_KERNELS_CONV_WINDOW_H_

#include <cstdint>

namespace tmb {

// Kernel positions [first, end) along one dimension.
struct Taps {
  uint32_t first, end;
  uint32_t count() const { return end - first; }
};

// `start` is the input position of kernel position 0, modulo 2^32: one before the input is
// far behind it, so one comparison finds both.
inline Taps TapsInside(uint32_t start, uint32_t dilation, uint32_t k, uint32_t in) {
  uint32_t first = 0;
  for (; first < k && start >= in; ++first) start += dilation;
  uint32_t end = first;
  for (; end < k && start < in; ++end) start += dilation;
  return {first, end};
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_CONV_WINDOW_H_
