// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Rows of ConvF32 for any window. Without scratch the taps inside are added where they lie, in runs of channels; with scratch each window is
// copied there, zeros for the padding.
#ifndef TMB_RUNTIME_KERNELS_CONV_ROWS_H_
#define TMB_RUNTIME_KERNELS_CONV_ROWS_H_

#include "runtime/kernels/conv_window.h"
#include "runtime/kernels/dot_epilogue.h"
#include "runtime/kernels/kernel_units.h"
#include "runtime/kernels/weights.h"

namespace tmb {

// Copies the window whose tap (0, 0) lies at (top, left), modulo 2^32, of an image.
inline void CopyConvWindow(const fb::ConvF32& op, const float* image, uint32_t top, uint32_t left, float* to) {
  const uint32_t in_c = op.in_c();
  for (uint32_t i = 0; i < op.k_h(); ++i) {
    const uint32_t row = top + i * op.dilation_h();
    for (uint32_t j = 0; j < op.k_w(); ++j, to += in_c) {
      const uint32_t column = left + j * op.dilation_w();
      const bool inside = row < op.in_h() && column < op.in_w();
      const float* const pixel = image + (inside ? (row * op.in_w() + column) * in_c : 0);
      for (uint32_t c = 0; c < in_c; ++c) to[c] = inside ? pixel[c] : 0.0f;
    }
  }
}

// Adds the products of the taps inside.
template <typename Weight>
void AddConvWindow(const fb::ConvF32& op, const float* image, uint32_t top, uint32_t left, const Weight* panel,
               Sums<kPanel>* sums) {
  const uint32_t in_c = op.in_c();
  const Taps h = TapsInside(top, op.dilation_h(), op.k_h(), op.in_h());
  const Taps w = TapsInside(left, op.dilation_w(), op.k_w(), op.in_w());
  for (uint32_t i = h.first; i < h.end; ++i) {
    const float* const row = image + (top + i * op.dilation_h()) * op.in_w() * in_c;
    for (uint32_t j = w.first; j < w.end; ++j) {
      sums->Add(row + (left + j * op.dilation_w()) * in_c, panel + (i * op.k_w() + j) * in_c * kPanel, in_c);
    }
  }
}

template <typename Weight>
void ConvolveRow(const fb::ConvF32& op, const Context& context, const Weight* w, uint32_t image, uint32_t row) {
  const uint32_t taps = op.k_h() * op.k_w() * op.in_c();
  const Epilogue epilogue = {op.clamp_lo(), op.clamp_hi()};
  const float* const bias = OptionalAt(context, op.bias());
  const float* const residual = OptionalAt(context, op.residual());
  float* const scratch = OptionalAt(context, op.scratch());
  const float* const x = context.At<const float>(op.x()) + image * op.in_h() * op.in_w() * op.in_c();
  float* const y = context.At<float>(op.y());
  const uint32_t top = row * op.stride_h() - static_cast<uint32_t>(op.pad_h());
  uint32_t at = (image * op.out_h() + row) * op.out_w() * op.out_c();
  for (uint32_t column = 0; column < op.out_w(); ++column) {
    const uint32_t left = column * op.stride_w() - static_cast<uint32_t>(op.pad_w());
    if (scratch != nullptr) CopyConvWindow(op, x, top, left, scratch);
    for (uint32_t o = 0; o < op.out_c(); o += kPanel) {
      const uint32_t channels = op.out_c() - o < kPanel ? op.out_c() - o : kPanel;
      const auto panel = PanelAt<kPanel>(w, taps, bias, o, channels);
      auto sums = panel.Begin();
      if (scratch != nullptr) {
        sums.Add(scratch, panel.w, taps);
      } else {
        AddConvWindow(op, x, top, left, panel.w, &sums);
      }
      panel.End(&sums);
      epilogue.Store(sums.of, channels, residual == nullptr ? nullptr : residual + at, y + at);
      at += channels;
    }
  }
}

// Units [first, end).
inline void ConvRows(const fb::ConvF32& op, const Context& context, uint32_t first, uint32_t end) {
  const uint32_t out_h = op.out_h();
  WithWeights(op.w_type(), context.Address(op.w()), [&](const auto* w) {
    for (uint32_t unit = first; unit < end; ++unit) ConvolveRow(op, context, w, unit / out_h, unit % out_h);
  });
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_CONV_ROWS_H_
