// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Sums of products over strided elements of any type, for Dot and Conv. Floats add up in
// f32 and are rounded to the type of y once; integers and predicates wrap in 32 bits. When y
// has 64 bits, the sums have, too.
#ifndef TMB_RUNTIME_KERNELS_DOT_PRODUCT_H_
#define TMB_RUNTIME_KERNELS_DOT_PRODUCT_H_

#include "runtime/features.h"
#include "runtime/isa.h"

namespace tmb {

// One sum at a time: Add its terms in order, then Store it, which starts the next.
class DotProduct {
 public:
  DotProduct(fb::Type x_type, fb::Type w_type, fb::Type y_type)
      : x_type_(x_type),
        w_type_(w_type),
        y_type_(y_type),
        float_(IsFloatOperand(x_type)),
        wide_(IsWideType(y_type)) {}

  // Adds `count` products of elements x_step and w_step bytes apart.
  void Add(const uint8_t* x, int32_t x_step, const uint8_t* w, int32_t w_step, uint32_t count);
  void Store(uint8_t* y);

 private:
  void AddConverted(const uint8_t* x, int32_t x_step, const uint8_t* w, int32_t w_step, uint32_t count);

  const fb::Type x_type_, w_type_, y_type_;
  const bool float_, wide_;
  uint64_t wide_sum_ = 0;
  float float_sum_ = 0;
  uint32_t integer_sum_ = 0;
};

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_DOT_PRODUCT_H_
