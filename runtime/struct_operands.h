// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The bytes that an operand of a struct instruction covers, from its row in isa_rows.h.
#ifndef TMB_RUNTIME_STRUCT_OPERANDS_H_
#define TMB_RUNTIME_STRUCT_OPERANDS_H_

#include "runtime/operands.h"

namespace tmb {

inline fb::Type TypeOf(const void* op, const OperandInfo& row) {
  return row.HasTypeField() ? TypeAt(op, row.type) : static_cast<fb::Type>(row.type);
}

// Saturates at kFar, whatever the factors behind.
inline uint32_t DenseBytes(const void* op, const OperandInfo& row, uint32_t element_bytes) {
  uint32_t bytes = element_bytes * row.repeats;
  const uint32_t fill = row.panel - 1u;
  const uint8_t* extent = row.extents;
  for (uint32_t left = row.extent_count;;) {
    uint32_t count = WordAt(op, *extent++);
    if (--left == 0) count = (count + fill) & ~fill;
    if (__builtin_mul_overflow(bytes, count, &bytes)) return kFar;
    if (left == 0) return bytes < kFar ? bytes : kFar;
  }
}

// Of a type that kernels compute with.
inline OperandSpan DenseSpan(const void* op, const OperandInfo& row) {
  const uint32_t element_bytes = kElementBytes.bytes[static_cast<uint32_t>(TypeOf(op, row))];
  OperandSpan span;
  span.ref = fb::Ref(WordAt(op, row.ref));
  span.access = row.access;
  span.optional = row.optional;
  span.alignment = element_bytes;
  span.behind = DenseBytes(op, row, element_bytes);
  if (span.behind == 0) span.alignment = 0;
  return span;
}

// Of a strided operand, scratch or packed weights.
OperandSpan OtherSpan(fb::Instruction type, const void* op, const OperandInfo& row);

inline OperandSpan SpanOf(fb::Instruction type, const void* op, const OperandInfo& row) {
  return row.IsDense() ? DenseSpan(op, row) : OtherSpan(type, op, row);
}

}  // namespace tmb

#endif  // TMB_RUNTIME_STRUCT_OPERANDS_H_
