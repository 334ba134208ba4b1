// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/weighted_kernel.h"

#include "converter/lower/affine.h"
#include "converter/quantize/offsets.h"

namespace tmb {
namespace {

int64_t Size(const std::vector<int64_t>& offsets) { return static_cast<int64_t>(offsets.size()); }

std::optional<WeightedKernel> DescribeDot(const hlo::Instruction& dot, size_t weights) {
  if (!dot.dot.lhs_batch.empty()) return std::nullopt;
  const hlo::Shape& w = dot.operands[weights]->shape;
  const std::vector<int64_t>& contracting =
      weights == 1 ? *dot.dot.rhs_contracting : *dot.dot.lhs_contracting;
  WeightedKernel result;
  result.kernel = &dot;
  result.input = 1 - weights;
  result.weights = weights;
  result.channel_dims = OtherDimensions(w.Rank(), contracting);
  result.k_offsets = OffsetsAlong(w, contracting);
  result.n_offsets = OffsetsAlong(w, result.channel_dims);
  result.k = Size(result.k_offsets);
  result.n = Size(result.n_offsets);
  result.channel_stride = weights == 1 || result.n == 0 ? 1 : dot.shape.Elements() / result.n;
  return result;
}

// Offsets of the taps within the weights, as the window applies them.
std::vector<int64_t> TapOffsets(const hlo::Instruction& convolution) {
  const hlo::Shape& w = convolution.operands[1]->shape;
  const std::vector<int64_t> strides = RowMajorStrides(w.dims, 1);
  std::vector<int64_t> offsets = {0};
  for (size_t i = 0; i < convolution.window->size(); ++i) {
    const hlo::WindowDimension& window = (*convolution.window)[i];
    const int64_t stride = strides[static_cast<size_t>((*convolution.convolution.kernel_spatial)[i])];
    std::vector<int64_t> longer;
    for (const int64_t start : offsets) {
      for (int64_t tap = 0; tap < window.size; ++tap)
        longer.push_back(start + (window.reversal ? window.size - 1 - tap : tap) * stride);
    }
    offsets = std::move(longer);
  }
  return offsets;
}

std::optional<WeightedKernel> DescribeConvolution(const hlo::Instruction& convolution) {
  if (convolution.batch_group_count != 1) return std::nullopt;
  const hlo::Shape& w = convolution.operands[1]->shape;
  const hlo::ConvolutionDimensions& labels = convolution.convolution;
  WeightedKernel result;
  result.kernel = &convolution;
  result.groups = convolution.feature_group_count;
  result.channel_dims = {labels.kernel_output};
  for (const int64_t tap : TapOffsets(convolution)) {
    for (const int64_t channel : OffsetsAlong(w, {labels.kernel_input}))
      result.k_offsets.push_back(tap + channel);
  }
  result.n_offsets = OffsetsAlong(w, result.channel_dims);
  result.k = Size(result.k_offsets);
  result.n = Size(result.n_offsets);
  result.channel_stride =
      RowMajorStrides(convolution.shape.dims, 1)[static_cast<size_t>(labels.output_feature)];
  return result;
}

}  // namespace

std::optional<WeightedKernel> DescribeKernel(const hlo::Instruction& kernel, size_t weights) {
  if (kernel.opcode == "dot") return DescribeDot(kernel, weights);
  if (kernel.opcode == "convolution" && weights == 1) return DescribeConvolution(kernel);
  return std::nullopt;
}

}  // namespace tmb
