// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Builder: makes HLO instructions with C++ expressions. Expansions use it to write an
// operation as simpler ones:
//
//     Value x = b.Use(instruction.operands[0]);
//     Value y = b.Reduce("add", x * x, {1}) / 2.0;
//
// Shapes come from the rules of shape_rules.h. A mistake (operands that do not fit) is a
// bug of the expansion: the first one is kept and error() tells.
#ifndef TMB_CONVERTER_HLO_BUILDER_H_
#define TMB_CONVERTER_HLO_BUILDER_H_

#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "converter/hlo/ir.h"

namespace tmb::hlo {

class Builder;

// An instruction with its builder, so that arithmetic reads as such. Numbers take the type of
// the value beside them; of two arrays a rank-0 one is broadcast.
class Value {
 public:
  Value() = default;
  Value(Builder* builder, Instruction* instruction) : builder_(builder), instruction_(instruction) {}

  Builder& builder() const { return *builder_; }
  Instruction* get() const { return instruction_; }
  explicit operator bool() const { return instruction_ != nullptr; }
  const Shape& shape() const { return instruction_->shape; }
  Type type() const { return instruction_->shape.type; }
  const std::vector<int64_t>& dims() const { return instruction_->shape.dims; }
  int64_t dim(size_t i) const { return instruction_->shape.dims[i]; }
  int64_t Rank() const { return instruction_->shape.Rank(); }

 private:
  Builder* builder_ = nullptr;
  Instruction* instruction_ = nullptr;
};

Value operator+(Value a, Value b);
Value operator-(Value a, Value b);
Value operator*(Value a, Value b);
Value operator/(Value a, Value b);
Value operator+(Value a, double b);
Value operator-(Value a, double b);
Value operator*(Value a, double b);
Value operator/(Value a, double b);
Value operator+(double a, Value b);
Value operator-(double a, Value b);
Value operator*(double a, Value b);
Value operator/(double a, Value b);
Value operator-(Value a);
Value operator&(Value a, Value b);
Value operator|(Value a, Value b);
Value operator^(Value a, Value b);
Value operator!(Value a);

class Builder {
 public:
  // Appends to `computation`; instructions get `origin`'s source, and names made from its name.
  Builder(Module& module, Computation& computation, const Instruction& origin);

  // ---- leaves
  Value Use(Instruction* instruction) { return {this, instruction}; }
  Value Parameter(int64_t number, const Shape& shape);
  Value Constant(Literal literal);
  Value Scalar(Type type, double value);       // complex: imaginary part 0
  Value ScalarBits(Type type, uint64_t bits);  // little-endian bytes of the element
  Value Array(Type type, const std::vector<double>& values,
              std::vector<int64_t> dims);  // constant; complex: pairs
  Value Full(Type type, double value, const std::vector<int64_t>& dims);
  Value Like(Value shape_of, double value);  // a constant of that type and those dims
  Value Iota(Type type, const std::vector<int64_t>& dims, int64_t dimension);

  // ---- element-wise; any opcode whose result has the operands' shape
  Value Unary(std::string_view opcode, Value a);
  Value Binary(std::string_view opcode, Value a, Value b);
  Value Compare(std::string_view direction, Value a, Value b, std::string_view order = "");
  Value Lt(Value a, Value b) { return Compare("LT", a, b); }
  Value Le(Value a, Value b) { return Compare("LE", a, b); }
  Value Gt(Value a, Value b) { return Compare("GT", a, b); }
  Value Ge(Value a, Value b) { return Compare("GE", a, b); }
  Value Eq(Value a, Value b) { return Compare("EQ", a, b); }
  Value Ne(Value a, Value b) { return Compare("NE", a, b); }
  Value Compare(std::string_view direction, Value a, double b);
  Value Select(Value predicate, Value on_true, Value on_false);  // rank-0 ones are broadcast
  Value Clamp(Value low, Value x, Value high);
  Value Convert(Value a, Type type);
  Value BitcastConvert(Value a, Type type);  // changes the minor dimension with the width
  Value Complex(Value real, Value imaginary) { return Binary("complex", real, imaginary); }
  Value Real(Value a);  // of a real value: itself
  Value Imag(Value a);  // of a real value: zeros
  Value Conj(Value a);  // of a real value: itself

  // ---- movement
  Value Broadcast(Value a, const std::vector<int64_t>& dims, const std::vector<int64_t>& dimensions);
  Value BroadcastScalar(Value a, const std::vector<int64_t>& dims) { return Broadcast(a, dims, {}); }
  Value Reshape(Value a, const std::vector<int64_t>& dims);
  Value Transpose(Value a, const std::vector<int64_t>& permutation);
  Value TransposeMinor(Value a);  // exchanges the last two dimensions
  Value Reverse(Value a, const std::vector<int64_t>& dimensions);
  Value Slice(Value a, const std::vector<SliceDimension>& slice);
  Value SliceIn(Value a, int64_t dimension, int64_t start, int64_t limit, int64_t stride = 1);
  Value Pad(Value a, Value fill, const std::vector<PaddingDimension>& padding);
  Value Concatenate(const std::vector<Value>& parts, int64_t dimension);
  Value DynamicSlice(Value a, const std::vector<Value>& starts, const std::vector<int64_t>& sizes);
  Value DynamicUpdateSlice(Value a, Value update, const std::vector<Value>& starts);
  // Rows `index` (s32 scalar) of dimension `dimension`: extent 1 there.
  Value DynamicSliceIn(Value a, int64_t dimension, Value index, int64_t size = 1);
  Value DynamicUpdateSliceIn(Value a, Value update, int64_t dimension, Value index);

  // ---- contraction
  Value Dot(Value lhs, Value rhs, const DotDimensions& dimensions, std::optional<Type> result = {});
  // lhs [..., m, k] x rhs [..., k, n] with equal leading dimensions.
  Value MatMul(Value lhs, Value rhs);
  // Reduces with the computation of one opcode ("add", "maximum", "and", ...) from its identity.
  Value Reduce(std::string_view opcode, Value a, const std::vector<int64_t>& dimensions);
  // The value x with x op y = y: add, multiply, minimum, maximum, and, or, xor.
  Value Identity(std::string_view opcode, Type type);
  // `body` gets (accumulators..., values...) as scalars and returns the new accumulators.
  using ScalarBody = std::function<std::vector<Value>(Builder&, const std::vector<Value>&)>;
  std::vector<Value> Reduce(const std::vector<Value>& inputs, const std::vector<Value>& initial,
                            const std::vector<int64_t>& dimensions, const ScalarBody& body);

  // ---- control and structure; bodies see outer values only through the state
  using State = std::vector<Value>;
  State While(const State& initial, const std::function<Value(Builder&, const State&)>& condition,
              const std::function<State(Builder&, const State&)>& body);
  // body(b, i, state) for i = first .. limit-1; i is s32.
  State For(int64_t first, int64_t limit, const State& initial,
            const std::function<State(Builder&, Value, const State&)>& body);
  State Conditional(Value predicate, const State& operands,
                    const std::function<State(Builder&, const State&)>& on_true,
                    const std::function<State(Builder&, const State&)>& on_false);
  Value Tuple(const std::vector<Value>& parts);
  Value GetTupleElement(Value tuple, int64_t index);

  // A new computation filled by `fill`, whose results are its root (several: a tuple).
  Computation* MakeComputation(
      std::string_view name, const std::vector<Shape>& parameters,
      const std::function<std::vector<Value>(Builder&, const std::vector<Value>&)>& fill,
      bool tuple_root = false);
  // A computation of two scalars of `type` joined by `opcode`.
  Computation* ReducerOf(std::string_view opcode, Type type);

  // Any other instruction: opcode, operands and attributes set by `attributes`; the shape is inferred,
  // or `shape` when the rule leaves it open.
  Value Add(std::string_view opcode, const std::vector<Value>& operands,
            const std::function<void(Instruction&)>& attributes = {}, const Shape& shape = {});

  // `original` with other operands and another shape, and what `changes` sets.
  Value Copy(const Instruction& original, const std::vector<Value>& operands, const Shape& shape,
             const std::function<void(Instruction&)>& changes = {});

  Module& module() { return module_; }
  const std::optional<Error>& error() const { return *error_; }

 private:
  friend class Value;
  Value Match(Value a, const std::vector<int64_t>& dims);

  Module& module_;
  Computation& computation_;
  const Computation* outermost_;  // the computation of the module that this one is built for
  const Instruction& origin_;
  std::shared_ptr<std::optional<Error>> error_;  // shared with the builders of inner computations
};

Shape MakeShape(Type type, std::vector<int64_t> dims);
// The real type of a complex one's parts; real types: themselves.
Type PartType(Type type);
// The complex type with such parts.
Type ComplexOf(Type part);

}  // namespace tmb::hlo

#endif  // TMB_CONVERTER_HLO_BUILDER_H_
