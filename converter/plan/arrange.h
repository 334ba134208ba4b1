// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// An arrangement: an order of the steps with all that follows from it but offsets. Sharing
// depends on the order and the peak on both, so orders are compared by their arrangements.
#ifndef TMB_CONVERTER_PLAN_ARRANGE_H_
#define TMB_CONVERTER_PLAN_ARRANGE_H_

#include <cstdint>
#include <vector>

#include "converter/plan/placement.h"
#include "converter/plan/sharing.h"

namespace tmb {

struct Arrangement {
  std::vector<uint32_t> order;
  Sharing sharing;
  std::vector<LiveRange> live;  // without the dropped copies
  std::vector<std::vector<Piece>> pieces;
  ItemSet set;
  std::vector<ItemOverlap> overlaps;
  std::vector<uint64_t> live_sums;  // of each point
  uint64_t lower_bound = 0;         // their greatest
  uint32_t peak_point = 0;          // the first one with so many
};

// `live_limit`: see SharePlaces.
Arrangement Arrange(const Flow& flow, const std::vector<Buffer>& buffers, const std::vector<uint32_t>& order,
                    uint64_t live_limit);

// The least live sum, then the fewest bytes to copy, then the program's own order.
Arrangement BestArrangement(const Flow& flow, const std::vector<Buffer>& buffers);

// Offsets for the arrangement, which may be exchanged for one of the same order that shares less. Stops at
// a peak of `enough` bytes or less.
Placement Place(const Flow& flow, const std::vector<Buffer>& buffers, uint64_t enough,
                Arrangement& arrangement);

}  // namespace tmb

#endif  // TMB_CONVERTER_PLAN_ARRANGE_H_
