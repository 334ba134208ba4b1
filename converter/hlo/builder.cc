// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Builder: leaves, element-wise operations and movement. Contraction and control are in
// builder_control.cc.

#include "converter/hlo/builder.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "converter/hlo/minifloat.h"
#include "converter/hlo/shape_rules.h"

namespace tmb::hlo {
namespace {

uint64_t FloatElement(Type type, double value) {
  if (std::isnan(value)) return NanBits(type, false, {}).value_or(0);
  if (const auto bits = FloatBits(type, value)) return *bits;
  return FloatBits(type, std::copysign(std::numeric_limits<double>::infinity(), value)).value_or(0);
}

void AppendElement(Type type, double value, std::vector<uint8_t>& data) {
  if (IsComplex(type)) {
    AppendElement(PartType(type), value, data);
    return AppendElement(PartType(type), 0, data);
  }
  uint64_t bits = 0;
  if (type == Type::kPred) {
    bits = value != 0;
  } else if (IsFloat(type)) {
    bits = FloatElement(type, value);
  } else {
    bits = value < 0 ? static_cast<uint64_t>(static_cast<int64_t>(value)) : static_cast<uint64_t>(value);
  }
  for (int64_t i = 0; i < TypeBytes(type); ++i) data.push_back(static_cast<uint8_t>(bits >> (8 * i)));
}

std::vector<SliceDimension> WholeSlice(const std::vector<int64_t>& dims) {
  std::vector<SliceDimension> slice;
  for (const int64_t extent : dims) slice.push_back({0, extent, 1});
  return slice;
}

}  // namespace

Shape MakeShape(Type type, std::vector<int64_t> dims) { return Shape{type, std::move(dims), {}, {}}; }

Type PartType(Type type) {
  if (type == Type::kC64) return Type::kF32;
  return type == Type::kC128 ? Type::kF64 : type;
}

Type ComplexOf(Type part) { return part == Type::kF64 ? Type::kC128 : Type::kC64; }

Builder::Builder(Module& module, Computation& computation, const Instruction& origin)
    : module_(module),
      computation_(computation),
      outermost_(&computation),
      origin_(origin),
      error_(std::make_shared<std::optional<Error>>()) {}

Value Builder::Add(std::string_view opcode, const std::vector<Value>& operands,
                   const std::function<void(Instruction&)>& attributes, const Shape& shape) {
  auto owned = std::make_unique<Instruction>();
  Instruction& instruction = *owned;
  instruction.name = fmt::format("{}.{}", origin_.name, computation_.instructions.size());
  instruction.opcode = opcode;
  instruction.shape = shape;
  instruction.source = origin_.source;
  instruction.text_line = origin_.text_line;
  instruction.text_column = origin_.text_column;
  for (const Value& operand : operands) instruction.operands.push_back(operand.get());
  if (attributes) attributes(instruction);
  const Rule* rule = FindRule(opcode);
  const Result<Shape> inferred = rule == nullptr ? Result<Shape>(shape) : rule->infer(instruction);
  if (inferred.ok()) {
    instruction.shape = inferred.value();
  } else if (!error_->has_value()) {
    std::string text =
        fmt::format("{}: expansion into {} is wrong: {}", origin_.name, opcode, inferred.error().text);
    *error_ = Error{ErrorKind::kRunFailed, std::move(text)};
  }
  computation_.instructions.push_back(std::move(owned));
  return {this, &instruction};
}

Value Builder::Copy(const Instruction& original, const std::vector<Value>& operands, const Shape& shape,
                    const std::function<void(Instruction&)>& changes) {
  return Add(
      original.opcode, operands,
      [&](Instruction& copy) {
        Instruction own = std::move(copy);
        copy = original;
        copy.name = std::move(own.name);
        copy.operands = std::move(own.operands);
        copy.shape = shape;
        copy.source = std::move(own.source);
        copy.text_line = own.text_line;
        copy.text_column = own.text_column;
        if (changes) changes(copy);
      },
      shape);
}

Value Builder::Parameter(int64_t number, const Shape& shape) {
  return Add(
      "parameter", {}, [number](Instruction& i) { i.parameter_number = number; }, shape);
}

Value Builder::Constant(Literal literal) {
  const Shape shape = literal.shape;
  auto shared = std::make_shared<const Literal>(std::move(literal));
  return Add(
      "constant", {}, [&shared](Instruction& i) { i.literal = shared; }, shape);
}

Value Builder::Scalar(Type type, double value) {
  Literal literal{MakeShape(type, {}), {}, {}};
  AppendElement(type, value, literal.data);
  return Constant(std::move(literal));
}

Value Builder::ScalarBits(Type type, uint64_t bits) {
  Literal literal{MakeShape(type, {}), {}, {}};
  for (int64_t i = 0; i < TypeBytes(type); ++i) {
    literal.data.push_back(i < 8 ? static_cast<uint8_t>(bits >> (8 * i)) : uint8_t{0});
  }
  return Constant(std::move(literal));
}

Value Builder::Array(Type type, const std::vector<double>& values, std::vector<int64_t> dims) {
  Literal literal{MakeShape(type, std::move(dims)), {}, {}};
  for (const double value : values) AppendElement(PartType(type), value, literal.data);
  return Constant(std::move(literal));
}

Value Builder::Full(Type type, double value, const std::vector<int64_t>& dims) {
  return BroadcastScalar(Scalar(type, value), dims);
}

Value Builder::Like(Value shape_of, double value) { return Full(shape_of.type(), value, shape_of.dims()); }

Value Builder::Iota(Type type, const std::vector<int64_t>& dims, int64_t dimension) {
  return Add(
      "iota", {}, [dimension](Instruction& i) { i.iota_dimension = dimension; }, MakeShape(type, dims));
}

Value Builder::Unary(std::string_view opcode, Value a) { return Add(opcode, {a}); }

Value Builder::Match(Value a, const std::vector<int64_t>& dims) {
  return a.Rank() == 0 && !dims.empty() ? BroadcastScalar(a, dims) : a;
}

Value Builder::Binary(std::string_view opcode, Value a, Value b) {
  return Add(opcode, {Match(a, b.dims()), Match(b, a.dims())});
}

Value Builder::Compare(std::string_view direction, Value a, Value b, std::string_view order) {
  return Add("compare", {Match(a, b.dims()), Match(b, a.dims())}, [&](Instruction& i) {
    i.direction = direction;
    i.compare_type = order;
  });
}

Value Builder::Compare(std::string_view direction, Value a, double b) {
  return Compare(direction, a, Scalar(a.type(), b));
}

Value Builder::Select(Value predicate, Value on_true, Value on_false) {
  const std::vector<int64_t>& dims = predicate.Rank() != 0 ? predicate.dims()
                                     : on_true.Rank() != 0 ? on_true.dims()
                                                           : on_false.dims();
  return Add("select", {Match(predicate, dims), Match(on_true, dims), Match(on_false, dims)});
}

Value Builder::Clamp(Value low, Value x, Value high) { return Add("clamp", {low, x, high}); }

Value Builder::Convert(Value a, Type type) {
  return a.type() == type ? a : Add("convert", {a}, {}, MakeShape(type, a.dims()));
}

Value Builder::BitcastConvert(Value a, Type type) {
  std::vector<int64_t> dims = a.dims();
  const int64_t from = TypeBytes(a.type()), to = TypeBytes(type);
  if (to > from) dims.pop_back();
  if (to < from) dims.push_back(from / to);
  return Add("bitcast-convert", {a}, {}, MakeShape(type, dims));
}

Value Builder::Real(Value a) { return IsComplex(a.type()) ? Unary("real", a) : a; }
Value Builder::Imag(Value a) { return IsComplex(a.type()) ? Unary("imag", a) : Like(a, 0); }
Value Builder::Conj(Value a) { return IsComplex(a.type()) ? Complex(Real(a), -Imag(a)) : a; }

Value Builder::Broadcast(Value a, const std::vector<int64_t>& dims, const std::vector<int64_t>& dimensions) {
  return Add(
      "broadcast", {a}, [&](Instruction& i) { i.dimensions = dimensions; }, MakeShape(a.type(), dims));
}

Value Builder::Reshape(Value a, const std::vector<int64_t>& dims) {
  return a.dims() == dims ? a : Add("reshape", {a}, {}, MakeShape(a.type(), dims));
}

Value Builder::Transpose(Value a, const std::vector<int64_t>& permutation) {
  return Add("transpose", {a}, [&](Instruction& i) { i.dimensions = permutation; });
}

Value Builder::TransposeMinor(Value a) {
  std::vector<int64_t> permutation(a.dims().size());
  std::iota(permutation.begin(), permutation.end(), 0);
  std::swap(permutation[permutation.size() - 1], permutation[permutation.size() - 2]);
  return Transpose(a, permutation);
}

Value Builder::Reverse(Value a, const std::vector<int64_t>& dimensions) {
  return Add("reverse", {a}, [&](Instruction& i) { i.dimensions = dimensions; });
}

Value Builder::Slice(Value a, const std::vector<SliceDimension>& slice) {
  return Add("slice", {a}, [&](Instruction& i) { i.slice = slice; });
}

Value Builder::SliceIn(Value a, int64_t dimension, int64_t start, int64_t limit, int64_t stride) {
  std::vector<SliceDimension> slice = WholeSlice(a.dims());
  slice[static_cast<size_t>(dimension)] = {start, limit, stride};
  return Slice(a, slice);
}

Value Builder::Pad(Value a, Value fill, const std::vector<PaddingDimension>& padding) {
  return Add("pad", {a, fill}, [&](Instruction& i) { i.padding = padding; });
}

Value Builder::Concatenate(const std::vector<Value>& parts, int64_t dimension) {
  if (parts.size() == 1) return parts[0];
  return Add("concatenate", parts, [dimension](Instruction& i) { i.dimensions = {dimension}; });
}

Value Builder::DynamicSlice(Value a, const std::vector<Value>& starts, const std::vector<int64_t>& sizes) {
  std::vector<Value> operands = {a};
  operands.insert(operands.end(), starts.begin(), starts.end());
  return Add("dynamic-slice", operands, [&](Instruction& i) { i.slice_sizes = sizes; });
}

Value Builder::DynamicUpdateSlice(Value a, Value update, const std::vector<Value>& starts) {
  std::vector<Value> operands = {a, update};
  operands.insert(operands.end(), starts.begin(), starts.end());
  return Add("dynamic-update-slice", operands);
}

Value Builder::DynamicSliceIn(Value a, int64_t dimension, Value index, int64_t size) {
  std::vector<Value> starts(a.dims().size(), Scalar(index.type(), 0));
  starts[static_cast<size_t>(dimension)] = index;
  std::vector<int64_t> sizes = a.dims();
  sizes[static_cast<size_t>(dimension)] = size;
  return DynamicSlice(a, starts, sizes);
}

Value Builder::DynamicUpdateSliceIn(Value a, Value update, int64_t dimension, Value index) {
  std::vector<Value> starts(a.dims().size(), Scalar(index.type(), 0));
  starts[static_cast<size_t>(dimension)] = index;
  return DynamicUpdateSlice(a, update, starts);
}

Value operator+(Value a, Value b) { return a.builder().Binary("add", a, b); }
Value operator-(Value a, Value b) { return a.builder().Binary("subtract", a, b); }
Value operator*(Value a, Value b) { return a.builder().Binary("multiply", a, b); }
Value operator/(Value a, Value b) { return a.builder().Binary("divide", a, b); }
Value operator+(Value a, double b) { return a + a.builder().Scalar(a.type(), b); }
Value operator-(Value a, double b) { return a - a.builder().Scalar(a.type(), b); }
Value operator*(Value a, double b) { return a * a.builder().Scalar(a.type(), b); }
Value operator/(Value a, double b) { return a / a.builder().Scalar(a.type(), b); }
Value operator+(double a, Value b) { return b.builder().Scalar(b.type(), a) + b; }
Value operator-(double a, Value b) { return b.builder().Scalar(b.type(), a) - b; }
Value operator*(double a, Value b) { return b.builder().Scalar(b.type(), a) * b; }
Value operator/(double a, Value b) { return b.builder().Scalar(b.type(), a) / b; }
Value operator-(Value a) { return a.builder().Unary("negate", a); }
Value operator&(Value a, Value b) { return a.builder().Binary("and", a, b); }
Value operator|(Value a, Value b) { return a.builder().Binary("or", a, b); }
Value operator^(Value a, Value b) { return a.builder().Binary("xor", a, b); }
Value operator!(Value a) { return a.builder().Unary("not", a); }

}  // namespace tmb::hlo
