// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Winograd's F(4x4, 3x3) with the points 0, 1, -1, 2, -2 and infinity (Lavin and Gray, Fast Algorithms for Convolutional
// Neural Networks, 2015): a tile of 4 x 4 outputs is A^T [ (G g G^T) * (B^T d B) ] A, d the 6 x 6 inputs. Here are B^T and A^T of one line,
// with the order of their operations, which is the format's: for all columns first, then for all
// rows. G g G^T is the converter's (converter/lower/winograd.cc).
#ifndef TMB_RUNTIME_KERNELS_WINOGRAD_H_
#define TMB_RUNTIME_KERNELS_WINOGRAD_H_

#include <cstdint>

namespace tmb {

// B^T d: six inputs d[0], d[step], ... to v[0], v[v_step], ...
inline void TransformInput(float a, float b, float c, float d, float e, float f, float* v, uint32_t v_step) {
  const float bc = b + c, de = d + e, b_c = b - c, e_d = e - d, e_c = e - c, d_b = d - b, twice = d_b + d_b;
  v[0] = e + (4.0f * a - 5.0f * c);
  v[v_step] = de - 4.0f * bc;
  v[2 * v_step] = e_d + 4.0f * b_c;
  v[3 * v_step] = e_c + twice;
  v[4 * v_step] = e_c - twice;
  v[5 * v_step] = f + (4.0f * b - 5.0f * d);
}

struct FourOutputs {
  float y[4];
};

// A^T m of six sums.
inline FourOutputs TransformOutput(float a, float b, float c, float d, float e, float f) {
  const float bc = b + c, b_c = b - c, de = d + e, d_e = d - e;
  return {{(a + bc) + de, b_c + (d_e + d_e), bc + 4.0f * de, (b_c + 8.0f * d_e) + f}};
}

// For each of `positions` positions 16 sums over k of v[k][tile] * u[k][channel], in the order of k from 0: v [positions, k, 4],
// u [positions, k, 4], m [positions, 4 tiles, 4 channels].
void MultiplyPositions(const float* v, const float* u, float* m, uint32_t k, uint32_t positions);

// The column transform of 16 lanes: slots of 16 floats, six to four.
void TransformSlots(float* slots);

// A whole tile of 4 channels: its row transforms, and what follows them.
struct WinogradStore {
  const float* t;         // row i of column j: 16 i + 64 j floats on
  float* y;
  const float* residual;  // like y, or null
  uint32_t pixel_bytes, row_bytes;
  const float* bias;      // 4 of them
  uint32_t relu;          // negative numbers become 0
};
void StoreWholeTile(const WinogradStore& store);

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_WINOGRAD_H_
