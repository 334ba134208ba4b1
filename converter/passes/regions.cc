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

bool CallsAnything(const hlo::Instruction&) { return true; }

void Collect(hlo::Computation* computation, bool (*follows)(const hlo::Instruction&),
             std::unordered_set<hlo::Computation*>& seen, std::vector<hlo::Computation*>& order) {
  if (!seen.insert(computation).second) return;
  for (const auto& instruction : computation->instructions) {
    if (!follows(*instruction)) continue;
    for (hlo::Computation* callee : instruction->called) Collect(callee, follows, seen, order);
  }
  order.push_back(computation);
}

std::vector<hlo::Computation*> CollectFrom(hlo::Computation* entry,
                                           bool (*follows)(const hlo::Instruction&)) {
  std::unordered_set<hlo::Computation*> seen;
  std::vector<hlo::Computation*> order;
  Collect(entry, follows, seen, order);
  return order;
}

}  // namespace

std::vector<hlo::Computation*> Regions(hlo::Module& module) { return CollectFrom(module.entry, RunsRegions); }

std::vector<hlo::Computation*> Reachable(hlo::Module& module) {
  return CollectFrom(module.entry, CallsAnything);
}

ValueUsers UsersIn(const hlo::Computation& computation) {
  ValueUsers users;
  for (const auto& user : computation.instructions) {
    for (const hlo::Instruction* operand : user->operands) users[operand].push_back(user.get());
  }
  users[computation.root].push_back(nullptr);
  return users;
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

Result<void> Rebuild(hlo::Module& module, hlo::Computation& computation,
                     const std::function<hlo::Instruction*(hlo::Builder&, hlo::Instruction&)>& visit) {
  std::vector<std::unique_ptr<hlo::Instruction>> old = std::move(computation.instructions);
  std::unordered_map<hlo::Instruction*, hlo::Instruction*> replaced;
  const auto resolve = [&replaced](hlo::Instruction* instruction) {
    const auto found = replaced.find(instruction);
    return found == replaced.end() ? instruction : found->second;
  };
  std::vector<std::unique_ptr<hlo::Instruction>> gone;  // kept alive while the map points at them
  computation.instructions.clear();
  for (auto& instruction : old) {
    for (hlo::Instruction*& operand : instruction->operands) operand = resolve(operand);
    hlo::Builder builder(module, computation, *instruction);
    hlo::Instruction* stands_for = visit(builder, *instruction);
    if (const std::optional<Error>& error = builder.error(); error.has_value())
      return hlo::ErrorAt(*instruction, "", error->kind, error->text);
    if (stands_for == instruction.get()) {
      computation.instructions.push_back(std::move(instruction));
    } else {
      replaced[instruction.get()] = stands_for;
      gone.push_back(std::move(instruction));
    }
  }
  computation.root = resolve(computation.root);
  return {};
}

}  // namespace tmb
