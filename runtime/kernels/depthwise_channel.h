// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A channel of DepthwiseF32 for any window: its rows are copied to a ring of lines with their padding, so
// that a row of output reads nothing else: y may lie on x, and borders need no care.
#ifndef TMB_RUNTIME_KERNELS_DEPTHWISE_CHANNEL_H_
#define TMB_RUNTIME_KERNELS_DEPTHWISE_CHANNEL_H_

#include "runtime/kernels/dot_epilogue.h"
#include "runtime/kernels/kernel_units.h"
#include "runtime/kernels/weights.h"

namespace tmb {

// Weights of any type as f32: `count` of channel `channel` from tap `tap` on.
inline void DepthwiseWeights(const fb::DepthwiseF32& op, const Context& context, uint32_t channel, uint32_t tap,
                             uint32_t count, float* to) {
  WithWeights(op.w_type(), context.At<const uint8_t>(op.w()), [&](const auto* w) {
    float scale = 1;
    if constexpr (sizeof *w == 1) {
      const float* const scales = reinterpret_cast<const float*>(w);
      scale = scales[channel];
      w += op.c() * sizeof(float);
    }
    w += channel * op.k_h() * op.k_w() + tap;
    for (; count != 0; --count) *to++ = scale * ValueOf(*w++);
  });
}

// One channel of one image.
class DepthwiseChannel {
 public:
  DepthwiseChannel(const fb::DepthwiseF32& op, const Context& context, uint32_t image, uint32_t channel)
      : op_(op),
        context_(context),
        channel_(channel),
        x_(context.At<const float>(op.x()) + image * op.in_h() * op.in_w() * op.c() + channel),
        y_(context.At<float>(op.y()) + image * op.out_h() * op.out_w() * op.c() + channel),
        w_(op.w_type() == fb::Type::F32 ? context.At<const float>(op.w()) + channel * op.k_h() * op.k_w() : nullptr),
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
  float Weight(uint32_t tap) const {
    if (w_ != nullptr) return w_[tap];
    float weight;
    DepthwiseWeights(op_, context_, channel_, tap, 1, &weight);
    return weight;
  }

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
    uint32_t tap = 0;
    for (uint32_t i = 0; i < op_.k_h(); ++i) {
      const uint32_t row = top + i * op_.dilation_h() - static_cast<uint32_t>(op_.pad_h());
      for (uint32_t j = 0; j < op_.k_w(); ++j) {
        sum += At(row, left + j * op_.dilation_w() - static_cast<uint32_t>(op_.pad_w())) * Weight(tap++);
      }
    }
    return sum;
  }

  float SumAt(uint32_t top, uint32_t column) const {
    float sum = bias_;
    uint32_t tap = 0;
    for (uint32_t i = 0; i < op_.k_h(); ++i) {
      const float* line = Line(top + i * op_.dilation_h()) + column * op_.stride_w();
      for (uint32_t j = 0; j < op_.k_w(); ++j, line += op_.dilation_w()) sum += *line * Weight(tap++);
    }
    return sum;
  }

  const fb::DepthwiseF32& op_;
  const Context& context_;
  const uint32_t channel_;
  const float* const x_;
  float* y_;
  const float* const w_;  // of the channel; null: of another type than f32
  float* const lines_;
  const uint32_t line_floats_, line_count_;
  float bias_ = 0;
};

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_DEPTHWISE_CHANNEL_H_
