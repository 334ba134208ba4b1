// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Cumulative windows in O(n) combinations. The computation is taken to be associative, as
// XLA takes it.
//
// Beside 16 other elements or more, a loop combines each slab with the one before it, in
// place: n - 1 combinations. Narrower arrays would spend that loop on its own overhead:
//
//   x          [ a b c d | e f g h | ... ]      blocks of 8 (4 drawn)
//   in blocks  [ a ab abc abcd | e ef efg efgh | ... ]
//   totals     [ abcd efgh ... ], accumulated in the same way: [ abcd abcdefgh ... ]
//   result     every block but the first, combined with the total before it
//
// In blocks it is a window of 8 where the computation has a neutral element, else three
// steps at distances 1, 2 and 4: about 5 n combinations in all, each in long strips.

#include "converter/expand/cumulative.h"

#include <algorithm>

#include "converter/expand/reducers.h"
#include "converter/expand/vectorize.h"

namespace tmb {

using hlo::Builder;
using hlo::Computation;
using hlo::Instruction;
using hlo::Value;

namespace {

using Values = std::vector<Value>;

constexpr int64_t kLongestWindow = 16;
constexpr int64_t kBlock = 8;
constexpr int64_t kSlab = 16;

class Accumulation {
 public:
  Accumulation(Builder& b, Computation& body, const Cumulative& form) : b_(b), body_(body), form_(form) {}

  // All arrays accumulated along the dimension, from its first element.
  Result<Values> Run(const Values& arrays, int64_t d) {
    const int64_t extent = arrays[0].dim(static_cast<size_t>(d));
    if (arrays[0].shape().Elements() / extent >= kSlab && extent > kBlock) return Loop(arrays, d);
    return extent <= kBlock ? Steps(arrays, d) : Blocks(arrays, d);
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

  Result<Values> Loop(const Values& arrays, int64_t d) {
    std::optional<Error> error;
    const Values results = b_.For(
        1, arrays[0].dim(static_cast<size_t>(d)), arrays, [&](Builder& b, Value i, const Values& state) {
          const Value before = i - 1;
          const Values earlier = Each(state, [&](Value a) { return b.DynamicSliceIn(a, d, before); });
          const Values later = Each(state, [&](Value a) { return b.DynamicSliceIn(a, d, i); });
          const Result<Values> combined = Combine(b, earlier, later);
          if (!combined.ok()) error = combined.error();
          Values next = state;
          for (size_t n = 0; n < state.size() && combined.ok(); ++n) {
            next[n] = b.DynamicUpdateSliceIn(state[n], combined.value()[n], d, i);
          }
          return next;
        });
    if (error.has_value()) return *error;
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

  Result<Values> InBlocks(const Values& blocks, int64_t d) {
    const std::optional<Value> neutral = NeutralElement(b_, body_);
    if (!neutral.has_value()) return Steps(blocks, d);
    return Values{b_.Add("reduce-window", {blocks[0], *neutral}, [&](Instruction& i) {
      i.window.resize(blocks[0].dims().size());
      i.window[static_cast<size_t>(d)].size = kBlock;
      i.window[static_cast<size_t>(d)].pad_low = kBlock - 1;
      i.called = {&body_};
    })};
  }

  Result<Values> Blocks(const Values& arrays, int64_t d) {
    const auto at = static_cast<size_t>(d);
    const int64_t extent = arrays[0].dim(at), count = (extent + kBlock - 1) / kBlock;
    std::vector<int64_t> dims = arrays[0].dims();
    dims[at] = count;
    dims.insert(dims.begin() + d + 1, kBlock);
    const Values blocks = Each(arrays, [&](Value a) {
      std::vector<hlo::PaddingDimension> padding(a.dims().size());
      padding[at].high = count * kBlock - extent;
      const Value whole = padding[at].high == 0 ? a : b_.Pad(a, b_.Scalar(a.type(), 0), padding);
      return b_.Reshape(whole, dims);
    });
    TMB_ASSIGN(const Values within, InBlocks(blocks, d + 1));
    std::vector<int64_t> total_dims = arrays[0].dims();
    total_dims[at] = count;
    const Values totals =
        Each(SliceIn(within, d + 1, kBlock - 1, kBlock), [&](Value a) { return b_.Reshape(a, total_dims); });
    TMB_ASSIGN(const Values accumulated, Run(totals, d));
    const Values rest = SliceIn(within, d, 1, count);
    std::vector<int64_t> kept;
    for (int64_t k = 0; k < static_cast<int64_t>(dims.size()); ++k) {
      if (k != d + 1) kept.push_back(k);
    }
    const Values before = Each(SliceIn(accumulated, d, 0, count - 1),
                               [&](Value a) { return b_.Broadcast(a, rest[0].dims(), kept); });
    TMB_ASSIGN(const Values combined, Combine(b_, before, rest));
    std::vector<int64_t> whole_dims = arrays[0].dims();
    whole_dims[at] = count * kBlock;
    const Values whole = Each(Concatenate(SliceIn(within, d, 0, 1), combined, d),
                              [&](Value a) { return b_.Reshape(a, whole_dims); });
    return count * kBlock == extent ? whole : SliceIn(whole, d, 0, extent);
  }

  Builder& b_;
  Computation& body_;
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
  const bool worthwhile = found.has_value() && window.operands[0]->shape.Elements() != 0 &&
                          dims[static_cast<size_t>(found->dimension)] > kLongestWindow;
  return worthwhile ? found : std::nullopt;
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
