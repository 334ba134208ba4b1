// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The sizes of all memory that a program may use, and the question that keeps it there:
// does an operand lie inside its region, aligned, and may it be written?
#ifndef TMB_RUNTIME_MEMORY_MAP_H_
#define TMB_RUNTIME_MEMORY_MAP_H_

#include "runtime/operands.h"

namespace tmb {

struct MemoryMap {
  uint32_t bytes[kSpaces] = {};  // of the arenas, the constants and the state
  const flatbuffers::Vector<const fb::BoundBuffer*>* bound = nullptr;

  bool Holds(const OperandSpan& operand) const {
    if (!HasOperand(operand.ref)) return operand.optional;
    const uint32_t space = SpaceOf(operand.ref);
    if (space >= kSpaces || operand.alignment == 0) return false;
    if (operand.access != Access::kRead && !IsWritable(space)) return false;
    uint32_t offset = OffsetOf(operand.ref), region_bytes = bytes[space];
    if (IsBound(space)) {
      const fb::BoundBuffer* const buffer = BufferOf(operand.ref);
      if (buffer == nullptr) return false;
      offset = BoundOffsetOf(operand.ref);
      region_bytes = buffer->bytes();
    }
    if (((offset | operand.steps) & (operand.alignment - 1)) != 0) return false;
    return operand.before <= offset && offset + operand.behind <= region_bytes;
  }

 private:
  // What a bound Ref names; null when there is none of its kind.
  const fb::BoundBuffer* BufferOf(fb::Ref ref) const;
};

// The operands of one instruction, its scratch first.
class OperandCheck {
 public:
  explicit OperandCheck(const MemoryMap& memory) : memory_(memory) {}

  // A kernel keeps addresses in its scratch: what it writes elsewhere must not change them.
  bool Fits(const OperandSpan& operand) {
    if (!memory_.Holds(operand)) return false;
    const uint32_t ref = operand.ref.word();
    if (operand.is_scratch) {
      if (!HasOperand(operand.ref)) return true;
      scratch_ = ref;
      scratch_bytes_ = operand.behind;
      return SpaceOf(operand.ref) <= kArena3;
    }
    if (operand.access == Access::kRead) return true;
    // Refs of one space compare as addresses; others are far apart.
    return scratch_ + scratch_bytes_ <= ref - operand.before || ref + operand.behind <= scratch_;
  }

 private:
  const MemoryMap& memory_;
  uint32_t scratch_ = 0, scratch_bytes_ = 0;
};

// Fits, as a function for walks over operands.
bool FitsMemory(void* check, const OperandSpan& operand);
// The first of a struct's operands [row, end) that is not dense, or null when one before it does not fit.
const OperandInfo* PassDense(OperandCheck& operands, const void* op, const OperandInfo* row, const OperandInfo* end);

// Its structure must be verified.
MemoryMap MemoryMapOf(const fb::Program& program);

}  // namespace tmb

#endif  // TMB_RUNTIME_MEMORY_MAP_H_
