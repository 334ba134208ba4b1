// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// SortComparator: what a sort's comparator computes from one element alone becomes a key,
// computed once for each element by a Map; the rest is the code that compares keys. So
// JAX's comparator of floats, which makes zeros and NaNs alike and then compares bits, is
// one integer key and one "less than":
//
//     f(a) < f(b)  ──►  key = f(element)  and  key of a < key of b
//
// A comparator that lets the first key that differs decide (several keys, 64-bit numbers,
// complex ones) needs no code: each key has its comparison.
#ifndef TMB_CONVERTER_LOWER_SORT_COMPARATOR_H_
#define TMB_CONVERTER_LOWER_SORT_COMPARATOR_H_

#include <functional>
#include <vector>

#include "converter/lower/map_builder.h"
#include "converter/lower/micro_code.h"

namespace tmb {

struct SortComparator {
  // Temporary 2 * w is word w of an element, its operands' words one behind the other.
  MapBuilder graph;
  std::vector<NodeId> keys;
  std::vector<fb::MicroOp> comparisons;  // of each key; or none, and a code
  // Operand 2 * k is key k of an element, 2 * k + 1 that of the other.
  MicroCode code;
};

// The element of an operand as the graph's temporaries, which begin at word `word`; of the left
// element (`side` 0) or the right one (1).
NodeId ElementOf(MapBuilder& graph, hlo::Type type, uint32_t word, uint32_t side);

// `graph` computes `before` from the elements of both sides.
Result<SortComparator> SplitComparator(MapBuilder graph, NodeId before);

// The node of `to` that computes what `id` does in `from` (maybe the same builder). `replace` may
// give a node for one of `from`.
using Replacement = std::function<std::optional<NodeId>(NodeId)>;
NodeId CopyNode(const MapBuilder& from, NodeId id, MapBuilder& to, const Replacement& replace);

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_SORT_COMPARATOR_H_
