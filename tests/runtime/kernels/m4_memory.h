// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Memory as the M4's loops read and write it: wherever it lies.
#ifndef TMB_TESTS_RUNTIME_KERNELS_M4_MEMORY_H_
#define TMB_TESTS_RUNTIME_KERNELS_M4_MEMORY_H_

#include <cstdint>
#include <cstring>

namespace tmb {

template <typename T>
T Load(const void* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}
// The low bytes of a value.
template <typename T>
void Store(int32_t value, void* at) {
  const T narrow = static_cast<T>(value);
  std::memcpy(at, &narrow, sizeof narrow);
}

}  // namespace tmb

#endif  // TMB_TESTS_RUNTIME_KERNELS_M4_MEMORY_H_
