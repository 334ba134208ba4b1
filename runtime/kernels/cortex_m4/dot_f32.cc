// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// DotF32 for the M4: all whole tiles in one call of the loop of tile.h.
#include "runtime/kernels/cortex_m4/copy.h"
#include "runtime/kernels/cortex_m4/tile.h"
#include "runtime/kernels/dot_epilogue.h"

namespace tmb {
namespace {

class Product {
 public:
  Product(const fb::DotF32& op, const Context& context)
      : n_(op.n()),
        k_(op.k()),
        w_type_(op.w_type()),
        epilogue_{OptionalAt(context, op.bias()), OptionalAt(context, op.residual()), op.clamp_lo(), op.clamp_hi()},
        x_(context.At<const float>(op.x())),
        w_(context.Address(op.w())),
        y_(context.At<float>(op.y())),
        scratch_(OptionalAt(context, op.scratch())) {
    // A tile's x is copied where y is written over it.
    if (scratch_ != nullptr && (y_ + op.m() * n_ <= x_ || x_ + op.m() * k_ <= y_)) scratch_ = nullptr;
  }

  // Rows [first, end); first is a tile's.
  void Rows(uint32_t first, uint32_t end) {
    if (scratch_ != nullptr) {
      for (; first < end; first += kTile) StagedTile(first, end - first < kTile ? end - first : kTile);
      return;
    }
    const uint32_t tiles = (end - first) / kTile, rest = (end - first) % kTile;
    if (tiles != 0) Tiles(x_ + first * k_, first, kTile, tiles);
    if (rest != 0) Rest(x_ + (first + tiles * kTile) * k_, first + tiles * kTile, rest);
  }

 private:
  void StagedTile(uint32_t first, uint32_t rows) {
    const float* const x = x_ + first * k_;
    CopyWords(x, rows * k_, scratch_);
    if (rows == kTile) return Tiles(scratch_, first, kTile, 1);
    Rest(scratch_, first, rows);
  }

  // Fewer rows than a tile has.
  void Rest(const float* x, uint32_t first, uint32_t rows) {
    if (HasTileLoop(w_type_, rows)) return Tiles(x, first, rows, 1);
    for (uint32_t i = 0; i < rows; ++i) Tiles(x + i * k_, first + i, 1, 1);
  }

  void Tiles(const float* x, uint32_t first, uint32_t rows, uint32_t tiles) {
    const TileLoop& loop = TileLoopFor(w_type_, rows);
    const uint32_t w_bytes = ElementBytes(w_type_);
    Tile tile;
    SetRuns(loop, w_bytes, {1, k_, 0, 0, k_ + ScaleSteps(w_type_)}, &tile);
    for (uint32_t i = 0; i < kTile; ++i) SetX(&tile, i, x + (i < rows ? i : 0) * k_);
    SetW(&tile, w_bytes, w_, ScaleSteps(w_type_));
    tile.y = y_ + first * n_;
    tile.tiles = tiles;
    tile.x_tile = static_cast<int32_t>(rows * k_ * 4);
    tile.y_tile = static_cast<int32_t>(rows * n_ * 4);
    RunTiles(loop, epilogue_, rows, n_, y_, &tile);
    epilogue_.Clamp(y_ + first * n_, tiles * rows * n_);
  }

  const uint32_t n_, k_;
  const fb::Type w_type_;
  const TileEpilogue epilogue_;
  const float* const x_;
  const uint8_t* const w_;
  float* const y_;
  float* scratch_;
};

}  // namespace

void DotF32(const fb::DotF32& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const uint32_t m = op.m();
  const uint32_t end = EndUnit(Units(op), first_unit, unit_count);
  const uint32_t end_row = end * kTile < m ? end * kTile : m;
  Product(op, context).Rows(first_unit * kTile, end_row);
}

}  // namespace tmb
