// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Compares the memory of two runs, and says where they differ first.
#ifndef TMB_TESTS_RUNTIME_KERNELS_TARGET_FIRST_DIFFERENCE_H_
#define TMB_TESTS_RUNTIME_KERNELS_TARGET_FIRST_DIFFERENCE_H_

#include "tests/runtime/kernels/target/bare_metal.h"

namespace tmb {

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

#endif  // TMB_TESTS_RUNTIME_KERNELS_TARGET_FIRST_DIFFERENCE_H_
