// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// ConvF32 for x86. The positions between a row's borders are computed in tiles by the loop of tile_loop.h, those at
// borders one after the other: without scratch from the taps inside, with scratch from a copy with zeros.
#include <cstring>

#include "runtime/kernels/conv_window.h"
#include "runtime/kernels/dot_epilogue.h"
#include "runtime/kernels/host/weight_form.h"
#include "runtime/kernels/kernel_units.h"
#include "runtime/kernels/weight_columns.h"

namespace tmb {
namespace {

class Layer {
 public:
  Layer(const fb::ConvF32& op, const Context& context, const Columns& channels)
      : op_(op),
        loops_(HostLoops().tile[WeightFormOf(channels.type)]),
        first_(channels.first),
        w_bytes_(ElementBytes(channels.type)),
        taps_(WindowTaps(op)),
        x_(context.At<const float>(op.x())),
        w_(channels.w + ScaleSteps(channels.type) * kPanel),  // the first panel's, behind its scales
        residual_(OptionalAt(context, op.residual())),
        y_(context.At<float>(op.y())),
        scratch_(OptionalAt(context, CopiesOf(op))) {
    run_.scales = reinterpret_cast<const float*>(channels.w);
    run_.bias = OptionalAt(context, op.bias());
    if (run_.bias != nullptr) run_.bias += first_;
    run_.n = channels.count;
    run_.y_position = op.out_c();
    run_.x_position = op.stride_w() * op.in_c();
    run_.w_panel = taps_ + ScaleSteps(channels.type);
    run_.w_row = op.k_w() * op.in_c();
    run_.lo = op.clamp_lo();
    run_.hi = op.clamp_hi();
  }

  // A row of the output of all images.
  void Row(uint32_t row) {
    const uint32_t top = row % op_.out_h() * op_.stride_h() - static_cast<uint32_t>(op_.pad_h());
    image_ = x_ + row / op_.out_h() * op_.in_h() * op_.in_w() * op_.in_c();
    first_y_ = row * op_.out_w() * op_.out_c() + first_;
    const Taps h = TapsInside(top, op_.dilation_h(), op_.k_h(), op_.in_h());
    uint32_t column = 0, end = op_.out_w();
    if (scratch_ != nullptr && h.count() != op_.k_h()) end = 0;
    for (; column < op_.out_w() && !IsInside(column); ++column) Border(top, h, column);
    while (end > column && !IsInside(end - 1)) --end;
    if (end > column) {
      const uint32_t tiles = (end - column) / kTile, rest = (end - column) % kTile;
      const Taps all = {0, op_.k_w()};
      if (tiles != 0) Inside(top, h, all, column, kTile, tiles);
      if (rest != 0) Inside(top, h, all, end - rest, rest, 1);
      column = end;
    }
    for (; column < op_.out_w(); ++column) Border(top, h, column);
  }

 private:
  uint32_t LeftOf(uint32_t column) const { return column * op_.stride_w() - static_cast<uint32_t>(op_.pad_w()); }
  bool IsInside(uint32_t column) const {
    const uint32_t left = LeftOf(column);
    return left < op_.in_w() && op_.in_w() - left > (op_.k_w() - 1) * op_.dilation_w();
  }

  void Border(uint32_t top, Taps h, uint32_t column) {
    const Taps w = TapsInside(LeftOf(column), op_.dilation_w(), op_.k_w(), op_.in_w());
    if (scratch_ == nullptr) return Inside(top, h, w, column, 1, 1);
    CopyWindow(top, h, w, column);
    run_.x = scratch_;
    run_.w = w_;
    run_.rows = run_.taps = 1;
    run_.run = taps_;
    Run(column, 1, 1);
  }

  // Moves pixels, for in a damaged file the scratch may lie on x.
  void CopyWindow(uint32_t top, Taps h, Taps w, uint32_t column) const {
    const size_t in_c = op_.in_c();
    std::memset(scratch_, 0, taps_ * sizeof(float));
    for (uint32_t i = h.first; i < h.end; ++i) {
      const float* const row = image_ + (top + i * op_.dilation_h()) * op_.in_w() * in_c;
      for (uint32_t j = w.first; j < w.end; ++j) {
        std::memmove(scratch_ + (i * op_.k_w() + j) * in_c, row + (LeftOf(column) + j * op_.dilation_w()) * in_c,
                    in_c * sizeof(float));
      }
    }
  }

  // `tiles` times `positions` of them, all with these taps. Pixels next to each other are one run.
  void Inside(uint32_t top, Taps h, Taps w, uint32_t column, uint32_t positions, uint32_t tiles) {
    const uint32_t in_c = op_.in_c();
    const bool dense = op_.dilation_w() == 1;
    run_.rows = h.count();
    run_.taps = dense ? 1 : w.count();
    run_.run = dense ? w.count() * in_c : in_c;
    run_.x_row = op_.dilation_h() * op_.in_w() * in_c;
    run_.x_tap = op_.dilation_w() * in_c;
    run_.w_tap = in_c;
    if (w.count() == 0) run_.rows = 0;
    run_.x = image_;
    if (run_.rows != 0) {
      const uint32_t row = top + h.first * op_.dilation_h(), left = LeftOf(column) + w.first * op_.dilation_w();
      run_.x = image_ + (row * op_.in_w() + left) * in_c;
    }
    run_.w = w_ + size_t{h.first * op_.k_w() + w.first} * in_c * kPanel * w_bytes_;
    Run(column, positions, tiles);
  }

  void Run(uint32_t column, uint32_t positions, uint32_t tiles) {
    const uint32_t at = first_y_ + column * op_.out_c();
    run_.residual = residual_ == nullptr ? nullptr : residual_ + at;
    run_.y = y_ + at;
    run_.tiles = tiles;
    loops_[positions - 1](run_);
  }

  const fb::ConvF32& op_;
  void (*const* loops_)(const TileRun&);
  const uint32_t first_, w_bytes_, taps_;
  const float* const x_;
  const uint8_t* const w_;
  const float* const residual_;
  float* const y_;
  float* const scratch_;
  const float* image_ = nullptr;  // of the row
  uint32_t first_y_ = 0;          // of the row
  TileRun run_ = {};
};

}  // namespace

void ConvF32(const fb::ConvF32& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const fb::ConvF32 local = op;  // on the stack no store through y can change it
  const uint32_t end = EndUnit(Units(local), first_unit, unit_count);
  for (uint32_t unit = first_unit; unit < end; ++unit) {
    ForColumns(local, context, WindowTaps(local), local.out_c(),
               [&](const Columns& channels) { Layer(local, context, channels).Row(unit); });
  }
}

}  // namespace tmb
