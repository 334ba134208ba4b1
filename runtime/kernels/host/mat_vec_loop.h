// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The loop of MatVecF32: the sums of some panels of 16 columns in registers. Local to each source: see loops.h.
#ifndef TMB_RUNTIME_KERNELS_HOST_MAT_VEC_LOOP_H_
#define TMB_RUNTIME_KERNELS_HOST_MAT_VEC_LOOP_H_

#include "runtime/kernels/host/floats4.h"
#include "runtime/kernels/host/loops.h"

namespace tmb {
namespace {

inline constexpr uint32_t kMatVecColumns = 16;

// Weights from panel to panel, with the scales before each.
template <typename Weight>
size_t PanelWeightsOf(const MatVecRun& r) {
  return (size_t{r.k} + (kHasScales<Weight> ? sizeof(float) : 0)) * kMatVecColumns;
}

// kPanels panels whose bias (or null) and y are whole.
template <typename V, uint32_t kPanels, typename Weight>
[[gnu::always_inline]] inline void RunPanels(const MatVecRun& r, const Weight* w, const float* bias, float* y) {
  constexpr uint32_t kVectors = kMatVecColumns / V::kLanes;
  const size_t panel = PanelWeightsOf<Weight>(r);
  const float* const scales = reinterpret_cast<const float*>(w);
  if (kHasScales<Weight>) w += kMatVecColumns * sizeof(float);
  const auto bias_at = [bias](uint32_t column) { return bias == nullptr ? V::Zero() : V::Load(bias + column); };
  typename V::Type sums[kPanels][kVectors];
#pragma GCC unroll 4
  for (uint32_t p = 0; p < kPanels; ++p) {
#pragma GCC unroll 4
    for (uint32_t j = 0; j < kVectors; ++j) {
      sums[p][j] = kHasScales<Weight> ? V::Zero() : bias_at(p * kMatVecColumns + j * V::kLanes);
    }
  }
  for (uint32_t i = 0; i < r.k; ++i, w += kMatVecColumns) {
    const auto x = V::All(r.x[i]);
#pragma GCC unroll 4
    for (uint32_t p = 0; p < kPanels; ++p) {
#pragma GCC unroll 4
      for (uint32_t j = 0; j < kVectors; ++j) sums[p][j] += x * V::Weights(w + p * panel + j * V::kLanes);
    }
  }
  const auto lo = V::All(r.lo), hi = V::All(r.hi);
#pragma GCC unroll 4
  for (uint32_t p = 0; p < kPanels; ++p) {
#pragma GCC unroll 4
    for (uint32_t j = 0; j < kVectors; ++j) {
      const uint32_t column = p * kMatVecColumns + j * V::kLanes;
      if (kHasScales<Weight>) {
        sums[p][j] = sums[p][j] * V::Load(scales + p * panel / sizeof(float) + j * V::kLanes) + bias_at(column);
      }
      V::Store(V::Clamp(sums[p][j], lo, hi), y + column);
    }
  }
}

// kPanels fill half of the registers.
template <typename V, uint32_t kPanels, typename Weight>
void RunMatVec(const MatVecRun& r) {
  const auto* w = static_cast<const Weight*>(r.w);
  const size_t panel = PanelWeightsOf<Weight>(r);
  uint32_t column = 0;
  const auto bias_at = [&r](uint32_t at) { return r.bias == nullptr ? nullptr : r.bias + at; };
  for (; r.n - column >= kPanels * kMatVecColumns; column += kPanels * kMatVecColumns, w += kPanels * panel) {
    RunPanels<V, kPanels>(r, w, bias_at(column), r.y + column);
  }
  for (; r.n - column >= kMatVecColumns; column += kMatVecColumns, w += panel) {
    RunPanels<V, 1>(r, w, bias_at(column), r.y + column);
  }
  if (column == r.n) return;
  float bias[kMatVecColumns] = {}, y[kMatVecColumns];
  for (uint32_t j = 0; r.bias != nullptr && j < r.n - column; ++j) bias[j] = r.bias[column + j];
  RunPanels<V, 1>(r, w, bias, y);
  for (uint32_t j = 0; j < r.n - column; ++j) r.y[column + j] = y[j];
}

}  // namespace
}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_HOST_MAT_VEC_LOOP_H_
