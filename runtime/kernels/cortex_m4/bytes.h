// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Bytes of the integer kernels on the M4, by words wherever these lie.
#ifndef TMB_RUNTIME_KERNELS_CORTEX_M4_BYTES_H_
#define TMB_RUNTIME_KERNELS_CORTEX_M4_BYTES_H_

#include <cstdint>
#include <cstring>

#include "runtime/kernels/dsp.h"
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

// With the bytes of a word, again and again.
inline void FillBytes(uint32_t word, uint32_t count, int8_t* to) {
  for (; count >= 4; count -= 4, to += 4) std::memcpy(to, &word, 4);
  for (; count != 0; --count, word >>= 8) *to++ = static_cast<int8_t>(word);
}

// Groups of 4 steps of 16 bits in the order 0, 2, 1, 3, a word in so many words.
inline void ExpandHalves(const int8_t* from, uint32_t groups, uint32_t step, uint8_t* to) {
  for (; groups != 0; --groups, from += 8, to += 8 * step) {
    uint32_t first, second;
    std::memcpy(&first, from, 4);
    std::memcpy(&second, from + 4, 4);
    const uint32_t even = Pkhbt(first, second), odd = Pkhtb(second, first);
    std::memcpy(to, &even, 4);
    std::memcpy(to + 4 * step, &odd, 4);
  }
}

// Whole 16 bytes, to lower addresses, where both may overlap.
inline void MoveDown(const uint8_t* from, uint32_t bytes, uint8_t* to) {
#ifdef __arm__
  for (; bytes >= 32; bytes -= 32) {
    asm volatile(
        "vldmia %0!, {s0-s7}\n\t"
        "vstmia %1!, {s0-s7}"
        : "+r"(from), "+r"(to)
        :
        : "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "memory");
  }
  if (bytes == 0) return;
  asm volatile(
      "vldmia %0, {s0-s3}\n\t"
      "vstmia %1, {s0-s3}"
      :
      : "r"(from), "r"(to)
      : "s0", "s1", "s2", "s3", "memory");
#else
  std::memmove(to, from, bytes);
#endif
}

template <typename T>
inline void ClampRows(T* y, uint32_t count, uint32_t rows, uint32_t row_step, int32_t lo, int32_t hi) {
  for (; rows != 0; --rows, y += row_step) {
    for (uint32_t i = 0; i < count; ++i) {
      int32_t value = y[i];
      if (value < lo) value = lo;
      if (value > hi) value = hi;
      y[i] = static_cast<T>(value);
    }
  }
}
// What SSAT left to do: elements [at, at + count) of y, s8 or s16, and as many of further rows.
[[gnu::noinline]] inline void Clamp(const Ending& ending, uint8_t* y, uint32_t at, uint32_t count, uint32_t rows = 1,
                                    uint32_t row_step = 0) {
  const int32_t lo = ending.clamp_lo, hi = ending.clamp_hi;
  if (!Clips(ending.y_type, lo, hi)) return;
  if (ending.y_type == fb::Type::S16) {
    ClampRows(reinterpret_cast<int16_t*>(y) + at, count, rows, row_step, lo, hi);
  } else {
    ClampRows(reinterpret_cast<int8_t*>(y) + at, count, rows, row_step, lo, hi);
  }
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_CORTEX_M4_BYTES_H_
