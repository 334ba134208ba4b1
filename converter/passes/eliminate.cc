// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// EliminateCommon and EliminateDead: equal values once, unused ones never.

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "converter/hlo/attribute_text.h"
#include "converter/lower/expression.h"
#include "converter/lower/lowering.h"
#include "converter/passes/passes.h"
#include "converter/passes/side_effects.h"

namespace tmb {
namespace {

using hlo::Instruction;

constexpr size_t kMaxConstantKey = 64;  // larger constants are merged by the plan, by content

// Opcodes whose attributes PlainKey() covers: most of a program, so their keys are short.
bool HasPlainKey(const Instruction& instruction) {
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

std::string PlainKey(const Instruction& instruction) {
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

// Any other operation whose value depends on its operands alone.
bool IsFunction(const Instruction& instruction) {
  static const std::unordered_set<std::string_view> kOthers = {"custom-call", "while", "conditional",
                                                               "constant"};
  return instruction.called.size() <= 1 && kOthers.count(instruction.opcode) == 0 &&
         !instruction.has_side_effect &&
         (IsFusible(instruction) || FindLowering(instruction.opcode) != nullptr);
}

// What tells values apart. Computations (reducers) count by what they compute, not by name.
class ValueKeys {
 public:
  // Nothing: the value is never equal to another.
  std::optional<std::string> Of(const Instruction& instruction) {
    if (HasPlainKey(instruction)) return PlainKey(instruction);
    if (!IsFunction(instruction)) return std::nullopt;
    std::string key = WithAttributes(instruction);
    for (const Instruction* operand : instruction.operands) key += fmt::format(" {}", fmt::ptr(operand));
    return key;
  }

 private:
  std::string WithAttributes(const Instruction& instruction) {
    Instruction unnamed = instruction;
    unnamed.called.clear();
    unnamed.source = {};
    std::string key = fmt::format("{} {}", instruction.opcode, instruction.shape.ToString());
    hlo::AppendAttributes(unnamed, key);
    for (const hlo::Computation* callee : instruction.called)
      key += fmt::format(" {{{}}}", ContentOf(*callee));
    return key;
  }

  // The computation with its instructions numbered.
  const std::string& ContentOf(const hlo::Computation& computation) {
    const auto [found, is_new] = contents_.try_emplace(&computation);
    if (!is_new) return found->second;
    std::string content;
    std::unordered_map<const Instruction*, size_t> numbers;
    for (const auto& instruction : computation.instructions) {
      content += WithAttributes(*instruction);
      if (instruction->opcode == "parameter") content += fmt::format(" {}", instruction->parameter_number);
      if (instruction->opcode == "constant" && instruction->literal != nullptr)
        content.append(instruction->literal->data.begin(), instruction->literal->data.end());
      for (const Instruction* operand : instruction->operands)
        content += fmt::format(" %{}", numbers.at(operand));
      numbers.emplace(instruction.get(), numbers.size());
      content += ';';
    }
    content += fmt::format("%{}", numbers.at(computation.root));
    return contents_[&computation] = std::move(content);
  }

  std::unordered_map<const hlo::Computation*, std::string> contents_;
};

void Reach(hlo::Computation* computation, std::unordered_set<hlo::Computation*>& reached) {
  if (!reached.insert(computation).second) return;
  for (const auto& instruction : computation->instructions) {
    for (hlo::Computation* callee : instruction->called) Reach(callee, reached);
  }
}

}  // namespace

Result<void> EliminateCommon(hlo::Module& module) {
  ValueKeys keys;
  for (hlo::Computation* region : Regions(module)) {
    std::unordered_map<std::string, hlo::Instruction*> values;
    Rewrite(*region, [&](hlo::Instruction& instruction) -> hlo::Instruction* {
      auto key = keys.Of(instruction);
      if (!key.has_value()) return &instruction;
      return values.try_emplace(std::move(*key), &instruction).first->second;
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
