// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// custom-call of a target that the user serves: operands are stored row-major whatever
// layouts the call asks for, results get places of their own (aliasing is the planner's).

#include "converter/lower/custom_call.h"

#include <fmt/format.h>

#include "converter/lower/lowering.h"
#include "runtime/isa.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

std::vector<hlo::Shape> OperandShapes(const hlo::Instruction& call) {
  std::vector<hlo::Shape> shapes;
  for (const hlo::Instruction* operand : call.operands) {
    for (hlo::Shape& leaf : LeafShapes(operand->shape)) shapes.push_back(std::move(leaf));
  }
  return shapes;
}

// xla_python_cpu_callback, xla_ffi_partitioned_python_cpu_callback, ...
bool IsHostCallback(std::string_view target) {
  return target.starts_with("xla_") && target.ends_with("_callback") &&
         target.find("python") != std::string_view::npos;
}

std::optional<std::string> RefusalOfArrays(const std::vector<hlo::Shape>& shapes, std::string_view what) {
  if (shapes.size() > kMaxOperands) {
    return fmt::format("{} {} of a custom-call; up to {} are supported", shapes.size(), what, kMaxOperands);
  }
  for (const hlo::Shape& shape : shapes) {
    if (shape.Rank() > static_cast<int64_t>(kMaxRank) || ElementBytes(ToSchema(shape.type)) == 0) {
      return fmt::format("{} among the {} of a custom-call; arrays of up to {} dimensions are supported",
                         shape.ToString(), what, kMaxRank);
    }
  }
  return std::nullopt;
}

// The array's entry; its dims go behind `dims`.
fb::CallArray ArrayAt(Lowering& lowering, const hlo::Shape& shape, const Operand& place,
                      std::vector<uint32_t>& dims) {
  for (const int64_t extent : shape.dims) dims.push_back(static_cast<uint32_t>(extent));
  const bool has_place = shape.Elements() != 0;
  return {has_place ? lowering.program().AddOperand(place.buffer, place.offset) : fb::Ref(kNoOperand),
          ToSchema(shape.type), static_cast<uint8_t>(shape.Rank()), 0};
}

}  // namespace

std::optional<std::string> RefusalOfCustomCall(const hlo::Instruction& call,
                                               const CustomCallTargets& permitted) {
  const std::string& target = call.custom_call_target;
  if (IsHostCallback(target)) {
    return fmt::format(
        "a host callback (target \"{}\") needs the Python of the host, which a device does not have: remove "
        "it (jax.debug.print, jax.debug.callback), or compute its value beforehand and make it an argument "
        "(jax.pure_callback, io_callback)",
        target);
  }
  if (permitted.find(target) == permitted.end()) {
    return fmt::format(
        "nothing is known of the target \"{}\": if your firmware has a C function for it, convert with "
        "--custom-call {} and register it by tmb_set_functions (tmb.h)",
        target, target);
  }
  if (auto refusal = RefusalOfArrays(OperandShapes(call), "operands")) return refusal;
  return RefusalOfArrays(LeafShapes(call.shape), "results");
}

Result<void> LowerCustomCall(Lowering& lowering, const hlo::Instruction& call) {
  fb::CustomCallT op;
  op.target = call.custom_call_target;
  op.config = call.backend_config;
  for (const hlo::Instruction* operand : call.operands) {
    const std::vector<hlo::Shape> shapes = LeafShapes(operand->shape);
    TMB_ASSIGN(const std::vector<Operand> places, lowering.LeavesOf(*operand));
    for (size_t i = 0; i < shapes.size(); ++i) {
      op.operands.push_back(ArrayAt(lowering, shapes[i], places[i], op.dims));
    }
  }
  tmb::Instruction instruction;
  std::vector<Operand> results;
  for (const hlo::Shape& shape : LeafShapes(call.shape)) {
    results.push_back({lowering.NewBuffer(call.name, shape), 0});
    op.results.push_back(ArrayAt(lowering, shape, results.back(), op.dims));
    instruction.starts.push_back(results.back().buffer);
  }
  const auto arrays = static_cast<uint32_t>(op.operands.size() + op.results.size());
  const BufferId scratch = lowering.NewScratch(CustomCallScratchBytes(arrays));
  op.scratch = std::make_unique<fb::Ref>(lowering.program().AddOperand(scratch));
  instruction.starts.push_back(scratch);
  instruction.has_side_effect = call.has_side_effect;
  instruction.op.Set(std::move(op));
  lowering.Append(std::move(instruction), call);
  lowering.SetStored(call, std::move(results));
  return {};
}

}  // namespace tmb
