// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// MaxPoolS8: sixteen channels at a time, four words of each pixel, then four, then one.
#include <cstring>

#include "runtime/kernel.h"
#include "runtime/kernels/conv_window.h"
#include "runtime/kernels/dsp.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

inline int8_t Largest(int8_t a, int8_t b) { return a < b ? b : a; }

inline uint32_t Largest(uint32_t a, uint32_t b) { return Max8(a, b); }

constexpr uint32_t kLowest = 0x80808080;  // four times -128

// The taps of a window inside the image, rows of pixels.
struct Window {
  const int8_t* first;
  uint32_t rows, columns, row_bytes, pixel_bytes;
};

// kCount elements of y, words or bytes, that begin as `lowest`.
template <uint32_t kCount, typename T>
[[gnu::noinline]] void Pool(const Window& window, uint32_t channel, T lowest, int8_t* y) {
  T largest[kCount];
#pragma GCC unroll 4
  for (uint32_t k = 0; k < kCount; ++k) largest[k] = lowest;
  const uint32_t columns = window.columns, pixel_bytes = window.pixel_bytes;
  const int8_t* row = window.first + channel;
  for (uint32_t i = window.rows; i != 0; --i, row += window.row_bytes) {
    const int8_t* pixel = row;
    for (uint32_t j = columns; j != 0; --j, pixel += pixel_bytes) {
#pragma GCC unroll 4
      for (uint32_t k = 0; k < kCount; ++k) {
        T value;
        std::memcpy(&value, pixel + k * sizeof value, sizeof value);
        largest[k] = Largest(largest[k], value);
      }
    }
  }
#pragma GCC unroll 4
  for (uint32_t k = 0; k < kCount; ++k) {
    const T value = largest[k];  // a copy, so that the array stays in registers
    std::memcpy(y + channel + k * sizeof value, &value, sizeof value);
  }
}

}  // namespace

void MaxPoolS8(const fb::MaxPoolS8& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const fb::MaxPoolS8 local = op;  // on the stack no store through y can change it
  const uint32_t c = local.c(), row_bytes = local.in_w() * c, end = EndUnit(Units(local), first_unit, unit_count);
  int8_t* y = context.At<int8_t>(local.y()) + first_unit * local.out_w() * c;
  for (uint32_t unit = first_unit; unit < end; ++unit) {
    const uint32_t top = unit % local.out_h() * local.stride_h() - static_cast<uint32_t>(local.pad_h());
    const Taps h = TapsInside(top, 1, local.k_h(), local.in_h());
    const int8_t* const row = context.At<const int8_t>(local.x()) +
                              (unit / local.out_h() * local.in_h() + (h.count() == 0 ? 0 : top + h.first)) * row_bytes;
    uint32_t left = 0u - static_cast<uint32_t>(local.pad_w());
    for (uint32_t column = 0; column < local.out_w(); ++column, left += local.stride_w(), y += c) {
      const Taps w = TapsInside(left, 1, local.k_w(), local.in_w());
      const Window window = {row + (w.count() == 0 ? 0 : (left + w.first) * c), h.count(), w.count(), row_bytes, c};
      uint32_t channel = 0;
      for (; c - channel >= 16; channel += 16) Pool<4>(window, channel, kLowest, y);
      for (; c - channel >= 4; channel += 4) Pool<1>(window, channel, kLowest, y);
      for (; channel < c; ++channel) Pool<1>(window, channel, int8_t{-128}, y);
    }
  }
}

}  // namespace tmb
