// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// map, and computations with control flow inside reduce, reduce-window, scatter and sort.
// Lowering takes straight-line computations: branches become selections. A reduce whose
// computation loops becomes a loop over the reduced elements that combines whole arrays.

#include "converter/expand/reducers.h"

#include <algorithm>

#include "converter/expand/expansions.h"
#include "converter/expand/vectorize.h"

namespace tmb {

using hlo::Builder;
using hlo::Computation;
using hlo::Instruction;
using hlo::Shape;
using hlo::Value;

std::vector<Value> UseAll(Builder& b, const Instruction& instruction, size_t first, size_t count) {
  std::vector<Value> values;
  for (size_t i = first; i < first + count; ++i) values.push_back(b.Use(instruction.operands[i]));
  return values;
}

Value ResultOf(Builder& b, const std::vector<Value>& results) {
  return results.size() == 1 ? results[0] : b.Tuple(results);
}

std::vector<Value> Joined(std::vector<Value> a, const std::vector<Value>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Result<Value> ExpandMap(Builder& b, const Instruction& map) {
  TMB_ASSIGN(const std::vector<Value> results,
             Vectorize(b, *map.called[0], UseAll(b, map, 0, map.operands.size())));
  return results[0];
}

Result<Value> WithoutBranches(Builder& b, const Instruction& instruction) {
  const Computation& body = *instruction.called[0];
  if (!HasControlFlow(body)) return Value{};
  if (HasLoop(body)) {
    return Unsupported("its computation " + body.name + " loops, which only reduce and scatter may do");
  }
  std::vector<Shape> parameters;
  for (const Instruction* parameter : body.Parameters()) parameters.push_back(parameter->shape);
  std::optional<Error> error;
  Computation* straight =
      b.MakeComputation("straight", parameters, [&](Builder& inner, const std::vector<Value>& p) {
        const Result<std::vector<Value>> results = Vectorize(inner, body, p);
        if (results.ok()) return results.value();
        error = results.error();
        return p;
      });
  if (error.has_value()) return *error;
  return b.Copy(instruction, UseAll(b, instruction, 0, instruction.operands.size()), instruction.shape,
                [straight](Instruction& i) { i.called = {straight}; });
}

Result<std::vector<Value>> ReduceByLoop(const std::vector<Value>& slabs, const std::vector<Value>& initial,
                                        const Computation& body) {
  Builder& b = slabs[0].builder();
  const size_t count = initial.size();
  std::optional<Error> error;
  std::vector<Value> state = Joined(initial, slabs);
  state = b.For(0, slabs[0].dim(0), state, [&](Builder& inner, Value i, const std::vector<Value>& s) {
    std::vector<Value> next = s, arguments(s.begin(), s.begin() + static_cast<std::ptrdiff_t>(count));
    for (size_t n = 0; n < count; ++n) {
      arguments.push_back(inner.Reshape(inner.DynamicSliceIn(s[count + n], 0, i), s[n].dims()));
    }
    const Result<std::vector<Value>> combined = Vectorize(inner, body, arguments);
    if (!combined.ok()) error = combined.error();
    if (combined.ok()) std::copy(combined.value().begin(), combined.value().end(), next.begin());
    return next;
  });
  if (error.has_value()) return *error;
  state.resize(count);
  return state;
}

Result<Value> ExpandReduce(Builder& b, const Instruction& reduce) {
  const Computation& body = *reduce.called[0];
  if (!HasLoop(body)) return WithoutBranches(b, reduce);
  const size_t count = reduce.operands.size() / 2;
  std::vector<int64_t> order = reduce.dimensions, kept;
  int64_t reduced = 1;
  const Shape& shape = reduce.operands[0]->shape;
  for (const int64_t d : reduce.dimensions) reduced *= shape.dims[static_cast<size_t>(d)];
  for (int64_t d = 0; d < shape.Rank(); ++d) {
    if (std::find(reduce.dimensions.begin(), reduce.dimensions.end(), d) != reduce.dimensions.end()) continue;
    order.push_back(d);
    kept.push_back(shape.dims[static_cast<size_t>(d)]);
  }
  std::vector<int64_t> slab_dims = {reduced};
  slab_dims.insert(slab_dims.end(), kept.begin(), kept.end());
  std::vector<Value> slabs, initial;
  for (const Value& input : UseAll(b, reduce, 0, count))
    slabs.push_back(b.Reshape(b.Transpose(input, order), slab_dims));
  for (const Value& value : UseAll(b, reduce, count, count))
    initial.push_back(b.BroadcastScalar(value, kept));
  TMB_ASSIGN(const std::vector<Value> results, ReduceByLoop(slabs, initial, body));
  return ResultOf(b, results);
}

Result<Value> ExpandSort(Builder& b, const Instruction& sort) { return WithoutBranches(b, sort); }

}  // namespace tmb
