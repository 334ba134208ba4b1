// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The loop of a whole run: neither budget nor trace.

#include "runtime/machine.h"

#include "fpu_mode.h"
#include "runtime/dispatch.h"

namespace tmb {
namespace {

tmb_status RunAll(tmb_machine& machine, Range range) {
  const FpuMode mode;
  const Context& context = ContextOf(machine);
  const Code code{machine.types, machine.code};
  uint32_t pc = range.first;
  while (pc < range.end) pc = Execute(code, context, pc, 0, kAllUnits, &machine.fault);
  return pc == range.end ? TMB_OK : TMB_FUNCTION_FAILED;
}

}  // namespace

tmb_status Run(tmb_machine& machine, uint32_t entry) {
  Range range;
  const tmb_status status = Begin(machine, entry, &range);
  if (status != TMB_OK) return status;
  machine.resume.active = 0;
  if (machine.trace != nullptr) return RunTraced(machine, entry);
  return RunAll(machine, range);
}

}  // namespace tmb
