// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Greedy rules and squeaky-wheel skyline. A skyline takes an item for the rectangle around its life; first
// fit in the order of the offsets found then lets every item sink into holes, and never lifts one.
#include "converter/plan/placement_search.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "converter/plan/random.h"

namespace tmb {
namespace {

double Lifetime(const Item& item) { return static_cast<double>(item.last() - item.first() + 1); }

}  // namespace

PlacementSearch::PlacementSearch(const Conflicts& conflicts, std::span<const uint64_t> load, uint64_t bound)
    : items_(conflicts.items()), load_(load), bound_(bound), first_fit_(conflicts), skyline_(items_) {
  for (uint32_t item = 0; item < items_.size(); ++item) plain_ = plain_ && conflicts.IsPlain(item);
  best_.peak = ~uint64_t{0};
}

std::vector<double> PlacementSearch::KeysBy(Rule rule) const {
  std::vector<double> key(items_.size());
  for (size_t i = 0; i < items_.size(); ++i) {
    const double life = Lifetime(items_[i]), bytes = static_cast<double>(items_[i].bytes);
    switch (rule) {
      case Rule::kLifetime:
        key[i] = life;
        break;
      case Rule::kBytes:
        key[i] = bytes;
        break;
      case Rule::kArea:
        key[i] = life * bytes;
        break;
      case Rule::kLoad:
        key[i] = static_cast<double>(load_[i]);
        break;
    }
  }
  return key;
}

std::vector<uint32_t> PlacementSearch::OrderBy(std::span<const double> key) const {
  std::vector<uint32_t> order(items_.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](uint32_t item) { return key[item]; });
  return order;
}

std::vector<uint32_t> PlacementSearch::OrderByOffset(std::span<const uint64_t> offset) const {
  std::vector<uint32_t> order(items_.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::stable_sort(order, {}, [&](uint32_t item) { return offset[item]; });
  return order;
}

void PlacementSearch::Keep() {
  if (first_fit_.peak() < best_.peak) best_ = {first_fit_.offset(), first_fit_.peak()};
}

void PlacementSearch::TryOrder(std::span<const uint32_t> order) {
  first_fit_.Clear();
  for (const uint32_t item : order) first_fit_.Place(item);
  Keep();
}

std::vector<uint64_t> PlacementSearch::TrySkyline(std::span<const double> key) {
  std::vector<uint64_t> offset = skyline_.Place(key);
  uint64_t peak = 0;
  for (size_t i = 0; i < items_.size(); ++i) peak = std::max(peak, offset[i] + items_[i].bytes);
  if (peak < best_.peak && peak <= bound_) {
    best_ = {offset, peak};
    return offset;
  }
  // Without holes to sink into first fit seldom gains, and takes four times as long.
  if (plain_ && peak >= best_.peak) return offset;
  TryOrder(OrderByOffset(offset));
  return first_fit_.offset();
}

void PlacementSearch::TryRules(uint64_t work) {
  const uint64_t end = this->work() + work;
  const auto done = [&] { return AtBound() || this->work() >= end; };
  TrySkyline(KeysBy(Rule::kLifetime));
  for (const Rule rule : {Rule::kBytes, Rule::kArea, Rule::kLoad}) {
    if (done()) return;
    TrySkyline(KeysBy(rule));
  }
  // By bytes; by load, then bytes; by load, then lifetime, then bytes.
  const std::vector<uint32_t> by_bytes = OrderBy(KeysBy(Rule::kBytes));
  if (!done()) TryOrder(by_bytes);
  const std::vector<double> life = KeysBy(Rule::kLifetime);
  std::vector<uint32_t> by_life = by_bytes;
  std::ranges::stable_sort(by_life, std::ranges::greater{}, [&](uint32_t item) { return life[item]; });
  for (std::vector<uint32_t> order : {by_bytes, by_life}) {
    if (done()) return;
    std::ranges::stable_sort(order, std::ranges::greater{}, [&](uint32_t item) { return load_[item]; });
    TryOrder(order);
  }
}

void PlacementSearch::Squeak(uint64_t work) {
  Random random(1);
  std::vector<double> weight(items_.size(), 1);
  double bytes_power = 1, life_power = 1;
  for (const uint64_t end = this->work() + work; !AtBound() && this->work() < end;) {
    std::vector<double> key(items_.size());
    for (size_t i = 0; i < items_.size(); ++i) {
      key[i] = weight[i] * std::pow(static_cast<double>(items_[i].bytes), bytes_power) *
               std::pow(Lifetime(items_[i]), life_power) * (0.8 + 0.4 * random.Unit());
    }
    const uint64_t peak_before = best_.peak;
    const std::vector<uint64_t> offset = TrySkyline(key);
    const uint64_t limit = bound_ + (best_.peak - bound_) / 4;
    for (size_t i = 0; i < items_.size(); ++i) {
      if (offset[i] + items_[i].bytes > limit) weight[i] *= 1.3;
    }
    if (best_.peak < peak_before || random.Below(4) != 0) continue;
    bytes_power = 1.5 * random.Unit();
    life_power = 1.5 * random.Unit();
    std::ranges::fill(weight, 1);
  }
}

void PlacementSearch::CompleteAround(std::span<const uint64_t> fixed) {
  first_fit_.Clear();
  for (uint32_t item = 0; item < items_.size(); ++item) {
    if (fixed[item] != kNoOffset) first_fit_.Fix(item, fixed[item]);
  }
  for (const uint32_t item : OrderBy(KeysBy(Rule::kBytes))) {
    if (fixed[item] == kNoOffset) first_fit_.Place(item);
  }
  Keep();
}

}  // namespace tmb
