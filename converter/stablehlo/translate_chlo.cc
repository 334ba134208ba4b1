// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Operations of CHLO that are no HLO opcode.
#include <fmt/format.h>

#include <numeric>

#include "converter/stablehlo/special_functions.h"
#include "converter/stablehlo/translation.h"

namespace tmb::stablehlo {
namespace {

// Builds the function `name` of these operands.
bool BuildSpecial(Translation& t, std::string_view name, const std::vector<hlo::Instruction*>& operands) {
  const SpecialFunction& function = *FindSpecialFunction(name);
  if (operands.size() != function.operand_count)
    return t.Fail(fmt::format("has {} operands, expected {}", operands.size(), function.operand_count));
  hlo::Instruction origin;
  t.emitter.Place(origin, name.substr(name.find('.') + 1));
  hlo::Builder builder(t.emitter.module(), t.into, origin);
  const size_t before = t.into.instructions.size();
  const hlo::Type type = operands[0]->shape.type;
  const bool narrow = type == hlo::Type::kF16 || type == hlo::Type::kBF16;
  const bool widens = function.widens && narrow;
  std::vector<hlo::Value> values;
  for (hlo::Instruction* operand : operands) {
    const bool alike = hlo::SameShape(operand->shape, operands[0]->shape) &&
                       (narrow || type == hlo::Type::kF32 || type == hlo::Type::kF64);
    if (!alike) return t.Fail(fmt::format("is not defined for {}", operand->shape.ToString()));
    const hlo::Value value = builder.Use(operand);
    values.push_back(widens ? builder.Convert(value, hlo::Type::kF32) : value);
  }
  hlo::Value result = function.build(builder, values);
  if (widens && result.type() == hlo::Type::kF32) result = builder.Convert(result, type);
  for (size_t i = before; i < t.into.instructions.size(); ++i) t.emitter.Locate(*t.into.instructions[i]);
  if (builder.error().has_value()) return t.Fail(builder.error()->text);
  t.Take(*result.get());
  return true;
}

}  // namespace

bool TranslateSpecial(Translation& t) { return BuildSpecial(t, t.op.name, t.op.operands); }

bool TranslateConj(Translation& t) {
  if (!t.NeedOperands(1)) return false;
  hlo::Instruction* operand = t.op.operands[0];
  t.Take(*operand);
  if (!hlo::IsComplex(operand->shape.type)) return true;
  const hlo::Shape part = ShapeOf(hlo::PartType(operand->shape.type), operand->shape.dims);
  hlo::Instruction& imaginary = t.Add("negate", part, {&t.Add("imag", part, {operand})});
  t.Take(t.Add("complex", operand->shape, {&t.Add("real", part, {operand}), &imaginary}));
  return true;
}

// Of complex numbers the real part is (re - im) (re + im), and 0 where both are equal, of any size.
bool TranslateSquare(Translation& t) {
  if (!t.NeedOperands(1)) return false;
  hlo::Instruction* operand = t.op.operands[0];
  if (!hlo::IsComplex(operand->shape.type)) {
    t.Emit("multiply", {operand, operand});
    return true;
  }
  hlo::Instruction origin;
  t.emitter.Place(origin, "square");
  hlo::Builder b(t.emitter.module(), t.into, origin);
  const size_t before = t.into.instructions.size();
  const hlo::Value x = b.Use(operand), re = b.Real(x), im = b.Imag(x);
  const hlo::Value size = b.Unary("abs", re);
  const hlo::Value equal = b.Eq(size, b.Unary("abs", im)) & b.Unary("is-finite", size);
  const hlo::Value square = b.Select(equal, b.Like(re, 0), (re - im) * (re + im));
  t.Take(*b.Complex(square, re * im * 2.0).get());
  for (size_t i = before; i < t.into.instructions.size(); ++i) t.emitter.Locate(*t.into.instructions[i]);
  return true;
}

// Operands align at their last dimensions, or the shorter one where broadcast_dimensions says.
bool TranslateBroadcasting(Translation& t) {
  const OperationRow& row = *FindOperation(t.op.name);
  if (t.op.results.size() != 1) return t.Fail("has one result");
  std::vector<int64_t> mapped;
  if (!t.Read("broadcast_dimensions", mapped)) return false;
  const int64_t rank = t.op.results[0].Rank();
  std::vector<hlo::Instruction*> operands;
  for (hlo::Instruction* operand : t.op.operands) {
    const int64_t own = operand->shape.Rank();
    if (operand->shape.dims == t.op.results[0].dims) {
      operands.push_back(operand);
      continue;
    }
    std::vector<int64_t> dims(static_cast<size_t>(own));
    std::iota(dims.begin(), dims.end(), rank - own);
    if (own != rank && mapped.size() == dims.size()) dims = mapped;
    hlo::Instruction* wide = t.BroadcastTo(operand, t.op.results[0], dims);
    if (wide == nullptr) return false;
    operands.push_back(wide);
  }
  if (FindSpecialFunction(row.opcode) != nullptr) return BuildSpecial(t, row.opcode, operands);
  return t.Copy(row.attributes, t.Emit(row.opcode, std::move(operands)));
}

// Operands are the inputs and then the initial carries.
bool TranslateScan(Translation& t) {
  hlo::Instruction& scan = t.Emit("scan", t.op.operands);
  std::vector<int64_t> segments;
  if (!t.Read("num_carries", scan.num_carries) || !t.Read("operandSegmentSizes", segments)) return false;
  if (segments.size() == 2) scan.num_carries = segments[1];
  return t.Copy("!dimension:dimensions is_reverse", scan);
}

}  // namespace tmb::stablehlo
