// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The expansions by opcode that table.cc lists, one file a family.
#ifndef TMB_CONVERTER_EXPAND_EXPANSIONS_H_
#define TMB_CONVERTER_EXPAND_EXPANSIONS_H_

#include "converter/expand/expand.h"

namespace tmb {

// elementwise.cc
Result<hlo::Value> ExpandElementwise(hlo::Builder& b, const hlo::Instruction& instruction);
Result<hlo::Value> ExpandCompare(hlo::Builder& b, const hlo::Instruction& compare);
Result<hlo::Value> ExpandClamp(hlo::Builder& b, const hlo::Instruction& clamp);
Result<hlo::Value> ExpandConvert(hlo::Builder& b, const hlo::Instruction& convert);
Result<hlo::Value> ExpandIota(hlo::Builder& b, const hlo::Instruction& iota);
Result<hlo::Value> ExpandPart(hlo::Builder& b, const hlo::Instruction& instruction);

// complex_contraction.cc
Result<hlo::Value> ExpandComplexContraction(hlo::Builder& b, const hlo::Instruction& contraction);

}  // namespace tmb

#endif  // TMB_CONVERTER_EXPAND_EXPANSIONS_H_
