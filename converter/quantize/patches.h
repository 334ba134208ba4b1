// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Patches: what a dot or convolution multiplies its weights with, as rows of a matrix, taken from the array
// that it reads.
#ifndef TMB_CONVERTER_QUANTIZE_PATCHES_H_
#define TMB_CONVERTER_QUANTIZE_PATCHES_H_

#include <cstdint>
#include <vector>

#include "converter/quantize/weighted_kernel.h"

namespace tmb {

class Patches {
 public:
  explicit Patches(const WeightedKernel& kernel);

  // Elements of the result of one channel.
  int64_t positions() const { return static_cast<int64_t>(starts_.size()) * windows_; }
  // `count` positions, spread evenly; all of them when they are no more.
  std::vector<int64_t> Spread(int64_t count) const;
  // Rows [positions.size(), k] of `input`, a row-major array, for one group of channels. Where a window
  // reaches into the padding, or between dilated elements, `padding` stands.
  std::vector<float> Rows(const float* input, const std::vector<int64_t>& positions, int64_t group = 0,
                          float padding = 0) const;

 private:
  void DescribeDot(const WeightedKernel& kernel);
  void DescribeConvolution(const hlo::Instruction& convolution);

  // Element (position, tap, channel) lies at starts_[position / windows_] + taps_[position % windows_][tap]
  // + channels_[channel]; taps_ is -1 in the padding.
  int64_t windows_ = 1;
  std::vector<int64_t> starts_, channels_;
  size_t taps_in_window_ = 1;
  std::vector<int64_t> taps_ = {0};
  int64_t channels_of_group_ = 0;
};

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_PATCHES_H_
