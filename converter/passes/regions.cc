// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Walking and rewriting computations: what all passes share.

#include <unordered_map>
#include <unordered_set>

#include "converter/passes/passes.h"

namespace tmb {
namespace {

bool RunsRegions(const hlo::Instruction& instruction) {
  return instruction.opcode == "while" || instruction.opcode == "conditional";
}

void Collect(hlo::Computation* computation, std::unordered_set<hlo::Computation*>& seen,
             std::vector<hlo::Computation*>& order) {
  if (!seen.insert(computation).second) return;
  for (const auto& instruction : computation->instructions) {
    if (!RunsRegions(*instruction)) continue;
    for (hlo::Computation* callee : instruction->called) Collect(callee, seen, order);
  }
  order.push_back(computation);
}

}  // namespace

std::vector<hlo::Computation*> Regions(hlo::Module& module) {
  std::unordered_set<hlo::Computation*> seen;
  std::vector<hlo::Computation*> order;
  Collect(module.entry, seen, order);
  return order;
}

void Rewrite(hlo::Computation& computation,
             const std::function<hlo::Instruction*(hlo::Instruction&)>& visit) {
  std::unordered_map<hlo::Instruction*, hlo::Instruction*> replaced;
  const auto resolve = [&replaced](hlo::Instruction* instruction) {
    const auto found = replaced.find(instruction);
    return found == replaced.end() ? instruction : found->second;
  };
  for (const auto& instruction : computation.instructions) {
    for (hlo::Instruction*& operand : instruction->operands) operand = resolve(operand);
    hlo::Instruction* stands_for = visit(*instruction);
    if (stands_for != instruction.get()) replaced[instruction.get()] = stands_for;
  }
  computation.root = resolve(computation.root);
}

}  // namespace tmb
