// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Dot: batched matrix product of strided operands of any type.
#include "runtime/kernel.h"
#include "runtime/kernels/dot_product.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {

void Dot(const fb::Dot& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const fb::Dot local = op;  // on the stack no store through y can change it
  const int32_t y_bytes = static_cast<int32_t>(ElementBytes(local.y_type()));
  DotProduct product(local.x_type(), local.w_type(), local.y_type());
  const uint32_t end = EndUnit(Units(local), first_unit, unit_count);
  uint8_t* y = context.Address(local.y()) + first_unit * local.n() * static_cast<uint32_t>(y_bytes);
  for (uint32_t unit = first_unit; unit < end; ++unit) {
    const int32_t batch = static_cast<int32_t>(unit / local.m());
    const int32_t row = static_cast<int32_t>(unit % local.m());
    const uint8_t* x = context.Address(local.x()) + batch * local.x_batch() + row * local.x_m();
    const uint8_t* w = context.Address(local.w()) + batch * local.w_batch();
    for (uint32_t column = 0; column < local.n(); ++column, w += local.w_n(), y += y_bytes) {
      product.Add(x, local.x_k(), w, local.w_k(), local.k());
      product.Store(y);
    }
  }
}

}  // namespace tmb
