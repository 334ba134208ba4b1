// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The loop of DepthwiseF32: a vector of channels of one image after the other. Local to each source: see loops.h.
#ifndef TMB_RUNTIME_KERNELS_HOST_DEPTHWISE_LOOP_H_
#define TMB_RUNTIME_KERNELS_HOST_DEPTHWISE_LOOP_H_

#include "runtime/kernels/host/floats4.h"
#include "runtime/kernels/host/loops.h"

namespace tmb {
namespace {

// V::kLanes channels from `channel` on. kWindow: the kernel's height and width, or 0 for any.
template <typename V, uint32_t kWindow>
class DepthwiseVector {
 public:
  DepthwiseVector(const DepthwiseRun& r, uint32_t channel)
      : r_(r),
        k_h_(kWindow != 0 ? kWindow : r.k_h),
        k_w_(kWindow != 0 ? kWindow : r.k_w),
        x_(r.x + channel),
        y_(r.y + channel),
        w_(r.buffer),
        lines_(r.buffer + k_h_ * k_w_ * V::kLanes),
        bias_(r.bias == nullptr ? V::Zero() : V::Load(r.bias + channel)),
        lo_(V::All(r.lo)),
        hi_(V::All(r.hi)) {
    const float* from = r.w + channel * k_h_ * k_w_;
    for (uint32_t lane = 0; lane < V::kLanes; ++lane) {
      for (uint32_t tap = 0; tap < k_h_ * k_w_; ++tap) r.buffer[tap * V::kLanes + lane] = *from++;
    }
    const int64_t left = r.pad_w, right = left + r.in_w, line = r.line;
    first_ = static_cast<uint32_t>(left < 0 ? 0 : left > line ? line : left);
    end_ = static_cast<uint32_t>(right < first_ ? first_ : right > line ? line : right);
  }

  void Convolve() {
    uint32_t copied = 0;  // rows, counted from the padding's first
    for (uint32_t row = 0; row < r_.out_h; ++row) {
      const uint32_t top = row * r_.stride_h;
      if (copied < top) copied = top;
      for (; copied < top + r_.lines; ++copied) CopyRow(copied);
      const float* rows[kDepthwiseRows];
      for (uint32_t i = 0; i < k_h_; ++i) rows[i] = Line(top + i * r_.dilation_h);
      uint32_t column = 0;
      for (; r_.out_w - column >= 4; column += 4) Columns<4>(rows, column);
      for (; column < r_.out_w; ++column) Columns<1>(rows, column);
    }
  }

 private:
  float* Line(uint32_t row) const { return lines_ + row % r_.lines * r_.line * V::kLanes; }

  void CopyRow(uint32_t padded_row) const {
    float* line = Line(padded_row);
    const uint32_t row = padded_row - static_cast<uint32_t>(r_.pad_h);
    const bool inside = row < r_.in_h;
    const uint32_t first = inside ? first_ : r_.line, end = inside ? end_ : r_.line;
    for (uint32_t i = 0; i < first; ++i, line += V::kLanes) V::Store(V::Zero(), line);
    const uint32_t pixel = inside ? row * r_.in_w + first - static_cast<uint32_t>(r_.pad_w) : 0;
    const float* x = x_ + size_t{pixel} * r_.c;
    for (uint32_t i = first; i < end; ++i, line += V::kLanes, x += r_.c) V::Store(V::Load(x), line);
    for (uint32_t i = end; i < r_.line; ++i, line += V::kLanes) V::Store(V::Zero(), line);
  }

  // Output columns next to each other.
  template <uint32_t kColumns>
  [[gnu::always_inline]] void Columns(const float* const* rows, uint32_t column) {
    typename V::Type sums[kColumns];
#pragma GCC unroll 4
    for (uint32_t p = 0; p < kColumns; ++p) sums[p] = bias_;
    const uint32_t step = r_.stride_w * V::kLanes, dilation = r_.dilation_w * V::kLanes;
    const float* w = w_;
#pragma GCC unroll 4
    for (uint32_t i = 0; i < k_h_; ++i) {
      const float* x = rows[i] + column * step;
#pragma GCC unroll 4
      for (uint32_t j = 0; j < k_w_; ++j, x += dilation, w += V::kLanes) {
        const auto weights = V::Load(w);
#pragma GCC unroll 4
        for (uint32_t p = 0; p < kColumns; ++p) sums[p] += V::Load(x + p * step) * weights;
      }
    }
#pragma GCC unroll 4
    for (uint32_t p = 0; p < kColumns; ++p, y_ += r_.c) V::Store(V::Clamp(sums[p], lo_, hi_), y_);
  }

  const DepthwiseRun& r_;
  const uint32_t k_h_, k_w_;
  const float* const x_;
  float* y_;
  const float* const w_;
  float* const lines_;
  const typename V::Type bias_, lo_, hi_;
  uint32_t first_, end_;  // of a line's pixels that are not padding
};

// Channels from `channel` on as long as they fill vectors; the first one behind them.
template <typename V>
uint32_t RunChannels(const DepthwiseRun& r, uint32_t channel, uint32_t end) {
  for (; end - channel >= V::kLanes; channel += V::kLanes) {
    if (r.k_h == 3 && r.k_w == 3) {
      DepthwiseVector<V, 3>(r, channel).Convolve();
    } else {
      DepthwiseVector<V, 0>(r, channel).Convolve();
    }
  }
  return channel;
}

}  // namespace
}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_HOST_DEPTHWISE_LOOP_H_
