// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Dot: batched matrix product of strided operands of any type.
#include "runtime/kernels/dot_rows.h"

namespace tmb {

void Dot(const fb::Dot& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const fb::Dot local = op;  // on the stack no store through y can change it
  DotRows(local, context, first_unit, EndUnit(Units(local), first_unit, unit_count));
}

}  // namespace tmb
