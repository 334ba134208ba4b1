// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Rows of Dot for operands of any type and layout.
#ifndef TMB_RUNTIME_KERNELS_DOT_ROWS_H_
#define TMB_RUNTIME_KERNELS_DOT_ROWS_H_

#include "runtime/kernel.h"
#include "runtime/kernels/dot_product.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {

// Units [first, end). `op` is not in memory that y may lie on.
inline void DotRows(const fb::Dot& op, const Context& context, uint32_t first, uint32_t end) {
  const int32_t y_bytes = static_cast<int32_t>(ElementBytes(op.y_type()));
  DotProduct product(op.x_type(), op.w_type(), op.y_type());
  uint8_t* y = context.Address(op.y()) + first * op.n() * static_cast<uint32_t>(y_bytes);
  for (uint32_t unit = first; unit < end; ++unit) {
    const int32_t batch = static_cast<int32_t>(unit / op.m());
    const int32_t row = static_cast<int32_t>(unit % op.m());
    const uint8_t* x = context.Address(op.x()) + batch * op.x_batch() + row * op.x_m();
    const uint8_t* w = context.Address(op.w()) + batch * op.w_batch();
    for (uint32_t column = 0; column < op.n(); ++column, w += op.w_n(), y += y_bytes) {
      product.Add(x, op.x_k(), w, op.w_k(), op.k());
      product.Store(y);
    }
  }
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_DOT_ROWS_H_
