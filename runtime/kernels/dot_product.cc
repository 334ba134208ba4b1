// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// f32 operands are read in place, others through 16 converted lanes at a time.
#include "runtime/kernels/dot_product.h"

#include "runtime/kernels/functions_fixed.h"
#include "runtime/kernels/map_element.h"
#include "runtime/kernels/wide.h"

namespace tmb {
namespace {

float AddProducts(float sum, const uint8_t* x, int32_t x_step, const uint8_t* w, int32_t w_step,
                  uint32_t count) {
  for (; count != 0; --count, x += x_step, w += w_step) {
    sum += *reinterpret_cast<const float*>(x) * *reinterpret_cast<const float*>(w);
  }
  return sum;
}

}  // namespace

void DotProduct::Add(const uint8_t* x, int32_t x_step, const uint8_t* w, int32_t w_step, uint32_t count) {
  if (Has(Feature::kTypesWide) && wide_) {
    wide_sum_ = AddWideProducts(wide_sum_, {x, x_step, x_type_}, {w, w_step, w_type_}, count);
  } else if (x_type_ == fb::Type::F32 && w_type_ == fb::Type::F32) {
    float_sum_ = AddProducts(float_sum_, x, x_step, w, w_step, count);
  } else {
    AddConverted(x, x_step, w, w_step, count);
  }
}

void DotProduct::AddConverted(const uint8_t* x, int32_t x_step, const uint8_t* w, int32_t w_step,
                              uint32_t count) {
  uint32_t x_lanes[kStrip], w_lanes[kStrip];
  while (count != 0) {
    const uint32_t lanes = count < kStrip ? count : kStrip;
    LoadElements(x_type_, x, x_step, lanes, x_lanes);
    LoadElements(w_type_, w, w_step, lanes, w_lanes);
    if (float_) {
      for (uint32_t i = 0; i < lanes; ++i) {
        float_sum_ += functions::FloatOf(x_lanes[i]) * functions::FloatOf(w_lanes[i]);
      }
    } else {
      for (uint32_t i = 0; i < lanes; ++i) integer_sum_ += x_lanes[i] * w_lanes[i];
    }
    x += x_step * static_cast<int32_t>(lanes);
    w += w_step * static_cast<int32_t>(lanes);
    count -= lanes;
  }
}

void DotProduct::Store(uint8_t* y) {
  if (wide_) {
    const uint32_t words[] = {static_cast<uint32_t>(wide_sum_), static_cast<uint32_t>(wide_sum_ >> 32)};
    StoreWords(words, 2, y, 4);
    wide_sum_ = 0;
    return;
  }
  uint32_t lane = integer_sum_;
  if (float_) {
    lane = functions::BitsOf(float_sum_ == float_sum_ ? float_sum_ : functions::NaN());
  } else if (y_type_ == fb::Type::Pred) {
    lane = integer_sum_ != 0;  // products of predicates are ands
  }
  StoreElements(y_type_, &lane, 1, y, 0);
  float_sum_ = 0;
  integer_sum_ = 0;
}

}  // namespace tmb
