// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// MatVecS8 for the M4: a row of x becomes 16-bit words in scratch, and the loop of mat_vec_s8.S multiplies it with all
// panels; the last one goes by way of the stack when it is not whole. Inputs of 16 bits take the portable code.
#include "runtime/features.h"
#include "runtime/kernels/cortex_m4/bytes.h"
#include "runtime/kernels/mat_vec_s8_rows.h"

namespace tmb {
namespace {

constexpr uint32_t kStepsOfPass = 16;  // of k, in the loop

// What mat_vec_s8.S works on; it has the same offsets. Distances in bytes.
struct Panels {
  const uint8_t* x;            // in scratch, 4 bytes and the steps left out before it
  const uint8_t* x_end;        // of the last pass
  uint32_t w_back;
  const int32_t* parameters;
  uint8_t* y;
  uint8_t* y_end;
  int32_t y_zero, y_zero_odd;  // 256 times that, and a half
  uint32_t sums;               // 1: of one panel, 8 words for y
  uint32_t back;               // in two steps of k
  const uint8_t* w;            // as x
};

extern "C" {
void tmb_mat_vec_panels_s8(const Panels*);
void tmb_expand_row_s8(const int8_t* from, uint32_t groups, uint8_t* to);
}

class Product {
 public:
  Product(const fb::MatVecS8& op, const Context& context)
      : n_(op.n()),
        k_(op.k()),
        steps_(Steps4(op.k())),
        ending_(Ending::Of(op)),
        x_(context.At<const int8_t>(op.x())),
        parameters_(context.At<const int32_t>(op.parameters())),
        scratch_(context.Address(op.scratch())),
        y_(context.Address(op.y())) {
    const uint32_t rest = steps_ % kStepsOfPass, back = rest == 0 ? 0 : kStepsOfPass - rest;
    panels_.x = scratch_ - 4 - back * 2;
    panels_.x_end = panels_.x + (steps_ + back) * 2;
    panels_.w_back = back * kRowPanel;
    panels_.y_zero = ending_.y_zero;
    panels_.y_zero_odd = ending_.y_zero * 256 + 128;
    panels_.sums = ending_.y_type != fb::Type::S8;
    panels_.back = back / 2;
    w_ = context.Address(op.w()) - 4 - back * kRowPanel;
  }

  void Row(uint32_t row) {
    const int8_t* const x = x_ + row * k_;
    tmb_expand_row_s8(x, k_ / 4, scratch_);
    for (uint32_t i = k_ / 4 * 4; i < steps_; ++i)
      reinterpret_cast<int16_t*>(scratch_)[i] = i < k_ ? x[i] : int16_t{0};
    if (panels_.sums) return Sums(row);
    uint8_t* const y = y_ + row * n_;
    const uint32_t whole = n_ / kRowPanel * kRowPanel;
    if (whole != 0) Multiply(0, y, whole);
    if (whole != n_) {
      uint8_t last[kRowPanel];
      Multiply(whole, last, kRowPanel);
      for (uint32_t j = whole; j < n_; ++j) y[j] = last[j - whole];
    }
    ClampBytes(ending_, reinterpret_cast<int8_t*>(y), n_);
  }

 private:
  // Columns from a panel's first on.
  void Multiply(uint32_t column, uint8_t* y, uint32_t count) {
    panels_.w = w_ + column * steps_;
    panels_.parameters = parameters_ + column * 2;
    panels_.y = y;
    panels_.y_end = y + count;
    tmb_mat_vec_panels_s8(&panels_);
  }

  void Sums(uint32_t row) {
    for (uint32_t column = 0; column < n_; column += kRowPanel) {
      int32_t sums[kRowPanel];
      Multiply(column, reinterpret_cast<uint8_t*>(sums), kRowPanel);
      for (uint32_t j = 0; j < kRowPanel && column + j < n_; ++j)
        ending_.Store(sums[j], parameters_[column * 2 + kRowPanel + j], y_, row * n_ + column + j);
    }
  }

  const uint32_t n_, k_, steps_;
  const Ending ending_;
  const int8_t* const x_;
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
  if (Has(Feature::kInputsS16) && local.x_type() == fb::Type::S16) return MatVecS8Rows(local, context, first_unit, end);
  Product product(local, context);
  for (uint32_t row = first_unit; row < end; ++row) product.Row(row);
}

}  // namespace tmb
