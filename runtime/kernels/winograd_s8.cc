// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// WinogradS8, portable: four tiles at a time. Their inputs are transformed to v, then each panel of 2 output channels has
// 36 sums for each tile and channel.
//
//   sums [36, 2 channels, 4 tiles], v [36, ceil(in_c/4), 2, 4 tiles, 2] of 16 bits
#include "runtime/kernels/winograd_s8.h"

#include "runtime/kernels/integer_sums.h"
#include "runtime/kernels/winograd_tiles.h"

namespace tmb {
namespace {

constexpr uint32_t kSums = kTile * kWinogradPanel;  // of a position

class Layer {
 public:
  Layer(const fb::WinogradS8& op, const Context& context)
      : op_(op),
        ending_(Ending::Of(op)),
        steps_(Steps4(op.in_c())),
        x_(context.At<const int8_t>(op.x())),
        weights_(context.At<const int16_t>(op.w())),
        parameters_(context.At<const int32_t>(op.parameters())),
        has_residual_(HasOperand(op.residual()) && HasOperand(op.residual_multiplier())),
        residual_(context, has_residual_ ? op.residual() : op.x(), op.residual_type()),
        residual_multiplier_(has_residual_ ? context.At<const int32_t>(op.residual_multiplier()) : nullptr),
        sums_(context.At<uint32_t>(op.scratch())),
        v_(reinterpret_cast<int16_t*>(sums_ + kWinogradPositions * kSums)),
        y_(context.Address(op.y())) {}

  // Tiles [first, first + count).
  void Convolve(uint32_t first, uint32_t count) const {
    for (uint32_t i = 0; i < kTile; ++i) TransformTile(first + (i < count ? i : 0), i);
    for (uint32_t o = 0; o < op_.out_c(); o += kWinogradPanel) {
      SumPanel(weights_ + o * kWinogradPositions * steps_);
      for (uint32_t i = 0; i < count; ++i) StoreTile(first + i, o, i);
    }
  }

 private:
  void TransformTile(uint32_t tile, uint32_t i) const {
    const TilePlace place = TilePlace::Of(op_, tile);
    for (uint32_t c = 0; c < steps_; ++c) {
      int32_t d[kWinogradPositions], lines[kWinogradPositions];
      for (uint32_t p = 0; p < kWinogradPositions; ++p) d[p] = InputAt(place, p / kTileIn, p % kTileIn, c);
      for (uint32_t row = 0; row < kTileIn; ++row) TransformInput(d + row * kTileIn, 1, lines + row * kTileIn, 1);
      for (uint32_t column = 0; column < kTileIn; ++column) TransformInput(lines + column, kTileIn, d + column, kTileIn);
      const uint32_t step = PackedStep(c);
      for (uint32_t p = 0; p < kWinogradPositions; ++p)
        v_[((p * steps_ / 2 + step / 2) * kTile + i) * 2 + step % 2] = static_cast<int16_t>(d[p]);
    }
  }

  // x + 128; channels that are not there are 0.
  int32_t InputAt(const TilePlace& place, uint32_t row, uint32_t column, uint32_t c) const {
    const uint32_t h = place.row + row - static_cast<uint32_t>(op_.pad_h());
    const uint32_t w = place.column + column - static_cast<uint32_t>(op_.pad_w());
    if (c >= op_.in_c()) return 0;
    const bool inside = h < op_.in_h() && w < op_.in_w();
    const int32_t x = inside ? x_[((place.image * op_.in_h() + h) * op_.in_w() + w) * op_.in_c() + c] : op_.x_zero();
    return static_cast<uint8_t>(x + 128);
  }

  void SumPanel(const int16_t* w) const {
    for (uint32_t p = 0; p < kWinogradPositions; ++p, w += steps_ * kWinogradPanel) {
      const int16_t* const v = v_ + p * steps_ * kTile;
      for (uint32_t lane = 0; lane < kSums; ++lane) {
        const uint32_t channel = lane / kTile, tile = lane % kTile;
        uint32_t sum = 0;
        for (uint32_t step = 0; step < steps_; ++step) {
          const int32_t product = v[(step / 2 * kTile + tile) * 2 + step % 2] * w[(step / 2 * kWinogradPanel + channel) * 2 + step % 2];
          sum += static_cast<uint32_t>(product);
        }
        sums_[p * kSums + lane] = sum;
      }
    }
  }

  // Channels of the panel from o on.
  void StoreTile(uint32_t tile, uint32_t o, uint32_t i) const {
    const TilePlace place = TilePlace::Of(op_, tile);
    const uint32_t channels = op_.out_c() - o < kWinogradPanel ? 1 : kWinogradPanel;
    const int32_t* const panel = parameters_ + o * 2;
    for (uint32_t channel = 0; channel < channels; ++channel) {
      uint32_t lines[kTileOut * kTileIn], y[kTileOut * kTileOut];
      const uint32_t* const m = sums_ + channel * kTile + i;
      for (uint32_t column = 0; column < kTileIn; ++column)
        TransformOutput(m + column * kSums, kTileIn * kSums, lines + column, kTileIn);
      for (uint32_t row = 0; row < kTileOut; ++row) TransformOutput(lines + row * kTileIn, 1, y + row * kTileOut, 1);
      for (uint32_t row = 0; row < place.Rows(op_); ++row) {
        for (uint32_t column = 0; column < place.Columns(op_); ++column) {
          const uint32_t at = (place.Position(op_) + row * op_.out_w() + column) * op_.out_c() + o + channel;
          const uint32_t factor = kInverseOf9 << (kScaleShifts[row] + kScaleShifts[column]);
          const uint32_t sum64 = y[row * kTileOut + column] * factor + static_cast<uint32_t>(panel[channel]);
          const int32_t share = has_residual_ ? ResidualShare(residual_[at], residual_multiplier_[o + channel]) : 0;
          ending_.Store((static_cast<int32_t>(sum64) >> 6) + share, panel[kWinogradPanel + channel], y_, at);
        }
      }
    }
  }

  const fb::WinogradS8& op_;
  const Ending ending_;
  const uint32_t steps_;
  const int8_t* const x_;
  const int16_t* const weights_;
  const int32_t* const parameters_;
  const bool has_residual_;
  const NarrowArray residual_;
  const int32_t* const residual_multiplier_;
  uint32_t* const sums_;
  int16_t* const v_;
  uint8_t* const y_;
};

}  // namespace

void WinogradS8(const fb::WinogradS8& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const fb::WinogradS8 local = op;  // on the stack no store through y can change it
  const uint32_t tiles = WinogradTiles(local);
  const uint32_t end = EndUnit(Units(local), first_unit, unit_count);
  const Layer layer(local, context);
  for (uint32_t unit = first_unit; unit < end; ++unit) {
    const uint32_t first = unit * kTile;
    layer.Convolve(first, tiles - first < kTile ? tiles - first : kTile);
  }
}

}  // namespace tmb
