// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Regions from the program's table; one check for operands of every kind.

#include "runtime/memory_map.h"

namespace tmb {

MemoryMap MemoryMapOf(const fb::Program& program) {
  MemoryMap map;
  if (program.arena_bytes() != nullptr) {
    for (uint32_t i = 0; i < program.arena_bytes()->size() && i <= kArena3; ++i) {
      map.bytes[i] = program.arena_bytes()->Get(i);
    }
  }
  if (program.constants() != nullptr) map.bytes[kConstants] = program.constants()->size();
  map.bytes[kState] = program.state_bytes();
  map.bound = program.bound();
  return map;
}

bool MemoryMap::Holds(const OperandSpan& operand) const {
  if (!HasOperand(operand.ref)) return operand.optional;
  const uint32_t space = SpaceOf(operand.ref);
  if (space >= kSpaces || operand.empty) return false;
  if (operand.access != Access::kRead && !IsWritable(space)) return false;
  uint32_t offset = OffsetOf(operand.ref), region_bytes = bytes[space];
  if (IsBound(space)) {
    const uint32_t slot = SlotOf(operand.ref);
    if (bound == nullptr || slot >= bound->size()) return false;
    if (space == kBoundWrite && bound->Get(slot)->writable() == 0) return false;
    offset = BoundOffsetOf(operand.ref);
    region_bytes = bound->Get(slot)->bytes();
  }
  if (operand.alignment == 0 || ((offset | operand.steps) & (operand.alignment - 1)) != 0) return false;
  return operand.before <= offset && offset + operand.behind <= region_bytes;
}

}  // namespace tmb
