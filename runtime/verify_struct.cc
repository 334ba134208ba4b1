// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The numbers and operands of a struct instruction, by its row of isa_rows.h.

#include "runtime/features.h"
#include "runtime/struct_operands.h"
#include "runtime/verify.h"

namespace tmb {
namespace {

[[gnu::noinline]] uint32_t WordOrOne(const void* op, uint8_t field) { return field == kNoField ? 1 : WordAt(op, field); }

// A dimension's last position from 0 on; there is one.
[[gnu::noinline]] bool IsSmall(const void* op, uint8_t count, uint8_t step) {
  const uint32_t positions = SaturatingMultiply(WordOrOne(op, count), WordOrOne(op, step));
  return positions - 1 < kFar - 1;
}

// Every position of the window, padding included, is a small number.
bool VerifyWindow(const void* op, const WindowInfo& window) {
  return Magnitude(WordAt(op, window.pad)) < kFar && IsSmall(op, window.in, window.in_dilation) &&
         IsSmall(op, window.out, window.stride) && IsSmall(op, window.k, window.k_dilation);
}

// A bit for each type that kernels compute with.
constexpr uint32_t TypeBits(bool floats) {
  uint32_t bits = 0;
  for (uint32_t number = 0; number < kTypes; ++number) {
    const auto type = static_cast<fb::Type>(number);
    const bool has = HasMapType(type) || (Has(Feature::kTypesWide) && IsWideType(type));
    if (has && (IsFloatOperand(type) || type == fb::Type::F64) == floats) bits |= 1u << number;
  }
  return bits;
}
constexpr uint32_t WeightsTypeBits() {
  uint32_t bits = 0;
  for (uint32_t number = 0; number < kTypes; ++number) bits |= uint32_t{HasWeightsType(static_cast<fb::Type>(number))} << number;
  return bits;
}

constexpr uint32_t BitOf(fb::Type type) { return 1u << static_cast<uint32_t>(type); }

// Operands of one kind, integers or floats; packed weights are the only one with a type. The inputs of an integer kernel
// are of 8 or 16 bits, and its output may be what sums become, too.
bool VerifyTypes(const void* op, const InstructionInfo& info) {
  constexpr uint32_t kFloats = TypeBits(true), kIntegers = TypeBits(false), kWeights = WeightsTypeBits();
  constexpr uint32_t kNarrow = BitOf(fb::Type::S8) | (Has(Feature::kInputsS16) ? BitOf(fb::Type::S16) : 0);
  constexpr uint32_t kEnds = BitOf(fb::Type::S8) | BitOf(fb::Type::S16) | BitOf(fb::Type::S32) | BitOf(fb::Type::F32);
  constexpr bool kHasIntegers = Has(fb::Instruction::MatVecS8) || Has(fb::Instruction::ConvS8) ||
                                Has(fb::Instruction::DepthwiseS8) || Has(fb::Instruction::WinogradS8);
  const bool of_integers = kHasIntegers && info.kind == InstructionInfo::Kind::kIntegers;
  uint32_t types = 0;
  for (const OperandInfo* row = info.operands; row != info.operands + info.operand_count; ++row) {
    if (!row->HasTypeField()) continue;
    const auto type = static_cast<uint32_t>(TypeAt(op, row->type));
    if (type >= kTypes) return false;
    types |= 1u << type;
    if (of_integers && (types & ~(row->access == Access::kWrite ? kEnds : kNarrow)) != 0) return false;  // y comes last
    if (row->IsWeights()) return (types & ~kWeights) == 0;
  }
  return of_integers || (types & ~kFloats) == 0 || (types & ~kIntegers) == 0;
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
