// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The operands of one instruction of a file, with the bytes they cover: by the rows of isa_rows.h
// for struct instructions (struct_operands.h), by function for tables. The instruction's structure
// must have been verified (walk of a damaged Map is undefined), its numbers may be anything.
#ifndef TMB_RUNTIME_OPERANDS_H_
#define TMB_RUNTIME_OPERANDS_H_

#include "runtime/isa.h"
#include "runtime/map_layout.h"

namespace tmb {

// Sizes and distances saturate here, beyond every region: sums of damaged numbers must not
// come back.
inline constexpr uint32_t kFar = 1u << 30;
uint32_t SaturatingMultiply(uint32_t a, uint32_t b);

// Positions that kernels compute in 32 bits stay below kFar.
inline bool IsNear(uint32_t a, uint32_t b) { return SaturatingMultiply(a, b) < kFar; }
constexpr uint32_t Magnitude(uint32_t value) { return value >> 31 != 0 ? 0u - value : value; }
constexpr uint32_t Magnitude(int32_t value) { return Magnitude(static_cast<uint32_t>(value)); }

// An operand that is memory: bytes [ref - before, ref + behind).
struct OperandSpan {
  Access access = Access::kRead;
  bool optional = false;  // kNoOperand is allowed
  bool is_scratch = false;
  fb::Ref ref;
  uint32_t before = 0;
  uint32_t behind = 0;
  uint32_t steps = 0;      // all strides, or-ed
  uint32_t alignment = 1;  // of the Ref and of every step from it; 0 without elements, which no operand may be

  OperandSpan() = default;
  // One element; of 16-byte ones each half is aligned.
  OperandSpan(fb::Ref at, Access how, uint32_t element_bytes)
      : access(how), ref(at), behind(element_bytes), alignment(element_bytes > 8 ? 8 : element_bytes) {}

  // A factor of a dense operand's size.
  void Multiply(uint32_t extent) {
    if (extent == 0) alignment = 0;
    behind = SaturatingMultiply(behind, extent);
  }
  // `count` steps of `stride` bytes, or none of them.
  void Extend(uint32_t count, int32_t stride);
  void Loop(uint32_t extent, int32_t stride) {
    if (extent == 0) alignment = 0;
    Extend(extent - 1, stride);
  }
};

inline OperandSpan ScratchSpan(fb::Ref ref, uint32_t bytes, bool optional) {
  OperandSpan span(ref, Access::kReadWrite, bytes < kFar ? bytes : kFar);
  span.alignment = kAlignment;
  span.optional = optional;
  span.is_scratch = true;
  return span;
}

// Called for each operand; false ends the walk.
using OperandFn = bool (*)(void* user, const OperandSpan& operand);

// Calls `fn` for every operand, scratch first. False when fn answered false. Of tables but Maps, and of jumps; structs
// have none here, theirs are in struct_operands.h.
bool ForEachTableOperand(fb::Instruction type, const void* op, OperandFn fn, void* user);
bool ForEachMapOperand(const MapView& map, fb::Ref scratch, OperandFn fn, void* user);

// The units of work of an instruction (kernel.h); 1 for jumps.
uint32_t UnitsOf(fb::Instruction type, const void* op);
// Elements or multiply-adds of the whole instruction, roughly; damaged ones may be infinite.
float WorkOf(fb::Instruction type, const void* op);

MapView ViewOfMap(const fb::Map& op);

// Gather and Scatter have their first fields in common, so one walk serves both.
inline const fb::Gather& WindowsOf(const fb::Scatter& op) { return reinterpret_cast<const fb::Gather&>(op); }

// A field of a struct instruction.
inline uint32_t WordAt(const void* op, uint32_t field) {
  return flatbuffers::ReadScalar<uint32_t>(static_cast<const uint8_t*>(op) + field);
}
inline fb::Type TypeAt(const void* op, uint32_t field) {
  return static_cast<fb::Type>(static_cast<const uint8_t*>(op)[field]);
}

}  // namespace tmb

#endif  // TMB_RUNTIME_OPERANDS_H_
