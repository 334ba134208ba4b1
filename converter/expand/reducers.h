// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What the expansions of operations that call a computation share.
#ifndef TMB_CONVERTER_EXPAND_REDUCERS_H_
#define TMB_CONVERTER_EXPAND_REDUCERS_H_

#include <vector>

#include "converter/hlo/builder.h"
#include "converter/result.h"

namespace tmb {

std::vector<hlo::Value> UseAll(hlo::Builder& b, const hlo::Instruction& instruction, size_t first,
                               size_t count);
// One value as it is, several as a tuple.
hlo::Value ResultOf(hlo::Builder& b, const std::vector<hlo::Value>& results);
std::vector<hlo::Value> Joined(std::vector<hlo::Value> a, const std::vector<hlo::Value>& b);

// The instruction with the branches of its computation turned into selections; nothing when
// there are none.
Result<hlo::Value> WithoutBranches(hlo::Builder& b, const hlo::Instruction& instruction);

// The value x with body(x, y) = y for every y; none when the computation is no single
// operation with one.
std::optional<hlo::Value> NeutralElement(hlo::Builder& b, const hlo::Computation& body);

}  // namespace tmb

#endif  // TMB_CONVERTER_EXPAND_REDUCERS_H_
