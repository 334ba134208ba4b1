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
  // Over the elements of the sort's operands: temporary 2 * i is operand i's.
  MapBuilder graph;
  std::vector<NodeId> keys;
  std::vector<fb::MicroOp> comparisons;  // of each key; or none, and a code
  // Operand 2 * k is key k of an element, 2 * k + 1 that of the other.
  MicroCode code;
};

// `graph` computes `before` from temporaries 2 * i, operand i of an element, and 2 * i + 1, that
// of the other.
Result<SortComparator> SplitComparator(MapBuilder graph, NodeId before);

// The node of `to` that computes what `id` does in `from` (maybe the same builder). `replace` may
// give a node for one of `from`.
using Replacement = std::function<std::optional<NodeId>(NodeId)>;
NodeId CopyNode(const MapBuilder& from, NodeId id, MapBuilder& to, const Replacement& replace);

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_SORT_COMPARATOR_H_
