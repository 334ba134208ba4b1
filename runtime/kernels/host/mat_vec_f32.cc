// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// MatVecF32 for x86: the panels of a row of x by the loop of mat_vec_loop.h.
#include "runtime/kernels/dot_epilogue.h"
#include "runtime/kernels/host/weight_form.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {

void MatVecF32(const fb::MatVecF32& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const fb::MatVecF32 local = op;  // on the stack no store through y can change it
  const uint32_t n = local.n(), k = local.k(), panels = CeilDiv(n, kMatVecPanel);
  const auto loop = HostLoops().mat_vec[WeightFormOf(local.w_type())];
  const float* const bias = OptionalAt(context, local.bias());
  const float* const x = context.At<const float>(local.x());
  const uint8_t* const w = context.Address(local.w());
  float* const y = context.At<float>(local.y());
  const uint32_t column_bytes = (k + ScaleSteps(local.w_type())) * ElementBytes(local.w_type());
  const uint32_t end = EndUnit(Units(local), first_unit, unit_count);
  for (uint32_t unit = first_unit; unit < end;) {
    const uint32_t row = unit / panels, panel = unit % panels, column = panel * kMatVecPanel;
    const uint32_t count = panels - panel < end - unit ? panels - panel : end - unit;
    const uint32_t columns = panel + count == panels ? n - column : count * kMatVecPanel;
    loop({x + row * k, w + size_t{column} * column_bytes, bias == nullptr ? nullptr : bias + column,
          y + row * n + column, columns, k, local.clamp_lo(), local.clamp_hi()});
    unit += count;
  }
}

}  // namespace tmb
