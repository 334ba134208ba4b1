// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Straight-through estimators, x + stop_gradient(f(x) - x), as training writes them so that the gradient of
// f is 1: where f rounds x to a multiple of a step, add(x, subtract(f, x)) is f.
#ifndef TMB_CONVERTER_QUANTIZE_STRAIGHT_THROUGH_H_
#define TMB_CONVERTER_QUANTIZE_STRAIGHT_THROUGH_H_

#include "converter/hlo/ir.h"

namespace tmb {

void SeeThroughEstimators(hlo::Computation& region);

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_STRAIGHT_THROUGH_H_
