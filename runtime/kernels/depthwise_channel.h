// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A channel of DepthwiseF32 for any window: its rows are copied to a ring of lines with their padding, so
// that a row of output reads nothing else: y may lie on x, and borders need no care.
#ifndef TMB_RUNTIME_KERNELS_DEPTHWISE_CHANNEL_H_
#define TMB_RUNTIME_KERNELS_DEPTHWISE_CHANNEL_H_

#include "runtime/kernels/dot_epilogue.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {

// One channel of one image.
class DepthwiseChannel {
 public:
  DepthwiseChannel(const fb::DepthwiseF32& op, const Context& context, uint32_t image, uint32_t channel)
      : op_(op),
        x_(context.At<const float>(op.x()) + image * op.in_h() * op.in_w() * op.c() + channel),
        y_(context.At<float>(op.y()) + image * op.out_h() * op.out_w() * op.c() + channel),
        w_(context.At<const float>(op.w()) + channel * op.k_h() * op.k_w()),
        lines_(OptionalAt(context, op.scratch())),
        line_floats_(DepthwiseLine(op)),
        line_count_(DepthwiseLines(op)) {
    const float* const bias = OptionalAt(context, op.bias());
    if (bias != nullptr) bias_ = bias[channel];
  }

  void Convolve() {
    uint32_t copied = 0;  // rows, counted from the padding's first
    for (uint32_t row = 0; row < op_.out_h(); ++row) {
      const uint32_t top = row * op_.stride_h();
      if (copied < top) copied = top;
      for (; lines_ != nullptr && copied < top + line_count_; ++copied) CopyRow(copied);
      for (uint32_t column = 0; column < op_.out_w(); ++column) {
        const float sum = lines_ != nullptr ? SumAt(top, column) : SumWhereItLies(top, column * op_.stride_w());
        *y_ = Clamp(sum, op_.clamp_lo(), op_.clamp_hi());
        y_ += op_.c();
      }
    }
  }

 private:
  float* Line(uint32_t row) const { return lines_ + row % line_count_ * line_floats_; }

  void CopyRow(uint32_t padded_row) {
    float* const line = Line(padded_row);
    const uint32_t row = padded_row - static_cast<uint32_t>(op_.pad_h());
    for (uint32_t i = 0; i < line_floats_; ++i) {
      const uint32_t column = i - static_cast<uint32_t>(op_.pad_w());
      line[i] = At(row, column);
    }
  }

  // 0 in the padding, whose positions are far behind the input modulo 2^32.
  float At(uint32_t row, uint32_t column) const {
    return row < op_.in_h() && column < op_.in_w() ? x_[(row * op_.in_w() + column) * op_.c()] : 0.0f;
  }

  // The window whose first position in the padded input is given.
  float SumWhereItLies(uint32_t top, uint32_t left) const {
    float sum = bias_;
    const float* w = w_;
    for (uint32_t i = 0; i < op_.k_h(); ++i) {
      const uint32_t row = top + i * op_.dilation_h() - static_cast<uint32_t>(op_.pad_h());
      for (uint32_t j = 0; j < op_.k_w(); ++j) {
        sum += At(row, left + j * op_.dilation_w() - static_cast<uint32_t>(op_.pad_w())) * *w++;
      }
    }
    return sum;
  }

  float SumAt(uint32_t top, uint32_t column) const {
    float sum = bias_;
    const float* w = w_;
    for (uint32_t i = 0; i < op_.k_h(); ++i) {
      const float* line = Line(top + i * op_.dilation_h()) + column * op_.stride_w();
      for (uint32_t j = 0; j < op_.k_w(); ++j, line += op_.dilation_w()) sum += *line * *w++;
    }
    return sum;
  }

  const fb::DepthwiseF32& op_;
  const float* const x_;
  float* y_;
  const float* const w_;
  float* const lines_;
  const uint32_t line_floats_, line_count_;
  float bias_ = 0;
};

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_DEPTHWISE_CHANNEL_H_
