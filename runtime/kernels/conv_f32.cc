// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// ConvF32: NHWC convolution with w packed in panels of 4 output channels. Four sums in
// registers; without a dilation the taps of one kernel row are one run of channels.
#include "runtime/kernels/conv_window.h"
#include "runtime/kernels/dot_epilogue.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

struct Sums {
  float of[kConvPanel];
};

void Accumulate(Sums& sums, const float* x, const float* w, uint32_t count) {
  for (; count != 0; --count, ++x, w += kConvPanel) {
    const float value = *x;
#pragma GCC unroll 4
    for (uint32_t j = 0; j < kConvPanel; ++j) sums.of[j] += value * w[j];
  }
}

// Where one output position reads: rows of taps at x, a run of channels each.
struct Window {
  const float* x;  // of the first tap inside
  Taps h, w;
  uint32_t runs;  // in a kernel row
  uint32_t run;   // input channels in a run
};

Window WindowAt(const fb::ConvF32& op, const float* image, Taps h, uint32_t top, uint32_t column) {
  const uint32_t left = column * op.stride_w() - static_cast<uint32_t>(op.pad_w());
  const Taps w = TapsInside(left, op.dilation_w(), op.k_w(), op.in_w());
  const uint32_t row = top + h.first * op.dilation_h();
  const uint32_t pixel = row * op.in_w() + left + w.first * op.dilation_w();
  const bool dense = op.dilation_w() == 1;
  const uint32_t runs = w.count() == 0 || h.count() == 0 ? 0 : dense ? 1 : w.count();
  return {runs == 0 ? image : image + pixel * op.in_c(), h, w, runs,
          dense ? w.count() * op.in_c() : op.in_c()};
}

// Adds the products of one panel, in the order of kernel row, kernel column, input channel.
void AddWindow(Sums& sums, const fb::ConvF32& op, const Window& window, const float* panel) {
  const uint32_t x_row = op.dilation_h() * op.in_w() * op.in_c();
  const uint32_t x_run = op.dilation_w() * op.in_c();
  const uint32_t w_tap = op.in_c() * kConvPanel;
  Sums s = sums;
  for (uint32_t i = 0; i < window.h.count(); ++i) {
    const float* x = window.x + i * x_row;
    const float* w = panel + ((window.h.first + i) * op.k_w() + window.w.first) * w_tap;
    for (uint32_t run = 0; run < window.runs; ++run) {
      Accumulate(s, x + run * x_run, w + run * w_tap, window.run);
    }
  }
  sums = s;
}

void ConvolveRow(const fb::ConvF32& op, const Context& context, uint32_t image, uint32_t row) {
  const float* const bias = BiasOf(context, op.bias());
  const uint32_t top = row * op.stride_h() - static_cast<uint32_t>(op.pad_h());
  const Taps h = TapsInside(top, op.dilation_h(), op.k_h(), op.in_h());
  const float* const x = context.At<const float>(op.x()) + image * op.in_h() * op.in_w() * op.in_c();
  const uint32_t panel_floats = op.k_h() * op.k_w() * op.in_c() * kConvPanel;
  float* y = context.At<float>(op.y()) + (image * op.out_h() + row) * op.out_w() * op.out_c();
  for (uint32_t column = 0; column < op.out_w(); ++column, y += op.out_c()) {
    const Window window = WindowAt(op, x, h, top, column);
    const float* panel = context.At<const float>(op.w());
    for (uint32_t o = 0; o < op.out_c(); o += kConvPanel, panel += panel_floats) {
      const uint32_t channels = op.out_c() - o < kConvPanel ? op.out_c() - o : kConvPanel;
      Sums sums = {};
      for (uint32_t j = 0; bias != nullptr && j < channels; ++j) sums.of[j] = bias[o + j];
      AddWindow(sums, op, window, panel);
      for (uint32_t j = 0; j < channels; ++j) y[o + j] = Clamp(sums.of[j], op.clamp_lo(), op.clamp_hi());
    }
  }
}

}  // namespace

void ConvF32(const fb::ConvF32& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const fb::ConvF32 local = op;  // on the stack no store through y can change it
  const uint32_t out_h = local.out_h();
  const uint32_t end = EndUnit(Units(local), first_unit, unit_count);
  for (uint32_t unit = first_unit; unit < end; ++unit) {
    ConvolveRow(local, context, unit / out_h, unit % out_h);
  }
}

}  // namespace tmb
