// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Four channels of DepthwiseS8 for any window and type: their rows in lines of scratch, a strip of rows after the other.
#ifndef TMB_RUNTIME_KERNELS_DEPTHWISE_CHANNELS_H_
#define TMB_RUNTIME_KERNELS_DEPTHWISE_CHANNELS_H_

#include "runtime/kernels/integer_sums.h"

namespace tmb {

// Up to four channels of one image.
class DepthwiseChannels {
 public:
  DepthwiseChannels(const fb::DepthwiseS8& op, const Context& context, uint32_t image, uint32_t first)
      : op_(op),
        ending_(Ending::Of(op)),
        x_(context, op.x(), op.x_type()),
        x_image_(image * op.in_h() * op.in_w() * op.c()),
        y_image_(image * op.out_h() * op.out_w() * op.c()),
        first_(first),
        end_(op.c() - first < kChannels ? op.c() : first + kChannels),
        w_(HasOperand(op.w()) ? context.At<const int8_t>(op.w()) : nullptr),
        parameters_(context.At<const int32_t>(op.parameters())),
        lines_(context.At<int16_t>(op.scratch())),
        line_(DepthwiseLine(op)),
        line_count_(DepthwiseLines(op)),
        y_(context.Address(op.y())) {}

  void Convolve() const {
    if (IsMean(op_)) return SumImage();
    uint32_t copied = 0;  // rows, counted from the padding's first
    for (uint32_t row = 0; row < op_.out_h(); row += op_.strip_rows()) {
      const uint32_t rows = op_.out_h() - row < op_.strip_rows() ? op_.out_h() - row : op_.strip_rows();
      const uint32_t top = row * op_.stride_h();
      if (copied < top) copied = top;
      const uint32_t end = top + WindowSpan(rows, op_.stride_h(), op_.k_h(), op_.dilation_h());
      for (; copied < end; ++copied) CopyRow(copied);
      for (uint32_t channel = first_; channel < end_; ++channel) Strip(channel, row, rows);
    }
  }

 private:
  void SumImage() const {
    const uint32_t pixels = op_.in_h() * op_.in_w();
    for (uint32_t channel = first_; channel < end_; ++channel) {
      int32_t sum = parameters_[2 * channel];
      for (uint32_t i = 0; i < pixels; ++i) sum += x_[x_image_ + i * op_.c() + channel];
      ending_.Store(sum, parameters_[2 * channel + 1], y_, y_image_ + channel);
    }
  }

  int16_t* Line(uint32_t channel, uint32_t padded_row) const {
    return lines_ + ((channel - first_) * line_count_ + padded_row % line_count_) * line_;
  }

  void CopyRow(uint32_t padded_row) const {
    const uint32_t row = padded_row - static_cast<uint32_t>(op_.pad_h());
    for (uint32_t channel = first_; channel < end_; ++channel) {
      int16_t* const line = Line(channel, padded_row);
      for (uint32_t i = 0; i < line_; ++i) {
        const uint32_t column = i - static_cast<uint32_t>(op_.pad_w());
        const bool inside = row < op_.in_h() && column < op_.in_w();
        const uint32_t pixel = x_image_ + (row * op_.in_w() + column) * op_.c();
        line[i] = static_cast<int16_t>(inside ? x_[pixel + channel] : op_.x_zero());
      }
    }
  }

  void Strip(uint32_t channel, uint32_t first_row, uint32_t rows) const {
    for (uint32_t row = first_row; row < first_row + rows; ++row) {
      for (uint32_t column = 0; column < op_.out_w(); ++column) {
        const uint32_t at = y_image_ + (row * op_.out_w() + column) * op_.c() + channel;
        ending_.Store(SumAt(channel, row * op_.stride_h(), column * op_.stride_w()), parameters_[2 * channel + 1], y_, at);
      }
    }
  }

  int32_t SumAt(uint32_t channel, uint32_t top, uint32_t left) const {
    int32_t sum = parameters_[2 * channel];
    const int8_t* w = w_ == nullptr ? nullptr : w_ + channel * op_.k_h() * op_.k_w();
    for (uint32_t i = 0; i < op_.k_h(); ++i) {
      const int16_t* line = Line(channel, top + i * op_.dilation_h()) + left;
      for (uint32_t j = 0; j < op_.k_w(); ++j) sum += line[j * op_.dilation_w()] * (w == nullptr ? 1 : *w++);
    }
    return sum;
  }

  const fb::DepthwiseS8& op_;
  const Ending ending_;
  const NarrowArray x_;
  const uint32_t x_image_, y_image_, first_, end_;
  const int8_t* const w_;
  const int32_t* const parameters_;
  int16_t* const lines_;
  const uint32_t line_, line_count_;
  uint8_t* const y_;
};

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_DEPTHWISE_CHANNELS_H_
