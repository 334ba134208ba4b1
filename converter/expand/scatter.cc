// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Forms of scatter that lowering does not know. Several operands that do not mix become
// several scatters; operands that mix, computations that loop and index vectors of no
// components become a loop over the index vectors, each combining one window.

#include <algorithm>
#include <limits>
#include <unordered_set>

#include "converter/expand/expansions.h"
#include "converter/expand/reducers.h"
#include "converter/expand/vectorize.h"

namespace tmb {

using hlo::Builder;
using hlo::Computation;
using hlo::Instruction;
using hlo::Type;
using hlo::Value;

namespace {

using Values = std::vector<Value>;

size_t At(int64_t d) { return static_cast<size_t>(d); }

bool Holds(const std::vector<int64_t>& values, int64_t value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// Parameters that `instruction` depends on.
void FindParameters(const Instruction* instruction, std::unordered_set<const Instruction*>& seen,
                    std::unordered_set<int64_t>& numbers) {
  if (!seen.insert(instruction).second) return;
  if (instruction->opcode == "parameter") numbers.insert(instruction->parameter_number);
  for (const Instruction* operand : instruction->operands) FindParameters(operand, seen, numbers);
}

// Whether each result depends on its own operand and update alone.
bool AreIndependent(const Computation& body, size_t count) {
  if (body.root->opcode != "tuple") return false;
  for (size_t i = 0; i < count; ++i) {
    std::unordered_set<const Instruction*> seen;
    std::unordered_set<int64_t> numbers;
    FindParameters(body.root->operands[i], seen, numbers);
    for (const int64_t number : numbers) {
      if (At(number) % count != i) return false;
    }
  }
  return true;
}

// Scatters operand i alone; the computation's other parameters do not matter to it.
Value OneOf(Builder& b, const Instruction& scatter, size_t i) {
  const size_t count = scatter.operands.size() / 2;
  const Value operand = b.Use(scatter.operands[i]), updates = b.Use(scatter.operands[count + 1 + i]);
  const hlo::Shape scalar = hlo::MakeShape(operand.type(), {});
  Computation* body = b.MakeComputation("scatter", {scalar, scalar}, [&](Builder& inner, const Values& p) {
    Values arguments;
    for (const Instruction* parameter : scatter.called[0]->Parameters()) {
      arguments.push_back(inner.Scalar(parameter->shape.type, 0));
    }
    arguments[i] = p[0];
    arguments[count + i] = p[1];
    const Result<Values> results = Vectorize(inner, *scatter.called[0], arguments);
    return Values{results.ok() ? results.value()[i] : p[0]};
  });
  return b.Copy(scatter, {operand, b.Use(scatter.operands[count]), updates}, operand.shape(),
                [body](Instruction& copy) { copy.called = {body}; });
}

// The scatter as a list of windows.
struct Windows {
  Value starts;                // [windows, operand rank] s32
  Value inside;                // [windows] pred: the window lies in the operand
  std::vector<int64_t> sizes;  // of a window, in the operand's dimensions
  Values updates;              // [windows, sizes...]
};

class WindowList {
 public:
  WindowList(Builder& b, const Instruction& scatter)
      : b_(b),
        g_(scatter.gather),
        operand_(scatter.operands[0]->shape),
        indices_(b.Use(scatter.operands[scatter.operands.size() / 2])) {
    if (g_.index_vector_dim == indices_.Rank()) {
      std::vector<int64_t> dims = indices_.dims();
      dims.push_back(1);
      indices_ = b.Reshape(indices_, dims);
    }
    for (int64_t d = 0; d < indices_.Rank(); ++d) {
      if (d == g_.index_vector_dim) continue;
      batch_.push_back(d);
      batch_dims_.push_back(indices_.dim(At(d)));
      count_ *= indices_.dim(At(d));
    }
  }

  Windows Make(const Values& updates) {
    Windows windows;
    size_t next = 0;
    for (int64_t d = 0; d < operand_.Rank(); ++d) {
      const bool one = Holds(g_.collapsed_slice_dims, d) || Holds(g_.operand_batching_dims, d);
      windows.sizes.push_back(one ? 1 : updates[0].dim(At(g_.offset_dims[next++])));
    }
    std::vector<int64_t> dims = {count_};
    dims.insert(dims.end(), windows.sizes.begin(), windows.sizes.end());
    for (const Value& update : updates) {
      std::vector<int64_t> order;
      for (int64_t d = 0; d < update.Rank(); ++d) {
        if (!Holds(g_.offset_dims, d)) order.push_back(d);
      }
      order.insert(order.end(), g_.offset_dims.begin(), g_.offset_dims.end());
      windows.updates.push_back(b_.Reshape(b_.Transpose(update, order), dims));
    }
    AddStarts(windows);
    return windows;
  }

  int64_t count() const { return count_; }

 private:
  void AddStarts(Windows& windows) {
    Values columns;
    windows.inside = b_.Full(Type::kPred, 1, {count_});
    for (int64_t d = 0; d < operand_.Rank(); ++d) {
      const auto mapped = std::find(g_.start_index_map.begin(), g_.start_index_map.end(), d);
      const auto shared = std::find(g_.operand_batching_dims.begin(), g_.operand_batching_dims.end(), d);
      Value column = b_.Full(Type::kS32, 0, {count_});
      if (mapped != g_.start_index_map.end()) {
        const Value index = IndexColumn(mapped - g_.start_index_map.begin());
        windows.inside = windows.inside & Inside(index, operand_.dims[At(d)] - windows.sizes[At(d)]);
        column = b_.Convert(index, Type::kS32);
      } else if (shared != g_.operand_batching_dims.end()) {
        const int64_t which = g_.indices_batching_dims[At(shared - g_.operand_batching_dims.begin())];
        const auto position = std::find(batch_.begin(), batch_.end(), which) - batch_.begin();
        column = b_.Reshape(b_.Iota(Type::kS32, batch_dims_, position), {count_});
      }
      columns.push_back(b_.Reshape(column, {count_, 1}));
    }
    windows.starts = b_.Concatenate(columns, 1);
  }

  // Component k of every index vector.
  Value IndexColumn(int64_t k) {
    return b_.Reshape(b_.SliceIn(indices_, g_.index_vector_dim, k, k + 1), {count_});
  }

  // 0 <= index <= limit, in the indices' own type.
  Value Inside(Value index, int64_t limit) {
    if (limit < 0) return b_.Full(Type::kPred, 0, {count_});
    const Value low = b_.Compare("GE", index, 0.0);
    const int64_t bits = 8 * hlo::TypeBytes(index.type()) - (hlo::IsSigned(index.type()) ? 1 : 0);
    const bool always = bits < 63 && limit >= (int64_t{1} << bits) - 1;
    return always ? low : low & b_.Compare("LE", index, static_cast<double>(limit));
  }

  Builder& b_;
  const hlo::GatherDimensions& g_;
  const hlo::Shape& operand_;
  Value indices_;
  std::vector<int64_t> batch_, batch_dims_;
  int64_t count_ = 1;
};

// Window i of every operand combined with its updates.
Result<Values> CombineWindow(Builder& b, const Computation& body, Value i, const Windows& windows,
                             const Values& operands) {
  const Value row = b.DynamicSliceIn(windows.starts, 0, i);
  Values starts, arguments;
  for (int64_t d = 0; d < operands[0].Rank(); ++d)
    starts.push_back(b.Reshape(b.SliceIn(row, 1, d, d + 1), {}));
  for (const Value& operand : operands) arguments.push_back(b.DynamicSlice(operand, starts, windows.sizes));
  for (const Value& update : windows.updates) {
    arguments.push_back(b.Reshape(b.DynamicSliceIn(update, 0, i), windows.sizes));
  }
  TMB_ASSIGN(const Values combined, Vectorize(b, body, arguments));
  const Value inside = b.Reshape(b.DynamicSliceIn(windows.inside, 0, i), {});
  Values results;
  for (size_t n = 0; n < operands.size(); ++n) {
    const Value window = b.Select(b.BroadcastScalar(inside, windows.sizes), combined[n], arguments[n]);
    results.push_back(b.DynamicUpdateSlice(operands[n], window, starts));
  }
  return results;
}

Result<Value> ByLoop(Builder& b, const Instruction& scatter) {
  const size_t count = scatter.operands.size() / 2;
  WindowList list(b, scatter);
  const Windows windows = list.Make(UseAll(b, scatter, count + 1, count));
  Values state = UseAll(b, scatter, 0, count);
  state = Joined(Joined(state, {windows.starts, windows.inside}), windows.updates);
  std::optional<Error> error;
  state = b.For(0, list.count(), state, [&](Builder& inner, Value i, const Values& s) {
    const auto part = [&s](size_t first, size_t size) {
      const auto begin = s.begin() + static_cast<std::ptrdiff_t>(first);
      return Values(begin, begin + static_cast<std::ptrdiff_t>(size));
    };
    const Windows now = {s[count], s[count + 1], windows.sizes, part(count + 2, count)};
    const Result<Values> combined = CombineWindow(inner, *scatter.called[0], i, now, part(0, count));
    if (!combined.ok()) error = combined.error();
    return combined.ok() ? Joined(combined.value(), part(count, s.size() - count)) : s;
  });
  if (error.has_value()) return *error;
  state.resize(count);
  return ResultOf(b, state);
}

// Scalars as arrays of one element.
Value OfScalars(Builder& b, const Instruction& scatter, size_t count) {
  Values operands = UseAll(b, scatter, 0, scatter.operands.size());
  hlo::Shape shape = hlo::MakeShape(Type::kTuple, {});
  for (size_t i = 0; i < count; ++i) {
    operands[i] = b.Reshape(operands[i], {1});
    shape.tuple.push_back(operands[i].shape());
  }
  const Value whole = b.Copy(scatter, operands, count == 1 ? shape.tuple[0] : shape,
                             [](Instruction& copy) { copy.gather.collapsed_slice_dims = {0}; });
  Values results;
  for (size_t i = 0; i < count; ++i) {
    const Value one = count == 1 ? whole : b.GetTupleElement(whole, static_cast<int64_t>(i));
    results.push_back(b.Reshape(one, {}));
  }
  return ResultOf(b, results);
}

}  // namespace

Result<Value> ExpandScatter(Builder& b, const Instruction& scatter) {
  const size_t count = scatter.operands.size() / 2;
  const Computation& body = *scatter.called[0];
  const bool has_index = !scatter.gather.start_index_map.empty();  // else every window is the first
  if (count == 1 && has_index && !HasLoop(body)) return WithoutBranches(b, scatter);
  if (scatter.operands[count + 1]->shape.Elements() == 0 || scatter.operands[0]->shape.Elements() == 0) {
    return ResultOf(b, UseAll(b, scatter, 0, count));
  }
  if (scatter.operands[0]->shape.Rank() == 0) return OfScalars(b, scatter, count);
  if (!has_index || HasControlFlow(body) || !AreIndependent(body, count)) return ByLoop(b, scatter);
  Values results;
  for (size_t i = 0; i < count; ++i) results.push_back(OneOf(b, scatter, i));
  return b.Tuple(results);
}

}  // namespace tmb
