// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// MatVecF32 for the M4: the whole panels of a row in one call of the loop of mat_vec.S, the last one by way
// of the stack.
#include "runtime/features.h"
#include "runtime/kernels/dot_epilogue.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

// The arguments of mat_vec.S, in its order.
struct Panels {
  const float* x;
  const uint8_t* w;
  const float* first;     // the bias, or zeros
  float* y;
  uint32_t passes, back;  // x and w begin `back` steps of k early
  uint32_t panels;
  uint32_t first_step;    // bytes from panel to panel
  uint32_t relu;
  // Of weights with scales:
  uint32_t bytes;         // of a panel with its scales
  const float* bias;
  uint32_t bias_step;
};

extern "C" {
void tmb_mat_vec_f32(const Panels*);
void tmb_mat_vec_f16(const Panels*);
void tmb_mat_vec_bf16(const Panels*);
void tmb_mat_vec_s8(const Panels*);
}

struct Loop {
  void (*run)(const Panels*);
  uint32_t unroll;
};

Loop LoopFor(fb::Type w_type) {
  if (Has(Feature::kTypesHalf) && w_type == fb::Type::F16) return {tmb_mat_vec_f16, 4};
  if (Has(Feature::kTypesHalf) && w_type == fb::Type::BF16) return {tmb_mat_vec_bf16, 4};
  if (Has(Feature::kWeightsS8) && w_type == fb::Type::S8) return {tmb_mat_vec_s8, 2};
  return {tmb_mat_vec_f32, 8};
}

constexpr float kZeros[kMatVecPanel] = {};

class Product {
 public:
  Product(const fb::MatVecF32& op, const Context& context)
      : n_(op.n()),
        k_(op.k()),
        row_bytes_(kMatVecPanel * ElementBytes(op.w_type())),
        panel_bytes_((op.k() + ScaleSteps(op.w_type())) * row_bytes_),
        scaled_(ScaleSteps(op.w_type()) != 0),
        loop_(LoopFor(op.w_type())),
        lo_(op.clamp_lo()),
        hi_(op.clamp_hi()),
        range_(RangeOf(lo_, hi_)),
        bias_(OptionalAt(context, op.bias())),
        x_(context.At<const float>(op.x())),
        w_(context.Address(op.w()) + ScaleSteps(op.w_type()) * row_bytes_),
        y_(context.At<float>(op.y())) {}

  // Panels [panel, panel + count) of a row.
  void Run(uint32_t row, uint32_t panel, uint32_t count) const {
    float* const y = y_ + row * n_ + panel * kMatVecPanel;
    const uint32_t rest = n_ - panel * kMatVecPanel;
    const uint32_t whole = rest / kMatVecPanel < count ? rest / kMatVecPanel : count;
    if (whole != 0) Multiply(row, panel, whole, bias_ == nullptr ? kZeros : bias_ + panel * kMatVecPanel, y);
    if (whole < count) Last(row, panel + whole, y + whole * kMatVecPanel);
    if (range_ != Range::kGeneral) return;
    const uint32_t columns = rest < count * kMatVecPanel ? rest : count * kMatVecPanel;
    for (uint32_t j = 0; j < columns; ++j) y[j] = Clamp(y[j], lo_, hi_);
  }

 private:
  void Multiply(uint32_t row, uint32_t panel, uint32_t count, const float* bias, float* y) const {
    const uint32_t rest = k_ % loop_.unroll, back = rest == 0 ? 0 : loop_.unroll - rest;
    const uint32_t bias_step = bias_ == nullptr ? 0 : kMatVecPanel * 4;
    const Panels panels = {x_ + row * k_ - back,
                           w_ + panel * panel_bytes_ - back * row_bytes_,
                           scaled_ ? kZeros : bias,
                           y,
                           (k_ + back) / loop_.unroll,
                           back,
                           count,
                           scaled_ ? 0 : bias_step,
                           range_ == Range::kRelu,
                           panel_bytes_,
                           bias,
                           bias_step};
    loop_.run(&panels);
  }

  void Last(uint32_t row, uint32_t panel, float* y) const {
    const uint32_t column = panel * kMatVecPanel;
    float bias[kMatVecPanel] = {}, sums[kMatVecPanel];
    for (uint32_t j = 0; bias_ != nullptr && column + j < n_; ++j) bias[j] = bias_[column + j];
    Multiply(row, panel, 1, bias, sums);
    for (uint32_t j = 0; column + j < n_; ++j) y[j] = sums[j];
  }

  const uint32_t n_, k_, row_bytes_, panel_bytes_;
  const bool scaled_;
  const Loop loop_;
  const float lo_, hi_;
  const Range range_;
  const float* const bias_;
  const float* const x_;
  const uint8_t* const w_;
  float* const y_;
};

}  // namespace

void MatVecF32(const fb::MatVecF32& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const uint32_t panels = CeilDiv(op.n(), kMatVecPanel);
  const uint32_t end = EndUnit(Units(op), first_unit, unit_count);
  const Product product(op, context);
  for (uint32_t unit = first_unit; unit < end;) {
    const uint32_t row = unit / panels, panel = unit % panels;
    const uint32_t count = panels - panel < end - unit ? panels - panel : end - unit;
    product.Run(row, panel, count);
    unit += count;
  }
}

}  // namespace tmb
