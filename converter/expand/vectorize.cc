// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Vectorize: each instruction on scalars is copied with the arrays' dims.

#include "converter/expand/vectorize.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <unordered_map>

#include "converter/hlo/shape_rules.h"

namespace tmb {
namespace {

using hlo::Builder;
using hlo::Computation;
using hlo::Instruction;
using hlo::Shape;
using hlo::Value;

bool IsScalar(const Shape& shape) { return shape.IsArray() && shape.Elements() == 1; }

bool IsElementwiseRule(const hlo::Rule* rule) {
  static constexpr decltype(hlo::Rule::infer) kElementwise[] = {
      hlo::InferSame,           hlo::InferRealPart,        hlo::InferComplex,  hlo::InferCompare,
      hlo::InferSelect,         hlo::InferClamp,           hlo::InferIsFinite, hlo::InferConvert,
      hlo::InferBitcastConvert, hlo::InferReducePrecision,
  };
  return rule != nullptr &&
         std::find(std::begin(kElementwise), std::end(kElementwise), rule->infer) != std::end(kElementwise);
}

// Moves the one element of a scalar, or nothing.
bool KeepsElement(const Instruction& instruction) {
  static constexpr std::string_view kOpcodes[] = {"broadcast", "reshape", "copy", "transpose", "bitcast"};
  return std::find(std::begin(kOpcodes), std::end(kOpcodes), instruction.opcode) != std::end(kOpcodes) &&
         IsScalar(instruction.operands[0]->shape) && IsScalar(instruction.shape);
}

std::vector<Value> LeavesOf(Builder& b, Value value) {
  if (!value.shape().IsTuple()) return {value};
  std::vector<Value> leaves;
  for (size_t i = 0; i < value.shape().tuple.size(); ++i) {
    const std::vector<Value> inner = LeavesOf(b, b.GetTupleElement(value, static_cast<int64_t>(i)));
    leaves.insert(leaves.end(), inner.begin(), inner.end());
  }
  return leaves;
}

// The value of `shape` whose leaves are `leaves`, from number `next`.
Value Rebuilt(Builder& b, const Shape& shape, const std::vector<Value>& leaves, size_t& next) {
  if (!shape.IsTuple()) return leaves[next++];
  std::vector<Value> parts;
  for (const Shape& element : shape.tuple) parts.push_back(Rebuilt(b, element, leaves, next));
  return b.Tuple(parts);
}

// Selection between arrays or, leaf by leaf, tuples.
Value SelectAll(Builder& b, Value predicate, Value on_true, Value on_false) {
  if (!on_true.shape().IsTuple()) return b.Select(predicate, on_true, on_false);
  std::vector<Value> parts;
  for (size_t i = 0; i < on_true.shape().tuple.size(); ++i) {
    const auto n = static_cast<int64_t>(i);
    parts.push_back(SelectAll(b, predicate, b.GetTupleElement(on_true, n), b.GetTupleElement(on_false, n)));
  }
  return b.Tuple(parts);
}

class Vectorizer {
 public:
  enum class Floats { kAsWritten, kWidened };  // widened: narrow ones are f32
  Vectorizer(Builder& builder, const std::vector<int64_t>& dims, Floats floats)
      : b_(builder), dims_(dims), floats_(floats) {}

  // `active` says which elements count; none: all of them.
  Result<Value> Run(const Computation& computation, const std::vector<Value>& arguments,
                    const std::optional<Value>& active) {
    std::unordered_map<const Instruction*, Value> known;
    for (const auto& instruction : computation.instructions) {
      if (instruction->opcode == "parameter") {
        known[instruction.get()] = arguments[static_cast<size_t>(instruction->parameter_number)];
        continue;
      }
      std::vector<Value> operands;
      for (const Instruction* operand : instruction->operands) operands.push_back(known.at(operand));
      TMB_ASSIGN(known[instruction.get()], Vectorized(*instruction, operands, active));
    }
    return known.at(computation.root);
  }

 private:
  Result<Value> Vectorized(const Instruction& instruction, const std::vector<Value>& operands,
                           const std::optional<Value>& active) {
    const std::string& opcode = instruction.opcode;
    if (opcode == "tuple") return b_.Tuple(operands);
    if (opcode == "get-tuple-element") return b_.GetTupleElement(operands[0], instruction.tuple_index);
    if (opcode == "conditional") return Conditional(instruction, operands, active);
    if (opcode == "while") return While(instruction, operands[0], active);
    if (opcode == "constant" && IsScalar(instruction.shape)) {
      hlo::Literal scalar = *instruction.literal;
      scalar.shape = hlo::MakeShape(instruction.shape.type, {});
      return Spread(b_.Convert(b_.Constant(std::move(scalar)), TypeOf(instruction.shape.type)));
    }
    if (KeepsElement(instruction)) return operands[0];
    if (IsElementwiseRule(hlo::FindRule(opcode)) && IsScalar(instruction.shape)) {
      return b_.Copy(instruction, operands, hlo::MakeShape(TypeOf(instruction.shape.type), dims_));
    }
    return Unsupported(fmt::format("its computation uses {} of {}, which is not element-wise", opcode,
                                   instruction.shape.ToString()));
  }

  hlo::Type TypeOf(hlo::Type type) const {
    const bool widens = floats_ == Floats::kWidened && hlo::IsFloat(type) && hlo::TypeBytes(type) < 4;
    return widens ? hlo::Type::kF32 : type;
  }

  Value Spread(Value scalar) { return dims_.empty() ? scalar : b_.BroadcastScalar(scalar, dims_); }

  static Value Both(const std::optional<Value>& active, Value predicate) {
    return active.has_value() ? *active & predicate : predicate;
  }

  // Every branch runs, its loops for the elements that take it; the last one takes all other indices.
  Result<Value> Conditional(const Instruction& conditional, const std::vector<Value>& operands,
                            const std::optional<Value>& active) {
    const Value index = operands[0];
    const size_t branches = conditional.called.size();
    std::optional<Value> others = active;
    std::vector<Value> chosen, results;
    for (size_t i = 0; i < branches; ++i) {
      std::optional<Value> takes = others;
      if (i + 1 < branches) {
        const Value picks =
            index.type() == hlo::Type::kPred ? index : b_.Compare("EQ", index, static_cast<double>(i));
        takes = Both(others, picks);
        others = Both(others, !picks);
        chosen.push_back(picks);
      }
      TMB_ASSIGN(const Value result, Run(*conditional.called[i], {operands[i + 1]}, takes));
      results.push_back(result);
    }
    Value result = results.back();
    for (size_t i = branches - 1; i-- > 0;) result = SelectAll(b_, chosen[i], results[i], result);
    return result;
  }

  // The state's leaves are carried, and behind them which elements count, throughout.
  Result<Value> While(const Instruction& loop, Value state, const std::optional<Value>& active) {
    std::vector<Value> initial = LeavesOf(b_, state);
    const size_t leaves = initial.size();
    if (active.has_value()) initial.push_back(*active);
    const auto whole = [&](Builder& b, const std::vector<Value>& s) {
      size_t next = 0;
      return Rebuilt(b, state.shape(), s, next);
    };
    std::optional<Error> error;
    const auto wants = [&](Builder& b, const std::vector<Value>& s) {
      const std::optional<Value> counts = s.size() > leaves ? std::optional<Value>(s.back()) : std::nullopt;
      const Result<Value> more = Vectorizer(b, dims_, floats_).Run(*loop.called[0], {whole(b, s)}, counts);
      if (more.ok()) return Both(counts, more.value());
      error = more.error();
      return b.Full(hlo::Type::kPred, 0, dims_);
    };
    const auto condition = [&](Builder& b, const std::vector<Value>& s) {
      std::vector<int64_t> all(dims_.size());
      std::iota(all.begin(), all.end(), 0);
      const Value some = wants(b, s);
      return all.empty() ? some : b.Reduce("or", some, all);
    };
    const auto body = [&](Builder& b, const std::vector<Value>& s) {
      const Value more = wants(b, s);
      const Result<Value> next = Vectorizer(b, dims_, floats_).Run(*loop.called[1], {whole(b, s)}, more);
      if (!next.ok()) {
        error = next.error();
        return s;
      }
      std::vector<Value> result = LeavesOf(b, next.value());
      for (size_t i = 0; i < leaves; ++i) result[i] = b.Select(more, result[i], s[i]);
      result.insert(result.end(), s.begin() + static_cast<std::ptrdiff_t>(leaves), s.end());
      return result;
    };
    const std::vector<Value> result = b_.While(initial, condition, body);
    if (error.has_value()) return *error;
    return whole(b_, result);
  }

  Builder& b_;
  const std::vector<int64_t> dims_;
  Floats floats_;
};

}  // namespace

Result<std::vector<Value>> Vectorize(Builder& b, const Computation& scalar,
                                     const std::vector<Value>& arrays) {
  Vectorizer vectorizer(b, arrays[0].dims(), Vectorizer::Floats::kAsWritten);
  TMB_ASSIGN(const Value result, vectorizer.Run(scalar, arrays, std::nullopt));
  return LeavesOf(b, result);
}

Result<Computation*> Widened(Builder& b, const Computation& scalar) {
  std::vector<Shape> parameters;
  for (const Instruction* parameter : scalar.Parameters()) {
    const bool narrow = hlo::IsFloat(parameter->shape.type) && hlo::TypeBytes(parameter->shape.type) < 4;
    parameters.push_back(hlo::MakeShape(narrow ? hlo::Type::kF32 : parameter->shape.type, {}));
  }
  std::optional<Error> error;
  Computation* widened =
      b.MakeComputation("widened", parameters, [&](Builder& inner, const std::vector<Value>& arguments) {
        Vectorizer vectorizer(inner, {}, Vectorizer::Floats::kWidened);
        const Result<Value> result = vectorizer.Run(scalar, arguments, std::nullopt);
        if (result.ok()) return std::vector<Value>{result.value()};
        error = result.error();
        return arguments;
      });
  if (error.has_value()) return *error;
  return widened;
}

bool HasLoop(const Computation& computation) {
  return std::any_of(computation.instructions.begin(), computation.instructions.end(),
                     [](const auto& instruction) {
                       return instruction->opcode == "while" ||
                              (instruction->opcode == "conditional" &&
                               std::any_of(instruction->called.begin(), instruction->called.end(),
                                           [](const Computation* branch) { return HasLoop(*branch); }));
                     });
}

bool HasControlFlow(const Computation& computation) {
  return std::any_of(computation.instructions.begin(), computation.instructions.end(),
                     [](const auto& instruction) {
                       return instruction->opcode == "while" || instruction->opcode == "conditional";
                     });
}

}  // namespace tmb
