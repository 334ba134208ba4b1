// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// From reset to main(), then out with its status. No .data, no constructors (the linker
// script refuses them).
#include "tests/runtime/kernels/target/bare_metal.h"

#include <cstring>

int main();

namespace {

constexpr uint32_t kWrite0 = 4, kExit = 0x18, kApplicationExit = 0x20026, kRunTimeError = 0x20023;

uint32_t Semihost(uint32_t operation, uint32_t argument) {
  register uint32_t r0 asm("r0") = operation;
  register uint32_t r1 asm("r1") = argument;
  asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

[[noreturn]] void Exit(bool ok) {
  Semihost(kExit, ok ? kApplicationExit : kRunTimeError);
  for (;;) {
  }
}

}  // namespace

extern "C" {
extern uint8_t __stack_top, __bss_start, __bss_end;

[[noreturn]] void Reset() {
  *reinterpret_cast<volatile uint32_t*>(0xe000ed88) |= 0xfu << 20;  // CPACR: the FPU
  asm volatile("dsb\n isb");
  std::memset(&__bss_start, 0, static_cast<size_t>(&__bss_end - &__bss_start));
  Exit(main() == 0);
}

[[noreturn]] void Fault() {
  tmb::bare_metal::Print("fault\n");
  Exit(false);
}

using Vector = void (*)();
[[gnu::section(".vectors"), gnu::used]] const Vector kVectors[16] = {
    reinterpret_cast<Vector>(&__stack_top), Reset, Fault, Fault, Fault, Fault, Fault};
}  // extern "C"

namespace tmb::bare_metal {

void Print(const char* text) { Semihost(kWrite0, reinterpret_cast<uint32_t>(text)); }

void PrintHex(uint32_t value) {
  char text[9] = {};
  for (uint32_t i = 0; i < 8; ++i) text[i] = "0123456789abcdef"[(value >> (28 - 4 * i)) & 15];
  Print(text);
}

}  // namespace tmb::bare_metal
