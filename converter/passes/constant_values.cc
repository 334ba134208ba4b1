// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/passes/constant_values.h"

#include <algorithm>
#include <unordered_set>

#include "converter/lower/expression.h"
#include "converter/lower/lowering.h"

namespace tmb {
namespace {

constexpr int64_t kMaxBytes = int64_t{1} << 22;  // of one value
constexpr int64_t kMaxWork = int64_t{1} << 24;   // of one value

// Whether the opcode's value depends on its operands alone.
bool IsFunction(const hlo::Instruction& instruction) {
  const std::string& opcode = instruction.opcode;
  if (opcode == "custom-call" || !instruction.refusal.empty() || instruction.has_side_effect) return false;
  return opcode == "tuple" || opcode == "get-tuple-element" || IsFusible(instruction) ||
         FindLowering(opcode) != nullptr;
}

bool IsControlFlow(const hlo::Instruction& instruction) {
  return instruction.opcode == "while" || instruction.opcode == "conditional";
}

// Whether all that the computation runs are functions; `seen` were looked at.
bool IsClosed(const hlo::Computation& computation, std::unordered_set<const hlo::Computation*>& seen) {
  if (!seen.insert(&computation).second) return true;
  for (const auto& instruction : computation.instructions) {
    if (instruction->opcode != "parameter" && !IsFunction(*instruction)) return false;
    for (const hlo::Computation* callee : instruction->called) {
      if (!IsClosed(*callee, seen)) return false;
    }
  }
  return true;
}

bool CallsFunctionsOnly(const hlo::Instruction& instruction) {
  std::unordered_set<const hlo::Computation*> seen;
  return std::all_of(instruction.called.begin(), instruction.called.end(),
                     [&seen](const hlo::Computation* callee) { return IsClosed(*callee, seen); });
}

bool IsSmall(const hlo::Instruction& instruction) {
  int64_t bytes = 0;
  for (const hlo::Shape& leaf : LeafShapes(instruction.shape)) {
    if (!IsMapType(leaf.type)) return false;
    bytes += leaf.Bytes();
  }
  return bytes <= kMaxBytes && WorkOf(instruction) <= kMaxWork;
}

}  // namespace

int64_t WorkOf(const hlo::Instruction& instruction) {
  int64_t work = 0;
  for (const hlo::Shape& leaf : LeafShapes(instruction.shape)) work += leaf.Elements();
  for (const hlo::Instruction* operand : instruction.operands) {
    if (operand->shape.IsArray()) work = std::max(work, operand->shape.Elements());
  }
  if (instruction.opcode == "dot") {
    for (const int64_t d : instruction.dot.lhs_contracting)
      work *= instruction.operands[0]->shape.dims[static_cast<size_t>(d)];
  }
  if (instruction.opcode == "convolution") work *= instruction.operands[1]->shape.Elements();
  if (instruction.opcode == "reduce-window") {
    for (const hlo::WindowDimension& w : instruction.window) work *= w.size;
  }
  return work;
}

bool IsFreeConstant(const hlo::Instruction& value) {
  const hlo::Instruction* base = &value;
  while (base->opcode == "broadcast" || base->opcode == "reshape") base = base->operands[0];
  return base->opcode == "constant" || base->opcode == "iota";
}

ConstantValues::ConstantValues(const hlo::Computation& computation, ControlFlow control_flow)
    : control_flow_(control_flow) {
  for (const auto& instruction : computation.instructions) {
    if (IsConstant(*instruction)) values_.insert(instruction.get());
  }
}

bool ConstantValues::IsConstant(const hlo::Instruction& instruction) {
  if (instruction.opcode == "constant") return instruction.shape.IsArray();
  if (instruction.opcode == "parameter" || !IsFunction(instruction) || !IsSmall(instruction)) return false;
  if (IsControlFlow(instruction) && control_flow_ == ControlFlow::kLeave) return false;
  return std::all_of(instruction.operands.begin(), instruction.operands.end(),
                     [this](const hlo::Instruction* operand) { return Has(operand); }) &&
         CallsFunctionsOnly(instruction);
}

}  // namespace tmb
