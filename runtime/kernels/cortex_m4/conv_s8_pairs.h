// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What ConvS8's loop on the M4 (conv_s8.S) works on, and where windows lie.
#ifndef TMB_RUNTIME_KERNELS_CORTEX_M4_CONV_S8_PAIRS_H_
#define TMB_RUNTIME_KERNELS_CORTEX_M4_CONV_S8_PAIRS_H_

#include <cstddef>

#include "runtime/kernels/integer_sums.h"

namespace tmb {

inline constexpr uint32_t kPassSteps = 32;  // of k, in the loop

inline constexpr int32_t kGeneral = INT32_MIN;  // instead of a zero point: see flags

// Flags of Pairs; without any x and y are bytes.
inline constexpr uint32_t kWantsSums = 1u << 31;    // of one panel and pair, 8 words for y
inline constexpr uint32_t kHasResidual = 1u << 30;  // of y's type
inline constexpr uint32_t kWideY = 1u << 29;        // 16 bits
inline constexpr uint32_t kWideX = 1u << 28;

// What conv_s8.S works on; it has the same offsets. Distances in bytes.
struct Pairs {
  const uint8_t* windows;              // in scratch, 4 bytes and the steps left out before them
  const uint8_t* next_to_last_pass;    // of windows; of 16 bits their last word
  uint32_t w_back;
  const int32_t* parameters;           // the first panel's multipliers
  uint8_t* y;
  uint8_t* y_end;                      // of the first position's panels
  uint32_t y_position;                 // to the second position
  int32_t y_zero;                      // or kGeneral
  int32_t y_zero_odd;                  // 256 times that, and a half; with kGeneral that
  std::ptrdiff_t residual;             // from y to the residual
  const int32_t* residual_multiplier;
  uint32_t back, passes;               // back in two steps of k
  const int8_t* x[kPair];
  uint32_t runs;                       // 0: windows are in scratch
  uint8_t* scratch;
  uint32_t groups, rest;               // of a run: whole groups of 4 steps, and the steps behind them
  uint32_t x_run;                      // from a run's end to the next
  uint8_t* rest_at;                    // where those steps go
  uint32_t x_pair;                     // from a pair to the next
  const uint8_t* w;                    // as windows
  uint32_t count;                      // not 0
  uint32_t flags;
};
static_assert(sizeof(void*) != 4 || offsetof(Pairs, flags) == 96);

extern "C" {
void tmb_conv_s8(Pairs*);
void tmb_expand_s8(const int8_t* from, uint32_t groups, uint8_t* to);
void tmb_copy_runs_s8(const int8_t* from, uint32_t bytes, int8_t* to, uint32_t runs, uint32_t from_step, uint32_t to_step);
}

inline uint32_t PixelBytes(const fb::ConvS8& op) { return op.in_c() << IsWide(op.x_type()); }

// An output position, and where its window begins.
struct Position {
  const int8_t* image;   // of x
  uint32_t row, column;  // of the image
  uint32_t top, left;    // modulo 2^32

  // By so many columns, as far as the row has them.
  void MoveOn(const fb::ConvS8& op, uint32_t columns) {
    left += columns * op.stride_w();
    column += columns;
    if (column != op.out_w()) return;
    column = 0;
    left = 0u - static_cast<uint32_t>(op.pad_w());
    top += op.stride_h();
    if (++row != op.out_h()) return;
    row = 0;
    top = 0u - static_cast<uint32_t>(op.pad_h());
    image += op.in_h() * op.in_w() * PixelBytes(op);
  }
};

// How many positions of `in` a window may begin at and lie inside.
constexpr uint32_t InsideStarts(uint32_t in, uint32_t k, uint32_t dilation) {
  const uint32_t extent = (k - 1) * dilation + 1;
  return in < extent ? 0 : in - extent + 1;
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_CORTEX_M4_CONV_S8_PAIRS_H_
