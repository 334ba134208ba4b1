// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Builder: contraction, reduction, loops and the computations that they call.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "converter/hlo/builder.h"
#include "converter/hlo/minifloat.h"

namespace tmb::hlo {
namespace {

// Bits of a number of up to 8 bits, or of an integer: 4 of s4, which takes a byte.
int WidthOf(Type type) { return std::stoi(std::string(TypeName(type).substr(1))); }

// Infinity, or the largest number of a type without it.
double GreatestFloat(Type type) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (FloatBits(type, kInfinity).has_value()) return kInfinity;
  uint64_t bits = ~uint64_t{0} >> (65 - WidthOf(type));
  while (std::isnan(FloatValue(type, bits))) --bits;
  return FloatValue(type, bits);
}

}  // namespace

Value Builder::Dot(Value lhs, Value rhs, const DotDimensions& dimensions, std::optional<Type> result) {
  const Shape hint = result.has_value() ? MakeShape(*result, {}) : Shape{};
  return Add(
      "dot", {lhs, rhs}, [&](Instruction& i) { i.dot = dimensions; }, hint);
}

Value Builder::MatMul(Value lhs, Value rhs) {
  DotDimensions dimensions;
  for (int64_t d = 0; d + 2 < lhs.Rank(); ++d) {
    dimensions.lhs_batch.push_back(d);
    dimensions.rhs_batch.push_back(d);
  }
  dimensions.lhs_contracting = {lhs.Rank() - 1};
  dimensions.rhs_contracting = {rhs.Rank() - 2};
  return Dot(lhs, rhs, dimensions);
}

Value Builder::Identity(std::string_view opcode, Type type) {
  if (opcode == "multiply") return Scalar(type, 1);
  const bool least = opcode == "maximum", greatest = opcode == "minimum" || opcode == "and";
  if (!least && !greatest) return Scalar(type, 0);
  if (type == Type::kPred) return Scalar(type, greatest ? 1 : 0);
  if (IsFloat(type)) return Scalar(type, greatest ? GreatestFloat(type) : -GreatestFloat(type));
  const uint64_t all = ~uint64_t{0} >> (64 - WidthOf(type));
  if (opcode == "and") return ScalarBits(type, IsSigned(type) ? ~uint64_t{0} : all);
  if (!IsSigned(type)) return ScalarBits(type, greatest ? all : 0);
  return ScalarBits(type, greatest ? all >> 1 : ~(all >> 1));
}

Value Builder::Reduce(std::string_view opcode, Value a, const std::vector<int64_t>& dimensions) {
  const Value initial = Identity(opcode, a.type());
  return Add("reduce", {a, initial}, [&](Instruction& i) {
    i.dimensions = dimensions;
    i.called = {ReducerOf(opcode, a.type())};
  });
}

std::vector<Value> Builder::Reduce(const std::vector<Value>& inputs, const std::vector<Value>& initial,
                                   const std::vector<int64_t>& dimensions, const ScalarBody& body) {
  std::vector<Shape> scalars;
  for (const Value& input : inputs) scalars.push_back(MakeShape(input.type(), {}));
  scalars.insert(scalars.end(), scalars.begin(), scalars.end());
  Computation* reducer = MakeComputation("reducer", scalars, body);
  std::vector<Value> operands = inputs;
  operands.insert(operands.end(), initial.begin(), initial.end());
  const Value result = Add("reduce", operands, [&](Instruction& i) {
    i.dimensions = dimensions;
    i.called = {reducer};
  });
  if (inputs.size() == 1) return {result};
  std::vector<Value> results;
  for (size_t i = 0; i < inputs.size(); ++i)
    results.push_back(GetTupleElement(result, static_cast<int64_t>(i)));
  return results;
}

Builder::State Builder::While(const State& initial,
                              const std::function<Value(Builder&, const State&)>& condition,
                              const std::function<State(Builder&, const State&)>& body) {
  const Value init = Tuple(initial);
  const auto unpacked = [](Builder& b, const Value& tuple) {
    State state;
    for (size_t i = 0; i < tuple.shape().tuple.size(); ++i) {
      state.push_back(b.GetTupleElement(tuple, static_cast<int64_t>(i)));
    }
    return state;
  };
  Computation* condition_computation =
      MakeComputation("condition", {init.shape()}, [&](Builder& b, const State& parameters) {
        return std::vector<Value>{condition(b, unpacked(b, parameters[0]))};
      });
  Computation* body_computation = MakeComputation(
      "body", {init.shape()},
      [&](Builder& b, const State& parameters) { return body(b, unpacked(b, parameters[0])); }, true);
  const Value loop = Add("while", {init}, [&](Instruction& i) {
    i.called = {condition_computation, body_computation};
  });
  return unpacked(*this, loop);
}

Builder::State Builder::For(int64_t first, int64_t limit, const State& initial,
                            const std::function<State(Builder&, Value, const State&)>& body) {
  State state = {Scalar(Type::kS32, static_cast<double>(first))};
  state.insert(state.end(), initial.begin(), initial.end());
  state = While(
      state,
      [limit](Builder& b, const State& s) { return b.Compare("LT", s[0], static_cast<double>(limit)); },
      [&body](Builder& b, const State& s) {
        State next = {s[0] + 1};
        const State results = body(b, s[0], State(s.begin() + 1, s.end()));
        next.insert(next.end(), results.begin(), results.end());
        return next;
      });
  return State(state.begin() + 1, state.end());
}

Builder::State Builder::Conditional(Value predicate, const State& operands,
                                    const std::function<State(Builder&, const State&)>& on_true,
                                    const std::function<State(Builder&, const State&)>& on_false) {
  const Value arguments = Tuple(operands);
  const auto branch = [&](std::string_view name, const std::function<State(Builder&, const State&)>& fill) {
    return MakeComputation(
        name, {arguments.shape()},
        [&](Builder& b, const State& parameters) {
          State state;
          for (size_t i = 0; i < operands.size(); ++i) {
            state.push_back(b.GetTupleElement(parameters[0], static_cast<int64_t>(i)));
          }
          return fill(b, state);
        },
        true);
  };
  Computation* true_computation = branch("on_true", on_true);
  Computation* false_computation = branch("on_false", on_false);
  const Value chosen = Add("conditional", {predicate, arguments, arguments}, [&](Instruction& i) {
    i.called = {true_computation, false_computation};
  });
  State results;
  for (size_t i = 0; i < chosen.shape().tuple.size(); ++i) {
    results.push_back(GetTupleElement(chosen, static_cast<int64_t>(i)));
  }
  return results;
}

Value Builder::Tuple(const std::vector<Value>& parts) { return Add("tuple", parts); }

Value Builder::GetTupleElement(Value tuple, int64_t index) {
  if (tuple.get()->opcode == "tuple") return Use(tuple.get()->operands[static_cast<size_t>(index)]);
  return Add("get-tuple-element", {tuple}, [index](Instruction& i) { i.tuple_index = index; });
}

Computation* Builder::MakeComputation(
    std::string_view name, const std::vector<Shape>& parameters,
    const std::function<std::vector<Value>(Builder&, const std::vector<Value>&)>& fill, bool tuple_root) {
  auto owned = std::make_unique<Computation>();
  Computation* computation = owned.get();
  computation->name = fmt::format("{}.{}.{}", origin_.name, name, module_.computations.size());
  Builder inner(module_, *computation, origin_);
  inner.error_ = error_;
  inner.outermost_ = outermost_;
  std::vector<Value> arguments;
  for (size_t i = 0; i < parameters.size(); ++i) {
    arguments.push_back(inner.Parameter(static_cast<int64_t>(i), parameters[i]));
  }
  const std::vector<Value> results = fill(inner, arguments);
  computation->root = results.size() == 1 && !tuple_root ? results[0].get() : inner.Tuple(results).get();
  // Callees come before their callers; those that `fill` made are there already.
  const auto caller = std::find_if(module_.computations.begin(), module_.computations.end(),
                                   [this](const auto& c) { return c.get() == outermost_; });
  module_.computations.insert(caller, std::move(owned));
  return computation;
}

Computation* Builder::ReducerOf(std::string_view opcode, Type type) {
  const Shape scalar = MakeShape(type, {});
  return MakeComputation(opcode, {scalar, scalar}, [&](Builder& b, const std::vector<Value>& parameters) {
    return std::vector<Value>{b.Binary(opcode, parameters[0], parameters[1])};
  });
}

}  // namespace tmb::hlo
