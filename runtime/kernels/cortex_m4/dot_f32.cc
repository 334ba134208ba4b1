// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// DotF32 for the M4: all whole tiles in one call of the loop of tile.h.
#include "runtime/kernels/cortex_m4/copy.h"
#include "runtime/kernels/cortex_m4/tile.h"
#include "runtime/kernels/dot_epilogue.h"
#include "runtime/kernels/weight_columns.h"

namespace tmb {
namespace {

class Product {
 public:
  Product(const fb::DotF32& op, const Context& context)
      : n_(op.n()),
        k_(op.k()),
        epilogue_{OptionalAt(context, op.bias()), OptionalAt(context, op.residual()), op.clamp_lo(), op.clamp_hi()},
        x_(context.At<const float>(op.x())),
        y_(context.At<float>(op.y())),
        scratch_(OptionalAt(context, CopiesOf(op))),
        overlaps_(y_ < x_ + op.m() * k_ && x_ < y_ + op.m() * n_) {
    if (!overlaps_) scratch_ = nullptr;  // a tile's x is copied where y is written over it
  }

  // Rows [first, end) of all columns; first is a tile's.
  void Multiply(const fb::DotF32& op, const Context& context, uint32_t first, uint32_t end) {
    // The panels of S4 weights are unpacked once, or for each tile where y may be written over the next one's x.
    const uint32_t step = IsUnpacked(op.w_type()) && overlaps_ ? kTile : end - first;
    for (uint32_t row = first; row < end; row += step) {
      ForColumns(op, context, k_, n_, [&](const Columns& columns) {
        columns_ = columns;
        Rows(row, end - row < step ? end : row + step);
      });
    }
    epilogue_.Clamp(y_ + first * n_, (end - first) * n_);
  }

 private:
  // Of the columns.
  void Rows(uint32_t first, uint32_t end) {
    if (scratch_ != nullptr) {
      for (; first < end; first += kTile) StagedTile(first, end - first < kTile ? end - first : kTile);
      return;
    }
    const uint32_t tiles = (end - first) / kTile, rest = (end - first) % kTile;
    if (tiles != 0) Tiles(x_ + first * k_, first, kTile, tiles);
    if (rest != 0) Rest(x_ + (first + tiles * kTile) * k_, first + tiles * kTile, rest);
  }

  void StagedTile(uint32_t first, uint32_t rows) {
    const float* const x = x_ + first * k_;
    CopyWords(x, rows * k_, scratch_);
    if (rows == kTile) return Tiles(scratch_, first, kTile, 1);
    Rest(scratch_, first, rows);
  }

  // Fewer rows than a tile has.
  void Rest(const float* x, uint32_t first, uint32_t rows) {
    if (HasTileLoop(columns_.type, rows)) return Tiles(x, first, rows, 1);
    for (uint32_t i = 0; i < rows; ++i) Tiles(x + i * k_, first + i, 1, 1);
  }

  void Tiles(const float* x, uint32_t first, uint32_t rows, uint32_t tiles) {
    const TileLoop& loop = TileLoopFor(columns_.type, rows);
    const uint32_t w_bytes = ElementBytes(columns_.type), scale_steps = ScaleSteps(columns_.type);
    Tile tile;
    SetRuns(loop, w_bytes, {1, k_, 0, 0, k_ + scale_steps}, &tile);
    for (uint32_t i = 0; i < kTile; ++i) SetX(&tile, i, x + (i < rows ? i : 0) * k_);
    SetW(&tile, w_bytes, columns_.w, scale_steps);
    tile.y = y_ + first * n_ + columns_.first;
    tile.y_pixel = n_ * 4;
    tile.tiles = tiles;
    tile.x_tile = static_cast<int32_t>(rows * k_ * 4);
    tile.y_tile = static_cast<int32_t>(rows * n_ * 4);
    RunTiles(loop, epilogue_.From(columns_.first), rows, columns_.count, y_, &tile);
  }

  const uint32_t n_, k_;
  const TileEpilogue epilogue_;
  const float* const x_;
  float* const y_;
  float* scratch_;
  const bool overlaps_;  // x and y do
  Columns columns_ = {};  // that are multiplied
};

}  // namespace

void DotF32(const fb::DotF32& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const uint32_t m = op.m();
  const uint32_t end = EndUnit(Units(op), first_unit, unit_count);
  const uint32_t end_row = end * kTile < m ? end * kTile : m;
  Product(op, context).Multiply(op, context, first_unit * kTile, end_row);
}

}  // namespace tmb
