// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The numbers and operands of a struct instruction, by its row of isa_rows.h.

#include "runtime/features.h"
#include "runtime/struct_operands.h"
#include "runtime/verify.h"

namespace tmb {
namespace {

[[gnu::noinline]] uint32_t WordOrOne(const void* op, uint8_t field) { return field == kNoField ? 1 : WordAt(op, field); }

// A dimension's last position from 0 on.
[[gnu::noinline]] bool IsSmall(const void* op, uint8_t count, uint8_t step) {
  const uint32_t by = WordOrOne(op, step);
  return by != 0 && IsNear(WordOrOne(op, count), by);
}

// Every position of the window, padding included, is a small number.
bool VerifyWindow(const void* op, const WindowInfo& window) {
  return Magnitude(WordAt(op, window.pad)) < kFar && IsSmall(op, window.in, window.in_dilation) &&
         IsSmall(op, window.out, window.stride) && IsSmall(op, window.k, window.k_dilation);
}

// Operands of one kind, integers or floats, and of types that kernels compute with.
bool VerifyTypes(const void* op, const InstructionInfo& info) {
  bool integers = false, floats = false;
  for (const OperandInfo* row = info.operands; row != info.operands + info.operand_count; ++row) {
    if (!row->HasTypeField()) continue;
    const fb::Type type = TypeAt(op, row->type);
    if (row->IsWeights()) return HasWeightsType(type);  // the only type that such an instruction has
    if (!HasMapType(type) && !(Has(Feature::kTypesWide) && IsWideType(type))) return false;
    (IsFloatOperand(type) || type == fb::Type::F64 ? floats : integers) = true;
  }
  return !integers || !floats;
}

}  // namespace

bool VerifyStruct(const MemoryMap& memory, fb::Instruction type, const void* op, const InstructionInfo& info) {
  for (uint32_t i = 0; i < info.window_count; ++i) {
    if (!VerifyWindow(op, info.windows[i])) return false;
  }
  if (!VerifyTypes(op, info)) return false;
  OperandCheck operands(memory);
  const OperandInfo* const end = info.operands + info.operand_count;
  for (const OperandInfo* row = info.operands; row != end;) {
    if (row->IsDense()) {
      row = PassDense(operands, op, row, end);
      if (row == nullptr) return false;
    } else {
      if (!FitsMemory(&operands, OtherSpan(type, op, *row++))) return false;
    }
  }
  return true;
}

}  // namespace tmb
