// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The searches that placement is made of. Each keeps the best placement seen and stops as
// soon as it meets the bound, where nothing is left to win.
#ifndef TMB_CONVERTER_PLAN_PLACEMENT_SEARCH_H_
#define TMB_CONVERTER_PLAN_PLACEMENT_SEARCH_H_

#include <cstdint>
#include <span>
#include <vector>

#include "converter/plan/first_fit.h"
#include "converter/plan/placement.h"
#include "converter/plan/skyline.h"

namespace tmb {

class PlacementSearch {
 public:
  // `load` is the greatest live sum of all items in the life of each item, `bound` that of
  // the whole program.
  PlacementSearch(const Conflicts& conflicts, std::span<const uint64_t> load, uint64_t bound);

  // A handful of greedy rules: skyline by four keys, first fit by three. The first is always
  // tried, the others as long as `work` lasts.
  void TryRules(uint64_t work);
  // The skyline again and again; items that end too high get heavier. `work` bounds the effort.
  void Squeak(uint64_t work);
  // First fit of all items behind those that `fixed` places (kNoOffset: not placed).
  void CompleteAround(std::span<const uint64_t> fixed);

  bool AtBound() const { return best_.peak <= bound_; }
  const Placement& best() const { return best_; }
  // Effort so far, in pairs of items that first fit looks at: about 2 ns each.
  uint64_t work() const { return first_fit_.work() + skyline_.work(); }

 private:
  enum class Rule { kLifetime, kBytes, kArea, kLoad };
  std::vector<double> KeysBy(Rule rule) const;
  std::vector<uint32_t> OrderBy(std::span<const double> key) const;  // greatest first
  std::vector<uint32_t> OrderByOffset(std::span<const uint64_t> offset) const;
  // The offsets found; best() may be better.
  std::vector<uint64_t> TrySkyline(std::span<const double> key);
  void TryOrder(std::span<const uint32_t> order);
  void Keep();  // what first_fit_ holds, if it is better

  std::span<const Item> items_;
  std::span<const uint64_t> load_;
  uint64_t bound_;
  FirstFit first_fit_;
  Skyline skyline_;
  bool plain_ = true;  // every item is
  Placement best_;
};

}  // namespace tmb

#endif  // TMB_CONVERTER_PLAN_PLACEMENT_SEARCH_H_
