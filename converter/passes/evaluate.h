// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Evaluate: values that depend on constants only, computed by the program that would
// compute them on the device (extracted_program.h). So a folded bit is the device's own.
#ifndef TMB_CONVERTER_PASSES_EVALUATE_H_
#define TMB_CONVERTER_PASSES_EVALUATE_H_

#include <optional>
#include <vector>

#include "converter/hlo/ir.h"

namespace tmb {

// The values of the arrays `wanted`, in their order; every leaf behind them is a constant or
// an iota. Nothing when they cannot be lowered or their run takes more than `budget` units of work.
std::optional<std::vector<hlo::Literal>> Evaluate(const std::vector<const hlo::Instruction*>& wanted,
                                                  uint32_t budget);

}  // namespace tmb

#endif  // TMB_CONVERTER_PASSES_EVALUATE_H_
