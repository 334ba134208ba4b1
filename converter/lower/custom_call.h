// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Which custom-calls that have no expansion become calls of a registered C function.
#ifndef TMB_CONVERTER_LOWER_CUSTOM_CALL_H_
#define TMB_CONVERTER_LOWER_CUSTOM_CALL_H_

#include <optional>
#include <set>
#include <string>

#include "converter/hlo/ir.h"

namespace tmb {

// Targets that the user has functions for (tmconvert --custom-call).
using CustomCallTargets = std::set<std::string, std::less<>>;

// Why the call cannot be lowered and what to do; nothing when it can.
std::optional<std::string> RefusalOfCustomCall(const hlo::Instruction& call,
                                               const CustomCallTargets& permitted);

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_CUSTOM_CALL_H_
