// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// MatVecS8 for the M4: a row of x becomes 16-bit words in scratch, and the loop of mat_vec_s8.S multiplies it with all
// panels; the last one goes by way of the stack when it is not whole. Inputs of 16 bits have a loop of their own, all of
// whose sums do so.
#include "runtime/kernels/cortex_m4/bytes.h"
#include "runtime/kernels/cortex_m4/mat_vec_s8_panels.h"

namespace tmb {
namespace {

class Product {
 public:
  Product(const fb::MatVecS8& op, const Context& context)
      : n_(op.n()),
        k_(op.k()),
        steps_(Steps4(op.k())),
        ending_(Ending::Of(op)),
        x_(context, op.x(), op.x_type()),
        parameters_(context.At<const int32_t>(op.parameters())),
        scratch_(context.Address(op.scratch())),
        y_(context.Address(op.y())) {
    const uint32_t rest = steps_ % kStepsOfPass, back = rest == 0 ? 0 : kStepsOfPass - rest;
    panels_.x = scratch_ - 4 - back * 2;
    panels_.x_end = panels_.x + (steps_ + back) * 2;
    panels_.w_back = back * kRowPanel;
    panels_.y_zero = ending_.y_zero;
    panels_.y_zero_odd = ending_.y_zero * 256 + 128;
    panels_.sums = x_.is_wide || ending_.y_type != fb::Type::S8;
    panels_.back = back / 2;
    w_ = context.Address(op.w());
  }

  void Row(uint32_t row) {
    const int8_t* const x = x_.Bytes() + ((row * k_) << x_.is_wide);
    if (IsWideX()) {
      ExpandHalves(x, k_ / 4, 1, scratch_);
    } else {
      tmb_expand_row_s8(x, k_ / 4, scratch_);
    }
    for (uint32_t i = k_ / 4 * 4; i < steps_; ++i)
      reinterpret_cast<int16_t*>(scratch_)[i] = static_cast<int16_t>(i < k_ ? x_[row * k_ + i] : 0);
    if (panels_.sums) return Sums(row);
    uint8_t* const y = y_ + row * n_;
    const uint32_t whole = n_ / kRowPanel * kRowPanel;
    if (whole != 0) Multiply(0, y, whole);
    if (whole != n_) {
      uint8_t last[kRowPanel];
      Multiply(whole, last, kRowPanel);
      for (uint32_t j = whole; j < n_; ++j) y[j] = last[j - whole];
    }
    Clamp(ending_, y_, row * n_, n_);
  }

 private:
  bool IsWideX() const { return Has(Feature::kInputsS16) && x_.is_wide; }

  // Columns from a panel's first on.
  void Multiply(uint32_t column, uint8_t* y, uint32_t count) {
    panels_.w = w_ + column * steps_ - 4 - panels_.w_back;
    panels_.parameters = parameters_ + column * 2;
    panels_.y = y;
    panels_.y_end = y + count;
    tmb_mat_vec_panels_s8(&panels_);
  }

  void Sums(uint32_t row) {
    auto* const y = reinterpret_cast<int16_t*>(y_) + row * n_;
    for (uint32_t column = 0; column < n_; column += kRowPanel) {
      int32_t sums[kRowPanel];
      if (IsWideX()) {
        for (uint32_t j = 0; j < kRowPanel; ++j) sums[j] = parameters_[column * 2 + j];
        tmb_mat_vec_sums_s16(sums, scratch_, w_ + column * steps_, steps_ / 4);
      } else {
        Multiply(column, reinterpret_cast<uint8_t*>(sums), kRowPanel);
      }
      const int32_t* const multipliers = parameters_ + column * 2 + kRowPanel;
      const uint32_t columns = n_ - column < kRowPanel ? n_ - column : kRowPanel;
      if (ending_.y_type == fb::Type::S16) {
        for (uint32_t j = 0; j < columns; ++j)
          y[column + j] = static_cast<int16_t>(Ssat<16>(Smmlar(sums[j], multipliers[j], ending_.y_zero)));
      } else {
        for (uint32_t j = 0; j < columns; ++j) ending_.Store(sums[j], multipliers[j], y_, row * n_ + column + j);
      }
    }
    if (ending_.y_type == fb::Type::S16) Clamp(ending_, y_, row * n_, n_);
  }

  const uint32_t n_, k_, steps_;
  const Ending ending_;
  const NarrowArray x_;
  const uint8_t* w_;
  const int32_t* const parameters_;
  uint8_t* const scratch_;
  uint8_t* const y_;
  Panels panels_;
};

}  // namespace

void MatVecS8(const fb::MatVecS8& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const fb::MatVecS8 local = op;  // on the stack no store through y can change it
  const uint32_t end = EndUnit(Units(local), first_unit, unit_count);
  Product product(local, context);
  for (uint32_t row = first_unit; row < end; ++row) product.Row(row);
}

}  // namespace tmb
