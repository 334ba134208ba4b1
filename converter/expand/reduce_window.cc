// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Forms of reduce-window that lowering does not know: base dilation and, in O(n),
// cumulative windows.

#include <algorithm>

#include "converter/expand/cumulative.h"
#include "converter/expand/expansions.h"
#include "converter/expand/reducers.h"
#include "converter/expand/vectorize.h"

namespace tmb {

using hlo::Builder;
using hlo::Computation;
using hlo::Instruction;
using hlo::Type;
using hlo::Value;

std::optional<Value> NeutralElement(Builder& b, const Computation& body) {
  static constexpr std::string_view kOpcodes[] = {"add",      "and", "maximum", "minimum",
                                                  "multiply", "or",  "xor"};
  const Instruction& root = *body.root;
  const bool plain = root.operands.size() == 2 && root.operands[0]->opcode == "parameter" &&
                     root.operands[1]->opcode == "parameter" && root.operands[0] != root.operands[1] &&
                     std::find(std::begin(kOpcodes), std::end(kOpcodes), root.opcode) != std::end(kOpcodes);
  if (!plain || hlo::IsComplex(root.shape.type)) return std::nullopt;
  std::string_view opcode = root.opcode;
  if (root.shape.type == Type::kPred && (opcode == "add" || opcode == "multiply"))
    opcode = opcode == "add" ? "or" : "and";
  return b.Identity(opcode, root.shape.type);
}

namespace {

// The operand with holes between its elements, filled with `fill`.
Value Dilated(Builder& b, Value operand, Value fill, const std::vector<hlo::WindowDimension>& window) {
  std::vector<hlo::PaddingDimension> padding;
  for (const hlo::WindowDimension& w : window) padding.push_back({0, 0, w.base_dilation - 1});
  return b.Pad(operand, fill, padding);
}

Value Window(Builder& b, const std::vector<Value>& operands, std::vector<hlo::WindowDimension> window,
             Computation* body) {
  for (hlo::WindowDimension& w : window) w.base_dilation = 1;
  return b.Add("reduce-window", operands, [&](Instruction& i) {
    i.window = window;
    i.called = {body};
  });
}

// body, where the element is real; `parameters` are accumulators and a flag, then elements and their flag.
Computation* Flagged(Builder& b, const Computation& body, const std::vector<Value>& values,
                     std::optional<Error>& error) {
  std::vector<hlo::Shape> shapes;
  for (const Value& value : values) shapes.push_back(hlo::MakeShape(value.type(), {}));
  shapes.push_back(hlo::MakeShape(Type::kPred, {}));
  const std::vector<hlo::Shape> half = shapes;
  shapes.insert(shapes.end(), half.begin(), half.end());
  return b.MakeComputation("flagged", shapes, [&](Builder& inner, const std::vector<Value>& p) {
    const size_t count = values.size();
    std::vector<Value> arguments(p.begin(), p.begin() + static_cast<std::ptrdiff_t>(count)),
        results = arguments;
    arguments.insert(arguments.end(), p.begin() + static_cast<std::ptrdiff_t>(count) + 1, p.end() - 1);
    const Result<std::vector<Value>> combined = Vectorize(inner, body, arguments);
    if (!combined.ok()) error = combined.error();
    for (size_t i = 0; i < count && combined.ok(); ++i) {
      results[i] = inner.Select(p.back(), combined.value()[i], p[i]);
    }
    results.push_back(p[count]);
    return results;
  });
}

// Holes are filled with the neutral element; when it is not known, a flag tells them apart.
Result<Value> WithoutBaseDilation(Builder& b, const Instruction& window) {
  const size_t count = window.operands.size() / 2;
  const std::vector<Value> values = UseAll(b, window, 0, count), initial = UseAll(b, window, count, count);
  if (const std::optional<Value> neutral = NeutralElement(b, *window.called[0])) {
    return Window(b, {Dilated(b, values[0], *neutral, window.window), initial[0]}, window.window,
                  window.called[0]);
  }
  std::vector<Value> operands;
  for (size_t i = 0; i < count; ++i) operands.push_back(Dilated(b, values[i], initial[i], window.window));
  const Value no = b.Scalar(Type::kPred, 0);
  operands.push_back(Dilated(b, b.Full(Type::kPred, 1, values[0].dims()), no, window.window));
  operands.insert(operands.end(), initial.begin(), initial.end());
  operands.push_back(no);
  std::optional<Error> error;
  Computation* flagged = Flagged(b, *window.called[0], values, error);
  if (error.has_value()) return *error;
  const Value result = Window(b, operands, window.window, flagged);
  std::vector<Value> results;
  for (size_t i = 0; i < count; ++i) results.push_back(b.GetTupleElement(result, static_cast<int64_t>(i)));
  return ResultOf(b, results);
}

}  // namespace

Result<Value> ExpandReduceWindow(Builder& b, const Instruction& window) {
  if (HasControlFlow(*window.called[0])) return WithoutBranches(b, window);
  const bool dilated = std::any_of(window.window.begin(), window.window.end(),
                                   [](const hlo::WindowDimension& w) { return w.base_dilation != 1; });
  if (dilated) return WithoutBaseDilation(b, window);
  const std::optional<Cumulative> cumulative = FindCumulative(window);
  return cumulative.has_value() ? ExpandCumulative(b, window, *cumulative) : Value{};
}

}  // namespace tmb
