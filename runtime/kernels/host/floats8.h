// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Eight floats of AVX, as Floats4. Local to each source: see loops.h.
#ifndef TMB_RUNTIME_KERNELS_HOST_FLOATS8_H_
#define TMB_RUNTIME_KERNELS_HOST_FLOATS8_H_

#include <immintrin.h>

#include "runtime/kernels/host/floats4.h"

namespace tmb {
namespace {

struct Floats8 {
  using Type = __m256;
  static constexpr uint32_t kLanes = 8;

  static Type Zero() { return _mm256_setzero_ps(); }
  static Type All(float value) { return _mm256_set1_ps(value); }
  static Type Load(const float* from) { return _mm256_loadu_ps(from); }
  static void Store(Type values, float* to) { _mm256_storeu_ps(to, values); }

  static Type Weights(const float* w) { return _mm256_loadu_ps(w); }
  template <typename Weight>
  static Type Weights(const Weight* w) {
    return PanelWeights(w, 4);
  }
  template <typename Weight>
  static Type PanelWeights(const Weight* w, ptrdiff_t panel) {
    return _mm256_set_m128(Floats4::Weights(w + panel), Floats4::Weights(w));
  }
  static Type PanelScales(const float* scales, ptrdiff_t panel) {
    return _mm256_set_m128(Floats4::Load(scales + panel), Floats4::Load(scales));
  }

  static Type Clamp(Type value, Type lo, Type hi) {
    const Type nan = _mm256_cmp_ps(value, value, _CMP_UNORD_Q);
    const Type clamped = _mm256_min_ps(hi, _mm256_max_ps(value, lo));
    return _mm256_or_ps(_mm256_andnot_ps(nan, clamped), _mm256_and_ps(nan, All(__builtin_nanf(""))));
  }
};

}  // namespace
}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_HOST_FLOATS8_H_
