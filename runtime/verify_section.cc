// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Micro-code: known operations, operands that exist and may be read or stored there, one
// End and that at the section's end (ports translate the whole section before it runs).

#include "runtime/features.h"
#include "runtime/verify.h"

namespace tmb {
namespace {

constexpr uint8_t kLoadAt = static_cast<uint8_t>(fb::MicroOp::LoadAt);
constexpr uint8_t kLastOp = static_cast<uint8_t>(fb::MicroOp::MAX);

bool MayRead(uint32_t x, const CodeOperands& operands, SectionAccess access) {
  if (x < operands.input_end) return access != SectionAccess::kTemporaries;
  return x >= operands.output_end && x < operands.temporary_end;
}

bool IsTemporary(uint32_t x, const CodeOperands& operands) {
  return x >= operands.immediate_end && x < operands.temporary_end;
}

bool MayStore(uint32_t x, const CodeOperands& operands, SectionAccess access) {
  if (IsTemporary(x, operands)) return true;
  return x >= operands.input_end && x < operands.output_end && access == SectionAccess::kInputsAndOutputs;
}

// Wide reads and writes four temporaries.
bool VerifyWide(const uint8_t* code, const CodeOperands& operands) {
  const uint32_t first = code[1];
  return Has(Feature::kTypesWide) && IsTemporary(first, operands) && IsTemporary(first + 3, operands) &&
         code[2] <= static_cast<uint8_t>(fb::WideOp::MAX);
}

// An input or output that has a start without a ref, and a word.
bool VerifyIndexed(const uint8_t* code, const CodeOperands& operands, SectionAccess access) {
  const bool store = *code != kLoadAt;
  if (!Has(Feature::kRepeat) || access != SectionAccess::kInputsAndIndexed ||
      (code[1] >= operands.input_end) != store || !MayRead(code[2], operands, access)) {
    return false;
  }
  const fb::DynamicOffset* const starts = operands.map->dynamic_offsets;
  for (uint32_t i = 0; i < operands.map->dynamic_count; ++i) {
    const fb::DynamicOffset& start = starts[i];
    if (start.access() == code[1] && !HasOperand(start.ref())) return true;
  }
  return false;
}

bool VerifyOperands(const uint8_t* code, uint32_t bytes, const CodeOperands& operands, SectionAccess access) {
  const uint8_t op = *code;
  if (op == static_cast<uint8_t>(fb::MicroOp::Wide)) return VerifyWide(code, operands);
  if (op >= kLoadAt) return VerifyIndexed(code, operands, access);
  const bool store = op == static_cast<uint8_t>(fb::MicroOp::Store);
  for (uint32_t i = 1; i < bytes; ++i) {
    const uint8_t x = code[i];
    if (IsUnary(static_cast<fb::MicroOp>(op)) ? x != 0 : !(store ? MayStore : MayRead)(x, operands, access)) return false;
  }
  return true;
}

}  // namespace

bool VerifySection(const uint8_t* code, uint32_t begin, uint32_t end, const CodeOperands& operands,
                   SectionAccess access) {
  uint32_t at = begin;
  while (at < end) {
    const uint8_t op = code[at];
    const uint32_t bytes = MicroOpBytes(op);
    if (op == static_cast<uint8_t>(fb::MicroOp::End)) return at + 1 == end;
    if (op > kLastOp || bytes > end - at) return false;
    if (!operands.one_lane && IsForOneLane(static_cast<fb::MicroOp>(op))) return false;
    if (!kHasAllGroups && !Has(static_cast<fb::MicroOp>(op))) return false;
    if (!VerifyOperands(code + at, bytes, operands, access)) return false;
    at += bytes;
  }
  return false;
}

}  // namespace tmb
