// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// MatVecS8 for the M4: a row of x becomes 16-bit words in scratch, and the loop of mat_vec_s8.S multiplies it with all
// panels; the last one goes by way of the stack when it is not whole. Inputs of 16 bits have a loop of their own, all of
// whose sums do so. Without scratch a row becomes words on the stack, piece by piece, for each panel anew.
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
        w_(context.Address(op.w())),
        panel_bytes_(RowPanelBytes(op)),
        parameter_bytes_(RowParameterBytes(op)),
        multiplier_shift_(op.multiplier_shift()),
        scratch_(HasOperand(op.scratch()) ? context.Address(op.scratch()) : nullptr),
        y_(context.Address(op.y())) {
    panels_.y_zero = ending_.y_zero;
    panels_.y_zero_odd = ending_.y_zero * 256 + 128;
    panels_.end = multiplier_shift_;
    if (multiplier_shift_ != 0) {
      panels_.y_zero = (ending_.y_zero * 2 + 1) << (multiplier_shift_ - 1);
      panels_.y_zero_odd = panels_.y_zero * 256;
    }
    if (x_.is_wide || ending_.y_type != fb::Type::S8 || scratch_ == nullptr) panels_.end = kEndIsSums;
  }

  void Row(uint32_t row) {
    if (scratch_ != nullptr) Expand(row, 0, steps_, scratch_);
    if (panels_.end == kEndIsSums) return Sums(row);
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

  // Steps [from, from + count) of a row as words, which the loop reads next.
  void Expand(uint32_t row, uint32_t from, uint32_t count, uint8_t* to) {
    const uint32_t first = row * k_ + from, left = k_ - from, whole = (left < count ? left : count) / 4;
    const int8_t* const x = x_.Bytes() + (first << x_.is_wide);
    if (IsWideX()) {
      ExpandHalves(x, whole, 1, to);
    } else {
      tmb_expand_row_s8(x, whole, to);
    }
    for (uint32_t i = whole * 4; i < count; ++i)
      reinterpret_cast<int16_t*>(to)[i] = static_cast<int16_t>(i < left ? x_[first + i] : 0);
    const uint32_t rest = count % kStepsOfPass, back = rest == 0 ? 0 : kStepsOfPass - rest;
    panels_.x = to - 4 - back * 2;
    panels_.x_end = panels_.x + (count + back) * 2;
    panels_.w_step = parameter_bytes_ - back * kRowPanel;
    panels_.back = back / 2;
  }

  // The words by columns whose weights begin at w.
  void Multiply(const uint8_t* w, const void* parameters, uint8_t* y, uint32_t count) {
    panels_.w = w - 4 - panels_.back * 2 * kRowPanel;
    panels_.parameters = parameters;
    panels_.y = y;
    panels_.y_end = y + count;
    tmb_mat_vec_panels_s8(&panels_);
  }
  // Columns from a panel's first on.
  void Multiply(uint32_t column, uint8_t* y, uint32_t count) {
    const uint8_t* const panel = w_ + column / kRowPanel * panel_bytes_;
    Multiply(panel + parameter_bytes_, panel, y, count);
  }

  // Adds a panel's products of the words, which are `count` steps from `from` on.
  void AddTo(int32_t* sums, const uint8_t* w, const uint8_t* words, uint32_t count) {
    if (IsWideX()) {
      tmb_mat_vec_sums_s16(sums, words, w, count / 4);
    } else {
      Multiply(w, sums, reinterpret_cast<uint8_t*>(sums), kRowPanel);
    }
  }

  void AddPieces(uint32_t row, int32_t* sums, const uint8_t* w) {
    alignas(4) uint8_t words[kStepsOfPiece * 2];
    for (uint32_t from = 0; from < steps_; from += kStepsOfPiece) {
      const uint32_t count = steps_ - from < kStepsOfPiece ? steps_ - from : kStepsOfPiece;
      Expand(row, from, count, words);
      AddTo(sums, w + from * kRowPanel, words, count);
    }
  }

  void Sums(uint32_t row) {
    const uint8_t* panel = w_;
    for (uint32_t column = 0; column < n_; column += kRowPanel, panel += panel_bytes_) {
      const auto* const biases = reinterpret_cast<const int32_t*>(panel);
      int32_t sums[kRowPanel], words[kRowPanel];
      for (uint32_t j = 0; j < kRowPanel; ++j) sums[j] = biases[j];
      if (scratch_ == nullptr) {
        AddPieces(row, sums, panel + parameter_bytes_);
      } else {
        AddTo(sums, panel + parameter_bytes_, scratch_, steps_);
      }
      const int32_t* multipliers = biases + kRowPanel;
      if (multiplier_shift_ != 0) {
        for (uint32_t j = 0; j < kRowPanel; ++j) words[j] = RowMultiplier(panel, j, multiplier_shift_);
        multipliers = words;
      }
      const uint32_t columns = n_ - column < kRowPanel ? n_ - column : kRowPanel, at = row * n_ + column;
      if (ending_.y_type == fb::Type::S8) {
        Requantize(sums, multipliers, columns, reinterpret_cast<int8_t*>(y_) + at);
      } else if (ending_.y_type == fb::Type::S16) {
        Requantize(sums, multipliers, columns, reinterpret_cast<int16_t*>(y_) + at);
      } else {
        for (uint32_t j = 0; j < columns; ++j) ending_.Store(sums[j], multipliers[j], y_, at + j);
      }
    }
    if (ending_.y_type == fb::Type::S8 || ending_.y_type == fb::Type::S16) Clamp(ending_, y_, row * n_, n_);
  }

  template <typename Y>
  void Requantize(const int32_t* sums, const int32_t* multipliers, uint32_t columns, Y* y) {
    for (uint32_t j = 0; j < columns; ++j)
      y[j] = static_cast<Y>(Ssat<8 * sizeof(Y)>(Smmlar(sums[j], multipliers[j], ending_.y_zero)));
  }

  const uint32_t n_, k_, steps_;
  const Ending ending_;
  const NarrowArray x_;
  const uint8_t* const w_;
  const uint32_t panel_bytes_, parameter_bytes_, multiplier_shift_;
  uint8_t* const scratch_;  // or null
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
