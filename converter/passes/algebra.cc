// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// SimplifyAlgebra: rules applied until none fits, values before their users.

#include "converter/passes/algebra.h"

#include <cmath>
#include <cstring>
#include <unordered_map>
#include <vector>

#include "converter/hlo/minifloat.h"
#include "converter/lower/expression.h"
#include "converter/passes/passes.h"

namespace tmb {
namespace {

using hlo::Instruction;

constexpr int kMaxSteps = 16;  // of one instruction: rules get simpler, this only bounds a mistake

using RuleTable = std::unordered_map<std::string_view, std::vector<const AlgebraRule*>>;

const RuleTable& Rules() {
  static const RuleTable kTable = [] {
    RuleTable table;
    for (const AlgebraRules& rules : {ArithmeticRules(), MovementRules()}) {
      for (const AlgebraRule* rule = rules.first; rule != rules.end; ++rule)
        table[rule->opcode].push_back(rule);
    }
    return table;
  }();
  return kTable;
}

Instruction* ApplyOne(hlo::Builder& b, const Instruction& instruction) {
  const auto rules = Rules().find(instruction.opcode);
  if (rules == Rules().end()) return nullptr;
  for (const AlgebraRule* rule : rules->second) {
    if (Instruction* simpler = rule->apply(b, instruction)) return simpler;
  }
  return nullptr;
}

const hlo::Instruction& BehindRepeats(const hlo::Instruction& value) {
  const hlo::Instruction* base = &value;
  while (base->opcode == "broadcast" || base->opcode == "reshape") base = base->operands[0];
  return *base;
}

}  // namespace

std::optional<double> FloatSplat(const hlo::Instruction& value) {
  const hlo::Instruction& base = BehindRepeats(value);
  const uint8_t* const element = hlo::IsFloat(base.shape.type) ? SplatElement(base) : nullptr;
  if (element == nullptr) return std::nullopt;
  uint64_t bits = 0;
  std::memcpy(&bits, element, static_cast<size_t>(hlo::TypeBytes(base.shape.type)));
  return hlo::FloatValue(base.shape.type, bits);
}

std::optional<int64_t> IntegerSplat(const hlo::Instruction& value) {
  return SplatInteger(BehindRepeats(value));
}

bool IsNumber(const hlo::Instruction& value, double number) {
  if (const auto integer = IntegerSplat(value)) return static_cast<double>(*integer) == number;
  const auto splat = FloatSplat(value);
  return splat.has_value() && *splat == number && std::signbit(*splat) == std::signbit(number);
}

Result<void> SimplifyAlgebra(hlo::Module& module) {
  for (hlo::Computation* region : Regions(module)) {
    TMB_CHECK_OK(ReadParts(module, *region));
    TMB_CHECK_OK(Rebuild(module, *region, [](hlo::Builder& b, hlo::Instruction& instruction) {
      hlo::Instruction* current = &instruction;
      for (int step = 0; step < kMaxSteps; ++step) {
        hlo::Instruction* simpler = ApplyOne(b, *current);
        if (simpler == nullptr) break;
        current = simpler;
      }
      return current;
    }));
  }
  return {};
}

}  // namespace tmb
