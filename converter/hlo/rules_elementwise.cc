// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Rules of operations that work element by element.
#include <fmt/format.h>

#include "converter/hlo/attributes.h"
#include "converter/hlo/shape_rules.h"

namespace tmb::hlo {
namespace {

int64_t BitWidth(Type type) {
  constexpr struct {
    Type type;
    int64_t bits;
  } kSubByte[] = {{Type::kS4, 4}, {Type::kU4, 4}, {Type::kF4E2M1FN, 4}, {Type::kS2, 2},      {Type::kU2, 2},
                  {Type::kS1, 1}, {Type::kU1, 1}, {Type::kF6E3M2FN, 6}, {Type::kF6E2M3FN, 6}};
  for (const auto& row : kSubByte) {
    if (row.type == type) return row.bits;
  }
  return 8 * TypeBytes(type);
}

// The written type over the operand's dims: for results whose type only the text knows.
Result<Shape> WrittenType(const Instruction& i) {
  if (!i.shape.IsArray() || i.shape.type == Type::kInvalid) return Malformed("needs its shape written");
  return ArrayShape(i.shape.type, OperandShape(i, 0).dims);
}

}  // namespace

std::string_view OrderOf(Type type) {
  if (IsFloat(type) || IsComplex(type)) return "FLOAT";
  return IsSigned(type) ? "SIGNED" : "UNSIGNED";
}

Result<Shape> InferSame(const Instruction& i) {
  for (size_t n = 1; n < i.operands.size(); ++n) TMB_CHECK_OK(CheckOperand(i, n, OperandShape(i, 0)));
  return OperandShape(i, 0);
}

Result<Shape> InferRealPart(const Instruction& i) {
  Shape shape = OperandShape(i, 0);
  if (shape.type == Type::kC64) shape.type = Type::kF32;
  if (shape.type == Type::kC128) shape.type = Type::kF64;
  return shape;
}

Result<Shape> InferComplex(const Instruction& i) {
  TMB_CHECK_OK(CheckOperand(i, 1, OperandShape(i, 0)));
  const Type part = OperandShape(i, 0).type;
  if (part != Type::kF32 && part != Type::kF64) return OperandIs(i, 0, "f32 or f64");
  return ArrayShape(part == Type::kF32 ? Type::kC64 : Type::kC128, OperandShape(i, 0).dims);
}

Result<Shape> InferCompare(const Instruction& i) {
  TMB_CHECK_OK(CheckOperand(i, 1, OperandShape(i, 0)));
  const Shape& operand = OperandShape(i, 0);
  const bool equality = i.direction == "EQ" || i.direction == "NE";
  if (!equality && !Contains("LT LE GT GE", i.direction)) {
    return Malformed(fmt::format("direction {} is none of EQ, NE, LT, LE, GT, GE", i.direction));
  }
  if (!i.compare_type.empty() && i.compare_type != OrderOf(operand.type) &&
      !(i.compare_type == "TOTALORDER" && IsFloat(operand.type))) {
    return Malformed(fmt::format("type {} is no order of {}", i.compare_type, TypeName(operand.type)));
  }
  if (!equality && IsComplex(operand.type)) return Malformed("complex numbers have no order");
  return ArrayShape(Type::kPred, operand.dims);
}

Result<Shape> InferSelect(const Instruction& i) {
  TMB_CHECK_OK(CheckOperand(i, 2, OperandShape(i, 1)));
  const Shape& predicate = OperandShape(i, 0);
  if (predicate.Rank() != 0) TMB_CHECK_OK(CheckSameDims(i, 0, 2));
  return OperandShape(i, 1);
}

Result<Shape> InferClamp(const Instruction& i) {
  const Shape& value = OperandShape(i, 1);
  const Shape scalar = ArrayShape(value.type, {});
  for (const size_t n : {size_t{0}, size_t{2}}) {
    if (!SameShape(OperandShape(i, n), scalar)) TMB_CHECK_OK(CheckOperand(i, n, value));
  }
  return value;
}

Result<Shape> InferIsFinite(const Instruction& i) { return ArrayShape(Type::kPred, OperandShape(i, 0).dims); }

Result<Shape> InferConvert(const Instruction& i) {
  TMB_ASSIGN(Shape shape, WrittenType(i));
  if (IsComplex(OperandShape(i, 0).type) && !IsComplex(shape.type)) {
    return Malformed(fmt::format("cannot convert {} to {}", OperandShape(i, 0).ToString(), shape.ToString()));
  }
  return shape;
}

// Between types of different width the ratio is a last dimension of the narrower one.
Result<Shape> InferBitcastConvert(const Instruction& i) {
  TMB_ASSIGN(Shape shape, WrittenType(i));
  const Shape& operand = OperandShape(i, 0);
  const int64_t from = BitWidth(operand.type), to = BitWidth(shape.type);
  if (IsComplex(operand.type) != IsComplex(shape.type) || (from % to != 0 && to % from != 0)) {
    return Malformed(
        fmt::format("cannot reinterpret {} as {}", TypeName(operand.type), TypeName(shape.type)));
  }
  if (from > to) shape.dims.push_back(from / to);
  if (from < to) {
    if (shape.dims.empty() || shape.dims.back() != to / from) {
      return OperandIs(i, 0, fmt::format("an array whose last dimension is {}", to / from));
    }
    shape.dims.pop_back();
  }
  return shape;
}

Result<Shape> InferReducePrecision(const Instruction& i) {
  if (i.exponent_bits < 1 || i.mantissa_bits < 0 || i.exponent_bits > 64 || i.mantissa_bits > 64) {
    return Malformed(fmt::format("{} exponent bits and {} mantissa bits make no format", i.exponent_bits,
                                 i.mantissa_bits));
  }
  return OperandShape(i, 0);
}

}  // namespace tmb::hlo
