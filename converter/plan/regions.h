// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Several regions of memory, the first one preferred. The rule: what fits one region only goes
// there; then the items that are touched most in proportion to how long they live, so that
// fast memory is busy; what does not fit goes on to the next region.
#ifndef TMB_CONVERTER_PLAN_REGIONS_H_
#define TMB_CONVERTER_PLAN_REGIONS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "converter/plan/placement.h"

namespace tmb {

struct RegionPlacement {
  std::vector<uint32_t> region;  // of each item
  std::vector<uint64_t> offset;  // in its region
  std::vector<uint64_t> peak;    // of each region
  uint64_t missing = 0;          // bytes that the last region is too small
};

// `heat` of each item: touches in proportion to its life.
RegionPlacement PlaceInRegions(std::span<const Item> items, std::span<const ItemOverlap> overlaps,
                               std::span<const double> heat, std::span<const uint64_t> region_bytes);

// Touches of each item, each counted 8 times a loop level, by the points that it lives.
std::vector<double> HeatOf(const Flow& flow, const ItemSet& set);

}  // namespace tmb

#endif  // TMB_CONVERTER_PLAN_REGIONS_H_
