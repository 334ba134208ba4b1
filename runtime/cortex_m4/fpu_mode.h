// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The FPU's mode during a run, on the Cortex-M4F: round to nearest, subnormals kept, each
// NaN that arithmetic makes is 7fc00000. The caller's FPSCR, flags included, comes back.
#ifndef TMB_RUNTIME_FPU_MODE_H_
#define TMB_RUNTIME_FPU_MODE_H_

#include <cstdint>

namespace tmb {

class FpuMode {
 public:
  FpuMode() {
    constexpr uint32_t kDefaultNan = 1u << 25;
    __asm__ volatile("vmrs %0, fpscr" : "=r"(saved_));
    __asm__ volatile("vmsr fpscr, %0" : : "r"(kDefaultNan) : "memory", "vfpcc");
  }
  ~FpuMode() { __asm__ volatile("vmsr fpscr, %0" : : "r"(saved_) : "memory", "vfpcc"); }
  FpuMode(const FpuMode&) = delete;
  FpuMode& operator=(const FpuMode&) = delete;

 private:
  uint32_t saved_;
};

}  // namespace tmb

#endif  // TMB_RUNTIME_FPU_MODE_H_
