// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A region takes items as long as what is live at once fits. Placement, which mostly reaches
// that bound, has the last word: where it does not, the coldest items go on.
#include "converter/plan/regions.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tmb {
namespace {

struct Chosen {
  std::vector<uint32_t> ids;  // hottest first
  Placement placement;
};

class RegionSearch {
 public:
  RegionSearch(std::span<const Item> items, std::span<const ItemOverlap> overlaps,
               std::span<const uint64_t> region_bytes)
      : items_(items), overlaps_(overlaps), region_bytes_(region_bytes) {
    for (const Item& item : items) points_ = std::max(points_, item.last() + 1);
  }

  RegionPlacement Run(std::vector<uint32_t> left) const {
    RegionPlacement result;
    result.region.resize(items_.size());
    result.offset.resize(items_.size());
    result.peak.resize(region_bytes_.size());
    for (uint32_t region = 0; region < region_bytes_.size() && !left.empty(); ++region) {
      const Chosen chosen = Choose(region, left);
      result.peak[region] = chosen.placement.peak;
      std::vector<bool> taken(items_.size(), false);
      for (size_t i = 0; i < chosen.ids.size(); ++i) {
        taken[chosen.ids[i]] = true;
        result.region[chosen.ids[i]] = region;
        result.offset[chosen.ids[i]] = chosen.placement.offset[i];
      }
      std::erase_if(left, [&](uint32_t item) { return taken[item]; });
    }
    const uint64_t last = region_bytes_.back();
    result.missing = result.peak.back() - std::min(result.peak.back(), last);
    return result;
  }

 private:
  Chosen Choose(uint32_t region, std::vector<uint32_t> left) const {
    Chosen chosen;
    const bool last = region + 1 == region_bytes_.size();
    if (last) {
      chosen.ids = std::move(left);
      chosen.placement = PlaceThese(chosen.ids);
      return chosen;
    }
    // What no later region could hold comes first.
    const uint64_t later = *std::ranges::max_element(region_bytes_.subspan(region + 1));
    std::stable_partition(left.begin(), left.end(),
                          [&](uint32_t item) { return items_[item].bytes > later; });
    chosen.ids = Fitting(left, region_bytes_[region]);
    chosen.placement = PlaceThese(chosen.ids);
    for (size_t fewer = 1; chosen.placement.peak > region_bytes_[region]; fewer *= 2) {
      chosen.ids.resize(chosen.ids.size() - std::min(chosen.ids.size(), fewer));
      chosen.placement = PlaceThese(chosen.ids);
    }
    return chosen;
  }

  // Those of `left`, in its order, with which no more than `bytes` are live at once.
  std::vector<uint32_t> Fitting(const std::vector<uint32_t>& left, uint64_t bytes) const {
    std::vector<uint64_t> sums(points_, 0);
    std::vector<uint32_t> fitting;
    for (const uint32_t item : left) {
      const auto fits = [&](const Occupied& span) {
        return std::all_of(sums.begin() + span.first, sums.begin() + span.last + 1,
                           [&](uint64_t sum) { return sum + span.bytes() <= bytes; });
      };
      if (!std::ranges::all_of(items_[item].spans, fits)) continue;
      for (const Occupied& span : items_[item].spans) {
        for (uint32_t point = span.first; point <= span.last; ++point) sums[point] += span.bytes();
      }
      fitting.push_back(item);
    }
    return fitting;
  }

  Placement PlaceThese(const std::vector<uint32_t>& ids) const {
    std::vector<uint32_t> number(items_.size(), kNoItem);
    std::vector<Item> items;
    for (const uint32_t id : ids) {
      number[id] = static_cast<uint32_t>(items.size());
      items.push_back(items_[id]);
    }
    std::vector<ItemOverlap> overlaps;
    for (ItemOverlap overlap : overlaps_) {
      overlap.output = number[overlap.output], overlap.input = number[overlap.input];
      if (overlap.output != kNoItem && overlap.input != kNoItem) overlaps.push_back(overlap);
    }
    return PlaceItems(items, overlaps);
  }

  std::span<const Item> items_;
  std::span<const ItemOverlap> overlaps_;
  std::span<const uint64_t> region_bytes_;
  uint32_t points_ = 0;
};

}  // namespace

RegionPlacement PlaceInRegions(std::span<const Item> items, std::span<const ItemOverlap> overlaps,
                               std::span<const double> heat, std::span<const uint64_t> region_bytes) {
  const RegionSearch search(items, overlaps, region_bytes);
  std::vector<uint32_t> order(items.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](uint32_t item) { return heat[item]; });
  RegionPlacement result = search.Run(order);
  if (result.missing == 0) return result;
  // Small hot items can leave no room for large ones.
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](uint32_t item) { return items[item].bytes; });
  RegionPlacement other = search.Run(order);
  return other.missing < result.missing ? other : result;
}

std::vector<double> HeatOf(const Flow& flow, const ItemSet& set) {
  std::vector<double> heat(set.items.size(), 0);
  for (uint32_t step = 0; step < flow.Steps(); ++step) {
    const double weight = std::ldexp(1.0, static_cast<int>(3 * std::min(flow.loop_depth[step], 8u)));
    for (const Touch& touch : flow.TouchesOf(step)) {
      if (set.item_of[touch.buffer] != kNoItem) heat[set.item_of[touch.buffer]] += weight;
    }
  }
  for (size_t item = 0; item < heat.size(); ++item) {
    double life = 0;
    for (const Occupied& span : set.items[item].spans) life += span.last - span.first + 1;
    heat[item] /= life;
  }
  return heat;
}

}  // namespace tmb
