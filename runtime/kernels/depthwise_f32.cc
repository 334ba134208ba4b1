// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// DepthwiseF32: NHWC, one output channel for each input channel. Channels lie next to each
// other in x, w and y, so a few of them are summed together over all taps.
#include "runtime/kernels/conv_window.h"
#include "runtime/kernels/dot_epilogue.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

// Where one output position reads, at channel 0. Distances in floats.
struct Window {
  const float* x;  // of the first tap inside
  const float* w;
  uint32_t rows, columns;
  uint32_t x_row, x_column;  // from tap to tap
  uint32_t w_row;
  uint32_t channels;  // also: from column to column in w
};

struct Epilogue {
  const float* bias;
  float lo, hi;
};

// Channels [channel, channel + kCount) of one output position.
template <uint32_t kCount>
void SumChannels(const Window& window, const Epilogue& epilogue, uint32_t channel, float* y) {
  float sums[kCount] = {};
  if (epilogue.bias != nullptr) {
#pragma GCC unroll 4
    for (uint32_t j = 0; j < kCount; ++j) sums[j] = epilogue.bias[channel + j];
  }
  for (uint32_t row = 0; row < window.rows; ++row) {
    const float* x = window.x + row * window.x_row + channel;
    const float* w = window.w + row * window.w_row + channel;
    for (uint32_t column = window.columns; column != 0;
         --column, x += window.x_column, w += window.channels) {
#pragma GCC unroll 4
      for (uint32_t j = 0; j < kCount; ++j) sums[j] += x[j] * w[j];
    }
  }
#pragma GCC unroll 4
  for (uint32_t j = 0; j < kCount; ++j) y[channel + j] = Clamp(sums[j], epilogue.lo, epilogue.hi);
}

Window WindowAt(const fb::DepthwiseF32& op, const float* image, const float* w, Taps h, uint32_t top,
                uint32_t column) {
  const uint32_t left = column * op.stride_w() - static_cast<uint32_t>(op.pad_w());
  const Taps taps = TapsInside(left, op.dilation_w(), op.k_w(), op.in_w());
  Window window = {image,
                   w,
                   h.count(),
                   taps.count(),
                   op.dilation_h() * op.in_w() * op.c(),
                   op.dilation_w() * op.c(),
                   op.k_w() * op.c(),
                   op.c()};
  if (h.count() != 0 && taps.count() != 0) {
    const uint32_t row = top + h.first * op.dilation_h();
    window.x += (row * op.in_w() + left + taps.first * op.dilation_w()) * op.c();
    window.w += (h.first * op.k_w() + taps.first) * op.c();
  }
  return window;
}

void ConvolveRow(const fb::DepthwiseF32& op, const Context& context, uint32_t image, uint32_t row) {
  const Epilogue epilogue = {BiasOf(context, op.bias()), op.clamp_lo(), op.clamp_hi()};
  const uint32_t top = row * op.stride_h() - static_cast<uint32_t>(op.pad_h());
  const Taps h = TapsInside(top, op.dilation_h(), op.k_h(), op.in_h());
  const float* const w = context.At<const float>(op.w());
  const float* const x = context.At<const float>(op.x()) + image * op.in_h() * op.in_w() * op.c();
  float* y = context.At<float>(op.y()) + (image * op.out_h() + row) * op.out_w() * op.c();
  for (uint32_t column = 0; column < op.out_w(); ++column, y += op.c()) {
    const Window window = WindowAt(op, x, w, h, top, column);
    uint32_t channel = 0;
    for (; op.c() - channel >= 4; channel += 4) SumChannels<4>(window, epilogue, channel, y);
    for (; channel < op.c(); ++channel) SumChannels<1>(window, epilogue, channel, y);
  }
}

}  // namespace

void DepthwiseF32(const fb::DepthwiseF32& op, const Context& context, uint32_t first_unit,
                  uint32_t unit_count) {
  const fb::DepthwiseF32 local = op;  // on the stack no store through y can change it
  const uint32_t out_h = local.out_h();
  const uint32_t end = EndUnit(Units(local), first_unit, unit_count);
  for (uint32_t unit = first_unit; unit < end; ++unit) {
    ConvolveRow(local, context, unit / out_h, unit % out_h);
  }
}

}  // namespace tmb
