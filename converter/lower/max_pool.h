// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Max pooling of s8, which a kernel computes.
#ifndef TMB_CONVERTER_LOWER_MAX_POOL_H_
#define TMB_CONVERTER_LOWER_MAX_POOL_H_

#include "converter/lower/lowering.h"

namespace tmb {

// A reduce-window by maximum of s8 [batch, spatial..., channels], one or two spatial dimensions, that begins
// at -128.
bool IsMaxPool(const hlo::Instruction& reduce_window);

Result<void> EmitMaxPool(Lowering& lowering, const hlo::Instruction& reduce_window);

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_MAX_POOL_H_
