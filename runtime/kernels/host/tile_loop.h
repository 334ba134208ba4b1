// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The loop of DotF32 and ConvF32: the sums of up to 4 positions by 2 vectors of channels (2 by 4) stay in registers. Local to each
// source: see loops.h.
#ifndef TMB_RUNTIME_KERNELS_HOST_TILE_LOOP_H_
#define TMB_RUNTIME_KERNELS_HOST_TILE_LOOP_H_

#include "runtime/kernels/host/floats4.h"
#include "runtime/kernels/host/loops.h"

namespace tmb {
namespace {

inline constexpr uint32_t kPanelColumns = 4;

// kPositions by kVectors sums of channels that begin at `w`'s panel and at `bias` (or 0).
template <typename V, uint32_t kPositions, uint32_t kVectors>
struct TileSums {
  typename V::Type of[kPositions][kVectors];

  [[gnu::always_inline]] void Begin(const float* bias) {
#pragma GCC unroll 4
    for (uint32_t j = 0; j < kVectors; ++j) {
      const auto first = bias == nullptr ? V::Zero() : V::Load(bias + j * V::kLanes);
#pragma GCC unroll 4
      for (uint32_t i = 0; i < kPositions; ++i) of[i][j] = first;
    }
  }

  template <typename Weight>
  [[gnu::always_inline]] void Add(const TileRun& t, const float* x, const Weight* w) {
    for (uint32_t row = 0; row < t.rows; ++row) {
      for (uint32_t tap = 0; tap < t.taps; ++tap) {
        AddRun(t, x + row * t.x_row + tap * t.x_tap, w + (row * t.w_row + tap * t.w_tap) * kPanelColumns);
      }
    }
  }

  template <typename Weight>
  [[gnu::always_inline]] void AddRun(const TileRun& t, const float* x, const Weight* w) {
    const ptrdiff_t panel = t.w_panel * kPanelColumns, x_position = t.x_position;
    TileSums s = *this;
    for (const float* const end = x + t.run; x != end; ++x, w += kPanelColumns) {
#pragma GCC unroll 4
      for (uint32_t j = 0; j < kVectors; ++j) {
        const auto weights = V::PanelWeights(w + j * (V::kLanes / kPanelColumns) * panel, panel);
#pragma GCC unroll 4
        for (uint32_t i = 0; i < kPositions; ++i) s.of[i][j] += V::All(x[i * x_position]) * weights;
      }
    }
    *this = s;
  }

  // Sums of weights with scales began at 0.
  [[gnu::always_inline]] void Scale(const float* scales, ptrdiff_t panel, const float* bias) {
#pragma GCC unroll 4
    for (uint32_t j = 0; j < kVectors; ++j) {
      const auto scale = V::PanelScales(scales + j * (V::kLanes / kPanelColumns) * panel, panel);
      const auto last = bias == nullptr ? V::Zero() : V::Load(bias + j * V::kLanes);
#pragma GCC unroll 4
      for (uint32_t i = 0; i < kPositions; ++i) of[i][j] = of[i][j] * scale + last;
    }
  }

  [[gnu::always_inline]] void Store(const TileRun& t, const float* residual, float* y) {
    const auto lo = V::All(t.lo), hi = V::All(t.hi);
#pragma GCC unroll 4
    for (uint32_t i = 0; i < kPositions; ++i) {
#pragma GCC unroll 4
      for (uint32_t j = 0; j < kVectors; ++j) {
        const ptrdiff_t at = static_cast<ptrdiff_t>(i) * t.y_position + j * V::kLanes;
        if (residual != nullptr) of[i][j] += V::Load(residual + at);
        V::Store(V::Clamp(of[i][j], lo, hi), y + at);
      }
    }
  }
};

// A tile: where its x, and its first channel of y, lie.
struct TilePlace {
  const float* x;
  const float* residual;
  float* y;
};

// The sums of channels from `column` on, whose bias (or null) lies at `bias`.
template <typename Weight, typename Sums>
[[gnu::always_inline]] inline void AddProducts(const TileRun& t, const float* x, uint32_t column, const float* bias,
                                               Sums* sums) {
  sums->Begin(kHasScales<Weight> ? nullptr : bias);
  sums->Add(t, x, static_cast<const Weight*>(t.w) + static_cast<ptrdiff_t>(column) * t.w_panel);
  if (kHasScales<Weight>) sums->Scale(t.scales + column / kPanelColumns * t.w_panel, t.w_panel, bias);
}

// Channels from `column` on as long as they fill the vectors; the first one behind them.
template <typename V, uint32_t kPositions, uint32_t kVectors, typename Weight>
[[gnu::always_inline]] inline uint32_t RunColumns(const TileRun& t, const TilePlace& at, uint32_t column) {
  constexpr uint32_t kColumns = kVectors * V::kLanes;
  for (; t.n - column >= kColumns; column += kColumns) {
    const float* const bias = t.bias == nullptr ? nullptr : t.bias + column;
    TileSums<V, kPositions, kVectors> sums;
    AddProducts<Weight>(t, at.x, column, bias, &sums);
    sums.Store(t, at.residual == nullptr ? nullptr : at.residual + column, at.y + column);
  }
  return column;
}

// The channels from `column` to the last, fewer than a panel, by way of arrays: of them w alone has a whole panel.
template <uint32_t kPositions, typename Weight>
inline void RunLastPanel(const TileRun& t, const TilePlace& at, uint32_t column) {
  float bias[kPanelColumns] = {}, residual[kPositions][kPanelColumns] = {}, y[kPositions][kPanelColumns];
  for (uint32_t j = 0; j < t.n - column; ++j) {
    if (t.bias != nullptr) bias[j] = t.bias[column + j];
    for (uint32_t i = 0; at.residual != nullptr && i < kPositions; ++i) residual[i][j] = at.residual[i * t.y_position + column + j];
  }
  TileSums<Floats4, kPositions, 1> sums;
  AddProducts<Weight>(t, at.x, column, bias, &sums);
  TileRun packed = t;
  packed.y_position = kPanelColumns;
  sums.Store(packed, at.residual == nullptr ? nullptr : residual[0], y[0]);
  for (uint32_t i = 0; i < kPositions; ++i) {
    for (uint32_t j = 0; j < t.n - column; ++j) at.y[i * t.y_position + column + j] = y[i][j];
  }
}

template <typename V, uint32_t kPositions, typename Weight>
void RunTiles(const TileRun& t) {
  TilePlace at = {t.x, t.residual, t.y};
  for (uint32_t left = t.tiles; left != 0; --left) {
    uint32_t column = 0;
    if (kPositions <= 2) column = RunColumns<V, kPositions, 4, Weight>(t, at, column);  // as many sums as four have
    column = RunColumns<V, kPositions, 2, Weight>(t, at, column);
    column = RunColumns<V, kPositions, 1, Weight>(t, at, column);
    if (V::kLanes != kPanelColumns) column = RunColumns<Floats4, kPositions, 1, Weight>(t, at, column);
    if (column != t.n) RunLastPanel<kPositions, Weight>(t, at, column);
    at.x += kPositions * t.x_position;
    at.y += kPositions * t.y_position;
    if (at.residual != nullptr) at.residual += kPositions * t.y_position;
  }
}

}  // namespace
}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_HOST_TILE_LOOP_H_
