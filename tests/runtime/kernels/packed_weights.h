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

inline constexpr fb::Type kWeightTypes[] = {fb::Type::F32, fb::Type::F16, fb::Type::BF16, fb::Type::S8};

// The scale of a column of 8-bit weights, which are integers in units of it.
inline float ScaleOf(uint32_t column) { return 0.01f * static_cast<float>(column + 1); }

// Floats that the storage type holds exactly; of S8 the integers.
inline std::vector<float> RandomWeights(size_t count, fb::Type type, RandomBits& random) {
  std::vector<float> values(count);
  for (float& value : values) {
    value = random.Unit();
    if (type == fb::Type::S8) value = static_cast<float>(static_cast<int8_t>(random.Next()));
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    if (type == fb::Type::F16) bits = F16ToF32(F32ToF16(bits));
    if (type == fb::Type::BF16) bits = BF16ToF32(F32ToBF16(bits));
    std::memcpy(&value, &bits, sizeof bits);
  }
  return values;
}

// How a sum of products ends: those of S8 weights began at 0.
inline float BeginSum(fb::Type type, float bias) { return type == fb::Type::S8 ? 0 : bias; }
inline float EndSum(fb::Type type, float sum, uint32_t column, float bias) {
  return type == fb::Type::S8 ? sum * ScaleOf(column) + bias : sum;
}

// Row-major [k, n] as [ceil(n/panel), k, panel] of the type, of S8 with the scales before each panel.
inline std::vector<uint8_t> PackPanels(const std::vector<float>& w, uint32_t k, uint32_t n, uint32_t panel,
                                       fb::Type type) {
  const uint32_t bytes = ElementBytes(type), header = type == fb::Type::S8 ? panel * 4 : 0;
  const uint32_t panel_bytes = header + k * panel * bytes;
  std::vector<uint8_t> packed((n + panel - 1) / panel * panel_bytes);
  for (uint32_t j = 0; j < n; ++j) {
    uint8_t* const at = packed.data() + j / panel * panel_bytes;
    const float scale = ScaleOf(j);
    if (type == fb::Type::S8) std::memcpy(at + j % panel * 4, &scale, sizeof scale);
    for (uint32_t i = 0; i < k; ++i) {
      uint32_t bits;
      std::memcpy(&bits, &w[i * n + j], sizeof bits);
      if (type == fb::Type::F16) bits = F32ToF16(bits);
      if (type == fb::Type::BF16) bits = F32ToBF16(bits);
      if (type == fb::Type::S8) bits = static_cast<uint8_t>(static_cast<int8_t>(w[i * n + j]));
      std::memcpy(at + header + (i * panel + j % panel) * bytes, &bits, bytes);
    }
  }
  return packed;
}

}  // namespace tmb

#endif  // TMB_TESTS_RUNTIME_KERNELS_PACKED_WEIGHTS_H_
