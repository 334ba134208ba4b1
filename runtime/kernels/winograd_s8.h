// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Winograd's F(4x4, 3x3) as winograd.h has it, in integers modulo 2^32: G is taken without its fractions, the converter's
// (converter/lower/winograd_s8.cc), rows of A are divided by what they have in common. So a sum comes out
// 576 / (scale of its row * scale of its column) times as large, and times the inverse of 9 and the scales it is 64 times
// the sum, exactly if that is below 2^31. Inputs are taken as x + 128, 0 to 255: their transforms lie below 2^15.
#ifndef TMB_RUNTIME_KERNELS_WINOGRAD_S8_H_
#define TMB_RUNTIME_KERNELS_WINOGRAD_S8_H_

#include <cstdint>

namespace tmb {

inline constexpr uint32_t kInverseOf9 = 0x38e38e39;
inline constexpr uint32_t kScaleShifts[] = {0, 1, 2, 2};  // of outputs

// B^T d: six inputs d[0], d[step], ... to v[0], v[v_step], ...
inline void TransformInput(const int32_t* d, uint32_t step, int32_t* v, uint32_t v_step) {
  const int32_t a = d[0], b = d[step], c = d[2 * step], e = d[4 * step], f = d[5 * step], g = d[3 * step];
  v[0] = 4 * a - 5 * c + e;
  v[v_step] = g + e - 4 * (b + c);
  v[2 * v_step] = e - g + 4 * (b - c);
  v[3 * v_step] = e - c + 2 * (g - b);
  v[4 * v_step] = e - c - 2 * (g - b);
  v[5 * v_step] = 4 * b - 5 * g + f;
}

// A^T m: six sums m[0], m[step], ... to y[0], y[y_step], ...
inline void TransformOutput(const uint32_t* m, uint32_t step, uint32_t* y, uint32_t y_step) {
  const uint32_t s = m[step] + m[2 * step], d = m[step] - m[2 * step];
  const uint32_t t = m[3 * step] + m[4 * step], e = m[3 * step] - m[4 * step];
  y[0] = 6 * m[0] - 4 * s + t;
  y[y_step] = e - 2 * d;
  y[2 * y_step] = t - s;
  y[3 * y_step] = 2 * e - d + 6 * m[5 * step];
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_WINOGRAD_S8_H_
