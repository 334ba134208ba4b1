// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The loops' number of a type of weights.
#ifndef TMB_RUNTIME_KERNELS_HOST_WEIGHT_FORM_H_
#define TMB_RUNTIME_KERNELS_HOST_WEIGHT_FORM_H_

#include "runtime/kernel.h"
#include "runtime/kernels/host/loops.h"

namespace tmb {

inline WeightForm WeightFormOf(fb::Type type) {
  if (type == fb::Type::F16) return kF16Weights;
  if (type == fb::Type::S8) return kS8Weights;
  return type == fb::Type::BF16 ? kBF16Weights : kF32Weights;
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_HOST_WEIGHT_FORM_H_
