// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Element-wise operations: those on complex values, and functions of real ones that
// lowering does not know.

#include <fmt/format.h>

#include <algorithm>

#include "converter/expand/complex.h"
#include "converter/expand/expansions.h"
#include "converter/expand/real.h"

namespace tmb {

using hlo::Builder;
using hlo::Instruction;
using hlo::Type;
using hlo::Value;

namespace {

Parts Add(const Parts& a, const Parts& b) { return a + b; }
Parts Subtract(const Parts& a, const Parts& b) { return a - b; }
Parts Multiply(const Parts& a, const Parts& b) { return a * b; }
Parts Divide(const Parts& a, const Parts& b) { return a / b; }
Parts Negate(const Parts& a) { return -a; }

// Lexicographic: by the real part, then by the imaginary one.
Value LessOrEqual(const Parts& a, const Parts& b) {
  Builder& h = a.re.builder();
  return h.Lt(a.re, b.re) | (h.Eq(a.re, b.re) & h.Le(a.im, b.im));
}
Parts Minimum(const Parts& a, const Parts& b) { return Select(LessOrEqual(a, b), a, b); }
Parts Maximum(const Parts& a, const Parts& b) { return Select(LessOrEqual(b, a), a, b); }

template <typename Function>
struct Row {
  std::string_view opcode;
  Function apply;
};

using ComplexUnary = Parts (*)(const Parts&);
constexpr Row<ComplexUnary> kComplexUnary[] = {
    {"acos", Acos},         {"acosh", Acosh},
    {"asin", Asin},         {"asinh", Asinh},
    {"atan", Atan},         {"atanh", Atanh},
    {"cbrt", Cbrt},         {"cosh", Cosh},
    {"cosine", Cos},
    {"exponential", Exp},   {"exponential-minus-one", Expm1},
    {"log", Log},           {"log-plus-one", Log1p},
    {"logistic", Logistic}, {"negate", Negate},
    {"rsqrt", Rsqrt},       {"sign", Sign},
    {"sine", Sin},          {"sinh", Sinh},
    {"sqrt", Sqrt},         {"tan", Tan},
    {"tanh", Tanh},
};

using ComplexBinary = Parts (*)(const Parts&, const Parts&);
constexpr Row<ComplexBinary> kComplexBinary[] = {
    {"add", Add},         {"atan2", Atan2},       {"divide", Divide}, {"maximum", Maximum},
    {"minimum", Minimum}, {"multiply", Multiply}, {"power", Power},   {"subtract", Subtract},
};

using RealUnary = Value (*)(Value);
constexpr Row<RealUnary> kRealUnary[] = {
    {"acos", Acos}, {"acosh", Acosh}, {"asin", Asin}, {"asinh", Asinh},
    {"atan", Atan}, {"atanh", Atanh}, {"cosh", Cosh}, {"sinh", Sinh},
};

template <typename Function, size_t kCount>
Function Find(const Row<Function> (&rows)[kCount], std::string_view opcode) {
  const auto* row = std::find_if(std::begin(rows), std::end(rows), [opcode](const Row<Function>& candidate) {
    return candidate.opcode == opcode;
  });
  return row == std::end(rows) ? nullptr : row->apply;
}

// Narrow floats are computed in f32 and rounded once.
Value InF32(RealUnary function, Value x) {
  Builder& b = x.builder();
  const bool narrow = hlo::TypeBytes(x.type()) < 4;
  return narrow ? b.Convert(function(b.Convert(x, Type::kF32)), x.type()) : function(x);
}

bool HasComplexOperand(const Instruction& instruction) {
  return std::any_of(instruction.operands.begin(), instruction.operands.end(),
                     [](const Instruction* operand) { return hlo::IsComplex(operand->shape.type); });
}

}  // namespace

Result<Value> ExpandElementwise(Builder& b, const Instruction& instruction) {
  const std::string& opcode = instruction.opcode;
  const Value x = b.Use(instruction.operands[0]);
  if (!HasComplexOperand(instruction)) {
    const RealUnary apply = Find(kRealUnary, opcode);
    return apply == nullptr ? Value{} : InF32(apply, x);
  }
  if (opcode == "abs") return Abs(Split(x));
  if (const ComplexUnary apply = Find(kComplexUnary, opcode)) return Join(apply(Split(x)));
  if (const ComplexBinary apply = Find(kComplexBinary, opcode)) {
    return Join(apply(Split(x), Split(b.Use(instruction.operands[1]))));
  }
  return Unsupported(
      fmt::format("{} of {} is not defined", opcode, instruction.operands[0]->shape.ToString()));
}

Result<Value> ExpandCompare(Builder& b, const Instruction& compare) {
  if (!HasComplexOperand(compare)) return Value{};
  const Parts x = Split(b.Use(compare.operands[0])), y = Split(b.Use(compare.operands[1]));
  if (compare.direction == "EQ") return b.Eq(x.re, y.re) & b.Eq(x.im, y.im);
  if (compare.direction == "NE") return b.Ne(x.re, y.re) | b.Ne(x.im, y.im);
  return Unsupported(fmt::format("complex values have no order {}: compare their parts", compare.direction));
}

Result<Value> ExpandClamp(Builder& b, const Instruction& clamp) {
  if (!HasComplexOperand(clamp)) return Value{};
  const Value x = b.Use(clamp.operands[1]);
  const auto bound = [&](size_t i) {
    const Value value = b.Use(clamp.operands[i]);
    return Split(value.Rank() == x.Rank() ? value : b.BroadcastScalar(value, x.dims()));
  };
  return Join(Minimum(Maximum(Split(x), bound(0)), bound(2)));
}

// To complex; from complex to real does not exist.
Result<Value> ExpandConvert(Builder& b, const Instruction& convert) {
  const Type from = convert.operands[0]->shape.type, to = convert.shape.type, part = hlo::PartType(to);
  if (from == to || !hlo::IsComplex(to)) return Value{};
  if (!hlo::IsComplex(from)) {
    const Value re = b.Convert(b.Use(convert.operands[0]), part);
    return b.Complex(re, b.Like(re, 0));
  }
  const Parts x = Split(b.Use(convert.operands[0]));
  return b.Complex(b.Convert(x.re, part), b.Convert(x.im, part));
}

Result<Value> ExpandIota(Builder& b, const Instruction& iota) {
  if (!hlo::IsComplex(iota.shape.type)) return Value{};
  const Value re = b.Iota(hlo::PartType(iota.shape.type), iota.shape.dims, iota.iota_dimension);
  return b.Complex(re, b.Like(re, 0));
}

namespace {

// The parts of a small constant: offset 0 the real ones, 1 the imaginary ones.
Value PartOfConstant(Builder& b, const hlo::Literal& literal, size_t offset) {
  const Type type = hlo::PartType(literal.shape.type);
  const auto bytes = static_cast<size_t>(hlo::TypeBytes(type));
  hlo::Literal part{hlo::MakeShape(type, literal.shape.dims), {}, {}};
  for (size_t at = offset * bytes; at < literal.data.size(); at += 2 * bytes) {
    part.data.insert(part.data.end(), literal.data.begin() + static_cast<std::ptrdiff_t>(at),
                     literal.data.begin() + static_cast<std::ptrdiff_t>(at + bytes));
  }
  return b.Constant(std::move(part));
}

// Constants of more elements are read where they are: both forms would take memory.
constexpr size_t kSmallConstantBytes = 64;

}  // namespace

// real and imag of what is known in parts.
Result<Value> ExpandPart(Builder& b, const Instruction& instruction) {
  const size_t which = instruction.opcode == "real" ? 0 : 1;
  const Instruction& x = *instruction.operands[0];
  if (!hlo::IsComplex(x.shape.type))
    return which == 0 ? b.Use(instruction.operands[0]) : b.Imag(b.Use(instruction.operands[0]));
  if (x.opcode == "complex") return b.Use(x.operands[which]);
  if (x.opcode == "constant" && x.literal->data.size() <= kSmallConstantBytes) {
    return PartOfConstant(b, *x.literal, which);
  }
  if (x.opcode == "broadcast") {
    const Value inner = b.Unary(instruction.opcode, b.Use(x.operands[0]));
    return b.Broadcast(inner, x.shape.dims, x.dimensions);
  }
  return Value{};
}

}  // namespace tmb
