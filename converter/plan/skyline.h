// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Skyline best fit: items as rectangles over their whole life are dropped on a skyline of
// heights over time, always at its lowest place, the item with the greatest key of those
// that fit there.
//
//     height ▲      ┌────┐
//            │ ┌────┤    ├──┐        the lowest stretch without a fitting item is raised
//            │ │    │    │  └───     to its lower neighbour and joined with it
//            └─┴────┴────┴──────► points
#ifndef TMB_CONVERTER_PLAN_SKYLINE_H_
#define TMB_CONVERTER_PLAN_SKYLINE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "converter/plan/placement.h"

namespace tmb {

class Skyline {
 public:
  explicit Skyline(std::span<const Item> items);

  // The offset of each item when items with greater keys go first.
  std::vector<uint64_t> Place(std::span<const double> key);
  // Effort so far, see PlacementSearch::work().
  uint64_t work() const { return work_; }

 private:
  // Of the items at one range of by_first_ that are not yet placed.
  struct Node {
    uint32_t shortest = 0;  // smallest last point
    double best = 0;        // greatest key
  };

  void Build(std::span<const double> key);
  void Update(uint32_t leaf, Node value);
  // The item with the greatest key that lives within first to last, or kNoItem.
  uint32_t BestWithin(uint32_t first, uint32_t last);
  void Search(uint32_t node, uint32_t low, uint32_t high, uint32_t last, double& best, uint32_t& leaf);

  std::span<const Item> items_;
  std::vector<uint32_t> by_first_;  // items by first point
  std::vector<uint32_t> leaf_of_;   // of each item
  uint32_t leaves_ = 1;
  std::vector<Node> nodes_;  // a heap-ordered tree
  // Of the search under way: positions begin_ to end_ - 1 of by_first_.
  uint32_t begin_ = 0, end_ = 0;
  uint64_t work_ = 0;
};

}  // namespace tmb

#endif  // TMB_CONVERTER_PLAN_SKYLINE_H_
