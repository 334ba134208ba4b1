// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Cumulative windows. The computation is taken to be associative, as XLA takes it.
//
// On the device an instruction costs as much as 300 elements of an addition, and a strip
// shorter than 16 as much as a full one. Hence three ways:
//
//   steps   log2(n) times, each element is combined with the one 1, 2, 4, ... before it:
//           few instructions, long strips; 10 log2(n) cycles an element for a sum
//   slabs   a loop combines each slab with the one before it, in place: n - 1 combinations,
//           for slabs so large that the loop's own cost vanishes
//   blocks  steps in blocks of 32, then over the blocks' totals: O(n) for the longest ones
//
// Blocks, 4 of 3 elements drawn:
//
//   x          [ a b c | d e f | g h i | j k l ]
//   in blocks  [ a ab abc | d de def | g gh ghi | j jk jkl ]      steps, the blocks side by side
//   totals     [ abc def ghi jkl ], accumulated in the same way
//   result     every block but the first, combined with the total before it

#include "converter/expand/cumulative.h"

#include <algorithm>
#include <numeric>

#include "converter/expand/reducers.h"
#include "converter/expand/vectorize.h"

namespace tmb {

using hlo::Builder;
using hlo::Computation;
using hlo::Instruction;
using hlo::Value;

namespace {

using Values = std::vector<Value>;

constexpr int64_t kSmallWindow = 256;  // combinations that cost no more as a window
constexpr int64_t kLargeSlab = 256;
constexpr int64_t kLongSteps = 4096;
constexpr int64_t kBlock = 32;
constexpr int64_t kShortRun = 96;  // contiguous elements that are worth a transpose

int64_t Product(const std::vector<int64_t>& dims, size_t first, size_t last) {
  int64_t product = 1;
  for (size_t d = first; d < last; ++d) product *= dims[d];
  return product;
}

class Accumulation {
 public:
  Accumulation(Builder& b, const Computation& body, const Cumulative& form)
      : b_(b), body_(body), form_(form) {}

  // All arrays accumulated along dimension d, from its first element.
  Result<Values> Run(const Values& arrays, int64_t d) {
    const std::vector<int64_t>& dims = arrays[0].dims();
    const auto at = static_cast<size_t>(d);
    const int64_t extent = dims[at];
    if (arrays[0].shape().Elements() / extent >= kLargeSlab) return Slabs(arrays, d);
    if (extent > kLongSteps) return Blocks(arrays, d);
    const bool in_pieces = Product(dims, 0, at) > 1 && Product(dims, at, dims.size()) <= kShortRun;
    return in_pieces ? MovedToFront(arrays, d) : Steps(arrays, d);
  }

 private:
  // The window's elements come in rising order, whichever end it starts from.
  Result<Values> Combine(Builder& b, const Values& earlier, const Values& later) {
    return Vectorize(b, body_, form_.reverse ? Joined(later, earlier) : Joined(earlier, later));
  }

  template <typename Apply>
  static Values Each(const Values& arrays, const Apply& apply) {
    Values results;
    for (const Value& array : arrays) results.push_back(apply(array));
    return results;
  }

  Values SliceIn(const Values& arrays, int64_t d, int64_t start, int64_t limit) {
    return Each(arrays, [&](Value a) { return b_.SliceIn(a, d, start, limit); });
  }

  Values Concatenate(const Values& first, const Values& second, int64_t d) {
    Values results;
    for (size_t i = 0; i < first.size(); ++i) results.push_back(b_.Concatenate({first[i], second[i]}, d));
    return results;
  }

  Result<Values> Steps(Values arrays, int64_t d) {
    const int64_t extent = arrays[0].dim(static_cast<size_t>(d));
    for (int64_t distance = 1; distance < extent; distance *= 2) {
      TMB_ASSIGN(const Values combined,
                 Combine(b_, SliceIn(arrays, d, 0, extent - distance), SliceIn(arrays, d, distance, extent)));
      arrays = Concatenate(SliceIn(arrays, d, 0, distance), combined, d);
    }
    return arrays;
  }

  // Each step then moves whole rows.
  Result<Values> MovedToFront(const Values& arrays, int64_t d) {
    std::vector<int64_t> order = {d}, back;
    for (int64_t k = 0; k < arrays[0].Rank(); ++k) {
      if (k != d) order.push_back(k);
      back.push_back(k < d ? k + 1 : k == d ? 0 : k);
    }
    const auto moved = [&](const std::vector<int64_t>& permutation) {
      return [&](Value a) { return b_.Transpose(a, permutation); };
    };
    TMB_ASSIGN(const Values results, Steps(Each(arrays, moved(order)), 0));
    return Each(results, moved(back));
  }

  // The slab before travels beside the arrays, so that they can be updated in place.
  Result<Values> Slabs(const Values& arrays, int64_t d) {
    const size_t count = arrays.size();
    std::optional<Error> error;
    const Values initial = Joined(SliceIn(arrays, d, 0, 1), arrays);
    const auto step = [&](Builder& b, Value i, const Values& state) {
      const auto middle = state.begin() + static_cast<std::ptrdiff_t>(count);
      const Values whole(middle, state.end());
      const Values later = Each(whole, [&](Value a) { return b.DynamicSliceIn(a, d, i); });
      const Result<Values> combined = Combine(b, Values(state.begin(), middle), later);
      if (!combined.ok()) {
        error = combined.error();
        return state;
      }
      Values next = combined.value();
      for (size_t n = 0; n < count; ++n) next.push_back(b.DynamicUpdateSliceIn(whole[n], next[n], d, i));
      return next;
    };
    const Values results = b_.For(1, arrays[0].dim(static_cast<size_t>(d)), initial, step);
    if (error.has_value()) return *error;
    return Values(results.begin() + static_cast<std::ptrdiff_t>(count), results.end());
  }

  // [.. extent ..] as [.. kBlock, blocks ..], filled up with what does not matter.
  Value Blocked(Value array, size_t at, int64_t blocks) {
    std::vector<hlo::PaddingDimension> padding(array.dims().size());
    padding[at].high = blocks * kBlock - array.dim(at);
    std::vector<int64_t> dims = array.dims();
    dims[at] = blocks;
    dims.insert(dims.begin() + static_cast<std::ptrdiff_t>(at) + 1, kBlock);
    return Exchanged(b_.Reshape(b_.Pad(array, b_.Scalar(array.type(), 0), padding), dims), at);
  }

  // Exchanges dimensions `at` and the next one.
  Value Exchanged(Value array, size_t at) {
    std::vector<int64_t> order(array.dims().size());
    std::iota(order.begin(), order.end(), 0);
    std::swap(order[at], order[at + 1]);
    return b_.Transpose(array, order);
  }

  Result<Values> Blocks(const Values& arrays, int64_t d) {
    const auto at = static_cast<size_t>(d);
    const int64_t extent = arrays[0].dim(at), count = (extent + kBlock - 1) / kBlock;
    TMB_ASSIGN(const Values within, Steps(Each(arrays, [&](Value a) { return Blocked(a, at, count); }), d));
    std::vector<int64_t> total_dims = arrays[0].dims();
    total_dims[at] = count;
    const Values totals =
        Each(SliceIn(within, d, kBlock - 1, kBlock), [&](Value a) { return b_.Reshape(a, total_dims); });
    TMB_ASSIGN(const Values accumulated, Run(totals, d));
    const Values rest = SliceIn(within, d + 1, 1, count);
    std::vector<int64_t> kept;
    for (int64_t k = 0; k < rest[0].Rank(); ++k) {
      if (k != d) kept.push_back(k);
    }
    const Values before = Each(SliceIn(accumulated, d, 0, count - 1),
                               [&](Value a) { return b_.Broadcast(a, rest[0].dims(), kept); });
    TMB_ASSIGN(const Values combined, Combine(b_, before, rest));
    std::vector<int64_t> whole_dims = arrays[0].dims();
    whole_dims[at] = count * kBlock;
    const Values whole = Each(Concatenate(SliceIn(within, d + 1, 0, 1), combined, d + 1),
                              [&](Value a) { return b_.Reshape(Exchanged(a, at), whole_dims); });
    return SliceIn(whole, d, 0, extent);
  }

  Builder& b_;
  const Computation& body_;
  const Cumulative& form_;
};

// Whether the window's initial value is the computation's neutral element.
bool StartsNeutral(Builder& b, const Instruction& window) {
  const std::optional<Value> neutral = NeutralElement(b, *window.called[0]);
  const Instruction& initial = *window.operands.back();
  if (!neutral.has_value() || initial.opcode != "constant") return false;
  return initial.literal->data == neutral->get()->literal->data;
}

bool IsNarrowFloat(hlo::Type type) { return hlo::IsFloat(type) && hlo::TypeBytes(type) < 4; }

// The window over narrow floats as one that accumulates in f32 and rounds once.
Result<Value> InF32(Builder& b, const Instruction& window) {
  TMB_ASSIGN(Computation* const body, Widened(b, *window.called[0]));
  Values operands = UseAll(b, window, 0, window.operands.size());
  std::vector<hlo::Type> types;
  for (Value& operand : operands) {
    types.push_back(operand.type());
    if (IsNarrowFloat(operand.type())) operand = b.Convert(operand, hlo::Type::kF32);
  }
  const Value wide = b.Copy(window, operands, {}, [body](Instruction& i) { i.called = {body}; });
  const size_t count = operands.size() / 2;
  if (count == 1) return b.Convert(wide, types[0]);
  Values results;
  for (size_t i = 0; i < count; ++i) {
    results.push_back(b.Convert(b.GetTupleElement(wide, static_cast<int64_t>(i)), types[i]));
  }
  return b.Tuple(results);
}

}  // namespace

std::optional<Cumulative> FindCumulative(const Instruction& window) {
  const std::vector<int64_t>& dims = window.operands[0]->shape.dims;
  std::optional<Cumulative> found;
  for (size_t d = 0; d < dims.size(); ++d) {
    const hlo::WindowDimension& w = window.window[d];
    if (w.stride != 1 || w.window_dilation != 1 || w.base_dilation != 1) return std::nullopt;
    if (w.size == 1 && w.pad_low == 0 && w.pad_high == 0) continue;
    const bool forward = w.pad_low == w.size - 1 && w.pad_high == 0;
    const bool reverse = w.pad_high == w.size - 1 && w.pad_low == 0;
    if (found.has_value() || w.size < dims[d] || (!forward && !reverse)) return std::nullopt;
    found = Cumulative{static_cast<int64_t>(d), reverse};
  }
  if (!found.has_value()) return std::nullopt;
  const int64_t elements = window.operands[0]->shape.Elements();
  return elements * dims[static_cast<size_t>(found->dimension)] > kSmallWindow ? found : std::nullopt;
}

Result<Value> ExpandCumulative(Builder& b, const Instruction& window, const Cumulative& form) {
  const size_t count = window.operands.size() / 2;
  const bool narrow =
      std::any_of(window.operands.begin(), window.operands.end(),
                  [](const Instruction* operand) { return IsNarrowFloat(operand->shape.type); });
  if (narrow) return InF32(b, window);
  const auto turned = [&](const Values& arrays) {
    Values results = arrays;
    for (Value& array : results) array = form.reverse ? b.Reverse(array, {form.dimension}) : array;
    return results;
  };
  Accumulation accumulation(b, *window.called[0], form);
  TMB_ASSIGN(const Values scanned, accumulation.Run(turned(UseAll(b, window, 0, count)), form.dimension));
  Values results = turned(scanned);
  if (StartsNeutral(b, window)) return ResultOf(b, results);
  Values initial;
  for (const Value& value : UseAll(b, window, count, count)) {
    initial.push_back(b.BroadcastScalar(value, results[0].dims()));
  }
  TMB_ASSIGN(results, Vectorize(b, *window.called[0], Joined(initial, results)));
  return ResultOf(b, results);
}

}  // namespace tmb
