// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Quantized types, !quant.uniform<i8<-127:127>:f32:0, {0.1:5, 0.2}>. A value of one is read as the integers
// that are stored, and its type is kept beside it while parsing: real = scale * (integer - zero point).
#ifndef TMB_CONVERTER_STABLEHLO_QUANTIZED_TYPE_H_
#define TMB_CONVERTER_STABLEHLO_QUANTIZED_TYPE_H_

#include <memory>
#include <vector>

#include "converter/hlo/ir.h"

namespace tmb::stablehlo {

struct QuantizedType {
  hlo::Type storage = hlo::Type::kS8;
  int64_t lowest = 0, highest = 0;  // of the integers
  int64_t dimension = -1;           // that scales and zero points differ along; -1: there is one of each
  std::vector<float> scales;
  std::vector<int64_t> zeros;

  bool operator==(const QuantizedType&) const = default;
};
using QuantizedTypePointer = std::shared_ptr<const QuantizedType>;  // null: the type is not quantized

// Whether both types say the same of an integer, wherever their dimension is.
bool MeanTheSame(const QuantizedType& a, const QuantizedType& b);

// The type of a value as written: the shape of what is stored, and what its integers stand for.
struct ValueType : hlo::Shape {
  QuantizedTypePointer quantized;
};
bool SameType(const ValueType& a, const ValueType& b);

}  // namespace tmb::stablehlo

#endif  // TMB_CONVERTER_STABLEHLO_QUANTIZED_TYPE_H_
