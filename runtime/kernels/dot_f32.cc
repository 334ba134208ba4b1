// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// DotF32: y = clamp(bias + x w + residual) with w packed in panels of 4 columns.
#include "runtime/kernels/dot_epilogue.h"
#include "runtime/kernels/kernel_units.h"
#include "runtime/kernels/weight_columns.h"
#include "runtime/kernels/weights.h"

namespace tmb {
namespace {

// Rows [first, first + rows).
template <typename Weight>
void MultiplyTile(const fb::DotF32& op, const Context& context, const Weight* w, const Columns& all, uint32_t first,
                  uint32_t rows) {
  const uint32_t n = op.n(), k = op.k();
  const Epilogue epilogue = {op.clamp_lo(), op.clamp_hi()};
  const float* const bias = OptionalAt(context, op.bias());
  const float* const residual = OptionalAt(context, op.residual());
  const float* x = context.At<const float>(op.x()) + first * k;
  if (float* const scratch = OptionalAt(context, CopiesOf(op))) {
    for (uint32_t i = 0; i < rows * k; ++i) scratch[i] = x[i];
    x = scratch;
  }
  float* const y = context.At<float>(op.y());
  for (uint32_t column = 0; column < all.count; column += kPanel) {
    const uint32_t columns = all.count - column < kPanel ? all.count - column : kPanel;
    const auto panel = PanelAt<kPanel>(w, k, bias == nullptr ? nullptr : bias + all.first, column, columns);
    for (uint32_t row = 0; row < rows; ++row) {
      const uint32_t at = (first + row) * n + all.first + column;
      auto sums = panel.Begin();
      sums.Add(x + row * k, panel.w, k);
      panel.End(&sums);
      epilogue.Store(sums.of, columns, residual == nullptr ? nullptr : residual + at, y + at);
    }
  }
}

}  // namespace

void DotF32(const fb::DotF32& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const fb::DotF32 local = op;  // on the stack no store through y can change it
  const uint32_t m = local.m();
  const uint32_t end = EndUnit(Units(local), first_unit, unit_count);
  for (uint32_t unit = first_unit; unit < end; ++unit) {
    const uint32_t first = unit * kTile;
    ForColumns(local, context, local.k(), local.n(), [&](const Columns& columns) {
      WithWeights(columns.type, columns.w, [&](const auto* w) {
        MultiplyTile(local, context, w, columns, first, m - first < kTile ? m - first : kTile);
      });
    });
  }
}

}  // namespace tmb
