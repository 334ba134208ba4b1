// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// DotF32 for x86: whole tiles by the loop of tile_loop.h.
#include <cstring>

#include "runtime/kernels/dot_epilogue.h"
#include "runtime/kernels/host/weight_form.h"
#include "runtime/kernels/kernel_units.h"
#include "runtime/kernels/weight_columns.h"

namespace tmb {
namespace {

class Product {
 public:
  Product(const fb::DotF32& op, const Context& context, const Columns& columns)
      : loops_(HostLoops().tile[WeightFormOf(columns.type)]),
        first_(columns.first),
        n_(op.n()),
        k_(op.k()),
        x_(context.At<const float>(op.x())),
        residual_(OptionalAt(context, op.residual())),
        y_(context.At<float>(op.y())),
        scratch_(OptionalAt(context, CopiesOf(op))) {
    const uint32_t scale_steps = ScaleSteps(columns.type);
    run_.scales = reinterpret_cast<const float*>(columns.w);
    run_.w = columns.w + scale_steps * kPanel;
    run_.bias = OptionalAt(context, op.bias());
    if (run_.bias != nullptr) run_.bias += first_;
    run_.n = columns.count;
    run_.y_position = n_;
    run_.rows = run_.taps = 1;
    run_.run = k_;
    run_.x_position = k_;
    run_.w_panel = k_ + scale_steps;
    run_.lo = op.clamp_lo();
    run_.hi = op.clamp_hi();
    // A tile's x is copied where y is written over it.
    if (scratch_ != nullptr && (y_ + op.m() * n_ <= x_ || x_ + op.m() * k_ <= y_)) scratch_ = nullptr;
  }

  // Rows [first, end).
  void Rows(uint32_t first, uint32_t end) {
    if (scratch_ == nullptr) {
      const uint32_t tiles = (end - first) / kTile, rest = (end - first) % kTile;
      if (tiles != 0) Tiles(x_ + first * k_, first, kTile, tiles);
      if (rest != 0) Tiles(x_ + (end - rest) * k_, end - rest, rest, 1);
      return;
    }
    for (; first < end; first += kTile) {
      const uint32_t rows = end - first < kTile ? end - first : kTile;
      // Moved, for in a damaged file the scratch may lie on x.
      std::memmove(scratch_, x_ + first * k_, rows * k_ * sizeof(float));
      Tiles(scratch_, first, rows, 1);
    }
  }

 private:
  void Tiles(const float* x, uint32_t first, uint32_t rows, uint32_t tiles) {
    run_.x = x;
    run_.residual = residual_ == nullptr ? nullptr : residual_ + first * n_ + first_;
    run_.y = y_ + first * n_ + first_;
    run_.tiles = tiles;
    loops_[rows - 1](run_);
  }

  void (*const* loops_)(const TileRun&);
  const uint32_t first_, n_, k_;  // the first column
  const float* const x_;
  const float* const residual_;
  float* const y_;
  float* scratch_;
  TileRun run_ = {};
};

}  // namespace

void DotF32(const fb::DotF32& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const uint32_t m = op.m(), end = EndUnit(Units(op), first_unit, unit_count);
  const auto rows = [&](uint32_t first, uint32_t behind) {
    ForColumns(op, context, op.k(), op.n(), [&](const Columns& columns) {
      Product(op, context, columns).Rows(first * kTile, behind * kTile < m ? behind * kTile : m);
    });
  };
  // A panel of S4 weights is unpacked for each tile: y may lie behind x as closely as a tile allows.
  if (!IsUnpacked(op.w_type())) return rows(first_unit, end);
  for (uint32_t unit = first_unit; unit < end; ++unit) rows(unit, unit + 1);
}

}  // namespace tmb
