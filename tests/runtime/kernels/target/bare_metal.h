// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The least that a test or bench needs on an emulated Cortex-M4F: text out and an exit
// status by semihosting, and markers of regions whose cycles a simulator counts.
#ifndef TMB_TESTS_RUNTIME_KERNELS_TARGET_BARE_METAL_H_
#define TMB_TESTS_RUNTIME_KERNELS_TARGET_BARE_METAL_H_

#include <cstdint>

namespace tmb::bare_metal {

void Print(const char* text);
void PrintHex(uint32_t value);

// Hints without a meaning: no operation on hardware. 0 <= id < 32; a constant.
template <uint32_t kId>
[[gnu::always_inline]] inline void BeginRegion() {
  asm volatile(".inst.w 0xf3af8040 + %c0" ::"i"(kId) : "memory");
}
template <uint32_t kId>
[[gnu::always_inline]] inline void EndRegion() {
  asm volatile(".inst.w 0xf3af8060 + %c0" ::"i"(kId) : "memory");
}

}  // namespace tmb::bare_metal

#endif  // TMB_TESTS_RUNTIME_KERNELS_TARGET_BARE_METAL_H_
