// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A pair's interval is the hull of those of all its points.
#include "converter/plan/conflicts.h"

#include <algorithm>

namespace tmb {

Forbidden Overlapping(const Occupied& a, const Occupied& b) {
  return {static_cast<int64_t>(a.begin) - static_cast<int64_t>(b.end),
          static_cast<int64_t>(a.end) - static_cast<int64_t>(b.begin)};
}

Forbidden ForbiddenDistances(const Item& a, const Item& b) {
  Forbidden forbidden;
  size_t i = 0, j = 0;
  while (i < a.spans.size() && j < b.spans.size()) {
    const Occupied& x = a.spans[i];
    const Occupied& y = b.spans[j];
    if (x.first <= y.last && y.first <= x.last) {
      const Forbidden here = Overlapping(x, y);
      if (forbidden.low >= forbidden.high) forbidden = here;
      forbidden.low = std::min(forbidden.low, here.low);
      forbidden.high = std::max(forbidden.high, here.high);
    }
    x.last < y.last ? ++i : ++j;
  }
  return forbidden;
}

Conflicts::Conflicts(std::span<const Item> items, std::span<const ItemOverlap> overlaps)
    : items_(items), overlaps_of_(items.size()) {
  for (const ItemOverlap& overlap : overlaps) {
    const auto [low, high, same_is_free] = overlap.forbidden;
    const Forbidden mirrored{-high, -low, same_is_free};
    overlaps_of_[overlap.input].push_back({overlap.output, overlap.forbidden});
    overlaps_of_[overlap.output].push_back({overlap.input, mirrored});
  }
}

Forbidden Conflicts::Between(uint32_t a, uint32_t b) const {
  for (const Exception& exception : overlaps_of_[a]) {
    if (exception.other == b) return exception.forbidden;
  }
  return ForbiddenDistances(items_[a], items_[b]);
}

}  // namespace tmb
