// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// WinogradF32: four tiles at a time. Their inputs are transformed channel by channel to v; then, for each panel of 4 output
// channels and each of 6 columns of positions, products make 6 slots of 16 sums (4 tiles x 4
// channels), which the column's transform turns into 4. Slots of the columns lie 4 apart: a column's last two
// are free until the next one comes, so 26 slots do.
//
//   v [36, in_c, 4]   column j: slots 4j .. 4j+5 ──► 4j .. 4j+3; slot 4j + i of all j ──► row i of outputs
#include "runtime/kernels/dot_epilogue.h"
#include "runtime/kernels/kernel_units.h"
#include "runtime/kernels/winograd.h"
#include "runtime/kernels/winograd_tiles.h"

namespace tmb {
namespace {

constexpr uint32_t kOut = kTileOut, kIn = kTileIn;
constexpr uint32_t kSlot = kTile * kPanel;

class Layer {
 public:
  Layer(const fb::WinogradF32& op, const Context& context)
      : op_(op),
        range_(RangeOf(op.clamp_lo(), op.clamp_hi())),
        bias_(OptionalAt(context, op.bias())),
        residual_(OptionalAt(context, op.residual())),
        x_(context.At<const float>(op.x())),
        w_(context.At<const float>(op.w())),
        y_(context.At<float>(op.y())),
        slots_(context.At<float>(op.scratch())),
        v_(slots_ + kWinogradSlots * kSlot) {}

  // Tiles [first, first + count).
  void Convolve(uint32_t first, uint32_t count) const {
    for (uint32_t i = 0; i < kTile; ++i) TransformTile(first + (i < count ? i : 0), v_ + i);
    const uint32_t panel_floats = kWinogradPositions * op_.in_c() * kPanel;
    for (uint32_t o = 0; o < op_.out_c(); o += kPanel) {
      SumPanel(w_ + o / kPanel * panel_floats);
      for (uint32_t i = 0; i < count; ++i) StoreTile(first + i, o, slots_ + i * kPanel);
    }
  }

 private:
  // All channels of a tile to v[position, channel, this tile].
  void TransformTile(uint32_t tile, float* v) const {
    const uint32_t in_c = op_.in_c(), row_floats = op_.in_w() * in_c;
    const TilePlace place = TilePlace::Of(op_, tile);
    const uint32_t top = place.row - static_cast<uint32_t>(op_.pad_h());
    const uint32_t left = place.column - static_cast<uint32_t>(op_.pad_w());
    const InsideTile rows = InsideTile::Of(top, op_.in_h()), columns = InsideTile::Of(left, op_.in_w());
    // Modulo 2^32, and behind it an address that is read where it is inside.
    const uintptr_t offset = static_cast<uintptr_t>(static_cast<int32_t>(top)) * row_floats +
                             static_cast<uintptr_t>(static_cast<int32_t>(left)) * in_c;
    const float* x = x_ + place.image * op_.in_h() * row_floats;
    for (uint32_t c = 0; c < in_c; ++c, ++x, v += kTile) {
      float lines[kWinogradPositions];
      const uintptr_t at = reinterpret_cast<uintptr_t>(x) + offset * sizeof(float);
      if (rows.IsWhole() && columns.IsWhole()) {
        TransformRows(reinterpret_cast<const float*>(at), lines);
      } else {
        TransformRowsInside(at, rows, columns, lines);
      }
      for (uint32_t j = 0; j < kIn; ++j) {
        TransformInput(lines[j], lines[kIn + j], lines[2 * kIn + j], lines[3 * kIn + j], lines[4 * kIn + j],
                       lines[5 * kIn + j], v + j * kIn * in_c * kTile, in_c * kTile);
      }
    }
  }

  void TransformRows(const float* x, float* lines) const {
    const uint32_t in_c = op_.in_c(), row_floats = op_.in_w() * in_c;
    for (uint32_t i = 0; i < kIn; ++i, x += row_floats, lines += kIn) {
      TransformInput(x[0], x[in_c], x[2 * in_c], x[3 * in_c], x[4 * in_c], x[5 * in_c], lines, 1);
    }
  }

  void TransformRowsInside(uintptr_t x, InsideTile rows, InsideTile columns, float* lines) const {
    const uint32_t in_c = op_.in_c();
    const uintptr_t row_bytes = op_.in_w() * in_c * sizeof(float);
    for (uint32_t i = 0; i < kIn; ++i, x += row_bytes, lines += kIn) {
      float d[kIn] = {};
      if (rows.Has(i)) {
        for (uint32_t j = columns.first; j < columns.end; ++j) {
          d[j] = *reinterpret_cast<const float*>(x + j * in_c * sizeof(float));
        }
      }
      TransformInput(d[0], d[1], d[2], d[3], d[4], d[5], lines, 1);
    }
  }

  // Products and column transforms of a panel.
  void SumPanel(const float* u) const {
    const uint32_t column_floats = kIn * op_.in_c() * kPanel;
    const float* v = v_;
    float* slot = slots_;
    for (uint32_t j = 0; j < kIn; ++j, v += kIn * op_.in_c() * kTile, u += column_floats, slot += kOut * kSlot) {
      MultiplyPositions(v, u, slot, op_.in_c(), kIn);
      TransformSlots(slot);
    }
  }

  // Channels [o, o + 4) of a tile, from its place in the first slot.
  void StoreTile(uint32_t tile, uint32_t o, const float* slot) const {
    const TilePlace place = TilePlace::Of(op_, tile);
    const uint32_t out_c = op_.out_c();
    const uint32_t at = place.Position(op_) * out_c + o;
    const bool whole = out_c - o >= kPanel && op_.out_h() - place.row >= kOut && op_.out_w() - place.column >= kOut;
    if (!whole || range_ == Range::kGeneral) return StorePart(place, o, slot, at);
    static constexpr float kZeros[kPanel] = {};
    StoreWholeTile({slot, y_ + at, residual_ == nullptr ? nullptr : residual_ + at, out_c * 4, op_.out_w() * out_c * 4,
                    bias_ == nullptr ? kZeros : bias_ + o, range_ == Range::kRelu});
  }

  void StorePart(const TilePlace& place, uint32_t o, const float* slot, uint32_t at) const {
    const uint32_t out_c = op_.out_c();
    const uint32_t channels = out_c - o < kPanel ? out_c - o : kPanel;
    const uint32_t rows = place.Rows(op_), columns = place.Columns(op_);
    const Epilogue epilogue = {op_.clamp_lo(), op_.clamp_hi()};
    for (uint32_t row = 0; row < rows; ++row, slot += kSlot, at += op_.out_w() * out_c) {
      for (uint32_t channel = 0; channel < channels; ++channel) {
        const float* const t = slot + channel;
        const FourOutputs sums = TransformOutput(t[0], t[64], t[128], t[192], t[256], t[320]);
        const float bias = bias_ == nullptr ? 0.0f : bias_[o + channel];
        for (uint32_t column = 0; column < columns; ++column) {
          const uint32_t index = at + column * out_c + channel;
          const float sum = sums.y[column] + bias;
          epilogue.Store(&sum, 1, residual_ == nullptr ? nullptr : residual_ + index, y_ + index);
        }
      }
    }
  }

  const fb::WinogradF32& op_;
  const Range range_;
  const float* const bias_;
  const float* const residual_;
  const float* const x_;
  const float* const w_;
  float* const y_;
  float* const slots_;
  float* const v_;
};

}  // namespace

void WinogradF32(const fb::WinogradF32& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const fb::WinogradF32 local = op;  // on the stack no store through y can change it
  const uint32_t tiles = WinogradTiles(local);
  const uint32_t end = EndUnit(Units(local), first_unit, unit_count);
  const Layer layer(local, context);
  for (uint32_t unit = first_unit; unit < end; ++unit) {
    const uint32_t first = unit * kTile;
    layer.Convolve(first, tiles - first < kTile ? tiles - first : kTile);
  }
}

}  // namespace tmb
