// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Elements in memory to and from the 4-byte lanes of the accumulator machine: pred and
// narrow integers are s32 lanes (stores truncate), f16 and bf16 are f32 lanes (stores
// round to nearest even, a NaN stays a NaN).
#ifndef TMB_RUNTIME_KERNELS_MAP_ELEMENT_H_
#define TMB_RUNTIME_KERNELS_MAP_ELEMENT_H_

#include <cstdint>

#include "tmb_generated.h"

namespace tmb {

// `count` elements, `step` bytes apart from `from`, to consecutive lanes.
void LoadElements(fb::Type type, const uint8_t* from, int32_t step, uint32_t count, uint32_t* lanes);
// `count` lanes to elements `step` bytes apart.
void StoreElements(fb::Type type, const uint32_t* lanes, uint32_t count, uint8_t* to, int32_t step);

// The same of four-byte elements, which are copied.
void LoadWords(const uint8_t* from, int32_t step, uint32_t count, uint32_t* lanes);
void StoreWords(const uint32_t* lanes, uint32_t count, uint8_t* to, int32_t step);

// `count` words that lie one behind the other. Loads that follow each other overlap on the M4.
[[gnu::always_inline]] inline void CopyWords(uint32_t* to, const uint32_t* from, uint32_t count) {
  for (; count >= 4; count -= 4, to += 4, from += 4) {
    const uint32_t a = from[0], b = from[1], c = from[2], d = from[3];
    to[0] = a;
    to[1] = b;
    to[2] = c;
    to[3] = d;
  }
  for (; count != 0; --count) *to++ = *from++;
}

// An index in memory, limited to [0, limit].
uint32_t LoadClampedIndex(fb::Type type, const uint8_t* from, uint32_t limit);

uint32_t F16ToF32(uint16_t bits);
uint16_t F32ToF16(uint32_t bits);
inline uint32_t BF16ToF32(uint16_t bits) { return static_cast<uint32_t>(bits) << 16; }
inline uint16_t F32ToBF16(uint32_t bits) {
  if ((bits & 0x7fffffffu) > 0x7f800000u) return static_cast<uint16_t>(bits >> 16 | 0x40u);
  return static_cast<uint16_t>((bits + 0x7fffu + (bits >> 16 & 1u)) >> 16);
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_MAP_ELEMENT_H_
