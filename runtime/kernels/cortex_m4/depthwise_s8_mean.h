// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// DepthwiseS8 without weights whose window is the whole image: pixels are added where they lie, with no copy.
#ifndef TMB_RUNTIME_KERNELS_CORTEX_M4_DEPTHWISE_S8_MEAN_H_
#define TMB_RUNTIME_KERNELS_CORTEX_M4_DEPTHWISE_S8_MEAN_H_

#include <cstring>

#include "runtime/kernels/dsp.h"
#include "runtime/kernels/integer_sums.h"

namespace tmb {

// Adds four channels of `count` pixels, `step` bytes apart, to their sums; sums of so few s8 have 16 bits.
inline constexpr uint32_t kMostAdded = 255;
inline const uint8_t* AddPixels(const uint8_t* x, uint32_t step, uint32_t count, int32_t* sums) {
  uint32_t even = 0, odd = 0;
  for (; count != 0; --count) {
    uint32_t word;
    std::memcpy(&word, x, sizeof word);
    x += step;
    even = Sxtab16<0>(even, word);
    odd = Sxtab16<8>(odd, word);
  }
  sums[0] += static_cast<int16_t>(even);
  sums[1] += static_cast<int16_t>(odd);
  sums[2] += static_cast<int32_t>(even) >> 16;
  sums[3] += static_cast<int32_t>(odd) >> 16;
  return x;
}
// Of 16 bits.
inline void AddWidePixels(const uint8_t* x, uint32_t step, uint32_t count, int32_t* sums) {
  int32_t a = 0, b = 0, c = 0, d = 0;
  for (; count != 0; --count) {
    uint32_t words[2];
    std::memcpy(words, x, sizeof words);
    x += step;
    a += static_cast<int16_t>(words[0]);
    b += static_cast<int32_t>(words[0]) >> 16;
    c += static_cast<int16_t>(words[1]);
    d += static_cast<int32_t>(words[1]) >> 16;
  }
  sums[0] = a;
  sums[1] = b;
  sums[2] = c;
  sums[3] = d;
}

// Channels [channel, channel + 4) of an image that there are.
inline void SumImage(const fb::DepthwiseS8& op, const Context& context, uint32_t image, uint32_t channel) {
  const uint32_t c = op.c(), pixels = op.in_h() * op.in_w();
  // Words of pixels must not reach behind x: the last may hold channels that are done already.
  const uint32_t first = c - channel < kChannels ? c - kChannels : channel;
  const bool wide = IsWide(op.x_type());
  const uint8_t* x = context.Address(op.x()) + ((image * pixels * c + first) << wide);
  const int32_t* const parameters = context.At<const int32_t>(op.parameters());
  int32_t sums[kChannels] = {};
  if (wide) AddWidePixels(x, 2 * c, pixels, sums);
  for (uint32_t left = wide ? 0 : pixels; left != 0;) {
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
