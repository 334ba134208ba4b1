// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// From reset to Firmware(): vector table, FPU, .data and .bss. There are no static
// constructors (the linker script refuses them) and no interrupts but SysTick and the UART's.
#include <cstdint>
#include <cstring>

#include "ports/cortex_m/system.h"

extern "C" {
extern uint8_t __stack_top, __data_start, __data_end, __data_load, __bss_start, __bss_end;

[[noreturn]] void Firmware();
void SysTickHandler();
void FaultHandler();
void InterruptHandler();

[[noreturn]] void Reset() {
  tmb::system::EnableFpu();
  std::memcpy(&__data_start, &__data_load, static_cast<size_t>(&__data_end - &__data_start));
  std::memset(&__bss_start, 0, static_cast<size_t>(&__bss_end - &__bss_start));
  Firmware();
}

using Vector = void (*)();

[[gnu::section(".vectors.core"), gnu::used]] const Vector kCoreVectors[16] = {
    reinterpret_cast<Vector>(&__stack_top),
    Reset,
    FaultHandler,  // NMI
    FaultHandler,  // HardFault
    FaultHandler,  // MemManage
    FaultHandler,  // BusFault
    FaultHandler,  // UsageFault
    FaultHandler,
    FaultHandler,
    FaultHandler,
    FaultHandler,
    FaultHandler,  // SVCall
    FaultHandler,  // DebugMonitor
    FaultHandler,
    FaultHandler,  // PendSV
    SysTickHandler,
};
}  // extern "C"

namespace {

// The UART's has another number on each board, and nothing else is enabled.
struct InterruptVectors {
  static constexpr uint32_t kCount = 48;
  Vector vectors[kCount] = {};
  constexpr InterruptVectors() {
    for (Vector& vector : vectors) vector = InterruptHandler;
  }
};
[[gnu::section(".vectors.interrupts"), gnu::used]] constexpr InterruptVectors kInterruptVectors;

}  // namespace
