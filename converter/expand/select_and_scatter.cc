// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// select-and-scatter: a reduce-window finds the flat index of the element that each window
// selects (padding is none), then the sources are scattered to those indices.

#include <limits>

#include "converter/expand/expansions.h"
#include "converter/expand/vectorize.h"

namespace tmb {

using hlo::Builder;
using hlo::Instruction;
using hlo::Type;
using hlo::Value;

namespace {

// Of (value, index) pairs: the current one stays when `select` says so; index -1 is none yet.
Result<Value> SelectedIndices(Builder& b, const Instruction& origin, Value operand) {
  const hlo::Shape value = hlo::MakeShape(operand.type(), {}), index = hlo::MakeShape(Type::kS32, {});
  std::optional<Error> error;
  hlo::Computation* pick = b.MakeComputation(
      "pick", {value, index, value, index}, [&](Builder& inner, const std::vector<Value>& p) {
        const Result<std::vector<Value>> stays = Vectorize(inner, *origin.called[0], {p[0], p[2]});
        if (!stays.ok()) {
          error = stays.error();
          return std::vector<Value>{p[0], p[1]};
        }
        const Value keep = inner.Compare("GE", p[1], 0.0) & stays.value()[0];
        return std::vector<Value>{inner.Select(keep, p[0], p[2]), inner.Select(keep, p[1], p[3])};
      });
  if (error.has_value()) return *error;
  const int64_t elements = operand.shape().Elements();
  const Value indices = b.Reshape(b.Iota(Type::kS32, {elements}, 0), operand.dims());
  const Value picked =
      b.Add("reduce-window", {operand, indices, b.Scalar(operand.type(), 0), b.Scalar(Type::kS32, -1)},
            [&](Instruction& i) {
              i.window = origin.window;
              i.called = {pick};
            });
  return b.GetTupleElement(picked, 1);
}

}  // namespace

Result<Value> ExpandSelectAndScatter(Builder& b, const Instruction& instruction) {
  const Value operand = b.Use(instruction.operands[0]), source = b.Use(instruction.operands[1]);
  const Value initial = b.Use(instruction.operands[2]);
  const int64_t elements = operand.shape().Elements(), sources = source.shape().Elements();
  if (elements == 0 || sources == 0) return b.BroadcastScalar(initial, operand.dims());
  if (elements > std::numeric_limits<int32_t>::max()) return Unsupported("the operand has too many elements");
  TMB_ASSIGN(const Value indices, SelectedIndices(b, instruction, operand));
  const Value result = b.Add("scatter",
                             {b.BroadcastScalar(initial, {elements}), b.Reshape(indices, {sources, 1}),
                              b.Reshape(source, {sources})},
                             [&](Instruction& i) {
                               i.gather.collapsed_slice_dims = {0};
                               i.gather.start_index_map = {0};
                               i.gather.index_vector_dim = 1;
                               i.called = {instruction.called[1]};
                             });
  return b.Reshape(result, operand.dims());
}

}  // namespace tmb
