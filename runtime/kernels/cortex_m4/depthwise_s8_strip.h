// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What DepthwiseS8's loops on the M4 (depthwise_s8.S, depthwise_s8_copy.S) work on.
#ifndef TMB_RUNTIME_KERNELS_CORTEX_M4_DEPTHWISE_S8_STRIP_H_
#define TMB_RUNTIME_KERNELS_CORTEX_M4_DEPTHWISE_S8_STRIP_H_

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/kernel_units.h"

namespace tmb {

inline constexpr uint32_t kPairBytes = kChannels * 4;  // of a pair of pixels

// The arguments of depthwise_s8.S, with the offsets that stand there.
struct Columns {
  void (*run)();  // or null: no groups
  uint32_t groups;
  uint32_t span, lines_rest, y_rest;  // bytes, as all distances
  uint32_t columns, line;
};
struct Strip3x3 {
  const uint8_t* lines;
  uint8_t* y;
  const int32_t* table;
  uint32_t channels;
  uint32_t y_pixel, y_row;
  int32_t y_zero;
  uint32_t y_bytes;  // of an output
  Columns wide, narrow;
};

// The pixels of a group in a row of x.
struct Pixels {
  uint32_t x;   // bytes from the row's first
  uint8_t* to;  // in the group's first line
  uint32_t line;
  uint32_t rest;  // behind the groups of 4: 0 to 3; of 16 bits see tmb_depthwise_s8_halves
  uint32_t x_rest;
  uint32_t left;
  uint32_t to_rest;
  void (*quads)();
};
struct PixelRows {
  const uint8_t* x;
  uint32_t x_pixel;
  uint32_t line, rows;
  uint32_t groups;
};

static_assert(sizeof(void*) != 4 || (offsetof(Strip3x3, channels) == 12 && offsetof(Strip3x3, wide) == 32 &&
                                     offsetof(Strip3x3, narrow) == 60 && sizeof(Pixels) == 32));

extern "C" {
void tmb_depthwise_s8_table(int32_t* table, const int8_t* w, const int32_t* parameters, uint32_t channels);
void tmb_depthwise_s8(const Strip3x3*);
void tmb_depthwise_s8_3_s1();
void tmb_depthwise_s8_4_s1();
void tmb_depthwise_s8_5_s1();
void tmb_depthwise_s8_6_s1();
void tmb_depthwise_s8_3_s2();
void tmb_depthwise_s8_4_s2();
void tmb_depthwise_s8_5_s2();
void tmb_depthwise_s8_6_s2();
void tmb_depthwise_s16_s1();
void tmb_depthwise_s16_s2();
void tmb_depthwise_s8_copy(const Pixels*, const PixelRows*);
void tmb_depthwise_s8_quads0();
void tmb_depthwise_s8_quads1();
void tmb_depthwise_s8_quads2();
void tmb_depthwise_s8_quads3();
void tmb_depthwise_s8_halves();
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_CORTEX_M4_DEPTHWISE_S8_STRIP_H_
