// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What DotF32 and ConvF32 share around the loop of tile.h.
#include "runtime/kernels/cortex_m4/tile.h"

#include "runtime/features.h"
#include "runtime/kernels/dot_epilogue.h"

namespace tmb {

extern "C" {
void tmb_tile_f32_1(Tile*);
void tmb_tile_f32_2(Tile*);
void tmb_tile_f32_3(Tile*);
void tmb_tile_f32_4(Tile*);
void tmb_tile_f16_1(Tile*);
void tmb_tile_f16_4(Tile*);
void tmb_tile_bf16_1(Tile*);
void tmb_tile_bf16_4(Tile*);
void tmb_tile_s8_1(Tile*);
void tmb_tile_s8_4(Tile*);
}

namespace {

constexpr TileLoop kF32[] = {{tmb_tile_f32_1, 4}, {tmb_tile_f32_2, 4}, {tmb_tile_f32_3, 4}, {tmb_tile_f32_4, 8}};
constexpr TileLoop kF16[] = {{tmb_tile_f16_1, 4}, {tmb_tile_f16_4, 4}};
constexpr TileLoop kBF16[] = {{tmb_tile_bf16_1, 4}, {tmb_tile_bf16_4, 4}};
constexpr TileLoop kS8[] = {{tmb_tile_s8_1, 2}, {tmb_tile_s8_4, 4}};
constexpr float kZeros[kPanel] = {};

static_assert(offsetof(Tile, bias) == 20 && offsetof(Tile, panels) == 32 && offsetof(Tile, x_step) == 48 &&
                  offsetof(Tile, bias_step) == 60 && offsetof(Tile, flags) == 68 && offsetof(Tile, scales) == 84,
              "tile_loop.inc has these offsets");

bool IsRelu(const TileEpilogue& epilogue) { return RangeOf(epilogue.lo, epilogue.hi) == Range::kRelu; }

int32_t Distance(const float* from, const float* to) {
  return reinterpret_cast<int32_t>(to) - reinterpret_cast<int32_t>(from);
}

// The whole panels of the Tile's tiles.
void RunPanels(const TileLoop& loop, const TileEpilogue& epilogue, uint32_t n, const float* y_first, Tile* tile) {
  const bool residual = epilogue.residual != nullptr;
  tile->flags = (IsRelu(epilogue) ? kTileRelu : 0) | (residual ? kTileResidual : 0);
  tile->bias = epilogue.bias == nullptr ? kZeros : epilogue.bias;
  tile->bias_step = epilogue.bias == nullptr ? 0 : kPanel * 4;
  tile->residual = residual ? Distance(y_first, epilogue.residual) : 0;
  tile->panels = n / kPanel;
  loop.run(tile);
}

// The channels of the last panel of one tile, which is not whole, by way of the stack.
void RunLastPanel(const TileLoop& loop, const TileEpilogue& epilogue, uint32_t positions, uint32_t n,
                  const float* y_first, Tile* tile) {
  const uint32_t channels = n % kPanel, first = n - channels, y_pixel = tile->y_pixel / 4;
  float sums[kTile * kPanel], bias[kPanel] = {}, residual[kTile * kPanel] = {};
  float* const y = tile->y + first;
  for (uint32_t j = 0; j < channels; ++j) {
    if (epilogue.bias != nullptr) bias[j] = epilogue.bias[first + j];
    for (uint32_t i = 0; epilogue.residual != nullptr && i < positions; ++i) {
      residual[i * kPanel + j] = epilogue.residual[y - y_first + static_cast<int32_t>(i * y_pixel + j)];
    }
  }
  tile->flags = (IsRelu(epilogue) ? kTileRelu : 0) | (epilogue.residual != nullptr ? kTileResidual : 0);
  tile->bias = bias;
  tile->y = sums;
  tile->residual = Distance(sums, residual);
  tile->w += n / kPanel * tile->panel_bytes;
  tile->panels = 1;
  tile->y_pixel = kPanel * 4;
  loop.run(tile);
  for (uint32_t i = 0; i < positions; ++i) {
    for (uint32_t j = 0; j < channels; ++j) y[i * y_pixel + j] = sums[i * kPanel + j];
  }
}

}  // namespace

const TileLoop& TileLoopFor(fb::Type w_type, uint32_t positions) {
  if (Has(Feature::kTypesHalf) && w_type == fb::Type::F16) return kF16[positions == kTile];
  if (Has(Feature::kTypesHalf) && w_type == fb::Type::BF16) return kBF16[positions == kTile];
  if (Has(Feature::kWeightsS8) && w_type == fb::Type::S8) return kS8[positions == kTile];
  return kF32[positions - 1];
}

void SetRuns(const TileLoop& loop, uint32_t w_bytes, const Runs& runs, Tile* tile) {
  const uint32_t w_k = kPanel * w_bytes, rest = runs.run % loop.unroll;
  tile->back = rest == 0 ? 0 : loop.unroll - rest;
  tile->passes = (runs.run + tile->back) / loop.unroll;
  tile->rows = runs.rows;
  tile->x_step = static_cast<int32_t>((runs.x_row - runs.run - tile->back) * 4);
  tile->w_step = static_cast<int32_t>((runs.w_row - runs.run - tile->back) * w_k);
  tile->w_panel = static_cast<int32_t>((runs.panel - runs.rows * runs.w_row) * w_k);
  tile->panel_bytes = runs.panel * w_k;
}

void TileEpilogue::Clamp(float* y, uint32_t count) const {
  if (RangeOf(lo, hi) != Range::kGeneral) return;
  for (; count != 0; --count, ++y) *y = tmb::Clamp(*y, lo, hi);
}

void RunTiles(const TileLoop& loop, const TileEpilogue& epilogue, uint32_t positions, uint32_t n, const float* y_first,
              Tile* tile) {
  if (n % kPanel == 0) return RunPanels(loop, epilogue, n, y_first, tile);
  for (uint32_t left = tile->tiles; left != 0; --left) {
    float* const y = tile->y;
    Tile last = *tile;
    last.tiles = 1;
    tile->tiles = 1;
    if (n >= kPanel) RunPanels(loop, epilogue, n, y_first, tile);
    RunLastPanel(loop, epilogue, positions, n, y_first, &last);
    for (uint32_t i = 0; i < kTile; ++i) tile->x[i] = last.x[i];
    tile->y = y + tile->y_tile / 4;
  }
}

}  // namespace tmb
