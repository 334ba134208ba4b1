// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// One micro-operation on one lane, portable: of formulas and of the body of a Repeat.
#ifndef TMB_RUNTIME_KERNELS_MAP_FORMULA_STEP_H_
#define TMB_RUNTIME_KERNELS_MAP_FORMULA_STEP_H_

#include "runtime/kernels/map_lane.h"
#include "runtime/kernels/wide.h"
#include "runtime/map_layout.h"

namespace tmb {

// The one at `code`: operand i is words[i].
inline void StepScalar(const uint8_t* code, uint32_t* words, uint32_t* acc) {
  using fb::MicroOp;
  const MicroOp op = static_cast<MicroOp>(*code);
  uint32_t& x = words[code[1]];
  if (op == MicroOp::Store) {
    x = *acc;
  } else if (op == MicroOp::Load) {
    *acc = x;
  } else if (op == MicroOp::Select) {
    *acc = *acc != 0 ? x : words[code[2]];
  } else if (op == MicroOp::MulAddF || op == MicroOp::MulSubF) {
    const uint32_t product = lane::Apply(MicroOp::MulF, x, words[code[2]]);
    *acc = lane::Apply(op == MicroOp::MulAddF ? MicroOp::AddF : MicroOp::SubF, *acc, product);
  } else if (op == MicroOp::Wide) {
    RunWide(code[2], &x, 1);
  } else {
    *acc = lane::Apply(op, *acc, x);
  }
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_MAP_FORMULA_STEP_H_
