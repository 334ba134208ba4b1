// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/patches.h"

#include <algorithm>

#include "converter/lower/affine.h"
#include "converter/quantize/offsets.h"

namespace tmb {
namespace {

// [outputs, taps] offsets along one spatial dimension; -1: the tap meets no element.
struct Steps {
  int64_t outputs = 0, taps = 0;
  std::vector<int64_t> offsets;
};

Steps StepsAlong(const hlo::WindowDimension& window, int64_t outputs, int64_t extent, int64_t stride) {
  Steps steps{outputs, window.size, {}};
  for (int64_t output = 0; output < outputs; ++output) {
    for (int64_t tap = 0; tap < window.size; ++tap) {
      const int64_t at = output * window.stride + tap * window.window_dilation - window.pad_low;
      const bool inside = at >= 0 && at % window.base_dilation == 0 && at / window.base_dilation < extent;
      steps.offsets.push_back(inside ? at / window.base_dilation * stride : -1);
    }
  }
  return steps;
}

// Adds a faster spatial dimension.
Steps Cross(const Steps& outer, const Steps& inner) {
  Steps both{outer.outputs * inner.outputs, outer.taps * inner.taps, {}};
  const auto at = [](const Steps& steps, int64_t output, int64_t tap) {
    return steps.offsets[static_cast<size_t>(output * steps.taps + tap)];
  };
  for (int64_t output = 0; output < both.outputs; ++output) {
    for (int64_t tap = 0; tap < both.taps; ++tap) {
      const int64_t a = at(outer, output / inner.outputs, tap / inner.taps);
      const int64_t b = at(inner, output % inner.outputs, tap % inner.taps);
      both.offsets.push_back(a < 0 || b < 0 ? -1 : a + b);
    }
  }
  return both;
}

}  // namespace

Patches::Patches(const WeightedKernel& kernel) {
  if (kernel.kernel->opcode == "dot") {
    DescribeDot(kernel);
  } else {
    DescribeConvolution(*kernel.kernel);
  }
  channels_of_group_ = static_cast<int64_t>(channels_.size()) / kernel.groups;
}

void Patches::DescribeDot(const WeightedKernel& kernel) {
  const hlo::Instruction& dot = *kernel.kernel;
  const hlo::Shape& x = dot.operands[kernel.input]->shape;
  const std::vector<int64_t>& contracting =
      kernel.input == 0 ? *dot.dot.lhs_contracting : *dot.dot.rhs_contracting;
  starts_ = OffsetsAlong(x, OtherDimensions(x.Rank(), contracting));
  channels_ = OffsetsAlong(x, contracting);
}

void Patches::DescribeConvolution(const hlo::Instruction& convolution) {
  const hlo::Shape& x = convolution.operands[0]->shape;
  const hlo::ConvolutionDimensions& labels = convolution.convolution;
  const std::vector<int64_t> strides = RowMajorStrides(x.dims, 1);
  Steps steps{1, 1, {0}};
  for (size_t i = 0; i < convolution.window->size(); ++i) {
    const auto d = static_cast<size_t>((*labels.input_spatial)[i]);
    const int64_t outputs = convolution.shape.dims[static_cast<size_t>((*labels.output_spatial)[i])];
    steps = Cross(steps, StepsAlong((*convolution.window)[i], outputs, x.dims[d], strides[d]));
  }
  windows_ = steps.outputs;
  taps_in_window_ = static_cast<size_t>(steps.taps);
  taps_ = std::move(steps.offsets);
  starts_ = OffsetsAlong(x, {labels.input_batch});
  channels_ = OffsetsAlong(x, {labels.input_feature});
}

std::vector<int64_t> Patches::Spread(int64_t count) const {
  const int64_t all = positions();
  std::vector<int64_t> spread;
  if (count <= 0) return spread;
  count = std::min(count, all);
  for (int64_t i = 0; i < count; ++i) spread.push_back(i * all / count);
  return spread;
}

std::vector<float> Patches::Rows(const float* input, const std::vector<int64_t>& positions, int64_t group,
                                 float padding) const {
  std::vector<float> rows;
  rows.reserve(positions.size() * taps_in_window_ * static_cast<size_t>(channels_of_group_));
  const int64_t* const first = channels_.data() + group * channels_of_group_;
  for (const int64_t position : positions) {
    const int64_t start = starts_[static_cast<size_t>(position / windows_)];
    const int64_t* const taps = taps_.data() + static_cast<size_t>(position % windows_) * taps_in_window_;
    for (size_t tap = 0; tap < taps_in_window_; ++tap) {
      for (int64_t c = 0; c < channels_of_group_; ++c)
        rows.push_back(taps[tap] < 0 ? padding : input[start + taps[tap] + first[c]]);
    }
  }
  return rows;
}

}  // namespace tmb
