// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Bytes of the integer kernels on the M4, by words wherever these lie.
#ifndef TMB_RUNTIME_KERNELS_CORTEX_M4_BYTES_H_
#define TMB_RUNTIME_KERNELS_CORTEX_M4_BYTES_H_

#include <cstdint>
#include <cstring>

#include "runtime/kernels/integer_sums.h"

namespace tmb {

inline void CopyBytes(const int8_t* from, uint32_t count, int8_t* to) {
  for (; count >= 4; count -= 4, from += 4, to += 4) {
    uint32_t word;
    std::memcpy(&word, from, 4);
    std::memcpy(to, &word, 4);
  }
  for (; count != 0; --count) *to++ = *from++;
}

inline void FillBytes(int32_t value, uint32_t count, int8_t* to) {
  const uint32_t word = static_cast<uint8_t>(value) * 0x01010101u;
  for (; count >= 4; count -= 4, to += 4) std::memcpy(to, &word, 4);
  for (; count != 0; --count) *to++ = static_cast<int8_t>(value);
}

// What SSAT left to do.
inline void ClampBytes(const Ending& ending, int8_t* y, uint32_t count) {
  const int32_t lo = ending.clamp_lo, hi = ending.clamp_hi;
  if (lo <= -128 && hi >= 127) return;
  for (; count != 0; --count, ++y) {
    const int32_t raised = *y > lo ? *y : lo;
    *y = static_cast<int8_t>(raised < hi ? raised : hi);
  }
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_CORTEX_M4_BYTES_H_
