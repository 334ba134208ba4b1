// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The FPU's mode during a run, on x86: round to nearest, subnormals kept, exceptions
// masked. The caller's MXCSR comes back. x86 has no mode for NaNs: kernels make those that
// arithmetic made 7fc00000 where they store a result.
#ifndef TMB_RUNTIME_FPU_MODE_H_
#define TMB_RUNTIME_FPU_MODE_H_

#include <xmmintrin.h>

namespace tmb {

class FpuMode {
 public:
  FpuMode() : saved_(_mm_getcsr()) {
    constexpr unsigned kAllMasked = 0x1f80;
    _mm_setcsr(kAllMasked);
  }
  ~FpuMode() { _mm_setcsr(saved_); }
  FpuMode(const FpuMode&) = delete;
  FpuMode& operator=(const FpuMode&) = delete;

 private:
  unsigned saved_;
};

}  // namespace tmb

#endif  // TMB_RUNTIME_FPU_MODE_H_
