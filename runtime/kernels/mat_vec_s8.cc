// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// MatVecS8, portable.
#include "runtime/kernels/mat_vec_s8_rows.h"

namespace tmb {

void MatVecS8(const fb::MatVecS8& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const fb::MatVecS8 local = op;  // on the stack no store through y can change it
  MatVecS8Rows(local, context, first_unit, EndUnit(Units(local), first_unit, unit_count));
}

}  // namespace tmb
