// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Runs of a kernel beside its twin: in pieces of units, and where the memory of both differs first.
#ifndef TMB_TESTS_RUNTIME_KERNELS_TARGET_TWIN_RUNS_H_
#define TMB_TESTS_RUNTIME_KERNELS_TARGET_TWIN_RUNS_H_

#include "runtime/kernel.h"
#include "runtime/kernels/kernel_units.h"
#include "tests/runtime/kernels/random_bits.h"
#include "tests/runtime/kernels/target/bare_metal.h"

namespace tmb {

// Runs all units, one time in four a few at a time.
template <typename Op>
void RunInPieces(void (*kernel)(const Op&, const Context&, uint32_t, uint32_t), const Op& op,
                 const Context& context, RandomBits& random) {
  const uint32_t units = Units(op);
  const bool pieces = (random.Next() & 3) == 0;
  for (uint32_t unit = 0; unit < units;) {
    const uint32_t count = pieces ? random.Between(1, units - unit) : kAllUnits;
    kernel(op, context, unit, count);
    unit = pieces ? unit + count : units;
  }
}

// 0 when the first `count` elements are the same.
template <typename T>
int FirstDifference(const T* tuned, const T* portable, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    if (tuned[i] == portable[i]) continue;
    bare_metal::Print("differs at byte ");
    bare_metal::PrintHex(i * static_cast<uint32_t>(sizeof(T)));
    bare_metal::Print(": ");
    bare_metal::PrintHex(tuned[i]);
    bare_metal::Print(", not ");
    bare_metal::PrintHex(portable[i]);
    bare_metal::Print("\n");
    return 1;
  }
  return 0;
}

}  // namespace tmb

#endif  // TMB_TESTS_RUNTIME_KERNELS_TARGET_TWIN_RUNS_H_
