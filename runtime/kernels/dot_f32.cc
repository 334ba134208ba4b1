// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// DotF32: y = clamp(bias + x w) with w packed in panels of 16 columns. Sixteen sums in
// registers, one value of x and one row of the panel at a time.
#include "runtime/kernels/dot_epilogue.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

struct Sums {
  float of[kDotPanel];
};

// Adds sum_k x[k] * w[k, :], in the order of k.
void Accumulate(Sums& sums, const float* x, const float* w, uint32_t k) {
  Sums s = sums;
  for (; k != 0; --k, ++x, w += kDotPanel) {
    const float value = *x;
#pragma GCC unroll 16
    for (uint32_t j = 0; j < kDotPanel; ++j) s.of[j] += value * w[j];
  }
  sums = s;
}

}  // namespace

void DotF32(const fb::DotF32& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const uint32_t n = op.n(), k = op.k();
  const uint32_t panels = CeilDiv(n, kDotPanel);
  const float lo = op.clamp_lo(), hi = op.clamp_hi();
  const float* const bias = BiasOf(context, op.bias());
  const uint32_t end = EndUnit(Units(op), first_unit, unit_count);
  for (uint32_t unit = first_unit; unit < end; ++unit) {
    const uint32_t row = unit / panels;
    const uint32_t column = (unit % panels) * kDotPanel;
    const uint32_t columns = n - column < kDotPanel ? n - column : kDotPanel;
    Sums sums = {};
    if (bias != nullptr) {
      for (uint32_t j = 0; j < columns; ++j) sums.of[j] = bias[column + j];
    }
    Accumulate(sums, context.At<const float>(op.x()) + row * k, context.At<const float>(op.w()) + column * k,
               k);
    float* const y = context.At<float>(op.y()) + row * n + column;
    for (uint32_t j = 0; j < columns; ++j) y[j] = Clamp(sums.of[j], lo, hi);
  }
}

}  // namespace tmb
