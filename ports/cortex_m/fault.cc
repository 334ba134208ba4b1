// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The handler of every exception that should not happen: records the registers, reports
// them to the host and restarts, so that the device always comes back to answer.
#include "ports/cortex_m/fault_record.h"
#include "ports/cortex_m/firmware.h"
#include "ports/cortex_m/system.h"

namespace tmb {
namespace {

// What an exception pushes.
struct StackedFrame {
  uint32_t r0, r1, r2, r3, r12, lr, pc, psr;
};

extern "C" uint8_t __stack_bottom, __stack_top;

bool OnStack(uint32_t sp) {
  const uint32_t bottom = static_cast<uint32_t>(reinterpret_cast<uintptr_t>(&__stack_bottom));
  const uint32_t top = static_cast<uint32_t>(reinterpret_cast<uintptr_t>(&__stack_top));
  return sp >= bottom && sp <= top - sizeof(StackedFrame);
}

}  // namespace

[[gnu::section(".noinit")]] FaultRecord fault_record;

// `sp` is the stack pointer of the faulting code, below which its registers were pushed
// unless the stack itself was the fault.
extern "C" [[noreturn, gnu::used]] void RecordFault(uint32_t sp) {
  uint32_t exception;
  __asm volatile("mrs %0, ipsr" : "=r"(exception));
  protocol::Fault fault = {};
  fault.exception = exception;
  fault.sp = sp;
  if (OnStack(sp)) {
    const auto* frame = reinterpret_cast<const StackedFrame*>(static_cast<uintptr_t>(sp));
    fault.pc = frame->pc;
    fault.lr = frame->lr;
    fault.psr = frame->psr;
  }
  fault.cfsr = system::Register(system::kConfigurableFaultStatus);
  fault.hfsr = system::Register(system::kHardFaultStatus);
  fault.mmfar = system::Register(system::kMemManageAddress);
  fault.bfar = system::Register(system::kBusFaultAddress);
  fault_record.fault = fault;
  fault_record.faulted = FaultRecord::kFaulted;
  OnFault(fault);
  system::Restart();
}

// A fresh stack: the old one may be what overflowed.
extern "C" [[gnu::naked]] void FaultHandler() {
  __asm volatile(
      "mov r0, sp\n"
      "ldr r1, =__stack_top\n"
      "mov sp, r1\n"
      "b RecordFault\n");
}

}  // namespace tmb
