// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Placement: an offset for every item so that items which live at the same time do not
// overlap, and the highest byte in use is low. An item is what shares one place; which of
// its bytes are taken may change over its life. Deterministic: effort is counted in comparisons, not
// in seconds.
#ifndef TMB_CONVERTER_PLAN_PLACEMENT_H_
#define TMB_CONVERTER_PLAN_PLACEMENT_H_

#include <cstdint>
#include <span>
#include <vector>

#include "converter/plan/liveness.h"
#include "converter/program.h"

namespace tmb {

// At points first to last an item takes bytes [begin, end) from its offset on.
struct Occupied {
  uint32_t first = 0, last = 0;
  uint64_t begin = 0, end = 0;

  uint64_t bytes() const { return end - begin; }
};

struct Item {
  std::vector<Occupied> spans;  // ascending, disjoint, not empty
  uint64_t bytes = 0;           // greatest end of the spans
  uint64_t alignment = 1;       // a power of two

  uint32_t first() const { return spans.front().first; }
  uint32_t last() const { return spans.back().last; }
};

// The distances offset(b) - offset(a) strictly between low and high are forbidden, but for 0
// if `same_is_free`; low >= high: none.
struct Forbidden {
  int64_t low = 0, high = 0;
  bool same_is_free = false;

  bool Holds(int64_t distance) const {
    return low < distance && distance < high && !(same_is_free && distance == 0);
  }
};
// Those at which the two overlap.
Forbidden Overlapping(const Occupied& a, const Occupied& b);
// That of two items, neither of which may overlap the other while both live.
Forbidden ForbiddenDistances(const Item& a, const Item& b);

// Two items of which one may lie over a part of the other: an instruction's output over its
// input.
struct ItemOverlap {
  uint32_t output = 0, input = 0;
  Forbidden forbidden;  // of offset(output) - offset(input)
  uint32_t point = 0;   // at which the output is written over the input
  uint64_t saved = 0;   // bytes that the two take less there than side by side
};

struct ItemSet {
  std::vector<Item> items;
  std::vector<uint32_t> item_of;  // of each buffer; kNoItem for one that is never live
};
inline constexpr uint32_t kNoItem = 0xffffffffu;

// One item for each place; pieces are extended to multiples of the smallest alignment of all buffers.
ItemSet MakeItems(const std::vector<Buffer>& buffers, const std::vector<std::vector<Piece>>& pieces,
                  std::span<const BufferId> place);

// Those of the flow's pairs, in place and diagonal, that let two items of `set` lie closer than
// side by side. `point_of` each step, without a point for those that are dropped.
std::vector<ItemOverlap> MakeOverlaps(const Flow& flow, const std::vector<Buffer>& buffers,
                                      const ItemSet& set, std::span<const uint32_t> point_of);

// Bytes live at each of the points 0 to points - 1, less what the overlaps save; their maximum
// bounds every placement.
std::vector<uint64_t> LiveSums(std::span<const Item> items, std::span<const ItemOverlap> overlaps,
                               uint32_t points);

inline constexpr uint64_t kNoOffset = ~uint64_t{0};  // of an item that is not placed

struct Placement {
  std::vector<uint64_t> offset;  // of each item
  uint64_t peak = 0;             // end of the highest item
};

// Stops at a peak of `enough` bytes or less.
Placement PlaceItems(std::span<const Item> items, std::span<const ItemOverlap> overlaps, uint64_t enough = 0);

}  // namespace tmb

#endif  // TMB_CONVERTER_PLAN_PLACEMENT_H_
