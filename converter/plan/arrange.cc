// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Three orders are taken through to their live sum, and only the best one is placed.
#include "converter/plan/arrange.h"

#include <algorithm>
#include <utility>

#include "converter/plan/order.h"
#include "converter/plan/rewrite.h"

namespace tmb {
namespace {

// Beyond this many items a second placement takes longer than it is worth: seconds.
constexpr size_t kMaxRetriedItems = 20'000;

}  // namespace

Arrangement Arrange(const Flow& flow, const std::vector<Buffer>& buffers, const std::vector<uint32_t>& order,
                    uint64_t live_limit) {
  const Liveness liveness = ComputeLiveness(flow, order, buffers.size());
  Arrangement result;
  result.order = order;
  result.sharing = SharePlaces(flow, buffers, liveness, order, live_limit);
  result.live = WithoutDropped(liveness.range, order, result.sharing.dropped);
  result.pieces = WithoutDropped(liveness.pieces, order, result.sharing.dropped);
  result.set = MakeItems(buffers, result.pieces, result.sharing.place);
  result.overlaps = MakeOverlaps(flow, buffers, result.set, PointsOf(order, result.sharing.dropped));
  result.live_sums = LiveSums(result.set.items, result.overlaps, flow.Steps());
  const auto most = std::ranges::max_element(result.live_sums);
  if (most == result.live_sums.end()) return result;
  result.lower_bound = *most;
  result.peak_point = static_cast<uint32_t>(most - result.live_sums.begin());
  return result;
}

Arrangement BestArrangement(const Flow& flow, const std::vector<Buffer>& buffers) {
  const std::vector<uint32_t> own = OwnOrder(flow);
  const Liveness liveness = ComputeLiveness(flow, own, buffers.size());
  Arrangement best = Arrange(flow, buffers, own, 0);
  for (const OrderGoal goal : {OrderGoal::kLowPeak, OrderGoal::kFewCopies}) {
    const std::vector<uint32_t> order = OrderSteps(flow, buffers, liveness, goal);
    if (order == best.order || order == own) continue;
    Arrangement other = Arrange(flow, buffers, order, 0);
    const auto cost = [](const Arrangement& a) { return std::pair(a.lower_bound, a.sharing.copied_bytes); };
    if (cost(other) < cost(best)) best = std::move(other);
  }
  return best;
}

// First all share a place that can: few items, soon placed. Where that ties them down too much,
// only what the peak needs is shared, or nothing, and placement decides pair by pair. Each has a bound
// of its own; the least is the plan's.
Placement Place(const Flow& flow, const std::vector<Buffer>& buffers, uint64_t enough,
                Arrangement& arrangement) {
  Placement best = PlaceItems(arrangement.set.items, arrangement.overlaps, enough);
  if (arrangement.set.items.size() > kMaxRetriedItems) return best;
  Arrangement apart = Arrange(flow, buffers, arrangement.order, kNothingInPlace);
  const uint64_t own_bound = arrangement.lower_bound;
  auto bound = std::pair(own_bound, arrangement.peak_point);
  const auto add_bound = [&](const Arrangement& other) {
    if (other.lower_bound < bound.first) bound = {other.lower_bound, other.peak_point};
  };
  const auto keep_better = [&](Arrangement other) {
    Placement placement = PlaceItems(other.set.items, other.overlaps, enough);
    if (placement.peak >= best.peak) return;
    best = std::move(placement);
    arrangement = std::move(other);
  };
  add_bound(apart);
  const auto seek = [&] { return best.peak > std::max(bound.first, enough); };
  if (seek()) {
    Arrangement needed = Arrange(flow, buffers, arrangement.order, own_bound);
    add_bound(needed);
    keep_better(std::move(needed));
  }
  if (seek()) keep_better(std::move(apart));
  arrangement.lower_bound = bound.first;
  arrangement.peak_point = bound.second;
  return best;
}

}  // namespace tmb
