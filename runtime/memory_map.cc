// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Regions from the program's table; one check for operands of every kind.

#include "runtime/memory_map.h"

#include "runtime/structure.h"

namespace tmb {

MemoryMap MemoryMapOf(const fb::Program& program) {
  MemoryMap map;
  const auto* const arenas = program.arena_bytes();
  for (uint32_t i = 0; i < SizeOf(arenas) && i <= kArena3; ++i) map.bytes[i] = arenas->Get(i);
  map.bytes[kConstants] = SizeOf(program.constants());
  map.bytes[kState] = program.state_bytes();
  map.bound = program.bound();
  return map;
}

bool FitsMemory(void* check, const OperandSpan& operand) { return static_cast<OperandCheck*>(check)->Fits(operand); }

const fb::BoundBuffer* MemoryMap::BufferOf(fb::Ref ref) const {
  const uint32_t slot = SlotOf(ref);
  if (bound == nullptr || slot >= bound->size()) return nullptr;
  const fb::BoundBuffer* const buffer = bound->Get(slot);
  return SpaceOf(ref) == kBoundRead || buffer->writable() != 0 ? buffer : nullptr;
}

}  // namespace tmb
