// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The registers of the ARMv7-M core that the firmware uses, and nothing of any board.
#ifndef TMB_PORTS_CORTEX_M_SYSTEM_H_
#define TMB_PORTS_CORTEX_M_SYSTEM_H_

#include <cstdint>

namespace tmb::system {

inline volatile uint32_t& Register(uintptr_t address) {
  return *reinterpret_cast<volatile uint32_t*>(address);
}

struct SysTick {
  uint32_t control;
  uint32_t reload;
  uint32_t current;
};
inline volatile SysTick& systick() { return *reinterpret_cast<volatile SysTick*>(0xe000e010); }

inline constexpr uintptr_t kInterruptControl = 0xe000ed04;  // ICSR
inline constexpr uintptr_t kReset = 0xe000ed0c;             // AIRCR
inline constexpr uintptr_t kCoprocessorAccess = 0xe000ed88;
inline constexpr uintptr_t kConfigurableFaultStatus = 0xe000ed28;
inline constexpr uintptr_t kHardFaultStatus = 0xe000ed2c;
inline constexpr uintptr_t kMemManageAddress = 0xe000ed34;
inline constexpr uintptr_t kBusFaultAddress = 0xe000ed38;

inline constexpr uintptr_t kInterruptEnable = 0xe000e100;  // ISER, a bit an interrupt

inline void EnableInterrupt(uint32_t number) {
  Register(kInterruptEnable + number / 32 * 4) = 1u << number % 32;
}
inline void MaskInterrupts() { __asm volatile("cpsid i" ::: "memory"); }
inline void UnmaskInterrupts() { __asm volatile("cpsie i" ::: "memory"); }
inline void Sleep() { __asm volatile("dsb\nwfi" ::: "memory"); }

inline void EnableFpu() {
  Register(kCoprocessorAccess) = Register(kCoprocessorAccess) | (0xfu << 20);
  __asm volatile("dsb\nisb" ::: "memory");
}

[[noreturn]] inline void Restart() {
  __asm volatile("dsb" ::: "memory");
  Register(kReset) = 0x05fa0004;
  for (;;) {
  }
}

}  // namespace tmb::system

#endif  // TMB_PORTS_CORTEX_M_SYSTEM_H_
