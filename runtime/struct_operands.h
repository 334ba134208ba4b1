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
  uint32_t fill = row.panel - 1u;
  for (const uint8_t* extent = row.extents; extent != row.extents + row.extent_count; ++extent, fill = 0) {
    if (__builtin_mul_overflow(bytes, (WordAt(op, *extent) + fill) & ~fill, &bytes) || bytes >= kFar) return kFar;
  }
  return bytes;
}

// Packed weights of 8 bits: each panel has an f32 scale for each column, too. Nothing to operands of other kinds.
void AddScales(const void* op, const OperandInfo& row, OperandSpan* span);

inline OperandSpan DenseSpan(const void* op, const OperandInfo& row) {
  OperandSpan span(fb::Ref(WordAt(op, row.ref)), row.access, ElementBytes(TypeOf(op, row)));
  span.optional = row.optional;
  span.behind = DenseBytes(op, row, span.behind);
  if (span.behind == 0) span.alignment = 0;
  if (span.alignment == 1) AddScales(op, row, &span);
  return span;
}

// Of a strided operand or of scratch.
OperandSpan OtherSpan(fb::Instruction type, const void* op, const OperandInfo& row);

inline OperandSpan SpanOf(fb::Instruction type, const void* op, const OperandInfo& row) {
  return row.IsDense() ? DenseSpan(op, row) : OtherSpan(type, op, row);
}

}  // namespace tmb

#endif  // TMB_RUNTIME_STRUCT_OPERANDS_H_
