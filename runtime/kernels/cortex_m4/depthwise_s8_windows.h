// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// DepthwiseS8 for the M4 where windows are not 3 x 3: four channels' rows in lines of scratch, which are a ring, a strip of
// rows after the other. The loop of depthwise_s8_windows.S takes two taps of two windows at a time; where windows are
// dilated, what lies between taps has weight 0.
#ifndef TMB_RUNTIME_KERNELS_CORTEX_M4_DEPTHWISE_S8_WINDOWS_H_
#define TMB_RUNTIME_KERNELS_CORTEX_M4_DEPTHWISE_S8_WINDOWS_H_

#include "runtime/kernels/integer_sums.h"

namespace tmb {

// What depthwise_s8_windows.S works on; it has the same offsets. Distances in bytes.
struct WindowRow {
  const uint8_t* at;         // the first window's first pixel
  uint32_t words;            // of a row of a window, each of two pixels
  uint32_t rows;             // of a window
  const uint32_t* taps;      // [rows, words, 2]: of a window, and of the one that begins a pixel later
  uint32_t step, sum_step;   // from pair to pair; with a sum_step of 4 the second window has no weights
  uint32_t ring, row_step;
  const uint8_t* end;        // of the ring
};

// Adds to sums of windows and of those that begin a pixel later.
extern "C" void tmb_depthwise_windows_s8(WindowRow* row, int32_t* sums, uint32_t pairs);

// Up to four channels of one image.
class DepthwiseWindows {
 public:
  DepthwiseWindows(const fb::DepthwiseS8& op, const Context& context, uint32_t image, uint32_t first)
      : op_(op),
        ending_(Ending::Of(op)),
        x_(context, op.x(), op.x_type()),
        x_image_(image * op.in_h() * op.in_w() * op.c()),
        y_image_(image * op.out_h() * op.out_w() * op.c()),
        c_(op.c()),
        k_h_(op.k_h()),
        k_w_(op.k_w()),
        first_(first),
        end_(c_ - first < kChannels ? c_ : first + kChannels),
        w_(HasOperand(op.w()) ? context.At<const int8_t>(op.w()) : nullptr),
        parameters_(context.At<const int32_t>(op.parameters())),
        lines_(context.Address(op.scratch())),
        y_(context.Address(op.y())),
        line_(DepthwiseLine(op) * 2) {
    const bool alone = op.stride_w() != 1;
    row_.words = (WindowSpan(1, 1, k_w_, op.dilation_w()) + (alone ? 1 : 2)) / 2;
    row_.taps = taps_;
    row_.step = alone ? op.stride_w() * 2 : 4;
    row_.sum_step = alone ? 4 : 8;
    row_.ring = DepthwiseLines(op) * line_;
    row_.row_step = op.dilation_h() * line_;
  }

  void Convolve() {
    uint32_t copied = 0;  // rows, counted from the padding's first
    for (uint32_t row = 0; row < op_.out_h(); row += op_.strip_rows()) {
      const uint32_t rows = op_.out_h() - row < op_.strip_rows() ? op_.out_h() - row : op_.strip_rows();
      const uint32_t top = row * op_.stride_h();
      if (copied < top) copied = top;
      const uint32_t end = top + WindowSpan(rows, op_.stride_h(), k_h_, op_.dilation_h());
      for (; copied < end; ++copied) CopyRow(copied);
      for (uint32_t channel = first_; channel < end_; ++channel) Strip(channel, row, rows);
    }
  }

 private:
  static constexpr uint32_t kMaxTaps = 96;  // words of a channel's weights, on the stack: of a row or more
  static constexpr uint32_t kPairs = 8;     // done together
  static_assert((kMaxDepthwiseSpan + 2) / 2 * 2 <= kMaxTaps);

  uint8_t* LinesOf(uint32_t channel) const { return lines_ + (channel - first_) * row_.ring; }

  void CopyRow(uint32_t padded_row) const {
    const uint32_t row = padded_row - static_cast<uint32_t>(op_.pad_h()), in_w = op_.in_w(), c = c_;
    const int32_t pad = op_.pad_w(), line = static_cast<int32_t>(line_ / 2), padding = op_.x_zero();
    const int32_t begin = pad < 0 ? 0 : pad;  // of what is in the image
    int32_t end = static_cast<int32_t>(in_w) + pad;
    if (end > line) end = line;
    if (row >= op_.in_h()) end = 0;
    const uint32_t pixel = x_image_ + (row * in_w + static_cast<uint32_t>(begin - pad)) * c;
    for (uint32_t channel = first_; channel < end_; ++channel) {
      auto* const to = reinterpret_cast<int16_t*>(LinesOf(channel) + padded_row * line_ % row_.ring);
      for (int32_t i = 0; i < line; ++i) to[i] = static_cast<int16_t>(padding);
      uint32_t at = pixel + channel;
      for (int32_t i = begin; i < end; ++i, at += c) to[i] = static_cast<int16_t>(x_[at]);
    }
  }

  // The weights of as many rows of the window as there is room for, from `first` on.
  void SetTaps(uint32_t channel, uint32_t first) {
    const uint32_t room = kMaxTaps / 2 / row_.words, dilation = op_.dilation_w();
    row_.rows = k_h_ - first < room ? k_h_ - first : room;
    for (uint32_t i = 0; i < row_.rows * row_.words * 2; ++i) taps_[i] = 0;
    uint32_t tap = (channel * k_h_ + first) * k_w_;
    for (uint32_t row = 0; row < row_.rows; ++row) {
      // A half of each pair of words: of words [words, 2], pixel p is half p of the first ones and p + 1 of the second.
      auto* const halves = reinterpret_cast<int16_t*>(taps_ + row * row_.words * 2);
      for (uint32_t j = 0, pixel = 0; j < k_w_; ++j, ++tap, pixel += dilation) {
        const auto weight = static_cast<int16_t>(w_ == nullptr ? 1 : w_[tap]);
        halves[pixel / 2 * 4 + pixel % 2] = weight;
        if (row_.sum_step == 8) halves[(pixel + 1) / 2 * 4 + 2 + (pixel + 1) % 2] = weight;
      }
    }
  }

  void Strip(uint32_t channel, uint32_t first_row, uint32_t rows) {
    const uint8_t* const lines = LinesOf(channel);
    const int32_t bias = parameters_[2 * channel], multiplier = parameters_[2 * channel + 1];
    row_.end = lines + row_.ring;
    SetTaps(channel, 0);
    const bool once = row_.rows == k_h_;
    for (uint32_t row = first_row; row < first_row + rows; ++row) {
      uint32_t y = y_image_ + row * op_.out_w() * c_ + channel;
      const uint32_t most = kPairs * row_.sum_step / 4;
      for (uint32_t column = 0; column < op_.out_w(); column += most) {
        const uint32_t left = op_.out_w() - column, count = left < most ? left : most;
        int32_t sums[2 * kPairs + 1];
        for (int32_t& sum : sums) sum = bias;
        for (uint32_t i = 0; i < k_h_; i += row_.rows) {
          if (!once) SetTaps(channel, i);
          const uint32_t line = row * op_.stride_h() + i * op_.dilation_h();
          row_.at = lines + line * line_ % row_.ring + column * op_.stride_w() * 2;
          tmb_depthwise_windows_s8(&row_, sums, (count * 4 + row_.sum_step - 1) / row_.sum_step);
        }
        for (uint32_t i = 0; i < count; ++i, y += c_) ending_.Store(sums[i], multiplier, y_, y);
      }
    }
  }

  const fb::DepthwiseS8& op_;
  const Ending ending_;
  const NarrowArray x_;
  const uint32_t x_image_, y_image_, c_, k_h_, k_w_, first_, end_;
  const int8_t* const w_;
  const int32_t* const parameters_;
  uint8_t *const lines_, *const y_;
  const uint32_t line_;  // bytes
  WindowRow row_;
  uint32_t taps_[kMaxTaps];
};

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_CORTEX_M4_DEPTHWISE_S8_WINDOWS_H_
