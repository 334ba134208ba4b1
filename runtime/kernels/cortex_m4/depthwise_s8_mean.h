// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// DepthwiseS8 without weights whose window is the whole image: pixels are added where they lie, with no copy.
#ifndef TMB_RUNTIME_KERNELS_CORTEX_M4_DEPTHWISE_S8_MEAN_H_
#define TMB_RUNTIME_KERNELS_CORTEX_M4_DEPTHWISE_S8_MEAN_H_

#include "runtime/kernels/integer_sums.h"

namespace tmb {

inline bool IsMean(const fb::DepthwiseS8& op) {
  return op.x_type() == fb::Type::S8 && !HasOperand(op.w()) && op.c() >= kChannels && IsWholeImage(op);
}

// Adds `count` words of four channels, `step` bytes apart, to their sums; sums of so few s8 have 16 bits.
inline constexpr uint32_t kMostAdded = 255;
inline const uint8_t* AddPixels(const uint8_t* x, uint32_t step, uint32_t count, int32_t* sums) {
  int32_t even = 0, odd = 0;
  for (; count != 0; --count) {
    uint32_t word;
    __builtin_memcpy(&word, x, sizeof word);
    x += step;
    asm("sxtab16 %0, %0, %1" : "+r"(even) : "r"(word));
    asm("sxtab16 %0, %0, %1, ror #8" : "+r"(odd) : "r"(word));
  }
  sums[0] += static_cast<int16_t>(even);
  sums[1] += static_cast<int16_t>(odd);
  sums[2] += even >> 16;
  sums[3] += odd >> 16;
  return x;
}

// Channels [channel, channel + 4) of an image that there are.
inline void SumImage(const fb::DepthwiseS8& op, const Context& context, uint32_t image, uint32_t channel) {
  const uint32_t c = op.c(), pixels = op.in_h() * op.in_w();
  // Words of pixels must not reach behind x: the last may hold channels that are done already.
  const uint32_t first = c - channel < kChannels ? c - kChannels : channel;
  const uint8_t* x = context.Address(op.x()) + image * pixels * c + first;
  const int32_t* const parameters = context.At<const int32_t>(op.parameters());
  int32_t sums[kChannels] = {};
  for (uint32_t left = pixels; left != 0;) {
    const uint32_t count = left < kMostAdded ? left : kMostAdded;
    x = AddPixels(x, c, count, sums);
    left -= count;
  }
  const Ending ending = Ending::Of(op);
  for (uint32_t i = channel - first; i < kChannels; ++i) {
    const int32_t* const own = parameters + 2 * (first + i);
    ending.Store(own[0] + sums[i], own[1], context.Address(op.y()), image * c + first + i);
  }
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_CORTEX_M4_DEPTHWISE_S8_MEAN_H_
