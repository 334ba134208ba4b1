// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What the machine's two loops share: an entry's range, the fetch and the dispatch. Inline,
// so that Run has nothing between a kernel's return and the next kernel's entry but the
// fetch: 24 cycles on the M4.
#ifndef TMB_RUNTIME_DISPATCH_H_
#define TMB_RUNTIME_DISPATCH_H_

#include "runtime/features.h"
#include "runtime/kernel.h"
#include "tmb/tmb.h"

namespace tmb {

// A machine begins with its Context, so nothing is copied. Setting the FPU's mode, which
// comes first, is a barrier for the stores that gave the memory.
inline const Context& ContextOf(const tmb_machine& machine) {
  return reinterpret_cast<const Context&>(machine);
}
static_assert(offsetof(tmb_machine, base) == offsetof(Context, base));
static_assert(offsetof(tmb_machine, bound) == offsetof(Context, bound));
static_assert(offsetof(tmb_machine, functions) == offsetof(Context, functions));
static_assert(offsetof(tmb_machine, function_count) == offsetof(Context, function_count));
static_assert(TMB_MAX_BOUND == kMaxBound);

// Bits of tmb_machine::missing: the spaces', then those of bound slots, then this.
inline constexpr uint32_t kFirstSlotBit = kSpaces;
inline constexpr uint32_t kFunctionsBit = 1u << (kFirstSlotBit + kMaxBound);

// Instructions [first, end).
struct Range {
  uint32_t first, end;
};

// The entry's instructions, if it can run.
inline __attribute__((always_inline)) tmb_status Begin(const tmb_machine& machine, uint32_t entry,
                                                       Range* range) {
  if (entry >= machine.entry_count) return TMB_NO_SUCH_ENTRY;
  if (__builtin_expect(machine.missing != 0, 0))
    return machine.missing == kFunctionsBit ? TMB_NO_FUNCTION : TMB_NO_MEMORY_SET;
  const uint8_t* const offset = machine.entries + 4 * entry;
  const auto& found =
      *reinterpret_cast<const fb::Entry*>(offset + flatbuffers::ReadScalar<flatbuffers::uoffset_t>(offset));
  *range = {found.first(), found.end()};
  return TMB_OK;
}

// The program's code, in locals: kernels could change a machine, as far as the compiler knows.
struct Code {
  const uint8_t* types;
  const uint8_t* offsets;

  fb::Instruction TypeAt(uint32_t pc) const { return static_cast<fb::Instruction>(types[pc]); }
  const void* OperationAt(uint32_t pc) const {
    const uint8_t* const offset = offsets + 4 * pc;
    return offset + flatbuffers::ReadScalar<flatbuffers::uoffset_t>(offset);
  }
};

inline uint32_t NextAfter(const fb::JumpIf& op, const Context& context, uint32_t pc) {
  return (*context.Address(op.predicate()) != 0) == (op.when() != 0) ? op.target() : pc + 1;
}

// Where a run goes on whose function failed: behind the end of every entry.
inline constexpr uint32_t kStopped = 0xffffffffu;

inline uint32_t NextAfter(const fb::CustomCall& op, const Context& context, uint32_t pc, tmb_fault* fault) {
  const int answer = CustomCall(op, context);
  if (answer == 0) return pc + 1;
  *fault = {TMB_FUNCTION_FAILED, pc, static_cast<uint32_t>(answer)};
  return kStopped;
}

using Kernel = void (*)(const void* op, const Context& context, uint32_t first_unit, uint32_t unit_count);
// Of each instruction; null for those that decide what comes next, and for what the build lacks.
extern const Kernel kKernels[];

// Executes units of the instruction at `pc`; where to go on when all of them are done.
inline __attribute__((always_inline)) uint32_t Execute(const Code& code, const Context& context, uint32_t pc,
                                                       uint32_t first_unit, uint32_t unit_count,
                                                       tmb_fault* fault) {
  const void* const op = code.OperationAt(pc);
  const fb::Instruction type = code.TypeAt(pc);
  if (const Kernel kernel = kKernels[static_cast<size_t>(type)]) {
    kernel(op, context, first_unit, unit_count);
    return pc + 1;
  }
  if (type == fb::Instruction::Jump) return static_cast<const fb::Jump*>(op)->target();
  if (type == fb::Instruction::JumpIf) return NextAfter(*static_cast<const fb::JumpIf*>(op), context, pc);
  if constexpr (Has(fb::Instruction::CustomCall))
    return NextAfter(*static_cast<const fb::CustomCall*>(op), context, pc, fault);
  __builtin_unreachable();  // the verifier refuses other types
}

}  // namespace tmb

#endif  // TMB_RUNTIME_DISPATCH_H_
