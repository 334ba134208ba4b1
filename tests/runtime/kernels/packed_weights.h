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

inline constexpr fb::Type kWeightTypes[] = {fb::Type::F32, fb::Type::F16, fb::Type::BF16, fb::Type::S8,
                                            fb::Type::S4};
inline constexpr uint32_t kMatVecWeightTypes = 4;  // not S4

// Weights of S8 and S4 are integers in units of their column's scale.
inline bool HasScales(fb::Type type) { return type == fb::Type::S8 || type == fb::Type::S4; }
inline float ScaleOf(uint32_t column) { return 0.01f * static_cast<float>(column + 1); }

// What 16 steps of a column of S4 are multiples of, 1 to 17.
inline int32_t FactorOf(uint32_t step, uint32_t column) {
  return static_cast<int32_t>(1 + (step / 16 * 5 + column * 3) % 17);
}

// [k, n] floats that the storage type holds exactly; of S8 and S4 the integers.
inline std::vector<float> RandomWeights(uint32_t k, uint32_t n, fb::Type type, RandomBits& random) {
  std::vector<float> values(k * n);
  for (uint32_t i = 0; i < k * n; ++i) {
    float& value = values[i];
    value = random.Unit();
    if (type == fb::Type::S8) value = static_cast<float>(static_cast<int8_t>(random.Next()));
    if (type == fb::Type::S4)
      value = static_cast<float>((static_cast<int32_t>(random.Between(0, 14)) - 7) * FactorOf(i / n, i % n));
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    if (type == fb::Type::F16) bits = F16ToF32(F32ToF16(bits));
    if (type == fb::Type::BF16) bits = BF16ToF32(F32ToBF16(bits));
    std::memcpy(&value, &bits, sizeof bits);
  }
  return values;
}

// How a sum of products ends: those of weights with scales began at 0.
inline float BeginSum(fb::Type type, float bias) { return HasScales(type) ? 0 : bias; }
inline float EndSum(fb::Type type, float sum, uint32_t column, float bias) {
  return HasScales(type) ? sum * ScaleOf(column) + bias : sum;
}

// Row-major [k, n] as panels of S4.
inline std::vector<uint8_t> PackFourBits(const std::vector<float>& w, uint32_t k, uint32_t n) {
  const uint32_t panel_bytes = 4 * (4 + (k + 15) / 16 * 9);
  std::vector<uint8_t> packed((n + 3) / 4 * panel_bytes);
  for (uint32_t j = 0; j < n; ++j) {
    uint8_t* const panel = packed.data() + j / 4 * panel_bytes;
    const float scale = ScaleOf(j);
    std::memcpy(panel + j % 4 * 4, &scale, sizeof scale);
    for (uint32_t i = 0; i < k; ++i) {
      uint8_t* const block = panel + 16 + i / 16 * 36;
      block[j % 4] = static_cast<uint8_t>(FactorOf(i, j));
      const int32_t nibble = static_cast<int32_t>(w[i * n + j]) / FactorOf(i, j) + 8;
      block[4 + i % 16 / 8 * 16 + j % 4 * 4 + i % 8 / 2] |= static_cast<uint8_t>(nibble << i % 2 * 4);
    }
  }
  return packed;
}

// Row-major [k, n] as [ceil(n/panel), k, panel] of the type, of S8 with the scales before each panel.
inline std::vector<uint8_t> PackPanels(const std::vector<float>& w, uint32_t k, uint32_t n, uint32_t panel,
                                       fb::Type type) {
  if (type == fb::Type::S4) return PackFourBits(w, k, n);
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
