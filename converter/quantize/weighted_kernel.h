// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// WeightedKernel: a dot or convolution as products [positions, k] x [k, n / groups], one for each group of
// channels, whatever its dimension labels. k runs over the window's taps, then input channels, as the packed
// kernels have it.
#ifndef TMB_CONVERTER_QUANTIZE_WEIGHTED_KERNEL_H_
#define TMB_CONVERTER_QUANTIZE_WEIGHTED_KERNEL_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "converter/hlo/ir.h"

namespace tmb {

struct WeightedKernel {
  const hlo::Instruction* kernel = nullptr;
  size_t input = 0, weights = 1;     // which operands
  int64_t groups = 1, k = 1, n = 1;  // n: channels of all groups
  std::vector<int64_t> k_offsets,
      n_offsets;                      // element [k, n] of the weights is number k_offsets[k] + n_offsets[n]
  std::vector<int64_t> channel_dims;  // dimensions of the weights that n runs along
  int64_t channel_stride = 1;         // element i of the result is of channel i / channel_stride % n

  size_t WeightAt(int64_t row, int64_t channel) const {
    return static_cast<size_t>(k_offsets[static_cast<size_t>(row)] + n_offsets[static_cast<size_t>(channel)]);
  }
  int64_t ChannelOf(int64_t element) const { return element / channel_stride % n; }
  // A channel by itself in each group.
  bool IsDepthwise() const { return groups > 1 && groups == n; }
};

// The kernel with operand number `weights` (0: of a dot) as its weights. Nothing when it is neither, or has
// batch dimensions beyond a convolution's own.
std::optional<WeightedKernel> DescribeKernel(const hlo::Instruction& kernel, size_t weights = 1);

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_WEIGHTED_KERNEL_H_
