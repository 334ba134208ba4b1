// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Copying words on the M4: eight in a group of loads and one of stores, 2.4 cycles a word.
#ifndef TMB_RUNTIME_KERNELS_CORTEX_M4_COPY_H_
#define TMB_RUNTIME_KERNELS_CORTEX_M4_COPY_H_

#include <cstdint>

namespace tmb {

// Words of different operands; they do not overlap.
inline void CopyWords(const float* from, uint32_t count, float* to) {
  for (; count >= 8; count -= 8) {
    asm volatile(
        "vldmia %0!, {s16-s23}\n\t"
        "vstmia %1!, {s16-s23}"
        : "+r"(from), "+r"(to)
        :
        : "s16", "s17", "s18", "s19", "s20", "s21", "s22", "s23", "memory");
  }
  for (; count != 0; --count) *to++ = *from++;
}

// Copies `runs` runs of `count` words each, that begin so many words from each other.
struct WordRuns {
  const float* from;
  float* to;
  uint32_t from_step, to_step;
};
inline void CopyRuns(WordRuns at, uint32_t runs, uint32_t count) {
  for (; runs != 0; --runs, at.from += at.from_step, at.to += at.to_step) {
    const float* from = at.from;
    float* to = at.to;
    uint32_t left = count;
    for (; left >= 4; left -= 4) {
      asm volatile(
          "vldmia %0!, {s16-s19}\n\t"
          "vstmia %1!, {s16-s19}"
          : "+r"(from), "+r"(to)
          :
          : "s16", "s17", "s18", "s19", "memory");
    }
    for (; left != 0; --left) *to++ = *from++;
  }
}

inline void ZeroWords(float* to, uint32_t count) {
  for (; count >= 4; count -= 4, to += 4) to[0] = to[1] = to[2] = to[3] = 0;
  for (; count != 0; --count) *to++ = 0;
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_CORTEX_M4_COPY_H_
