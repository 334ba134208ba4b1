// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// WinogradS8 for the M4, as the portable one (runtime/kernels/winograd_s8.cc) by the loops of winograd_s8.S and
// winograd_s8_transforms.S. Tiles of inputs that lie inside x are read where they are, others are gathered to the
// stack, 4 channels at a time. Whole tiles of bytes are stored by the loop, all other outputs from their sums.
#include "runtime/kernels/winograd_s8.h"

#include <cstddef>
#include <cstring>

#include "runtime/kernels/integer_sums.h"
#include "runtime/kernels/winograd_tiles.h"

namespace tmb {
namespace {

enum class Output : uint32_t { kBytes, kBytesWithResidual, kSums };

// What tmb_winograd_s8_output works on; it has the same offsets.
struct WinogradOutput {
  const uint32_t* sums;       // a tile's first
  const int32_t* parameters;  // of the panel
  void* y;
  uint32_t pixel_bytes, row_bytes;
  int32_t y_zero;             // 64 times that, and a half
  int32_t residual;           // from y to the residual
  int32_t residual_multiplier[kWinogradPanel];
  Output output;
  uint32_t channels;
};
static_assert(offsetof(WinogradOutput, channels) == 40, "winograd_s8_transforms.S loads it in this order");
static_assert(kInverseOf9 == 0x38e38e39, "winograd_s8_transforms.S has it, too");

extern "C" {
void tmb_winograd_s8_input(const void* x, uint32_t row_bytes, uint32_t pixel_bytes, uint32_t* v, uint32_t position_bytes);
void tmb_winograd_s8_product(const uint32_t* v, const uint32_t* u, uint32_t* sums, uint32_t groups);
void tmb_winograd_s8_output(const WinogradOutput* output);
}

// 4 channels or less of pixels that follow each other. On its own it keeps all in registers.
[[gnu::noinline]] void GatherPixels(const int8_t* x, uint32_t in_c, uint32_t pixels, uint32_t channels, uint32_t* to) {
  if (channels == 4) {
    for (; pixels != 0; --pixels, x += in_c) std::memcpy(to++, x, 4);
    return;
  }
  for (; pixels != 0; --pixels, x += in_c, ++to) {
    for (uint32_t i = 0; i < channels; ++i) reinterpret_cast<int8_t*>(to)[i] = x[i];
  }
}

class Layer {
 public:
  Layer(const fb::WinogradS8& op, const Context& context)
      : op_(op),
        ending_(Ending::Of(op)),
        groups_(Steps4(op.in_c()) / 4),
        x_(context.At<const int8_t>(op.x())),
        weights_(context.At<const uint32_t>(op.w())),
        parameters_(context.At<const int32_t>(op.parameters())),
        has_residual_(HasOperand(op.residual()) && HasOperand(op.residual_multiplier())),
        residual_(context, has_residual_ ? op.residual() : op.x(), op.residual_type()),
        residual_multiplier_(has_residual_ ? context.At<const int32_t>(op.residual_multiplier()) : nullptr),
        stores_bytes_(op.y_type() == fb::Type::S8 && op.clamp_lo() <= -128 && op.clamp_hi() >= 127 &&
                      (!has_residual_ || op.residual_type() == fb::Type::S8)),
        sums_(context.At<uint32_t>(op.scratch())),
        v_(sums_ + kWinogradPositions * kTile * kWinogradPanel),
        y_(context.Address(op.y())) {
    output_.pixel_bytes = op.out_c();
    output_.row_bytes = op.out_w() * op.out_c();
    output_.y_zero = op.y_zero() * 64 + 32;
    output_.output = has_residual_ ? Output::kBytesWithResidual : Output::kBytes;
    if (!has_residual_) return;
    output_.residual = static_cast<int32_t>(reinterpret_cast<uintptr_t>(context.Address(op.residual())) -
                                            reinterpret_cast<uintptr_t>(y_));
  }

  // Tiles [first, first + count).
  void Convolve(uint32_t first, uint32_t count) {
    Outputs outputs[kTile];
    for (uint32_t i = 0; i < kTile; ++i) {
      const TilePlace place = TilePlace::Of(op_, first + (i < count ? i : 0));
      outputs[i] = {place.Position(op_) * op_.out_c(), place.Rows(op_), place.Columns(op_)};
      TransformTile(place, v_ + i);
    }
    const uint32_t* w = weights_;
    for (uint32_t o = 0; o < op_.out_c(); o += kWinogradPanel, w += kWinogradPositions * 4 * groups_) {
      tmb_winograd_s8_product(v_, w, sums_, groups_);
      output_.parameters = parameters_ + o * 2;
      output_.channels = op_.out_c() - o < kWinogradPanel ? 1 : kWinogradPanel;
      for (uint32_t j = 0; has_residual_ && j < kWinogradPanel; ++j) output_.residual_multiplier[j] = residual_multiplier_[o + j];
      for (uint32_t i = 0; i < count; ++i) {
        output_.sums = sums_ + i;
        StoreTile(outputs[i], o);
      }
    }
  }

 private:
  // Of a tile: the first one's number in y, and how many there are.
  struct Outputs {
    uint32_t at, rows, columns;
  };

  // ---- inputs
  void TransformTile(const TilePlace& place, uint32_t* v) const {
    const uint32_t in_c = op_.in_c(), row_bytes = op_.in_w() * in_c, position_bytes = groups_ * (2 * kTile * 4);
    const uint32_t top = place.row - static_cast<uint32_t>(op_.pad_h());
    const uint32_t left = place.column - static_cast<uint32_t>(op_.pad_w());
    const InsideTile rows = InsideTile::Of(top, op_.in_h()), columns = InsideTile::Of(left, op_.in_w());
    const bool whole = rows.IsWhole() && columns.IsWhole();
    const int8_t* const image = x_ + place.image * op_.in_h() * row_bytes;
    uint32_t patch[kWinogradPositions];
    for (uint32_t c = 0; c < in_c; c += 4, v += 2 * kTile) {
      const uint32_t channels = in_c - c < 4 ? in_c - c : 4;
      if (whole && channels == 4) {
        tmb_winograd_s8_input(image + top * row_bytes + left * in_c + c, row_bytes, in_c, v, position_bytes);
        continue;
      }
      if (c == 0 || channels != 4) FillPatch(channels, patch);
      const int8_t* x = image + (top + rows.first) * row_bytes + (left + columns.first) * in_c + c;
      uint32_t* to = patch + rows.first * kTileIn + columns.first;
      for (uint32_t row = rows.first; row < rows.end; ++row, x += row_bytes, to += kTileIn)
        GatherPixels(x, in_c, columns.end - columns.first, channels, to);
      tmb_winograd_s8_input(patch, kTileIn * 4, 4, v, position_bytes);
    }
  }


  // With what is in the padding; channels that are not there become 0.
  void FillPatch(uint32_t channels, uint32_t* patch) const {
    const uint32_t there = 0xffffffffu >> (32 - 8 * channels);
    const uint32_t word = (static_cast<uint8_t>(op_.x_zero()) * 0x01010101u & there) | (0x80808080u & ~there);
    for (uint32_t p = 0; p < kWinogradPositions; ++p) patch[p] = word;
  }

  // ---- outputs
  void StoreTile(const Outputs& outputs, uint32_t o) {
    if (!stores_bytes_ || outputs.rows != kTileOut || outputs.columns != kTileOut) return StoreSums(outputs, o);
    output_.y = y_ + outputs.at + o;
    tmb_winograd_s8_output(&output_);
  }

  void StoreSums(const Outputs& outputs, uint32_t o) const {
    int32_t sums[kWinogradPanel][kTileOut][kTileOut];
    WinogradOutput output = output_;
    output.y = sums;
    output.row_bytes = sizeof sums[0][0];
    output.output = Output::kSums;
    tmb_winograd_s8_output(&output);
    const Ending ending = ending_;  // on the stack no store through y can change it
    const uint32_t pixel = output.pixel_bytes, row_end = pixel * outputs.columns;
    for (uint32_t j = 0; j < output.channels; ++j) {
      const int32_t multiplier = output.parameters[kWinogradPanel + j];
      for (uint32_t row = 0; row < outputs.rows; ++row) {
        const uint32_t at = outputs.at + row * output_.row_bytes + o + j;
        const int32_t* sum = sums[j][row];
        for (uint32_t y = at; y != at + row_end; y += pixel) {
          const int32_t share = has_residual_ ? ResidualShare(residual_[y], residual_multiplier_[o + j]) : 0;
          ending.Store(*sum++ + share, multiplier, y_, y);
        }
      }
    }
  }

  const fb::WinogradS8& op_;
  const Ending ending_;
  const uint32_t groups_;
  const int8_t* const x_;
  const uint32_t* const weights_;
  const int32_t* const parameters_;
  const bool has_residual_;
  const NarrowArray residual_;
  const int32_t* const residual_multiplier_;
  const bool stores_bytes_;
  uint32_t* const sums_;
  uint32_t* const v_;
  uint8_t* const y_;
  WinogradOutput output_ = {};
};

}  // namespace

void WinogradS8(const fb::WinogradS8& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const fb::WinogradS8 local = op;  // on the stack no store through y can change it
  const uint32_t tiles = WinogradTiles(local);
  const uint32_t end = EndUnit(Units(local), first_unit, unit_count);
  Layer layer(local, context);
  for (uint32_t unit = first_unit; unit < end; ++unit) {
    const uint32_t first = unit * kTile;
    layer.Convolve(first, tiles - first < kTile ? tiles - first : kTile);
  }
}

}  // namespace tmb
