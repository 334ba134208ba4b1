// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Where the tiles of Winograd's F(4x4, 3x3) lie: 4 x 4 outputs from 6 x 6 inputs, some of which are in the padding.
#ifndef TMB_RUNTIME_KERNELS_WINOGRAD_TILES_H_
#define TMB_RUNTIME_KERNELS_WINOGRAD_TILES_H_

#include "runtime/kernels/kernel_units.h"

namespace tmb {

inline constexpr uint32_t kTileOut = 4, kTileIn = 6;  // of a tile's side

// A range of a tile's six rows or columns that lies inside the input.
struct InsideTile {
  uint32_t first, end;
  bool Has(uint32_t i) const { return i >= first && i < end; }
  bool IsWhole() const { return first == 0 && end == kTileIn; }

  // `start` is the position of the tile's first, modulo 2^32.
  static InsideTile Of(uint32_t start, uint32_t extent) {
    InsideTile inside = {0, 0};
    while (inside.first < kTileIn && start + inside.first >= extent) ++inside.first;
    inside.end = inside.first;
    while (inside.end < kTileIn && start + inside.end < extent) ++inside.end;
    return inside;
  }
};

// A tile's first output.
struct TilePlace {
  uint32_t image, row, column;

  template <typename Op>
  static TilePlace Of(const Op& op, uint32_t tile) {
    const uint32_t columns = CeilDiv(op.out_w(), kTileOut), rows = CeilDiv(op.out_h(), kTileOut);
    return {tile / columns / rows, tile / columns % rows * kTileOut, tile % columns * kTileOut};
  }
  // Its number among all channels' first outputs.
  template <typename Op>
  uint32_t Position(const Op& op) const {
    return (image * op.out_h() + row) * op.out_w() + column;
  }
  // Of the tile's outputs, those that there are.
  template <typename Op>
  uint32_t Rows(const Op& op) const {
    return op.out_h() - row < kTileOut ? op.out_h() - row : kTileOut;
  }
  template <typename Op>
  uint32_t Columns(const Op& op) const {
    return op.out_w() - column < kTileOut ? op.out_w() - column : kTileOut;
  }
};

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_WINOGRAD_TILES_H_
