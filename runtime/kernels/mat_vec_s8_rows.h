// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// MatVecS8: rows of x times weights in panels of 8 columns.
#ifndef TMB_RUNTIME_KERNELS_MAT_VEC_S8_ROWS_H_
#define TMB_RUNTIME_KERNELS_MAT_VEC_S8_ROWS_H_

#include "runtime/kernels/integer_sums.h"

namespace tmb {

// Rows [first, end); op is where no store through y can change it.
inline void MatVecS8Rows(const fb::MatVecS8& op, const Context& context, uint32_t first, uint32_t end) {
  const uint32_t n = op.n(), k = op.k(), steps = Steps4(k);
  const Ending ending = Ending::Of(op);
  const NarrowArray x(context, op.x(), op.x_type());
  const int8_t* const weights = context.At<const int8_t>(op.w());
  const int32_t* const parameters = context.At<const int32_t>(op.parameters());
  int16_t* const scratch = context.At<int16_t>(op.scratch());
  uint8_t* const y = context.Address(op.y());
  for (uint32_t row = first; row < end; ++row) {
    for (uint32_t i = 0; i < k; ++i) scratch[WindowStep(1, k, 0, i)] = static_cast<int16_t>(x[row * k + i]);
    for (uint32_t i = k; i < steps; ++i) scratch[i] = 0;
    for (uint32_t column = 0; column < n; column += kRowPanel) {
      const int32_t* const panel = parameters + column * 2;
      IntegerSums<kRowPanel> sums;
      for (uint32_t j = 0; j < kRowPanel; ++j) sums.of[j] = panel[j];
      sums.Add(scratch, weights + column * steps, x.is_wide, steps);
      const uint32_t columns = n - column < kRowPanel ? n - column : kRowPanel;
      for (uint32_t j = 0; j < columns; ++j) ending.Store(sums.of[j], panel[kRowPanel + j], y, row * n + column + j);
    }
  }
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_MAT_VEC_S8_ROWS_H_
