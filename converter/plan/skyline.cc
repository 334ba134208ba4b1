// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The fitting item with the greatest key is found by branch and bound in a tree over the
// items by first point, whose nodes know the smallest last point and the greatest key.
#include "converter/plan/skyline.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <numeric>
#include <set>

namespace tmb {
namespace {

constexpr uint32_t kNever = std::numeric_limits<uint32_t>::max();
constexpr double kNoKey = -1;

// The heights over time: stretches by first point, and the same by height.
class Heights {
 public:
  struct Stretch {
    uint32_t first = 0, last = 0;
    uint64_t height = 0;
  };

  explicit Heights(uint32_t last) { Insert({0, last, 0}); }

  Stretch Lowest() const {
    const auto& [height, first] = *by_height_.begin();
    return {first, stretches_.at(first).last, height};
  }

  // Cuts first to last out of `stretch` and puts it at `height`.
  void Raise(const Stretch& stretch, uint32_t first, uint32_t last, uint64_t height) {
    Erase(stretch);
    if (stretch.first < first) Insert({stretch.first, first - 1, stretch.height});
    if (last < stretch.last) Insert({last + 1, stretch.last, stretch.height});
    Stretch raised{first, last, height};
    const auto above = stretches_.lower_bound(first);
    if (above != stretches_.end() && above->second.height == height) {
      raised.last = above->second.last;
      Erase(above->second);
    }
    const auto behind = stretches_.lower_bound(first);
    if (behind != stretches_.begin() && std::prev(behind)->second.height == height) {
      raised.first = std::prev(behind)->second.first;
      Erase(std::prev(behind)->second);
    }
    Insert(raised);
  }

  // The lower of the heights beside `stretch`.
  uint64_t NeighbourHeight(const Stretch& stretch) const {
    const auto self = stretches_.find(stretch.first);
    uint64_t height = std::numeric_limits<uint64_t>::max();
    if (self != stretches_.begin()) height = std::prev(self)->second.height;
    if (std::next(self) != stretches_.end()) height = std::min(height, std::next(self)->second.height);
    return height;
  }

 private:
  void Insert(const Stretch& stretch) {
    stretches_[stretch.first] = stretch;
    by_height_.insert({stretch.height, stretch.first});
  }
  void Erase(Stretch stretch) {
    stretches_.erase(stretch.first);
    by_height_.erase({stretch.height, stretch.first});
  }

  std::map<uint32_t, Stretch> stretches_;
  std::set<std::pair<uint64_t, uint32_t>> by_height_;
};

}  // namespace

Skyline::Skyline(std::span<const Item> items)
    : items_(items), by_first_(items.size()), leaf_of_(items.size()) {
  std::iota(by_first_.begin(), by_first_.end(), 0u);
  std::ranges::stable_sort(by_first_, {}, [&](uint32_t item) { return items_[item].first(); });
  for (uint32_t i = 0; i < by_first_.size(); ++i) leaf_of_[by_first_[i]] = i;
  while (leaves_ < items.size()) leaves_ *= 2;
}

void Skyline::Build(std::span<const double> key) {
  nodes_.assign(2 * leaves_, {kNever, kNoKey});
  for (uint32_t i = 0; i < by_first_.size(); ++i) {
    nodes_[leaves_ + i] = {items_[by_first_[i]].last(), key[by_first_[i]]};
  }
  for (uint32_t node = leaves_ - 1; node > 0; --node) {
    const Node &a = nodes_[2 * node], &b = nodes_[2 * node + 1];
    nodes_[node] = {std::min(a.shortest, b.shortest), std::max(a.best, b.best)};
  }
}

void Skyline::Update(uint32_t leaf, Node value) {
  uint32_t node = leaves_ + leaf;
  nodes_[node] = value;
  while (node /= 2) {
    const Node &a = nodes_[2 * node], &b = nodes_[2 * node + 1];
    nodes_[node] = {std::min(a.shortest, b.shortest), std::max(a.best, b.best)};
  }
}

uint32_t Skyline::BestWithin(uint32_t first, uint32_t last) {
  const auto position = [&](auto found) { return static_cast<uint32_t>(found - by_first_.begin()); };
  const auto first_of = [&](uint32_t item) { return items_[item].first(); };
  begin_ = position(std::ranges::lower_bound(by_first_, first, {}, first_of));
  end_ = position(std::ranges::upper_bound(by_first_, last, {}, first_of));
  double best = kNoKey;
  uint32_t leaf = kNoItem;
  if (begin_ < end_) Search(1, 0, leaves_, last, best, leaf);
  return leaf == kNoItem ? kNoItem : by_first_[leaf];
}

void Skyline::Search(uint32_t node, uint32_t low, uint32_t high, uint32_t last, double& best,
                     uint32_t& leaf) {
  work_ += 4;
  if (high <= begin_ || low >= end_ || nodes_[node].shortest > last || nodes_[node].best <= best) return;
  if (high - low == 1) {
    best = nodes_[node].best;
    leaf = low;
    return;
  }
  const uint32_t middle = (low + high) / 2;
  const bool right_first = nodes_[2 * node + 1].best > nodes_[2 * node].best;
  if (right_first) Search(2 * node + 1, middle, high, last, best, leaf);
  Search(2 * node, low, middle, last, best, leaf);
  if (!right_first) Search(2 * node + 1, middle, high, last, best, leaf);
}

std::vector<uint64_t> Skyline::Place(std::span<const double> key) {
  Build(key);
  work_ += 200 * items_.size();
  uint32_t last = 0;
  for (const Item& item : items_) last = std::max(last, item.last());
  std::vector<uint64_t> offset(items_.size(), 0);
  Heights heights(last);
  for (size_t left = items_.size(); left > 0;) {
    const Heights::Stretch lowest = heights.Lowest();
    const uint32_t item = BestWithin(lowest.first, lowest.last);
    if (item == kNoItem) {
      heights.Raise(lowest, lowest.first, lowest.last, heights.NeighbourHeight(lowest));
      continue;
    }
    const uint64_t alignment = items_[item].alignment;
    offset[item] = (lowest.height + alignment - 1) & ~(alignment - 1);
    heights.Raise(lowest, items_[item].first(), items_[item].last(), offset[item] + items_[item].bytes);
    Update(leaf_of_[item], {kNever, kNoKey});
    --left;
  }
  return offset;
}

}  // namespace tmb
