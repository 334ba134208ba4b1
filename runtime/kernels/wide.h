// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Arithmetic on 64-bit values: what Wide of a Map and the sums of Dot and Conv need. The
// only user of 64-bit types; a build may leave it out (features.h).
#ifndef TMB_RUNTIME_KERNELS_WIDE_H_
#define TMB_RUNTIME_KERNELS_WIDE_H_

#include <cstdint>

#include "tmb_generated.h"

namespace tmb {

// Runs fb::WideOp `op` on `lanes` lanes: word k (a low, a high, x low, x high) of lane l is
// words[k * lanes + l].
extern "C" void RunWide(uint32_t op, uint32_t* words, uint32_t lanes);

// Elements of a factor, `step` bytes apart.
struct WideFactor {
  const uint8_t* from;
  int32_t step;
  fb::Type type;
};
// The bits of sum + `count` products in order: of doubles when x is of floats, else of integers,
// which wrap.
uint64_t AddWideProducts(uint64_t sum, WideFactor x, WideFactor w, uint32_t count);

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_WIDE_H_
