// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The loop in bounded steps: counts units, calls the trace, keeps where it stopped.

#include "fpu_mode.h"
#include "runtime/dispatch.h"
#include "runtime/machine.h"
#include "runtime/operands.h"

namespace tmb {
namespace {

void Trace(const tmb_machine& machine, uint32_t pc, int begin) {
  if (machine.trace != nullptr) machine.trace(machine.trace_user, pc, begin);
}

// TMB_OK at the end.
tmb_status RunUnits(tmb_machine& machine, uint32_t end, uint32_t* budget) {
  const FpuMode mode;
  const Context& context = ContextOf(machine);
  const Code code{machine.types, machine.code};
  uint32_t& pc = machine.resume.instruction;
  uint32_t& unit = machine.resume.unit;
  while (pc != end) {
    const uint32_t left = UnitsOf(code.TypeAt(pc), code.OperationAt(pc)) - unit;
    const uint32_t count = left < *budget ? left : *budget;
    if (count == 0) return TMB_PAUSED;
    if (unit == 0) Trace(machine, pc, 1);
    const uint32_t next = Execute(code, context, pc, unit, count, &machine.fault);
    if (next == kStopped) return TMB_FUNCTION_FAILED;
    *budget -= count;
    unit += count;
    if (count < left) return TMB_PAUSED;
    Trace(machine, pc, 0);
    unit = 0;
    pc = next;
  }
  return TMB_OK;
}

}  // namespace

tmb_status RunTraced(tmb_machine& machine, uint32_t entry) {
  uint32_t budget;
  tmb_status status;
  do {
    budget = UINT32_MAX;
    status = Step(machine, entry, &budget);
  } while (status == TMB_PAUSED);
  return status;
}

tmb_status Step(tmb_machine& machine, uint32_t entry, uint32_t* budget) {
  Range range;
  const tmb_status status = Begin(machine, entry, &range);
  if (status != TMB_OK) return status;
  if (machine.resume.active == 0 || machine.resume.entry != entry)
    machine.resume = {entry, range.first, 0, 1};
  const tmb_status ran = RunUnits(machine, range.end, budget);
  machine.resume.active = ran == TMB_PAUSED;
  return ran;
}

}  // namespace tmb
