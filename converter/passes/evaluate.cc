// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/passes/evaluate.h"

#include "converter/passes/extracted_program.h"

namespace tmb {

std::optional<std::vector<hlo::Literal>> Evaluate(const std::vector<const hlo::Instruction*>& wanted,
                                                  uint32_t budget) {
  const auto program = ExtractedProgram::Make(wanted, [](const hlo::Instruction&) { return false; });
  if (!program.ok() || !program.value()->Run(budget).ok()) return std::nullopt;
  std::vector<hlo::Literal> values;
  for (size_t i = 0; i < wanted.size(); ++i) {
    values.push_back({wanted[i]->shape, program.value()->Output(i), {}});
  }
  return values;
}

}  // namespace tmb
