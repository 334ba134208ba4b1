// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// MatVecF32 for the M4: a call of the loop of mat_vec.S for each panel.
#include "runtime/features.h"
#include "runtime/kernels/dot_epilogue.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {

extern "C" {
void tmb_mat_vec_f32(const float* x, const uint8_t* w, float* sums, uint32_t k);
void tmb_mat_vec_f16(const float* x, const uint8_t* w, float* sums, uint32_t k);
void tmb_mat_vec_bf16(const float* x, const uint8_t* w, float* sums, uint32_t k);
}

void MatVecF32(const fb::MatVecF32& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const uint32_t n = op.n(), k = op.k(), panels = CeilDiv(n, kMatVecPanel);
  const uint32_t panel_bytes = k * kMatVecPanel * ElementBytes(op.w_type());
  const auto multiply = Has(Feature::kTypesHalf) && op.w_type() == fb::Type::F16    ? tmb_mat_vec_f16
                        : Has(Feature::kTypesHalf) && op.w_type() == fb::Type::BF16 ? tmb_mat_vec_bf16
                                                        : tmb_mat_vec_f32;
  const Epilogue epilogue = {op.clamp_lo(), op.clamp_hi()};
  const float* const bias = OptionalAt(context, op.bias());
  const float* const x = context.At<const float>(op.x());
  const uint8_t* const w = context.Address(op.w());
  float* const y = context.At<float>(op.y());
  const uint32_t end = EndUnit(Units(op), first_unit, unit_count);
  for (uint32_t unit = first_unit; unit < end; ++unit) {
    const uint32_t row = unit / panels, panel = unit % panels, column = panel * kMatVecPanel;
    const uint32_t columns = n - column < kMatVecPanel ? n - column : kMatVecPanel;
    float sums[kMatVecPanel] = {};
    for (uint32_t j = 0; bias != nullptr && j < columns; ++j) sums[j] = bias[column + j];
    multiply(x + row * k, w + panel * panel_bytes, sums, k);
    epilogue.Store(sums, columns, nullptr, y + row * n + column);
  }
}

}  // namespace tmb
