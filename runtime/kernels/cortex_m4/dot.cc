// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Dot for the M4: f32 by the loops of dot_strided.S, whatever the strides; other types by the portable rows.
#include "runtime/kernels/dot_rows.h"

namespace tmb {
namespace {

// The arguments of dot_strided.S, in the order in which it loads them.
struct Products {
  const uint8_t* x[4];
  const uint8_t* w[4];
  int32_t x_k, w_k;
  uint32_t k;
  float* sums;
};

extern "C" {
void tmb_dot_4x4(const Products*);
void tmb_dot_1x4(const Products*);
void tmb_dot_1x16(const Products*);
}

constexpr uint32_t kRows = 4, kColumns = 4, kWide = 16;

class F32Rows {
 public:
  F32Rows(const fb::Dot& op, const Context& context, uint32_t batch)
      : op_(op),
        x_(context.Address(op.x()) + static_cast<int32_t>(batch) * op.x_batch()),
        w_(context.Address(op.w()) + static_cast<int32_t>(batch) * op.w_batch()),
        y_(context.At<float>(op.y()) + batch * op.m() * op.n()) {}

  // Rows [first, first + count) of the batch.
  void Multiply(uint32_t first, uint32_t count) const {
    for (; count > 1; first += kRows) {
      const uint32_t rows = count < kRows ? count : kRows;
      for (uint32_t column = 0; column < op_.n(); column += kColumns) Tile(first, rows, column);
      count -= rows;
    }
    if (count != 0) Row(first);
  }

 private:
  const uint8_t* RowOfX(uint32_t row) const { return x_ + static_cast<int32_t>(row) * op_.x_m(); }

  void SetOperands(Products* products, uint32_t row, uint32_t rows, uint32_t column, uint32_t columns) const {
    for (uint32_t i = 0; i < kRows; ++i) products->x[i] = RowOfX(row + (i < rows ? i : 0));
    for (uint32_t j = 0; j < kColumns; ++j) {
      products->w[j] = w_ + static_cast<int32_t>(column + (j < columns ? j : 0)) * op_.w_n();
    }
    products->x_k = op_.x_k();
    products->w_k = op_.w_k();
    products->k = op_.k();
  }

  // Rows and columns that are not there repeat the first.
  void Tile(uint32_t row, uint32_t rows, uint32_t column) const {
    const uint32_t columns = op_.n() - column < kColumns ? op_.n() - column : kColumns;
    float sums[kRows * kColumns] = {};
    Products products;
    SetOperands(&products, row, rows, column, columns);
    products.sums = sums;
    tmb_dot_4x4(&products);
    for (uint32_t i = 0; i < rows; ++i) Store(sums + i * kColumns, columns, row + i, column);
  }

  void Row(uint32_t row) const {
    uint32_t column = 0;
    while (column < op_.n()) {
      const uint32_t rest = op_.n() - column;
      const bool wide = op_.w_n() == 4 && rest >= kWide;
      const uint32_t columns = wide ? kWide : rest < kColumns ? rest : kColumns;
      float sums[kWide] = {};
      Products products;
      SetOperands(&products, row, 1, column, columns);
      products.sums = sums;
      (wide ? tmb_dot_1x16 : tmb_dot_1x4)(&products);
      Store(sums, columns, row, column);
      column += columns;
    }
  }

  void Store(const float* sums, uint32_t count, uint32_t row, uint32_t column) const {
    float* const y = y_ + row * op_.n() + column;
    for (uint32_t j = 0; j < count; ++j) y[j] = sums[j];
  }

  const fb::Dot& op_;
  const uint8_t* const x_;
  const uint8_t* const w_;
  float* const y_;
};

}  // namespace

void Dot(const fb::Dot& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const fb::Dot local = op;  // on the stack no store through y can change it
  const uint32_t end = EndUnit(Units(local), first_unit, unit_count);
  if (local.x_type() != fb::Type::F32 || local.w_type() != fb::Type::F32 || local.y_type() != fb::Type::F32) {
    return DotRows(local, context, first_unit, end);
  }
  for (uint32_t unit = first_unit; unit < end;) {
    const uint32_t batch = unit / local.m(), row = unit % local.m();
    const uint32_t count = local.m() - row < end - unit ? local.m() - row : end - unit;
    F32Rows(local, context, batch).Multiply(row, count);
    unit += count;
  }
}

}  // namespace tmb
