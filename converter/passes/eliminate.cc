// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// EliminateCommon and EliminateDead: equal values once, unused ones never.

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "converter/passes/passes.h"
#include "converter/passes/side_effects.h"

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
