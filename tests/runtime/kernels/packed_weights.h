// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Weights as the f32 kernels read them, made from plain matrices.
#ifndef TMB_TESTS_RUNTIME_KERNELS_PACKED_WEIGHTS_H_
#define TMB_TESTS_RUNTIME_KERNELS_PACKED_WEIGHTS_H_

#include <cstring>
#include <vector>

#include "runtime/kernels/map_element.h"
#include "tests/runtime/kernels/random_bits.h"

namespace tmb {

inline constexpr fb::Type kWeightTypes[] = {fb::Type::F32, fb::Type::F16, fb::Type::BF16};

// Floats that the storage type holds exactly.
inline std::vector<float> RandomWeights(size_t count, fb::Type type, RandomBits& random) {
  std::vector<float> values(count);
  for (float& value : values) {
    value = random.Unit();
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    if (type == fb::Type::F16) bits = F16ToF32(F32ToF16(bits));
    if (type == fb::Type::BF16) bits = BF16ToF32(F32ToBF16(bits));
    std::memcpy(&value, &bits, sizeof bits);
  }
  return values;
}

// Row-major [k, n] as [ceil(n/panel), k, panel] of the type.
inline std::vector<uint8_t> PackPanels(const std::vector<float>& w, uint32_t k, uint32_t n, uint32_t panel,
                                       fb::Type type) {
  const uint32_t bytes = ElementBytes(type);
  std::vector<uint8_t> packed((n + panel - 1) / panel * panel * k * bytes);
  for (uint32_t j = 0; j < n; ++j) {
    for (uint32_t i = 0; i < k; ++i) {
      uint32_t bits;
      std::memcpy(&bits, &w[i * n + j], sizeof bits);
      if (type == fb::Type::F16) bits = F32ToF16(bits);
      if (type == fb::Type::BF16) bits = F32ToBF16(bits);
      std::memcpy(packed.data() + ((j / panel * k + i) * panel + j % panel) * bytes, &bits, bytes);
    }
  }
  return packed;
}

}  // namespace tmb

#endif  // TMB_TESTS_RUNTIME_KERNELS_PACKED_WEIGHTS_H_
