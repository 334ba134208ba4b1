// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// ConvF32 for the M4. Without scratch a row of output is cut into the positions at its borders, one
// after the other with the taps that lie inside, and those between, four at a time; each kernel row is a
// run of channels where it lies. With scratch windows are copied there first, four at a time. Dilated windows are
// meant to have scratch; without, they take the portable rows.
#include "runtime/features.h"
#include "runtime/kernels/conv_window.h"
#include "runtime/kernels/cortex_m4/conv_dilated.h"
#include "runtime/kernels/cortex_m4/copy.h"
#include "runtime/kernels/cortex_m4/tile.h"
#include "runtime/kernels/dot_epilogue.h"
#include "runtime/kernels/weight_columns.h"

namespace tmb {
namespace {

// An output position.
struct Position {
  uint32_t image, row, column;

  void MoveOn(const fb::ConvF32& op) {
    if (++column != op.out_w()) return;
    column = 0;
    if (++row != op.out_h()) return;
    row = 0;
    ++image;
  }
};

class Layer {
 public:
  Layer(const fb::ConvF32& op, const Context& context)
      : op_(op),
        epilogue_{OptionalAt(context, op.bias()), OptionalAt(context, op.residual()), op.clamp_lo(), op.clamp_hi()},
        x_(context.At<const float>(op.x())),
        scratch_(OptionalAt(context, CopiesOf(op))),
        y_(context.At<float>(op.y())) {}

  // Rows [first, end) of all images. The panels of S4 weights are unpacked for each row.
  void Convolve(const Context& context, uint32_t first, uint32_t end) {
    const uint32_t row_floats = op_.out_w() * op_.out_c(), step = IsUnpacked(op_.w_type()) ? 1 : end - first;
    for (uint32_t row = first; row < end; row += step) {
      ForColumns(op_, context, WindowTaps(op_), op_.out_c(), [&](const Columns& channels) {
        channels_ = channels;
        Rows(row, row + step);
      });
    }
    epilogue_.Clamp(y_ + first * row_floats, (end - first) * row_floats);
  }

 private:
  // Of the channels.
  void Rows(uint32_t first, uint32_t end) const {
    if (scratch_ != nullptr) return Copied(first, end);
    for (uint32_t row = first; row < end; ++row) {
      InPlace(row / op_.out_h(), row % op_.out_h(), y_ + row * op_.out_w() * op_.out_c() + channels_.first);
    }
  }

  const float* ImageAt(uint32_t image) const { return x_ + image * op_.in_h() * op_.in_w() * op_.in_c(); }
  uint32_t TopOf(uint32_t row) const { return row * op_.stride_h() - static_cast<uint32_t>(op_.pad_h()); }
  uint32_t LeftOf(uint32_t column) const { return column * op_.stride_w() - static_cast<uint32_t>(op_.pad_w()); }

  // ---- windows in scratch
  // A tile may reach into the next row: its windows are copied by then, and that row's place is free.
  void Copied(uint32_t first, uint32_t end) const {
    const uint32_t taps = op_.k_h() * op_.k_w() * op_.in_c(), out_c = op_.out_c();
    const Runs runs = {1, taps, 0, 0, taps + ScaleSteps(channels_.type)};
    Position position = {first / op_.out_h(), first % op_.out_h(), 0};
    float* y = y_ + first * op_.out_w() * out_c;
    for (uint32_t left = (end - first) * op_.out_w(); left != 0;) {
      uint32_t positions = left < kTile ? left : kTile;
      if (!HasTileLoop(channels_.type, positions)) positions = 1;
      for (uint32_t i = 0; i < positions; ++i) {
        CopyWindow(position, scratch_ + i * taps);
        position.MoveOn(op_);
      }
      Positions(scratch_, taps, 0, runs, positions, 1, y);
      y += positions * out_c;
      left -= positions;
    }
  }

  void CopyWindow(const Position& position, float* to) const {
    const uint32_t in_c = op_.in_c(), k_w = op_.k_w(), dilation_w = op_.dilation_w(), w_row = k_w * in_c;
    const uint32_t left = LeftOf(position.column), top = TopOf(position.row);
    const Taps w = TapsInside(left, dilation_w, k_w, op_.in_w());
    const Taps h = TapsInside(top, op_.dilation_h(), op_.k_h(), op_.in_h());
    if (h.count() != op_.k_h() || w.count() != k_w) ZeroWords(to, op_.k_h() * w_row);
    if (h.count() == 0 || w.count() == 0) return;
    const uint32_t row = top + h.first * op_.dilation_h(), column = left + w.first * dilation_w;
    WordRuns runs = {ImageAt(position.image) + (row * op_.in_w() + column) * in_c,
                     to + h.first * w_row + w.first * in_c, op_.dilation_h() * op_.in_w() * in_c, w_row};
    if (dilation_w == 1) return CopyRuns(runs, h.count(), w.count() * in_c);
    for (uint32_t j = w.count(); j != 0; --j, runs.from += dilation_w * in_c, runs.to += in_c) {
      CopyRuns(runs, h.count(), in_c);
    }
  }

  // ---- windows where they lie, dilation_w is 1
  // The taps of a row of output.
  struct Row {
    const float* image;
    uint32_t top;
    Taps h;
    float* y;
  };

  void InPlace(uint32_t image, uint32_t row_of_image, float* y) const {
    const uint32_t in_w = op_.in_w(), k_w = op_.k_w(), out_w = op_.out_w(), top = TopOf(row_of_image);
    const Row row = {ImageAt(image), top, TapsInside(top, op_.dilation_h(), op_.k_h(), op_.in_h()), y};
    const auto is_inside = [&](uint32_t at) { return LeftOf(at) < in_w && in_w - LeftOf(at) >= k_w; };
    uint32_t column = 0, end = out_w;
    for (; column < out_w && !is_inside(column); ++column) Border(row, column);
    while (end > column && !is_inside(end - 1)) --end;
    const uint32_t tiles = (end - column) / kTile, rest = (end - column) % kTile;
    const Taps whole = {0, k_w};
    if (tiles != 0) Inside(row, whole, column, kTile, tiles);
    column += tiles * kTile;
    if (rest != 0 && HasTileLoop(channels_.type, rest)) {
      Inside(row, whole, column, rest, 1);
      column += rest;
    }
    for (; column < end; ++column) Inside(row, whole, column, 1, 1);
    for (; column < out_w; ++column) Border(row, column);
  }

  void Border(const Row& row, uint32_t column) const {
    Inside(row, TapsInside(LeftOf(column), 1, op_.k_w(), op_.in_w()), column, 1, 1);
  }

  // `tiles` times `positions` of them, all with these taps.
  void Inside(const Row& row, Taps w, uint32_t column, uint32_t positions, uint32_t tiles) const {
    const Taps h = row.h;
    float* const y = row.y + column * op_.out_c();
    if (h.count() == 0 || w.count() == 0) return NoTaps(positions * tiles, y);
    const uint32_t in_c = op_.in_c(), x_row = op_.dilation_h() * op_.in_w() * in_c, w_row = op_.k_w() * in_c;
    const Runs runs = {h.count(), w.count() * in_c, x_row, w_row, op_.k_h() * w_row + ScaleSteps(channels_.type)};
    const uint32_t top = row.top + h.first * op_.dilation_h();
    const float* const x = row.image + (top * op_.in_w() + LeftOf(column) + w.first) * in_c;
    const uint32_t first_tap = (h.first * op_.k_w() + w.first) * in_c;
    Positions(x, op_.stride_w() * in_c, first_tap, runs, positions, tiles, y);
  }

  void NoTaps(uint32_t count, float* y) const {
    const Epilogue epilogue = {epilogue_.lo, epilogue_.hi};
    for (uint32_t i = 0; i < count; ++i, y += op_.out_c()) {
      for (uint32_t o = 0; o < channels_.count; ++o) {
        const float* const residual = epilogue_.residual == nullptr ? nullptr : epilogue_.residual + (y + o - y_);
        const float bias = epilogue_.bias == nullptr ? 0 : epilogue_.bias[channels_.first + o], sum = EmptySum(o, bias);
        epilogue.Store(&sum, 1, residual, y + o);
      }
    }
  }

  // A channel's sum of no products.
  float EmptySum(uint32_t channel, float bias) const {
    if (!Has(Feature::kWeightsS8) || channels_.type != fb::Type::S8) return bias;
    const uint8_t* const panel = channels_.w + channel / kPanel * kPanel * ColumnBytes(fb::Type::S8, WindowTaps(op_));
    return 0 * reinterpret_cast<const float*>(panel)[channel % kPanel] + bias;
  }

  // x_position: floats from position to position; first_tap: steps of k left out.
  void Positions(const float* x, uint32_t x_position, uint32_t first_tap, const Runs& runs, uint32_t positions,
                 uint32_t tiles, float* y) const {
    const TileLoop& loop = TileLoopFor(channels_.type, positions);
    const uint32_t w_bytes = ElementBytes(channels_.type);
    Tile tile;
    SetRuns(loop, w_bytes, runs, &tile);
    for (uint32_t i = 0; i < kTile; ++i) SetX(&tile, i, x + (i < positions ? i : 0) * x_position);
    SetW(&tile, w_bytes, channels_.w, ScaleSteps(channels_.type) + first_tap);
    tile.y = y;
    tile.y_pixel = op_.out_c() * 4;
    tile.tiles = tiles;
    tile.x_tile = static_cast<int32_t>(positions * x_position * 4);
    tile.y_tile = static_cast<int32_t>(positions * op_.out_c() * 4);
    RunTiles(loop, epilogue_.From(channels_.first), positions, channels_.count, y_, &tile);
  }

  const fb::ConvF32& op_;
  const TileEpilogue epilogue_;
  const float* const x_;
  float* const scratch_;
  float* const y_;
  Columns channels_ = {};  // that are convolved
};

}  // namespace

void ConvF32(const fb::ConvF32& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const fb::ConvF32 local = op;  // on the stack no store through y can change it
  const uint32_t end = EndUnit(Units(local), first_unit, unit_count);
  if (local.dilation_w() != 1 && !HasOperand(CopiesOf(local))) return ConvDilated(local, context, first_unit, end);
  Layer(local, context).Convolve(context, first_unit, end);
}

}  // namespace tmb
