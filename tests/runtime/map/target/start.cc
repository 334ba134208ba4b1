// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// From reset to main on a bare Cortex-M4F under QEMU, output by semihosting: for tests
// and measurements that need a heap and printf, which the firmware has not.
#include <cstdint>
#include <cstdlib>
#include <cstring>

int main();

extern "C" {
extern uint8_t __data_start, __data_end, __data_load, __bss_start, __bss_end, __stack_top;
extern void (*__init_array_start[])();
extern void (*__init_array_end[])();
void initialise_monitor_handles();
void* __dso_handle = nullptr;
void _init() {}
void _fini() {}

[[noreturn]] void Reset() {
  *reinterpret_cast<volatile uint32_t*>(0xE000ED88) |= 0xfu << 20;  // CPACR: the FPU
  asm volatile("dsb\n isb\n vmrs r0, fpscr\n orr r0, r0, #0x02000000\n vmsr fpscr, r0" ::
                   : "r0");  // default NaN
  std::memcpy(&__data_start, &__data_load, static_cast<size_t>(&__data_end - &__data_start));
  std::memset(&__bss_start, 0, static_cast<size_t>(&__bss_end - &__bss_start));
  initialise_monitor_handles();
  for (auto init = __init_array_start; init != __init_array_end; ++init) (*init)();
  std::exit(main());
}
[[noreturn]] void Fault() { std::_Exit(3); }

using Vector = void (*)();
[[gnu::section(".vectors"), gnu::used]] const Vector kVectors[16] = {
    reinterpret_cast<Vector>(&__stack_top), Reset, Fault, Fault, Fault, Fault, Fault,
    Fault, Fault, Fault, Fault, Fault, Fault, Fault, Fault, Fault};
}
