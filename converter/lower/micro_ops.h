// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Facts about micro-operations that code generation needs.
#ifndef TMB_CONVERTER_LOWER_MICRO_OPS_H_
#define TMB_CONVERTER_LOWER_MICRO_OPS_H_

#include "tmb_generated.h"

namespace tmb {

// The form of a two-operand operation with its operands exchanged (itself when it is
// commutative), or End when there is none.
fb::MicroOp Reversed(fb::MicroOp op);

inline bool IsCommutative(fb::MicroOp op) { return op != fb::MicroOp::End && Reversed(op) == op; }
inline bool IsCommutative(fb::WideOp op) {
  return op == fb::WideOp::Mul || op == fb::WideOp::MulHiS || op == fb::WideOp::MulHiU ||
         op == fb::WideOp::AddF || op == fb::WideOp::MulF || op == fb::WideOp::EqF;
}

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_MICRO_OPS_H_
