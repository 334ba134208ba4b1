// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The inner loop of DotF32 and ConvF32 on the M4 (tile.S, tile_narrow.S): up to 4 positions (pixels, rows)
// by panels of 4 output channels, the 16 sums in registers. A position reads `rows` runs of
// channels; between them x and w move on.
//
//   x[0] ──► run ─ ─ ─► run ─ ─ ─►      w: panel 0: run, run, ... panel 1: ...
//   x[1] ──► run ─ ─ ─► run             y: x[0]'s channels, y_pixel on x[1]'s
//
// A loop pass takes `unroll` steps of k; a run that is no multiple of them enters it in the middle, so
// x and w begin `back` steps early (those are not read).
#ifndef TMB_RUNTIME_KERNELS_CORTEX_M4_TILE_H_
#define TMB_RUNTIME_KERNELS_CORTEX_M4_TILE_H_

#include "runtime/kernels/kernel_units.h"

namespace tmb {

inline constexpr uint32_t kTileRelu = 1, kTileResidual = 2;  // flags

// Distances in bytes. tile_loop.inc has the same offsets.
struct Tile {
  const float* x[kTile];
  const uint8_t* w;
  const float* bias;       // 4 floats a panel
  float* y;
  int32_t residual;        // from y to the residual
  uint32_t panels;         // not 0
  uint32_t rows;           // runs, not 0
  uint32_t passes, back;
  int32_t x_step, w_step;  // from the end of a run to the next
  int32_t w_panel;         // from the end of a panel's last run to the next panel
  uint32_t bias_step;      // 16, or 0 for one panel of zeros
  uint32_t y_pixel;
  uint32_t flags;
  uint32_t tiles;          // one behind the other, not 0
  int32_t x_tile, y_tile;
  int32_t scales;          // of S8 weights: from the end of a panel's last run to the panel's scales
  uint32_t panel_bytes;    // not for the loop
};

// A form of the loop: for a number of positions and a type of weights. Changes x and y of the Tile.
struct TileLoop {
  void (*run)(Tile* tile);
  uint32_t unroll;
};

// The loop for that many positions, 1 to 4; narrow types have it for 1 and 4 only.
const TileLoop& TileLoopFor(fb::Type w_type, uint32_t positions);
constexpr bool HasTileLoop(fb::Type w_type, uint32_t positions) {
  return w_type == fb::Type::F32 || positions == 1 || positions == kTile;
}

// How runs of `run` channels follow each other.
struct Runs {
  uint32_t rows, run;     // not 0
  uint32_t x_row;         // floats from run to run
  uint32_t w_row;         // weights from run to run, in steps of k
  uint32_t panel;         // steps of k in a panel, scales included
};
void SetRuns(const TileLoop& loop, uint32_t w_bytes, const Runs& runs, Tile* tile);

// Sets where position i reads, and the weights of its first run, `step` steps of k behind the beginning of the first
// panel; the runs are set.
inline void SetX(Tile* tile, uint32_t i, const float* x) { tile->x[i] = x - tile->back; }
inline void SetW(Tile* tile, uint32_t w_bytes, const uint8_t* panel, uint32_t step) {
  const int32_t first = static_cast<int32_t>((step - tile->back) * kPanel * w_bytes);
  tile->w = panel + first;
  tile->scales = tile->w_panel - static_cast<int32_t>(tile->panel_bytes) - first;
}

// What comes behind the sums of all tiles of an instruction.
struct TileEpilogue {
  const float* bias;      // or null
  const float* residual;  // like y, or null
  float lo, hi;

  TileEpilogue From(uint32_t channel) const { return {bias == nullptr ? nullptr : bias + channel, residual, lo, hi}; }

  // Clamps what the loop stored, unless it could do so itself.
  void Clamp(float* y, uint32_t count) const;
};

// Runs the loop for n channels of `positions` positions, the last panel by way of the stack. The Tile's x, w, y, y_pixel, runs and tiles
// are set; the epilogue's bias is the first channel's; y_first is y's first element of the instruction.
void RunTiles(const TileLoop& loop, const TileEpilogue& epilogue, uint32_t positions, uint32_t n, const float* y_first,
              Tile* tile);

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_CORTEX_M4_TILE_H_
