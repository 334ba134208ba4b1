// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// DepthwiseS8 whose window is the whole image, as a mean over it: products of pixels where they lie, with no copy.
#ifndef TMB_RUNTIME_KERNELS_CORTEX_M4_DEPTHWISE_S8_WHOLE_H_
#define TMB_RUNTIME_KERNELS_CORTEX_M4_DEPTHWISE_S8_WHOLE_H_

#include "runtime/kernels/integer_sums.h"

namespace tmb {

extern "C" void tmb_depthwise_s8_whole(const uint8_t* x, uint32_t x_pixel, const int8_t* w, uint32_t pixels, int32_t* sums);

inline bool IsWhole(const fb::DepthwiseS8& op) {
  return op.x_type() == fb::Type::S8 && op.c() >= kChannels && op.out_h() == 1 && op.out_w() == 1 && op.pad_h() == 0 &&
         op.pad_w() == 0 && op.k_h() == op.in_h() && op.k_w() == op.in_w() && op.dilation_h() == 1 && op.dilation_w() == 1 &&
         op.in_h() * op.in_w() >= 4;
}

// Channels [channel, channel + 4) of an image that there are.
inline void ConvolveWhole(const fb::DepthwiseS8& op, const Context& context, uint32_t image, uint32_t channel) {
  const uint32_t c = op.c(), pixels = op.in_h() * op.in_w();
  // Words of pixels must not reach behind x: the last may hold channels that are done already.
  const uint32_t first = c - channel < kChannels ? c - kChannels : channel;
  const uint8_t* const x = context.Address(op.x()) + image * pixels * c + first;
  const int8_t* const w = context.At<const int8_t>(op.w()) + first * pixels;
  const int32_t* const parameters = context.At<const int32_t>(op.parameters());
  int32_t sums[kChannels];
  tmb_depthwise_s8_whole(x, c, w, pixels, sums);
  const Ending ending = Ending::Of(op);
  for (uint32_t i = channel - first; i < kChannels; ++i) {
    int32_t sum = parameters[2 * (first + i)] + sums[i];
    for (uint32_t p = pixels / 4 * 4; p < pixels; ++p) sum += static_cast<int8_t>(x[p * c + i]) * w[i * pixels + p];
    ending.Store(sum, parameters[2 * (first + i) + 1], context.Address(op.y()), image * c + first + i);
  }
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_CORTEX_M4_DEPTHWISE_S8_WHOLE_H_
