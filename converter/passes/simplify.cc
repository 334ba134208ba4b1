// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Simplify: what costs no arithmetic to see through. Tuples are resolved, copies and
// no-op reshapes, transposes, converts and broadcasts dropped, XLA's layout-dependent
// bitcasts turned into a transpose where they are one, else a reshape.

#include <algorithm>
#include <numeric>

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

std::vector<int64_t> MinorToMajor(const hlo::Shape& shape) {
  if (!shape.layout.empty()) return shape.layout;
  std::vector<int64_t> order(shape.dims.size());
  std::iota(order.rbegin(), order.rend(), 0);
  return order;
}

// The dimensions' extents in memory order, major first, without those of extent 1.
std::vector<std::pair<int64_t, int64_t>> PhysicalDims(const hlo::Shape& shape) {
  std::vector<std::pair<int64_t, int64_t>> physical;
  std::vector<int64_t> order = MinorToMajor(shape);
  for (auto it = order.rbegin(); it != order.rend(); ++it) {
    const int64_t extent = shape.dims[static_cast<size_t>(*it)];
    if (extent != 1) physical.emplace_back(extent, *it);
  }
  return physical;
}

// A bitcast keeps the bytes and changes dims and layout. With default layouts it is a
// reshape; when the physical dims agree one by one it permutes them.
Instruction* SimplifyBitcast(Instruction& bitcast) {
  const hlo::Shape& from = bitcast.operands[0]->shape;
  if (from.HasDefaultLayout() && bitcast.shape.HasDefaultLayout()) {
    bitcast.opcode = "reshape";
    return &bitcast;
  }
  const auto a = PhysicalDims(from), b = PhysicalDims(bitcast.shape);
  const bool permutes = a.size() == b.size() && from.Rank() == bitcast.shape.Rank() &&
                        std::equal(a.begin(), a.end(), b.begin(),
                                   [](const auto& x, const auto& y) { return x.first == y.first; });
  if (!permutes) return &bitcast;  // lowering refuses it by name
  std::vector<int64_t> dimensions(bitcast.shape.dims.size(), -1);
  std::vector<bool> used(dimensions.size(), false);
  for (size_t i = 0; i < a.size(); ++i) {
    dimensions[static_cast<size_t>(b[i].second)] = a[i].second;
    used[static_cast<size_t>(a[i].second)] = true;
  }
  int64_t next = 0;
  for (int64_t& dimension : dimensions) {
    if (dimension >= 0) continue;
    while (used[static_cast<size_t>(next)]) ++next;
    dimension = next++;
  }
  bitcast.opcode = "transpose";
  bitcast.dimensions = dimensions;
  return &bitcast;
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
  if (instruction.opcode == "bitcast") return SimplifyBitcast(instruction);
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
