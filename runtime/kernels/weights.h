// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The forms in which f32 kernels keep their constant weights: f32, or f16 and bf16, which are
// exact in f32 and are converted as they are read.
#ifndef TMB_RUNTIME_KERNELS_WEIGHTS_H_
#define TMB_RUNTIME_KERNELS_WEIGHTS_H_

#include "runtime/features.h"
#include "runtime/kernels/functions_fixed.h"
#include "runtime/kernels/map_element.h"

namespace tmb {

struct F16Weight {
  uint16_t bits;
};
struct BF16Weight {
  uint16_t bits;
};

inline float ValueOf(float weight) { return weight; }
inline float ValueOf(F16Weight weight) { return functions::FloatOf(F16ToF32(weight.bits)); }
inline float ValueOf(BF16Weight weight) { return functions::FloatOf(BF16ToF32(weight.bits)); }

// Calls fn with the weights as an array of their type.
template <typename Fn>
void WithWeights(fb::Type type, const uint8_t* weights, Fn fn) {
  if constexpr (Has(Feature::kTypesHalf)) {
    if (type == fb::Type::F16) return fn(reinterpret_cast<const F16Weight*>(weights));
    if (type == fb::Type::BF16) return fn(reinterpret_cast<const BF16Weight*>(weights));
  }
  fn(reinterpret_cast<const float*>(weights));
}

// A panel of kColumns sums, which products are added to in the order of k.
template <uint32_t kColumns>
struct Sums {
  float of[kColumns];

  // The first `columns` begin as the bias, if there is one.
  static Sums From(const float* bias, uint32_t columns) {
    Sums sums = {};
    for (uint32_t j = 0; bias != nullptr && j < columns; ++j) sums.of[j] = bias[j];
    return sums;
  }

  template <typename Weight>
  void Add(const float* x, const Weight* w, uint32_t count) {
    Sums s = *this;
    for (; count != 0; --count, ++x, w += kColumns) {
      const float value = *x;
#pragma GCC unroll 16
      for (uint32_t j = 0; j < kColumns; ++j) s.of[j] += value * ValueOf(w[j]);
    }
    *this = s;
  }
};

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_WEIGHTS_H_
