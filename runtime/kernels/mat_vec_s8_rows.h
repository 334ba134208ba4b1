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
  const uint8_t* const panels = context.Address(op.w());
  int16_t* const scratch = HasOperand(op.scratch()) ? context.At<int16_t>(op.scratch()) : nullptr;
  uint8_t* const y = context.Address(op.y());
  // Steps [from, from + count) of a row, in the order of the weights.
  const auto copy = [&](uint32_t row, uint32_t from, uint32_t count, int16_t* to) {
    for (uint32_t i = from; i < from + count; ++i)
      to[(i < k ? WindowStep(1, k, 0, i) : i) - from] = static_cast<int16_t>(i < k ? x[row * k + i] : 0);
  };
  for (uint32_t row = first; row < end; ++row) {
    if (scratch != nullptr) copy(row, 0, steps, scratch);
    for (uint32_t column = 0; column < n; column += kRowPanel) {
      const uint8_t* const panel = panels + column / kRowPanel * RowPanelBytes(op);
      const auto* const weights = reinterpret_cast<const int8_t*>(panel + RowParameterBytes(op));
      IntegerSums<kRowPanel> sums;
      for (uint32_t j = 0; j < kRowPanel; ++j) sums.of[j] = reinterpret_cast<const int32_t*>(panel)[j];
      int16_t piece[kStepsOfPiece];
      for (uint32_t at = 0, count; at < steps; at += count) {
        count = scratch != nullptr || steps - at < kStepsOfPiece ? steps - at : kStepsOfPiece;
        if (scratch == nullptr) copy(row, at, count, piece);
        sums.Add(scratch != nullptr ? scratch : piece, weights + at * kRowPanel, x.is_wide, count);
      }
      const uint32_t columns = n - column < kRowPanel ? n - column : kRowPanel;
      for (uint32_t j = 0; j < columns; ++j)
        ending.Store(sums.of[j], RowMultiplier(panel, j, op.multiplier_shift()), y, row * n + column + j);
    }
  }
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_MAT_VEC_S8_ROWS_H_
