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

  bool Holds(const OperandSpan& operand) const;
};

// Its structure must be verified.
MemoryMap MemoryMapOf(const fb::Program& program);

}  // namespace tmb

#endif  // TMB_RUNTIME_MEMORY_MAP_H_
