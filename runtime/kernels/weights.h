// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The forms in which f32 kernels keep their constant weights: f32, or f16 and bf16, which are
// exact in f32 and are converted as they are read, or s8 with a scale for each column.
#ifndef TMB_RUNTIME_KERNELS_WEIGHTS_H_
#define TMB_RUNTIME_KERNELS_WEIGHTS_H_

#include "runtime/features.h"
#include "runtime/kernels/kernel_units.h"
#include "runtime/kernels/functions_fixed.h"
#include "runtime/kernels/map_element.h"

namespace tmb {

struct F16Weight {
  uint16_t bits;
};
struct BF16Weight {
  uint16_t bits;
};
struct S8Weight {  // in units of its column's scale
  int8_t value;
};

inline float ValueOf(float weight) { return weight; }
inline float ValueOf(F16Weight weight) { return functions::FloatOf(F16ToF32(weight.bits)); }
inline float ValueOf(BF16Weight weight) { return functions::FloatOf(BF16ToF32(weight.bits)); }
inline float ValueOf(S8Weight weight) { return static_cast<float>(weight.value); }

// Calls fn with the weights as an array of their type.
template <typename Fn>
void WithWeights(fb::Type type, const uint8_t* weights, Fn fn) {
  if constexpr (Has(Feature::kTypesHalf)) {
    if (type == fb::Type::F16) return fn(reinterpret_cast<const F16Weight*>(weights));
    if (type == fb::Type::BF16) return fn(reinterpret_cast<const BF16Weight*>(weights));
  }
  if constexpr (Has(Feature::kWeightsS8)) {
    if (type == fb::Type::S8) return fn(reinterpret_cast<const S8Weight*>(weights));
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

  // Of weights with scales, whose sums began at 0.
  void End(const float* scales, const Sums& bias) {
    for (uint32_t j = 0; j < kColumns; ++j) of[j] = of[j] * scales[j] + bias.of[j];
  }
};

// A panel of weights, and what its sums begin and end with.
template <uint32_t kColumns, typename Weight>
struct Panel {
  static constexpr uint32_t kScaleSteps = sizeof(Weight) == 1 ? ScaleSteps(fb::Type::S8) : 0;
  const Weight* w;  // [k, kColumns]
  Sums<kColumns> bias;

  Sums<kColumns> Begin() const { return kScaleSteps == 0 ? bias : Sums<kColumns>{}; }

  void End(Sums<kColumns>* sums) const {
    if constexpr (kScaleSteps != 0) sums->End(reinterpret_cast<const float*>(w) - kColumns, bias);
  }
};

// The panel of `columns` columns from `column` on. All weights begin at `weights`, the bias, if there is one, at `bias`.
template <uint32_t kColumns, typename Weight>
Panel<kColumns, Weight> PanelAt(const Weight* weights, uint32_t k, const float* bias, uint32_t column,
                                uint32_t columns) {
  constexpr uint32_t kScaleSteps = Panel<kColumns, Weight>::kScaleSteps;
  return {weights + column * (k + kScaleSteps) + kColumns * kScaleSteps,
          Sums<kColumns>::From(bias == nullptr ? nullptr : bias + column, columns)};
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_WEIGHTS_H_
