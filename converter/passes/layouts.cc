// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// ResolveLayouts: a module after XLA's optimizer says how each array lies in memory, and
// its bitcasts rename those bytes. Here arrays are row-major, so a bitcast becomes what it
// does to the elements:
//
//     operand ─ transpose ─► its memory order ─ reshape ─► the result's ─ transpose ─► result
//
// It runs first, while the layouts are still as written.

#include <algorithm>
#include <numeric>

#include "converter/hlo/builder.h"
#include "converter/passes/passes.h"

namespace tmb {
namespace {

using hlo::Instruction;
using hlo::Shape;
using hlo::Value;

// The dimensions in memory order, major first.
std::vector<int64_t> MajorToMinor(const Shape& shape) {
  if (!shape.layout.empty()) return {shape.layout.rbegin(), shape.layout.rend()};
  std::vector<int64_t> order(shape.dims.size());
  std::iota(order.begin(), order.end(), 0);
  return order;
}

std::vector<int64_t> PhysicalDims(const Shape& shape, const std::vector<int64_t>& major_to_minor) {
  std::vector<int64_t> dims;
  for (const int64_t d : major_to_minor) dims.push_back(shape.dims[static_cast<size_t>(d)]);
  return dims;
}

std::vector<int64_t> Inverse(const std::vector<int64_t>& permutation) {
  std::vector<int64_t> inverse(permutation.size());
  for (size_t i = 0; i < permutation.size(); ++i)
    inverse[static_cast<size_t>(permutation[i])] = static_cast<int64_t>(i);
  return inverse;
}

Value TransposeUnlessSame(hlo::Builder& b, Value a, const std::vector<int64_t>& permutation) {
  return std::is_sorted(permutation.begin(), permutation.end()) ? a : b.Transpose(a, permutation);
}

// The elements' bytes under another type. Both values are vectors.
Value Reinterpret(hlo::Builder& b, Value flat, hlo::Type type) {
  const int64_t factor = hlo::TypeBytes(type) / hlo::TypeBytes(flat.type());
  if (factor > 1) flat = b.Reshape(flat, {flat.dim(0) / factor, factor});
  return b.BitcastConvert(flat, type);
}

Value ElementsOf(hlo::Builder& b, const Instruction& bitcast) {
  const Value operand = b.Use(bitcast.operands[0]);
  const Shape &from = operand.shape(), &to = bitcast.shape;
  const std::vector<int64_t> from_order = MajorToMinor(from), to_order = MajorToMinor(to);
  const std::vector<int64_t> from_dims = PhysicalDims(from, from_order), to_dims = PhysicalDims(to, to_order);
  const std::vector<int64_t> place = Inverse(to_order);
  if (from.type == to.type && from_dims == to_dims) {
    std::vector<int64_t> permutation;
    for (const int64_t d : place) permutation.push_back(from_order[static_cast<size_t>(d)]);
    return TransposeUnlessSame(b, operand, permutation);
  }
  Value memory = TransposeUnlessSame(b, operand, from_order);
  if (from.type != to.type) memory = Reinterpret(b, b.Reshape(memory, {from.Elements()}), to.type);
  return TransposeUnlessSame(b, b.Reshape(memory, to_dims), place);
}

Result<void> ResolveBitcasts(hlo::Module& module, hlo::Computation& computation) {
  return Rebuild(module, computation, [](hlo::Builder& b, Instruction& instruction) {
    if (instruction.opcode != "bitcast") return &instruction;
    Instruction* elements = ElementsOf(b, instruction).get();
    elements->shape.layout = instruction.shape.layout;
    return elements;
  });
}

void ClearLayouts(Shape& shape) {
  shape.layout.clear();
  for (Shape& element : shape.tuple) ClearLayouts(element);
}

}  // namespace

Result<void> ResolveLayouts(hlo::Module& module) {
  for (hlo::Computation* computation : Reachable(module)) {
    const auto is_bitcast = [](const auto& instruction) { return instruction->opcode == "bitcast"; };
    const auto& instructions = computation->instructions;
    if (std::any_of(instructions.begin(), instructions.end(), is_bitcast))
      TMB_CHECK_OK(ResolveBitcasts(module, *computation));
    for (const auto& instruction : computation->instructions) ClearLayouts(instruction->shape);
  }
  return {};
}

}  // namespace tmb
