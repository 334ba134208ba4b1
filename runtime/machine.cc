// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The loop of a whole run: neither budget nor trace.

#include "runtime/machine.h"

#include "fpu_mode.h"
#include "runtime/dispatch.h"

namespace tmb {
namespace {

template <typename Op, void (*kernel)(const Op&, const Context&, uint32_t, uint32_t)>
void Call(const void* op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  kernel(*static_cast<const Op*>(op), context, first_unit, unit_count);
}

template <fb::Instruction type, typename Op, void (*kernel)(const Op&, const Context&, uint32_t, uint32_t)>
constexpr Kernel KernelOf() {
  if constexpr (Has(type)) return Call<Op, kernel>;
  return nullptr;
}

tmb_status RunAll(tmb_machine& machine, Range range) {
  const FpuMode mode;
  const Context& context = ContextOf(machine);
  const Code code{machine.types, machine.code};
  uint32_t pc = range.first;
  while (pc < range.end) pc = Execute(code, context, pc, 0, kAllUnits, &machine.fault);
  return pc == range.end ? TMB_OK : TMB_FUNCTION_FAILED;
}

}  // namespace

#define TMB_KERNEL(name) KernelOf<fb::Instruction::name, fb::name, name>()
const Kernel kKernels[] = {
    nullptr, nullptr, nullptr,  // NONE, Jump, JumpIf
    TMB_KERNEL(Map),    TMB_KERNEL(DotF32),      TMB_KERNEL(MatVecF32),    TMB_KERNEL(Dot),
    TMB_KERNEL(ConvF32), TMB_KERNEL(WinogradF32), TMB_KERNEL(DepthwiseF32), TMB_KERNEL(Conv),
    TMB_KERNEL(Gather), TMB_KERNEL(Scatter),     TMB_KERNEL(Sort),         nullptr,  // CustomCall
    TMB_KERNEL(MatVecS8), TMB_KERNEL(ConvS8), TMB_KERNEL(DepthwiseS8), TMB_KERNEL(WinogradS8),
    TMB_KERNEL(MaxPoolS8),
};
#undef TMB_KERNEL
static_assert(sizeof kKernels / sizeof kKernels[0] == static_cast<size_t>(fb::Instruction::MAX) + 1);

tmb_status Run(tmb_machine& machine, uint32_t entry) {
  Range range;
  const tmb_status status = Begin(machine, entry, &range);
  if (status != TMB_OK) return status;
  machine.resume.active = 0;
  if (machine.trace != nullptr) return RunTraced(machine, entry);
  return RunAll(machine, range);
}

}  // namespace tmb
