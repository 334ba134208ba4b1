// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Two loops over one dispatch: Run has nothing between a kernel's return and the next
// kernel's entry but the fetch (26 cycles on the M4); Step counts units and calls the trace.

#include "runtime/machine.h"

#include "fpu_mode.h"
#include "runtime/kernel.h"
#include "runtime/operands.h"

namespace tmb {
namespace {

Context ContextOf(const tmb_machine& machine) {
  Context context;
  for (uint32_t space = 0; space < kSpaces; ++space) context.base[space] = machine.base[space];
  context.bound = machine.bound;
  return context;
}

inline const void* OperationAt(const tmb_machine& machine, uint32_t pc) {
  const uint8_t* const offset = machine.code + 4 * pc;
  return offset + flatbuffers::ReadScalar<flatbuffers::uoffset_t>(offset);
}

inline uint32_t NextAfter(const fb::JumpIf& op, const Context& context, uint32_t pc) {
  return (*context.Address(op.predicate()) != 0) == (op.when() != 0) ? op.target() : pc + 1;
}

// Executes units of the instruction at `pc`; where to go on when all of them are done.
inline __attribute__((always_inline)) uint32_t Execute(const tmb_machine& machine, const Context& context,
                                                       uint32_t pc, uint32_t first_unit, uint32_t unit_count) {
  const void* const op = OperationAt(machine, pc);
#define TMB_KERNEL(name) \
  case fb::Instruction::name: name(*static_cast<const fb::name*>(op), context, first_unit, unit_count); break
  switch (static_cast<fb::Instruction>(machine.types[pc])) {
    case fb::Instruction::Jump: return static_cast<const fb::Jump*>(op)->target();
    case fb::Instruction::JumpIf: return NextAfter(*static_cast<const fb::JumpIf*>(op), context, pc);
    TMB_KERNEL(Map);
    TMB_KERNEL(DotF32);
    TMB_KERNEL(Dot);
    TMB_KERNEL(ConvF32);
    TMB_KERNEL(DepthwiseF32);
    TMB_KERNEL(Conv);
    TMB_KERNEL(Gather);
    TMB_KERNEL(Scatter);
    case fb::Instruction::NONE: break;
  }
#undef TMB_KERNEL
  return pc + 1;
}

void Trace(const tmb_machine& machine, uint32_t pc, int begin) {
  if (machine.trace != nullptr) machine.trace(machine.trace_user, pc, begin);
}

}  // namespace

void Run(const tmb_machine& machine, uint32_t first, uint32_t end) {
  const FpuMode mode;
  const Context context = ContextOf(machine);
  for (uint32_t pc = first; pc != end;) pc = Execute(machine, context, pc, 0, kAllUnits);
}

bool Step(tmb_machine& machine, uint32_t end, uint32_t* budget) {
  const FpuMode mode;
  const Context context = ContextOf(machine);
  uint32_t& pc = machine.resume.instruction;
  uint32_t& unit = machine.resume.unit;
  while (pc != end) {
    const uint32_t left = UnitsOf(static_cast<fb::Instruction>(machine.types[pc]), OperationAt(machine, pc)) - unit;
    const uint32_t count = left < *budget ? left : *budget;
    if (count == 0) return false;
    if (unit == 0) Trace(machine, pc, 1);
    const uint32_t next = Execute(machine, context, pc, unit, count);
    *budget -= count;
    unit += count;
    if (count < left) return false;
    Trace(machine, pc, 0);
    unit = 0;
    pc = next;
  }
  return true;
}

}  // namespace tmb
