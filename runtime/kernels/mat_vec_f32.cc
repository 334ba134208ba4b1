// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// MatVecF32: y = clamp(bias + x w) with w packed in panels of 16 columns: sixteen sums, one value
// of x and one row of the panel at a time.
#include "runtime/kernels/dot_epilogue.h"
#include "runtime/kernels/kernel_units.h"
#include "runtime/kernels/weights.h"

namespace tmb {

void MatVecF32(const fb::MatVecF32& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const fb::MatVecF32 local = op;  // on the stack no store through y can change it
  const uint32_t n = local.n(), k = local.k();
  const uint32_t panels = CeilDiv(n, kMatVecPanel);
  const Epilogue epilogue = {local.clamp_lo(), local.clamp_hi()};
  const float* const bias = OptionalAt(context, local.bias());
  const float* const x = context.At<const float>(local.x());
  float* const y = context.At<float>(local.y());
  const uint32_t end = EndUnit(Units(local), first_unit, unit_count);
  WithWeights(local.w_type(), context.Address(local.w()), [&](const auto* w) {
    for (uint32_t unit = first_unit; unit < end; ++unit) {
      const uint32_t row = unit / panels, column = unit % panels * kMatVecPanel;
      const uint32_t columns = n - column < kMatVecPanel ? n - column : kMatVecPanel;
      const auto weights = PanelAt<kMatVecPanel>(w, k, bias, column, columns);
      auto sums = weights.Begin();
      sums.Add(x + row * k, weights.w, k);
      weights.End(&sums);
      epilogue.Store(sums.of, columns, nullptr, y + row * n + column);
    }
  });
}

}  // namespace tmb
