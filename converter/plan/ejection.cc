// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Obstacles are sorted afresh for each item: their intervals depend on the item, and few
// items move, so no order would be worth keeping.
#include "converter/plan/ejection.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tmb {
namespace {

// An item that pushed others away weighs more by this factor.
constexpr double kHeavier = 1.5;
constexpr size_t kItemsOfStretch = 32, kMaxStretches = 4096;
constexpr uint32_t kMaxShelves = 8;  // of one item; others share the last shelf
constexpr uint64_t kSlices = 12;     // that one target may take of the effort
// How much of the gap between peak and bound the next target takes away.
constexpr double kFirstStep = 0.5, kLeastStep = 0.01;

int64_t Signed(uint64_t value) { return static_cast<int64_t>(value); }

// A position, negative ones as 0, and the index of an obstacle in one number to sort by.
constexpr uint64_t kIndexBits = 24;
uint64_t EdgeOf(int64_t position, uint64_t index) {
  return static_cast<uint64_t>(std::max<int64_t>(position, 0)) << kIndexBits | index;
}
int64_t PositionOf(uint64_t edge) { return Signed(edge >> kIndexBits); }
uint64_t IndexOf(uint64_t edge) { return edge & ((uint64_t{1} << kIndexBits) - 1); }

// By position. Radix: comparisons of many edges in no order would be coin tosses, and half
// of the search's time.
void SortEdges(std::vector<uint64_t>& edges, std::vector<uint64_t>& spare) {
  constexpr size_t kFew = 100, kDigitBits = 8, kDigits = size_t{1} << kDigitBits;
  if (edges.size() < kFew) {
    std::ranges::sort(edges);
    return;
  }
  uint64_t all = 0;
  for (const uint64_t edge : edges) all |= edge;
  spare.resize(edges.size());
  for (uint64_t shift = kIndexBits; all >> shift != 0; shift += kDigitBits) {
    const auto digit = [shift](uint64_t edge) { return (edge >> shift) % kDigits; };
    std::array<uint32_t, kDigits + 1> begin{};
    for (const uint64_t edge : edges) ++begin[digit(edge) + 1];
    for (size_t i = 0; i < kDigits; ++i) begin[i + 1] += begin[i];
    for (const uint64_t edge : edges) spare[begin[digit(edge)]++] = edge;
    edges.swap(spare);
  }
}

}  // namespace

Ejection::Ejection(const Conflicts& conflicts, Placement start, uint64_t bound)
    : conflicts_(conflicts), bound_(bound), best_(std::move(start)) {
  const std::span<const Item> items = conflicts.items();
  uint32_t points = 0;
  for (uint32_t item = 0; item < items.size(); ++item) {
    life_.push_back({items[item].first(), items[item].last()});
    plain_.push_back(conflicts.IsPlain(item));
    points = std::max(points, items[item].last() + 1);
  }
  const size_t stretches = std::clamp<size_t>(items.size() / kItemsOfStretch, 1, kMaxStretches);
  stretch_ = points / static_cast<uint32_t>(stretches) + 1;
  shelves_.resize(points / stretch_ + 2);
}

double Ejection::Area(uint32_t item) const {
  return static_cast<double>(conflicts_.items()[item].bytes) *
         static_cast<double>(life_[item].last - life_[item].first + 1);
}

void Ejection::ForEachShelf(uint32_t item, auto visit) {
  const uint32_t first = life_[item].first / stretch_, last = life_[item].last / stretch_;
  if (last - first >= kMaxShelves) {
    visit(shelves_.back());
  } else {
    for (uint32_t i = first; i <= last; ++i) visit(shelves_[i]);
  }
}

void Ejection::Put(uint32_t item, uint64_t offset) {
  offset_[item] = offset;
  ForEachShelf(item, [item](Shelf& shelf) { shelf.push_back(item); });
}

void Ejection::Take(uint32_t item) {
  ForEachShelf(item, [item, this](Shelf& shelf) {
    work_ += shelf.size() / 8;
    *std::ranges::find(shelf, item) = shelf.back();
    shelf.pop_back();
  });
  out_.push_back(item);
}

void Ejection::FindObstacles(uint32_t item) {
  const uint32_t from = life_[item].first / stretch_, to = life_[item].last / stretch_;
  obstacles_.clear();
  for (const uint32_t other : shelves_.back()) AddObstacle(item, other);
  work_ += shelves_.back().size();
  for (uint32_t stretch = from; stretch <= to; ++stretch) {
    work_ += shelves_[stretch].size();
    for (const uint32_t other : shelves_[stretch]) {
      // One that stands on several of the shelves counts on the first.
      if (stretch == from || life_[other].first / stretch_ == stretch) AddObstacle(item, other);
    }
  }
}

void Ejection::AddObstacle(uint32_t item, uint32_t other) {
  if (life_[other].first > life_[item].last || life_[other].last < life_[item].first) return;
  const std::span<const Item> items = conflicts_.items();
  const Forbidden forbidden = plain_[item] && plain_[other]
                                  ? Forbidden{-Signed(items[item].bytes), Signed(items[other].bytes)}
                                  : conflicts_.Between(other, item);
  const int64_t offset = Signed(offset_[other]), low = offset + forbidden.low, high = offset + forbidden.high;
  if (low >= high) return;
  const bool split = forbidden.same_is_free && low < offset && offset < high;
  obstacles_.push_back({low, split ? offset : high, weight_[other], other});
  if (split) obstacles_.push_back({offset, high, weight_[other], other});
}

std::optional<uint64_t> Ejection::FreeOffset(uint64_t alignment, uint64_t most) {
  by_low_.clear();
  for (uint64_t i = 0; i < obstacles_.size(); ++i) by_low_.push_back(EdgeOf(obstacles_[i].low + 1, i));
  SortEdges(by_low_, spare_);
  work_ += 8 * by_low_.size();
  const int64_t mask = -Signed(alignment);
  int64_t offset = 0;
  for (const uint64_t edge : by_low_) {
    if (PositionOf(edge) > offset) break;
    offset = std::max(offset, (obstacles_[IndexOf(edge)].high - mask - 1) & mask);
  }
  if (offset > Signed(most)) return std::nullopt;
  return static_cast<uint64_t>(offset);
}

// The weight is a step function of the offset: it rises behind each low and falls at each
// high, so only lows and highs can be best.
uint64_t Ejection::LightestOffset(uint64_t alignment, uint64_t most) {
  by_high_.clear();
  for (uint64_t i = 0; i < obstacles_.size(); ++i) by_high_.push_back(EdgeOf(obstacles_[i].high, i));
  SortEdges(by_high_, spare_);
  work_ += 16 * by_high_.size();

  const int64_t mask = -Signed(alignment), end = Signed(most) & mask;
  double now = 0, best = -1;
  int64_t at = 0;
  uint64_t equals = 0;
  size_t begun = 0, ended = 0;  // obstacles
  const auto consider = [&](int64_t offset) {
    while (begun < by_low_.size() && PositionOf(by_low_[begun]) <= offset)
      now += obstacles_[IndexOf(by_low_[begun++])].weight;
    while (ended < by_high_.size() && PositionOf(by_high_[ended]) <= offset)
      now -= obstacles_[IndexOf(by_high_[ended++])].weight;
    if (best < 0 || now < best) {
      best = now, at = offset, equals = 1;
    } else if (now == best && random_.Below(++equals) == 0) {
      at = offset;
    }
  };
  consider(0);
  for (size_t low = 0, high = 0;;) {
    const int64_t before = low < by_low_.size() ? (PositionOf(by_low_[low]) - 1) & mask : end;
    const int64_t behind = high < by_high_.size() ? (PositionOf(by_high_[high]) - mask - 1) & mask : end;
    const int64_t next = std::min(before, behind);
    if (next >= end) break;
    before <= behind ? ++low : ++high;
    if (next > 0) consider(next);
  }
  consider(end);
  return static_cast<uint64_t>(at);
}

void Ejection::PutBelow(uint32_t item, uint64_t target) {
  const auto [bytes, alignment] =
      std::pair(conflicts_.items()[item].bytes, conflicts_.items()[item].alignment);
  FindObstacles(item);
  if (const std::optional<uint64_t> free = FreeOffset(alignment, target - bytes)) return Put(item, *free);
  const uint64_t offset = LightestOffset(alignment, target - bytes);
  weight_[item] *= kHeavier;
  const auto known = static_cast<std::ptrdiff_t>(out_.size());
  for (const Obstacle& obstacle : obstacles_) {
    if (obstacle.low < Signed(offset) && Signed(offset) < obstacle.high) Take(obstacle.item);
  }
  std::ranges::sort(out_.begin() + known, out_.end(), {}, [this](uint32_t i) { return Area(i); });
  Put(item, offset);
}

bool Ejection::Reach(uint64_t target, std::span<const uint64_t> start, uint64_t end_work) {
  const std::span<const Item> items = conflicts_.items();
  for (Shelf& shelf : shelves_) shelf.clear();
  out_.clear();
  offset_.assign(start.begin(), start.end());
  weight_.clear();
  for (uint32_t item = 0; item < items.size(); ++item) {
    weight_.push_back(Area(item));
    const bool stays = start[item] != kNoOffset && start[item] + items[item].bytes <= target;
    stays ? Put(item, start[item]) : out_.push_back(item);
  }
  std::ranges::sort(out_, {}, [this](uint32_t item) { return Area(item); });
  while (!out_.empty()) {
    if (work_ >= end_work) return false;
    const uint32_t item = out_.back();
    out_.pop_back();
    PutBelow(item, target);
  }
  best_.offset = offset_;
  best_.peak = 0;
  for (uint32_t item = 0; item < items.size(); ++item) {
    best_.peak = std::max(best_.peak, offset_[item] + items[item].bytes);
  }
  return true;
}

void Ejection::Complete(std::span<const uint64_t> fixed, uint64_t target, uint64_t work) {
  if (target < best_.peak) Reach(target, fixed, work_ + work);
}

void Ejection::Run(uint64_t work) {
  const uint64_t end = work_ + work;
  double step = kFirstStep;
  while (best_.peak > bound_ && work_ < end) {
    const uint64_t gap = best_.peak - bound_;
    const auto less = static_cast<uint64_t>(step * static_cast<double>(gap));
    const std::vector<uint64_t> start = best_.offset;
    const uint64_t target = best_.peak - std::max<uint64_t>(less, 1);
    const bool reached = Reach(target, start, std::min(end, work_ + work / kSlices));
    step = reached ? std::min(1., 1.5 * step) : std::max(step / 2, kLeastStep);
  }
}

}  // namespace tmb
