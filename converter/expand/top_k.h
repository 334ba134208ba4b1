// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Expansions of the custom-calls that find the largest elements.
#ifndef TMB_CONVERTER_EXPAND_TOP_K_H_
#define TMB_CONVERTER_EXPAND_TOP_K_H_

#include "converter/expand/expand.h"

namespace tmb {

Result<hlo::Value> ExpandTopK(hlo::Builder& builder, const hlo::Instruction& call);
Result<hlo::Value> ExpandApproxTopK(hlo::Builder& builder, const hlo::Instruction& call);

}  // namespace tmb

#endif  // TMB_CONVERTER_EXPAND_TOP_K_H_
