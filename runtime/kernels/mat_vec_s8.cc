// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// MatVecS8: rows of x times weights in panels of 8 columns.
#include "runtime/kernels/integer_sums.h"

namespace tmb {

void MatVecS8(const fb::MatVecS8& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const fb::MatVecS8 local = op;  // on the stack no store through y can change it
  const uint32_t n = local.n(), k = local.k(), steps = Steps4(k);
  const Ending ending = Ending::Of(local);
  const NarrowArray x(context, local.x(), local.x_type());
  const int16_t* const weights = context.At<const int16_t>(local.w());
  const int32_t* const parameters = context.At<const int32_t>(local.parameters());
  int16_t* const scratch = context.At<int16_t>(local.scratch());
  uint8_t* const y = context.Address(local.y());
  const uint32_t end = EndUnit(Units(local), first_unit, unit_count);
  for (uint32_t row = first_unit; row < end; ++row) {
    for (uint32_t i = 0; i < steps; ++i) {
      const uint32_t step = StepOf(i);
      scratch[i] = static_cast<int16_t>(step < k ? x[row * k + step] : 0);
    }
    for (uint32_t column = 0; column < n; column += kRowPanel) {
      const int32_t* const panel = parameters + column * 2;
      IntegerSums<kRowPanel> sums;
      for (uint32_t j = 0; j < kRowPanel; ++j) sums.of[j] = panel[j];
      sums.Add(scratch, weights + column / 2 * steps, steps);
      const uint32_t columns = n - column < kRowPanel ? n - column : kRowPanel;
      for (uint32_t j = 0; j < columns; ++j) ending.Store(sums.of[j], panel[kRowPanel + j], y, row * n + column + j);
    }
  }
}

}  // namespace tmb
