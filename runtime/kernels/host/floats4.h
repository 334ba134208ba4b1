// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Four floats of SSE2, and weights of every form as such. Local to each source: see loops.h.
#ifndef TMB_RUNTIME_KERNELS_HOST_FLOATS4_H_
#define TMB_RUNTIME_KERNELS_HOST_FLOATS4_H_

#include <emmintrin.h>

#include <cstddef>
#include <cstdint>

namespace tmb {
namespace {

struct F16Bits {
  uint16_t bits;
};
struct BF16Bits {
  uint16_t bits;
};
struct S8Bits {
  int8_t bits;
};

// Weights of this type have a scale for each column.
template <typename Weight>
inline constexpr bool kHasScales = sizeof(Weight) == 1;

// Four 16-bit values, each in the low half of a word.
inline __m128i Halves(const void* from) {
  return _mm_unpacklo_epi16(_mm_loadl_epi64(static_cast<const __m128i*>(from)), _mm_setzero_si128());
}

struct Floats4 {
  using Type = __m128;
  static constexpr uint32_t kLanes = 4;

  static Type Zero() { return _mm_setzero_ps(); }
  static Type All(float value) { return _mm_set1_ps(value); }
  static Type Load(const float* from) { return _mm_loadu_ps(from); }
  static void Store(Type values, float* to) { _mm_storeu_ps(to, values); }

  // Weights of adjacent columns.
  static Type Weights(const float* w) { return _mm_loadu_ps(w); }
  static Type Weights(const BF16Bits* w) { return _mm_castsi128_ps(_mm_slli_epi32(Halves(w), 16)); }
  static Type Weights(const S8Bits* w) {
    int word;
    __builtin_memcpy(&word, w, sizeof word);
    const __m128i bytes = _mm_cvtsi32_si128(word), zero = _mm_setzero_si128();
    return _mm_cvtepi32_ps(_mm_srai_epi32(_mm_unpacklo_epi16(zero, _mm_unpacklo_epi8(zero, bytes)), 24));
  }
  // Exponent and fraction move to their places in an f32 and are scaled, which is right for subnormals, too; infinity
  // and NaN get their exponent.
  static Type Weights(const F16Bits* w) {
    const __m128i halves = Halves(w);
    const __m128i magnitude = _mm_and_si128(halves, _mm_set1_epi32(0x7fff));
    const __m128i sign = _mm_slli_epi32(_mm_xor_si128(halves, magnitude), 16);
    const __m128i not_finite = _mm_cmpgt_epi32(magnitude, _mm_set1_epi32(0x7bff));
    const __m128 scaled = _mm_castsi128_ps(_mm_slli_epi32(magnitude, 13)) * All(0x1p112f);
    const __m128i exponent = _mm_and_si128(not_finite, _mm_set1_epi32(0x7f800000));
    return _mm_or_ps(scaled, _mm_castsi128_ps(_mm_or_si128(sign, exponent)));
  }
  // Weights of as many panels of 4 columns, `panel` weights apart, as there are lanes for.
  template <typename Weight>
  static Type PanelWeights(const Weight* w, ptrdiff_t) {
    return Weights(w);
  }
  // The scales of as many panels, `panel` floats apart.
  static Type PanelScales(const float* scales, ptrdiff_t) { return Load(scales); }

  // Clamp() of dot_epilogue.h: MAXPS and MINPS return their second operand unless the comparison holds.
  static Type Clamp(Type value, Type lo, Type hi) {
    const Type nan = _mm_cmpunord_ps(value, value);
    const Type clamped = _mm_min_ps(hi, _mm_max_ps(value, lo));
    return _mm_or_ps(_mm_andnot_ps(nan, clamped), _mm_and_ps(nan, All(__builtin_nanf(""))));
  }
};

}  // namespace
}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_HOST_FLOATS4_H_
