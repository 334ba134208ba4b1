// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// ConvF32 for the M4. Without scratch a row of output is cut into the positions at its borders, one
// after the other with the taps that lie inside, and those between, four at a time; each kernel row is a
// run of channels where it lies. With scratch windows are copied there first, four at a time.
#include <cstring>

#include "runtime/kernels/conv_window.h"
#include "runtime/kernels/cortex_m4/tile.h"
#include "runtime/kernels/dot_epilogue.h"

namespace tmb {
namespace {

// A row of output.
class Row {
 public:
  Row(const fb::ConvF32& op, const Context& context, uint32_t image, uint32_t row)
      : op_(op),
        w_type_(op.w_type()),
        w_bytes_(ElementBytes(op.w_type())),
        epilogue_{OptionalAt(context, op.bias()), OptionalAt(context, op.residual()), op.clamp_lo(), op.clamp_hi()},
        image_(context.At<const float>(op.x()) + image * op.in_h() * op.in_w() * op.in_c()),
        w_(context.Address(op.w())),
        scratch_(OptionalAt(context, op.scratch())),
        y_first_(context.At<float>(op.y())),
        y_(y_first_ + (image * op.out_h() + row) * op.out_w() * op.out_c()),
        top_(row * op.stride_h() - static_cast<uint32_t>(op.pad_h())) {}

  void Convolve() {
    if (scratch_ != nullptr) {
      for (uint32_t column = 0; column < op_.out_w(); column += kTile) Copied(column);
    } else {
      InPlace();
    }
    epilogue_.Clamp(y_, op_.out_w() * op_.out_c());
  }

 private:
  uint32_t LeftOf(uint32_t column) const { return column * op_.stride_w() - static_cast<uint32_t>(op_.pad_w()); }

  // ---- windows in scratch
  void Copied(uint32_t column) {
    const uint32_t positions = op_.out_w() - column < kTile ? op_.out_w() - column : kTile;
    const uint32_t taps = op_.k_h() * op_.k_w() * op_.in_c();
    for (uint32_t i = 0; i < positions; ++i) CopyWindow(LeftOf(column + i), scratch_ + i * taps);
    const Runs runs = {1, taps, 0, 0, taps};
    if (HasTileLoop(w_type_, positions)) return Positions(scratch_, taps, w_, runs, column, positions, 1);
    for (uint32_t i = 0; i < positions; ++i) Positions(scratch_ + i * taps, 0, w_, runs, column + i, 1, 1);
  }

  void CopyWindow(uint32_t left, float* to) const {
    const uint32_t in_c = op_.in_c(), tap_bytes = in_c * 4;
    const Taps w = TapsInside(left, op_.dilation_w(), op_.k_w(), op_.in_w());
    for (uint32_t i = 0; i < op_.k_h(); ++i, to += op_.k_w() * in_c) {
      const uint32_t row = top_ + i * op_.dilation_h();
      if (row >= op_.in_h() || w.count() == 0) {
        std::memset(to, 0, op_.k_w() * tap_bytes);
        continue;
      }
      const float* from = image_ + (row * op_.in_w() + left + w.first * op_.dilation_w()) * in_c;
      if (w.count() != op_.k_w()) std::memset(to, 0, op_.k_w() * tap_bytes);
      if (op_.dilation_w() == 1) {
        CopyFloats(from, w.count() * in_c, to + w.first * in_c);
        continue;
      }
      for (uint32_t j = w.first; j < w.end; ++j, from += op_.dilation_w() * in_c) CopyFloats(from, in_c, to + j * in_c);
    }
  }

  // Runs are short: a call would cost more.
  static void CopyFloats(const float* from, uint32_t count, float* to) {
    for (uint32_t i = 0; i < count; ++i) to[i] = from[i];
  }

  // ---- windows where they lie, dilation_w is 1
  void InPlace() {
    const Taps h = TapsInside(top_, op_.dilation_h(), op_.k_h(), op_.in_h());
    uint32_t column = 0;
    const uint32_t in_w = op_.in_w(), k_w = op_.k_w(), out_w = op_.out_w();
    const auto is_inside = [&](uint32_t at) { return LeftOf(at) < in_w && in_w - LeftOf(at) >= k_w; };
    for (; column < out_w && !is_inside(column); ++column) Border(h, column);
    uint32_t end = out_w;
    for (; end > column && !is_inside(end - 1); --end) {
    }
    const uint32_t tiles = (end - column) / kTile, rest = (end - column) % kTile;
    const Taps whole = {0, k_w};
    if (tiles != 0) Inside(h, whole, column, kTile, tiles);
    column += tiles * kTile;
    if (rest != 0 && HasTileLoop(w_type_, rest)) {
      Inside(h, whole, column, rest, 1);
      column += rest;
    }
    for (; column < end; ++column) Inside(h, whole, column, 1, 1);
    for (; column < out_w; ++column) Border(h, column);
  }

  void Border(Taps h, uint32_t column) { Inside(h, TapsInside(LeftOf(column), 1, op_.k_w(), op_.in_w()), column, 1, 1); }

  // `tiles` times `positions` of them, all with these taps.
  void Inside(Taps h, Taps w, uint32_t column, uint32_t positions, uint32_t tiles) {
    if (h.count() == 0 || w.count() == 0) return NoTaps(column, positions * tiles);
    const uint32_t in_c = op_.in_c(), x_row = op_.dilation_h() * op_.in_w() * in_c, w_row = op_.k_w() * in_c;
    const Runs runs = {h.count(), w.count() * in_c, x_row, w_row, op_.k_h() * w_row};
    const uint32_t row = top_ + h.first * op_.dilation_h();
    const float* const x = image_ + (row * op_.in_w() + LeftOf(column) + w.first) * in_c;
    const uint32_t first_tap = (h.first * op_.k_w() + w.first) * in_c;
    Positions(x, op_.stride_w() * in_c, w_ + first_tap * kPanel * w_bytes_, runs, column, positions, tiles);
  }

  void NoTaps(uint32_t column, uint32_t count) {
    const Epilogue epilogue = {epilogue_.lo, epilogue_.hi};
    const float zero = 0;
    float* y = y_ + column * op_.out_c();
    for (uint32_t i = 0; i < count; ++i) {
      for (uint32_t o = 0; o < op_.out_c(); ++o, ++y) {
        const float* const residual = epilogue_.residual == nullptr ? nullptr : epilogue_.residual + (y - y_first_);
        epilogue.Store(epilogue_.bias == nullptr ? &zero : epilogue_.bias + o, 1, residual, y);
      }
    }
  }

  // x_position: floats from position to position.
  void Positions(const float* x, uint32_t x_position, const uint8_t* w, const Runs& runs, uint32_t column,
                 uint32_t positions, uint32_t tiles) {
    const TileLoop& loop = TileLoopFor(w_type_, positions);
    Tile tile;
    SetRuns(loop, w_bytes_, runs, &tile);
    for (uint32_t i = 0; i < kTile; ++i) SetX(&tile, i, x + (i < positions ? i : 0) * x_position);
    SetW(&tile, w_bytes_, w);
    tile.y = y_ + column * op_.out_c();
    tile.tiles = tiles;
    tile.x_tile = static_cast<int32_t>(positions * x_position * 4);
    tile.y_tile = static_cast<int32_t>(positions * op_.out_c() * 4);
    RunTiles(loop, epilogue_, positions, op_.out_c(), y_first_, &tile);
  }

  const fb::ConvF32& op_;
  const fb::Type w_type_;
  const uint32_t w_bytes_;
  const TileEpilogue epilogue_;
  const float* const image_;
  const uint8_t* const w_;
  float* const scratch_;
  float* const y_first_;
  float* const y_;
  const uint32_t top_;
};

}  // namespace

void ConvF32(const fb::ConvF32& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const fb::ConvF32 local = op;  // on the stack no store through y can change it
  const uint32_t out_h = local.out_h();
  const uint32_t end = EndUnit(Units(local), first_unit, unit_count);
  for (uint32_t unit = first_unit; unit < end; ++unit) Row(local, context, unit / out_h, unit % out_h).Convolve();
}

}  // namespace tmb
