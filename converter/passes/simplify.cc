// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Simplify: what costs no arithmetic to see through. Tuples are resolved, copies and
// no-op reshapes, transposes, converts and broadcasts dropped.

#include <algorithm>

#include "converter/passes/passes.h"

namespace tmb {
namespace {

using hlo::Instruction;

bool IsIdentityPermutation(const std::vector<int64_t>& dimensions) {
  for (size_t i = 0; i < dimensions.size(); ++i) {
    if (dimensions[i] != static_cast<int64_t>(i)) return false;
  }
  return true;
}

// A one-window transpose, broadcast, ... that yields its operand.
bool YieldsOperand(const Instruction& instruction) {
  const std::string& opcode = instruction.opcode;
  if (opcode == "copy" || opcode == "opt-barrier" || opcode == "optimization-barrier" ||
      opcode == "add-dependency" || opcode == "domain") {
    return true;
  }
  if (instruction.operands.empty() || !hlo::SameShape(instruction.shape, instruction.operands[0]->shape)) {
    return false;
  }
  if (opcode == "reshape" || opcode == "convert" || opcode == "bitcast-convert") return true;
  if (opcode == "transpose" || opcode == "broadcast") return IsIdentityPermutation(instruction.dimensions);
  if (opcode == "slice") return true;  // same shape: whole
  return false;
}

bool IsIdentityCustomCall(const Instruction& instruction) {
  static constexpr std::string_view kAnnotations[] = {"Sharding", "SPMDFullToShardShape",
                                                      "SPMDShardToFullShape", "annotate_device_placement",
                                                      "LayoutConstraint"};
  return instruction.opcode == "custom-call" && instruction.operands.size() == 1 &&
         std::find(std::begin(kAnnotations), std::end(kAnnotations), instruction.custom_call_target) !=
             std::end(kAnnotations);
}

// real and imag of complex(re, im), and complex of x's own parts; null: it is none of these.
Instruction* SimplifyComplex(const Instruction& instruction) {
  const auto is = [](const Instruction* operand, std::string_view opcode) {
    return operand->opcode == opcode;
  };
  const auto& operands = instruction.operands;
  if (instruction.opcode == "real" && is(operands[0], "complex")) return operands[0]->operands[0];
  if (instruction.opcode == "imag" && is(operands[0], "complex")) return operands[0]->operands[1];
  if (instruction.opcode != "complex" || !is(operands[0], "real") || !is(operands[1], "imag")) return nullptr;
  Instruction* whole = operands[0]->operands[0];
  return whole == operands[1]->operands[0] && hlo::SameShape(whole->shape, instruction.shape) ? whole
                                                                                              : nullptr;
}

Instruction* Visit(Instruction& instruction) {
  if (instruction.opcode == "get-tuple-element" && instruction.operands[0]->opcode == "tuple") {
    return instruction.operands[0]->operands[static_cast<size_t>(instruction.tuple_index)];
  }
  if (IsIdentityCustomCall(instruction)) {
    instruction.has_side_effect = false;  // an annotation may be marked so, to outlive XLA's own passes
    return instruction.operands[0];
  }
  if (YieldsOperand(instruction)) return instruction.operands[0];
  if (Instruction* part = SimplifyComplex(instruction)) return part;
  if (instruction.opcode == "reshape" && instruction.operands[0]->opcode == "reshape") {
    instruction.operands[0] = instruction.operands[0]->operands[0];
    if (YieldsOperand(instruction)) return instruction.operands[0];
  }
  return &instruction;
}

}  // namespace

Result<void> Simplify(hlo::Module& module) {
  for (hlo::Computation* region : Regions(module)) Rewrite(*region, Visit);
  return {};
}

}  // namespace tmb
