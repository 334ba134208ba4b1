// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The inner loops of WinogradF32 (winograd.h).

#include "runtime/kernels/dot_epilogue.h"
#include "runtime/kernels/kernel_units.h"
#include "runtime/kernels/winograd.h"

namespace tmb {

void MultiplyPositions(const float* v, const float* u, float* m, uint32_t k, uint32_t positions) {
  for (; positions != 0; --positions, m += kTile * kPanel) {
    float sums[kTile * kPanel] = {};
    for (uint32_t i = 0; i < k; ++i, v += kTile, u += kPanel) {
      for (uint32_t tile = 0; tile < kTile; ++tile) {
        for (uint32_t channel = 0; channel < kPanel; ++channel) sums[tile * kPanel + channel] += v[tile] * u[channel];
      }
    }
    for (uint32_t i = 0; i < kTile * kPanel; ++i) m[i] = sums[i];
  }
}

void TransformSlots(float* slots) {
  constexpr uint32_t kSlot = kTile * kPanel;
  for (float* m = slots; m < slots + kSlot; ++m) {
    const FourOutputs t = TransformOutput(m[0], m[kSlot], m[2 * kSlot], m[3 * kSlot], m[4 * kSlot], m[5 * kSlot]);
    for (uint32_t row = 0; row < 4; ++row) m[row * kSlot] = t.y[row];
  }
}

void StoreWholeTile(const WinogradStore& store) {
  const uint32_t pixel = store.pixel_bytes / 4, row_floats = store.row_bytes / 4;
  const Epilogue epilogue = {store.relu != 0 ? 0.0f : -__builtin_inff(), __builtin_inff()};
  for (uint32_t row = 0; row < 4; ++row) {
    for (uint32_t channel = 0; channel < kPanel; ++channel) {
      const float* const t = store.t + row * kTile * kPanel + channel;
      const FourOutputs sums = TransformOutput(t[0], t[64], t[128], t[192], t[256], t[320]);
      for (uint32_t column = 0; column < 4; ++column) {
        const uint32_t at = row * row_floats + column * pixel + channel;
        const float sum = sums.y[column] + store.bias[channel];
        epilogue.Store(&sum, 1, store.residual == nullptr ? nullptr : store.residual + at, store.y + at);
      }
    }
  }
}

}  // namespace tmb
