// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// EraseTokens.

#include "converter/expand/tokens.h"

#include "converter/hlo/builder.h"

namespace tmb {
namespace {

void EraseIn(hlo::Shape& shape) {
  if (shape.type == hlo::Type::kToken) shape = hlo::MakeShape(hlo::Type::kPred, {});
  for (hlo::Shape& element : shape.tuple) EraseIn(element);
}

}  // namespace

void EraseTokens(hlo::Module& module) {
  const auto nothing =
      std::make_shared<const hlo::Literal>(hlo::Literal{hlo::MakeShape(hlo::Type::kPred, {}), {0}, {}});
  for (const auto& computation : module.computations) {
    for (const auto& instruction : computation->instructions) {
      EraseIn(instruction->shape);
      if (instruction->opcode != "after-all" && instruction->opcode != "create-token") continue;
      instruction->opcode = "constant";
      instruction->operands.clear();
      instruction->literal = nothing;
    }
  }
  for (hlo::Shape& parameter : module.entry_parameters) EraseIn(parameter);
  EraseIn(module.entry_result);
}

}  // namespace tmb
