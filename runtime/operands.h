// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The operands of one instruction of a file, with the bytes they cover: one walk for
// verifier, tracer and tmdump, by the rows of isa.h for struct instructions and by
// function for tables. The instruction's structure must have been verified (walk of
// a damaged Map is undefined), its numbers may be anything.
#ifndef TMB_RUNTIME_OPERANDS_H_
#define TMB_RUNTIME_OPERANDS_H_

#include "runtime/isa.h"
#include "runtime/map_layout.h"

namespace tmb {

// Sizes and distances saturate here, beyond every region: sums of damaged numbers must not
// come back.
inline constexpr uint32_t kFar = 1u << 30;
uint32_t SaturatingMultiply(uint32_t a, uint32_t b);

// An operand that is memory: bytes [ref - before, ref + behind).
struct OperandSpan {
  OperandName name{};  // "x"; of a Map "input", "output", "start", "scratch"
  uint32_t index = 0;     // among operands of that name
  fb::Ref ref;
  uint32_t before = 0;
  uint32_t behind = 0;
  uint32_t steps = 0;      // all strides, or-ed
  uint32_t alignment = 1;  // of the Ref and of every step from it
  Access access = Access::kRead;
  bool optional = false;  // kNoOperand is allowed
  bool empty = false;     // some extent is 0
  bool is_scratch = false;
};

// Called for each operand; false ends the walk.
using OperandFn = bool (*)(void* user, const OperandSpan& operand);

// Calls `fn` for every operand, scratch first. False when fn answered false.
bool ForEachOperand(fb::Instruction type, const void* op, OperandFn fn, void* user);

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
