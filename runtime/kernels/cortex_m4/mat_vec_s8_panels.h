// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What MatVecS8's loops on the M4 (mat_vec_s8.S) work on.
#ifndef TMB_RUNTIME_KERNELS_CORTEX_M4_MAT_VEC_S8_PANELS_H_
#define TMB_RUNTIME_KERNELS_CORTEX_M4_MAT_VEC_S8_PANELS_H_

#include <cstdint>

namespace tmb {

inline constexpr uint32_t kStepsOfPass = 16;  // of k, in the loop

// What mat_vec_s8.S works on; it has the same offsets. Distances in bytes.
struct Panels {
  const uint8_t* x;            // in scratch, 4 bytes and the steps left out before it
  const uint8_t* x_end;        // of the last pass
  uint32_t w_step;             // from the last word of a panel's weights to the first of the next one's, as x
  const void* parameters;      // biases, then multipliers
  uint8_t* y;
  uint8_t* y_end;
  int32_t y_zero, y_zero_odd;  // 256 times that, and a half; where multipliers have 16 bits both have that half, times 2^end
  int32_t end;                 // 0, multiplier_shift or kEndIsSums
  uint32_t back;               // in two steps of k
  const uint8_t* w;            // as x
};
inline constexpr int32_t kEndIsSums = -1;  // of one panel, 8 words for y; its biases are parameters

extern "C" {
void tmb_mat_vec_panels_s8(const Panels*);
void tmb_expand_row_s8(const int8_t* from, uint32_t groups, uint8_t* to);
// Adds to the sums of 8 columns; x [4 * quads] of 16 bits and w as MatVecS8 packs them.
void tmb_mat_vec_sums_s16(int32_t* sums, const uint8_t* x, const uint8_t* w, uint32_t quads);
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_CORTEX_M4_MAT_VEC_S8_PANELS_H_
