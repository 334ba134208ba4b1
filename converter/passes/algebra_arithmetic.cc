// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Arithmetic rules. Most keep every bit but the payload of a NaN. Four change the last bit or
// the sign of a zero; XLA's own simplifier does the same (jax.jit of each shows it), so
// results are as near to it as without them:
//
//     x + 0              x                 -0 stays -0
//     x / constant       x * (1/constant)  where that is a normal number
//     x / broadcast(y)   x * broadcast(1/y)     one division a row: softmax, normalization
//     (x * a) * b        x * (a * b)       constants whose product is a normal number; + alike

#include <cmath>
#include <limits>

#include "converter/lower/expression.h"
#include "converter/passes/algebra.h"

namespace tmb {
namespace {

using hlo::Builder;
using hlo::Instruction;
using hlo::Value;

bool IsFloatType(const Instruction& i) { return hlo::IsFloat(i.shape.type); }
bool IsInteger(const Instruction& i) {
  const hlo::Type type = i.shape.type;
  return hlo::IsSigned(type) || hlo::IsUnsigned(type) || type == hlo::Type::kPred;
}
bool IsOpcode(const Instruction* i, std::string_view opcode) { return i->opcode == opcode; }

// `value` when it has the shape of what it shall stand for.
Instruction* Stands(Instruction* value, const Instruction& instruction) {
  return hlo::SameShape(value->shape, instruction.shape) ? value : nullptr;
}

// A constant of all bits set: the identity of and.
bool IsAllOnes(const Instruction& value) {
  const auto integer = IntegerSplat(value);
  if (!integer.has_value()) return false;
  if (value.shape.type == hlo::Type::kPred) return *integer == 1;
  if (hlo::IsSigned(value.shape.type)) return *integer == -1;
  const int64_t bits = 8 * hlo::TypeBytes(value.shape.type);
  return value.shape.type != hlo::Type::kU4 && bits < 64 && *integer == (int64_t{1} << bits) - 1;
}

// The same number everywhere, of the shape of `like`.
Instruction* Full(Builder& b, const Instruction& like, double number) {
  return b.Full(like.shape.type, number, like.shape.dims).get();
}

Instruction* OperandBesideZero(Builder&, const Instruction& i) {  // add, or, xor
  for (const size_t zero : {size_t{1}, size_t{0}}) {
    if (IsNumber(*i.operands[zero], 0) || (IsFloatType(i) && IsNumber(*i.operands[zero], -0.0)))
      return i.operands[1 - zero];
  }
  return nullptr;
}

Instruction* FirstOverZero(Builder&, const Instruction& i) {  // subtract, shifts
  return IsNumber(*i.operands[1], 0) ? i.operands[0] : nullptr;
}

Instruction* OperandBesideOne(Builder&, const Instruction& i) {  // multiply
  for (const size_t one : {size_t{1}, size_t{0}}) {
    if (IsNumber(*i.operands[one], 1)) return i.operands[1 - one];
  }
  return nullptr;
}

Instruction* FirstOverOne(Builder&, const Instruction& i) {  // divide, power
  return IsNumber(*i.operands[1], 1) ? i.operands[0] : nullptr;
}

Instruction* ZeroBesideZero(Builder&, const Instruction& i) {  // multiply and and of integers
  if (!IsInteger(i)) return nullptr;
  for (Instruction* operand : i.operands) {
    if (IsNumber(*operand, 0)) return operand;
  }
  return nullptr;
}

Instruction* OperandBesideAllOnes(Builder&, const Instruction& i) {  // and
  for (const size_t ones : {size_t{1}, size_t{0}}) {
    if (IsAllOnes(*i.operands[ones])) return i.operands[1 - ones];
  }
  return nullptr;
}

Instruction* AllOnesBesideAllOnes(Builder&, const Instruction& i) {  // or
  for (Instruction* operand : i.operands) {
    if (IsAllOnes(*operand)) return operand;
  }
  return nullptr;
}

Instruction* OperandOfEqualOnes(Builder&, const Instruction& i) {  // and, or, maximum, minimum
  return i.operands[0] == i.operands[1] ? i.operands[0] : nullptr;
}

Instruction* ZeroOfEqualOnes(Builder& b, const Instruction& i) {  // subtract and xor of integers
  return IsInteger(i) && i.operands[0] == i.operands[1] ? Full(b, i, 0) : nullptr;
}

// maximum with the least value of all, minimum with the greatest.
Instruction* OperandBesideBound(Builder&, const Instruction& i) {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const size_t bound : {size_t{1}, size_t{0}}) {
    const auto number = FloatSplat(*i.operands[bound]);
    if (number.has_value() && *number == (i.opcode == "maximum" ? -infinity : infinity))
      return i.operands[1 - bound];
  }
  return nullptr;
}

Instruction* WithoutTwice(Builder&, const Instruction& i) {  // negate, not
  return IsOpcode(i.operands[0], i.opcode) ? i.operands[0]->operands[0] : nullptr;
}

Instruction* AbsOfSignless(Builder& b, const Instruction& i) {
  Instruction* operand = i.operands[0];
  if (IsOpcode(operand, "abs")) return Stands(operand, i);
  const bool drops = IsOpcode(operand, "negate") && Stands(operand->operands[0], i) != nullptr;
  return drops ? b.Unary("abs", b.Use(operand->operands[0])).get() : nullptr;
}

Instruction* CompareOfEqualOnes(Builder& b, const Instruction& i) {
  if (i.operands[0] != i.operands[1] || !IsInteger(*i.operands[0])) return nullptr;
  return Full(b, i, i.direction == "EQ" || i.direction == "LE" || i.direction == "GE" ? 1 : 0);
}

// A predicate compared with a constant one, and unsigned numbers with 0.
Instruction* CompareWithBound(Builder& b, const Instruction& i) {
  Instruction* left = i.operands[0];
  const auto right = IntegerSplat(*i.operands[1]);
  if (!right.has_value()) return nullptr;
  const bool is_pred = left->shape.type == hlo::Type::kPred;
  if (*right == 0 && (is_pred || hlo::IsUnsigned(left->shape.type))) {
    if (i.direction == "LT") return Full(b, i, 0);
    if (i.direction == "GE") return Full(b, i, 1);
  }
  if (!is_pred || (i.direction != "EQ" && i.direction != "NE")) return nullptr;
  const bool keeps = (i.direction == "EQ") == (*right == 1);
  return keeps ? left : b.Unary("not", b.Use(left)).get();
}

Instruction* SelectKnown(Builder& b, const Instruction& i) {
  Instruction *predicate = i.operands[0], *on_true = i.operands[1], *on_false = i.operands[2];
  if (on_true == on_false) return on_true;
  if (const auto known = IntegerSplat(*predicate)) return *known != 0 ? on_true : on_false;
  if (IsOpcode(predicate, "not"))
    return b.Select(b.Use(predicate->operands[0]), b.Use(on_false), b.Use(on_true)).get();
  if (i.shape.type != hlo::Type::kPred || !hlo::SameShape(predicate->shape, i.shape)) return nullptr;
  if (IsNumber(*on_true, 1) && IsNumber(*on_false, 0)) return predicate;
  return IsNumber(*on_true, 0) && IsNumber(*on_false, 1) ? b.Unary("not", b.Use(predicate)).get() : nullptr;
}

// Whether every value of `from` is one of `to`.
bool Holds(hlo::Type to, hlo::Type from) {
  if (from == hlo::Type::kPred) return to != hlo::Type::kPred;
  const int64_t from_bytes = hlo::TypeBytes(from), to_bytes = hlo::TypeBytes(to);
  if (hlo::IsFloat(from)) {
    return hlo::IsFloat(to) && (to == hlo::Type::kF64 || (to == hlo::Type::kF32 && from_bytes <= 2));
  }
  if (hlo::IsSigned(from)) return hlo::IsSigned(to) && to_bytes > from_bytes;
  return hlo::IsUnsigned(from) && (hlo::IsSigned(to) || hlo::IsUnsigned(to)) && to_bytes > from_bytes;
}

// x -> wider -> y as x -> y.
Instruction* ConvertTwice(Builder& b, const Instruction& i) {
  if (!IsOpcode(i.operands[0], "convert")) return nullptr;
  Instruction* x = i.operands[0]->operands[0];
  if (!Holds(i.operands[0]->shape.type, x->shape.type)) return nullptr;
  if (x->shape.type == hlo::Type::kPred && !IsInteger(i) && !IsFloatType(i)) return nullptr;
  return b.Convert(b.Use(x), i.shape.type).get();
}

// Whether the number is normal in the float type of `like`, and so as exact as any.
bool IsNormal(const Instruction& like, double number) {
  const bool wide = like.shape.type == hlo::Type::kF64;
  return wide ? std::isnormal(number) : std::isnormal(static_cast<float>(number));
}
bool HasReciprocals(const Instruction& i) {
  return i.shape.type == hlo::Type::kF32 || i.shape.type == hlo::Type::kF64;
}

Instruction* TimesReciprocal(Builder& b, const Instruction& i) {
  const auto divisor = FloatSplat(*i.operands[1]);
  if (!HasReciprocals(i) || !divisor.has_value() || FloatSplat(*i.operands[0]).has_value()) return nullptr;
  const double inverse = 1 / *divisor;
  if (!IsNormal(i, inverse) || !IsNormal(i, *divisor)) return nullptr;
  return (b.Use(i.operands[0]) * inverse).get();
}

// A divisor that repeats is inverted once for all its copies, when that saves more than an
// instruction's set-up: a division takes 14 cycles, a small Map some 400.
Instruction* TimesRepeatedReciprocal(Builder& b, const Instruction& i) {
  const Instruction& divisor = *i.operands[1];
  if (!HasReciprocals(i) || !IsOpcode(&divisor, "broadcast") || FloatSplat(divisor).has_value())
    return nullptr;
  const Value y = b.Use(divisor.operands[0]);
  constexpr int64_t kMinSaved = 32;
  if (i.shape.Elements() - y.shape().Elements() < kMinSaved) return nullptr;
  return (b.Use(i.operands[0]) * b.Broadcast(1.0 / y, i.shape.dims, divisor.dimensions)).get();
}

Instruction* PowerOfSmall(Builder& b, const Instruction& i) {
  if (!IsFloatType(i)) return nullptr;
  const Value x = b.Use(i.operands[0]);
  if (IsNumber(*i.operands[1], 2)) return (x * x).get();
  return IsNumber(*i.operands[1], -1) ? (1.0 / x).get() : nullptr;
}

// (x op a) op b with constants a and b.
Instruction* JoinConstants(Builder& b, const Instruction& i) {
  const Instruction& inner = *i.operands[0];
  if (!HasReciprocals(i) || inner.opcode != i.opcode) return nullptr;
  const auto first = FloatSplat(*inner.operands[1]), second = FloatSplat(*i.operands[1]);
  if (!first.has_value() || !second.has_value() || !IsNormal(i, *first) || !IsNormal(i, *second))
    return nullptr;
  const bool wide = i.shape.type == hlo::Type::kF64;
  const double joined = i.opcode == "add" ? *first + *second : *first * *second;
  if (wide || !IsNormal(i, joined)) return nullptr;
  const Value x = b.Use(inner.operands[0]);
  return b.Binary(i.opcode, x, b.Scalar(i.shape.type, joined)).get();
}

// Constants stand on the right, where the other rules look for them.
Instruction* ConstantToTheRight(Builder& b, const Instruction& i) {
  const auto is_splat = [](const Instruction& value) {
    return FloatSplat(value).has_value() || IntegerSplat(value).has_value();
  };
  if (!is_splat(*i.operands[0]) || is_splat(*i.operands[1])) return nullptr;
  return b.Binary(i.opcode, b.Use(i.operands[1]), b.Use(i.operands[0])).get();
}

// a + -b as a - b, a - -b as a + b.
Instruction* WithoutNegation(Builder& b, const Instruction& i) {
  const Value left = b.Use(i.operands[0]), right = b.Use(i.operands[1]);
  const std::string_view other = i.opcode == "add" ? "subtract" : "add";
  if (IsOpcode(right.get(), "negate")) return b.Binary(other, left, b.Use(right.get()->operands[0])).get();
  if (i.opcode != "add" || !IsOpcode(left.get(), "negate")) return nullptr;
  return b.Binary(other, right, b.Use(left.get()->operands[0])).get();
}

constexpr AlgebraRule kRules[] = {
    {"abs", AbsOfSignless},
    {"add", OperandBesideZero},
    {"add", ConstantToTheRight},
    {"add", JoinConstants},
    {"add", WithoutNegation},
    {"and", OperandBesideAllOnes},
    {"and", ZeroBesideZero},
    {"and", OperandOfEqualOnes},
    {"compare", CompareOfEqualOnes},
    {"compare", CompareWithBound},
    {"convert", ConvertTwice},
    {"divide", FirstOverOne},
    {"divide", TimesReciprocal},
    {"divide", TimesRepeatedReciprocal},
    {"maximum", OperandOfEqualOnes},
    {"maximum", OperandBesideBound},
    {"minimum", OperandOfEqualOnes},
    {"minimum", OperandBesideBound},
    {"multiply", OperandBesideOne},
    {"multiply", ZeroBesideZero},
    {"multiply", ConstantToTheRight},
    {"multiply", JoinConstants},
    {"negate", WithoutTwice},
    {"not", WithoutTwice},
    {"or", OperandBesideZero},
    {"or", AllOnesBesideAllOnes},
    {"or", OperandOfEqualOnes},
    {"power", FirstOverOne},
    {"power", PowerOfSmall},
    {"select", SelectKnown},
    {"shift-left", FirstOverZero},
    {"shift-right-arithmetic", FirstOverZero},
    {"shift-right-logical", FirstOverZero},
    {"subtract", FirstOverZero},
    {"subtract", WithoutNegation},
    {"subtract", ZeroOfEqualOnes},
    {"xor", OperandBesideZero},
    {"xor", ZeroOfEqualOnes},
};

}  // namespace

AlgebraRules ArithmeticRules() { return {std::begin(kRules), std::end(kRules)}; }

}  // namespace tmb
