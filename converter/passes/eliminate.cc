// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// EliminateCommon and EliminateDead: equal values once, unused ones never.

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "converter/passes/passes.h"

namespace tmb {
namespace {

using hlo::Instruction;

constexpr size_t kMaxConstantKey = 64;  // larger constants are merged by the plan, by content

// Opcodes whose attributes ValueKey() covers.
bool HasValueKey(const Instruction& instruction) {
  static const std::unordered_set<std::string_view> kOpcodes = {"abs",
                                                                "add",
                                                                "and",
                                                                "atan2",
                                                                "broadcast",
                                                                "cbrt",
                                                                "ceil",
                                                                "clamp",
                                                                "compare",
                                                                "complex",
                                                                "constant",
                                                                "convert",
                                                                "cosine",
                                                                "count-leading-zeros",
                                                                "divide",
                                                                "erf",
                                                                "exponential",
                                                                "exponential-minus-one",
                                                                "floor",
                                                                "get-tuple-element",
                                                                "imag",
                                                                "iota",
                                                                "is-finite",
                                                                "log",
                                                                "log-plus-one",
                                                                "logistic",
                                                                "maximum",
                                                                "minimum",
                                                                "multiply",
                                                                "negate",
                                                                "not",
                                                                "or",
                                                                "popcnt",
                                                                "power",
                                                                "real",
                                                                "remainder",
                                                                "reshape",
                                                                "reverse",
                                                                "round-nearest-afz",
                                                                "round-nearest-even",
                                                                "rsqrt",
                                                                "select",
                                                                "shift-left",
                                                                "shift-right-arithmetic",
                                                                "shift-right-logical",
                                                                "sign",
                                                                "sine",
                                                                "slice",
                                                                "sqrt",
                                                                "subtract",
                                                                "tan",
                                                                "tanh",
                                                                "transpose",
                                                                "xor"};
  if (kOpcodes.count(instruction.opcode) == 0) return false;
  return instruction.opcode != "constant" ||
         (instruction.literal != nullptr && instruction.literal->data.size() <= kMaxConstantKey);
}

std::string ValueKey(const Instruction& instruction) {
  std::string key = fmt::format("{} {} {} {} {} {}", instruction.opcode, instruction.shape.ToString(),
                                instruction.direction, instruction.compare_type, instruction.tuple_index,
                                instruction.iota_dimension);
  for (const Instruction* operand : instruction.operands) key += fmt::format(" {}", fmt::ptr(operand));
  for (const int64_t dimension : instruction.dimensions) key += fmt::format(" d{}", dimension);
  for (const hlo::SliceDimension& s : instruction.slice)
    key += fmt::format(" s{}:{}:{}", s.start, s.limit, s.stride);
  if (instruction.opcode == "constant")
    key.append(instruction.literal->data.begin(), instruction.literal->data.end());
  return key;
}

// What happens even when nobody reads its result, and the computations in which it does.
class SideEffects {
 public:
  explicit SideEffects(const hlo::Module& module) {
    for (const auto& computation : module.computations) {  // called ones come before their callers
      const auto& instructions = computation->instructions;
      const bool has = std::any_of(instructions.begin(), instructions.end(),
                                   [this](const auto& instruction) { return Has(*instruction); });
      if (has) computations_.insert(computation.get());
    }
  }

  bool Has(const Instruction& instruction) const {
    static const std::unordered_set<std::string_view> kOpcodes = {"infeed", "outfeed",   "send",
                                                                  "recv",   "send-done", "recv-done"};
    return kOpcodes.count(instruction.opcode) != 0 || instruction.has_side_effect ||
           std::any_of(instruction.called.begin(), instruction.called.end(),
                       [this](const hlo::Computation* callee) { return computations_.count(callee) != 0; });
  }

 private:
  std::unordered_set<const hlo::Computation*> computations_;
};

void KeepLive(hlo::Computation& computation, const SideEffects& effects) {
  std::unordered_set<const Instruction*> live = {computation.root};
  auto& instructions = computation.instructions;
  for (auto it = instructions.rbegin(); it != instructions.rend(); ++it) {
    if ((*it)->opcode == "parameter" || effects.Has(**it)) live.insert(it->get());
    if (live.count(it->get()) == 0) continue;
    live.insert((*it)->operands.begin(), (*it)->operands.end());
  }
  instructions.erase(
      std::remove_if(instructions.begin(), instructions.end(),
                     [&live](const auto& instruction) { return live.count(instruction.get()) == 0; }),
      instructions.end());
}

void Reach(hlo::Computation* computation, std::unordered_set<hlo::Computation*>& reached) {
  if (!reached.insert(computation).second) return;
  for (const auto& instruction : computation->instructions) {
    for (hlo::Computation* callee : instruction->called) Reach(callee, reached);
  }
}

}  // namespace

Result<void> EliminateCommon(hlo::Module& module) {
  for (hlo::Computation* region : Regions(module)) {
    std::unordered_map<std::string, Instruction*> values;
    Rewrite(*region, [&values](Instruction& instruction) -> Instruction* {
      if (!HasValueKey(instruction)) return &instruction;
      return values.try_emplace(ValueKey(instruction), &instruction).first->second;
    });
  }
  return {};
}

Result<void> EliminateDead(hlo::Module& module) {
  const SideEffects effects(module);
  for (hlo::Computation* region : Regions(module)) KeepLive(*region, effects);
  std::unordered_set<hlo::Computation*> reached;
  Reach(module.entry, reached);
  auto& computations = module.computations;
  computations.erase(std::remove_if(computations.begin(), computations.end(),
                                    [&reached](const auto& c) { return reached.count(c.get()) == 0; }),
                     computations.end());
  return {};
}

}  // namespace tmb
