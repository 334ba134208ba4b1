// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The inner loops of the f32 kernels on x86, once with SSE2 and once with AVX (loops_sse2.cc, loops_avx.cc). A vector
// holds output channels, so every sum is added in the order of the portable kernel.
//
// The sources of the loops are compiled for their own instruction set and share no inline function with others
// (a linker keeps one copy of these, for whichever set): they include this file, and all else they define is local.
#ifndef TMB_RUNTIME_KERNELS_HOST_LOOPS_H_
#define TMB_RUNTIME_KERNELS_HOST_LOOPS_H_

#include <cstddef>
#include <cstdint>

namespace tmb {

inline constexpr uint32_t kMaxPositions = 4;     // of a tile
inline constexpr uint32_t kDepthwiseRows = 16;   // of a kernel of DepthwiseRun
inline constexpr uint32_t kDepthwiseFloats = 1 << 13;  // of its buffer

// Tiles of 1 to 4 positions (pixels, rows of a matrix) by all output channels, w in panels of 4. A position reads
// rows x taps runs of channels. Distances are from start to start, of x in floats, of w in steps of k.
//
//   x ──► run ─ ► run ─ ►        taps in a row, x_tap apart
//         run ─ ► run ─ ►        rows, x_row apart
struct TileRun {
  const float* x;            // the first position's
  const void* w;
  const float* scales;       // of S8 weights: the first panel's; the next panel's lie w_panel floats behind
  const float* bias;         // or null
  const float* residual;     // like y, or null
  float* y;
  uint32_t n;                // channels
  ptrdiff_t y_position;      // floats from position to position
  uint32_t tiles;            // one behind the other
  uint32_t rows, taps, run;  // rows or taps may be 0: no products
  ptrdiff_t x_position, x_row, x_tap;
  ptrdiff_t w_panel, w_row, w_tap;
  float lo, hi;
};

// One row of x by n columns, w in panels of 16, with their scales before them.
struct MatVecRun {
  const float* x;
  const void* w;
  const float* bias;         // or null
  float* y;
  uint32_t n, k;
  float lo, hi;
};

// Channels of one image. The rows that a row of output needs are in a ring of `lines` padded lines of `line`
// pixels, each of as many channels as a vector holds, in the buffer; in front of it are the weights, tap by tap.
// So y may lie on x.
struct DepthwiseRun {
  const float* x;            // the first channel's
  const float* w;
  const float* bias;         // or null
  float* y;
  float* buffer;             // kDepthwiseFloats of them, enough for vectors of 8
  uint32_t c, in_h, in_w, out_h, out_w, k_h, k_w, stride_h, stride_w, dilation_h, dilation_w;
  int32_t pad_h, pad_w;
  uint32_t line, lines;
  float lo, hi;
};

enum WeightForm : uint32_t { kF32Weights, kF16Weights, kBF16Weights, kS8Weights, kWeightForms };

struct Loops {
  const char* name;
  void (*tile[kWeightForms][kMaxPositions])(const TileRun& run);  // by positions - 1
  void (*mat_vec[kWeightForms])(const MatVecRun& run);
  // Convolves as many of the channels as fill vectors and returns their number.
  uint32_t (*depthwise)(const DepthwiseRun& run, uint32_t channels);
};

extern const Loops kSse2Loops, kAvxLoops;

// Those for the processor that this runs on.
const Loops& HostLoops();

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_HOST_LOOPS_H_
