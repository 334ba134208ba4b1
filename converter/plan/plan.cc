// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The stages of the plan. Sharing depends on the order and the peak on both, so three
// orders are taken through to their live sum, and only the best one is placed.
#include "converter/plan/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "converter/plan/constants.h"
#include "converter/plan/flow.h"
#include "converter/plan/order.h"
#include "converter/plan/placement.h"
#include "converter/plan/rewrite.h"
#include "converter/plan/sharing.h"
#include "runtime/isa.h"

namespace tmb {
namespace {

// Beyond this many items a second placement takes longer than it is worth: seconds.
constexpr size_t kMaxRetriedItems = 20'000;

// An order with all that follows from it, but no offsets yet.
struct Arrangement {
  std::vector<uint32_t> order;
  Sharing sharing;
  std::vector<LiveRange> live;  // without the dropped copies
  ItemSet set;
  std::vector<ItemOverlap> overlaps;
  uint64_t lower_bound = 0;
  uint32_t peak_point = 0;
};

Arrangement Arrange(const Flow& flow, const std::vector<Buffer>& buffers, const std::vector<uint32_t>& order,
                    uint64_t live_limit) {
  const Liveness liveness = ComputeLiveness(flow, order, buffers.size());
  Arrangement result;
  result.order = order;
  result.sharing = SharePlaces(flow, buffers, liveness, order, live_limit);
  result.live = WithoutDropped(liveness.range, order, result.sharing.dropped);
  result.set = MakeItems(buffers, result.live, result.sharing.place);
  result.overlaps = MakeOverlaps(flow, buffers, result.set, PointsOf(order, result.sharing.dropped));
  const std::vector<uint64_t> sums = LiveSums(result.set.items, result.overlaps, flow.Steps());
  const auto most = std::ranges::max_element(sums);
  if (most == sums.end()) return result;
  result.lower_bound = *most;
  result.peak_point = static_cast<uint32_t>(most - sums.begin());
  return result;
}

// The least live sum, then the fewest bytes to copy, then the program's own order.
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

// Places the arrangement, in which all share a place that can: few items, soon placed. Where that
// ties them down too much, only what the peak needs is shared, or nothing, and placement
// decides pair by pair; without sharing the bound is that of the order itself.
Placement Place(const Flow& flow, const std::vector<Buffer>& buffers, Arrangement& arrangement) {
  Placement best = PlaceItems(arrangement.set.items, arrangement.overlaps);
  if (arrangement.set.items.size() > kMaxRetriedItems) return best;
  Arrangement apart = Arrange(flow, buffers, arrangement.order, kNothingInPlace);
  const uint64_t bound = std::min(arrangement.lower_bound, apart.lower_bound);
  const auto keep_better = [&](Arrangement other) {
    Placement placement = PlaceItems(other.set.items, other.overlaps);
    if (placement.peak >= best.peak) return;
    best = std::move(placement);
    arrangement = std::move(other);
  };
  if (best.peak > bound) keep_better(Arrange(flow, buffers, arrangement.order, arrangement.lower_bound));
  if (best.peak > bound) keep_better(std::move(apart));
  arrangement.lower_bound = bound;
  return best;
}

// "name (bytes), ..." of the largest buffers.
std::string Largest(const Program& program, std::vector<BufferId> ids) {
  std::ranges::stable_sort(ids, std::ranges::greater{},
                           [&](BufferId id) { return program.buffers[id].bytes; });
  std::string text;
  for (size_t i = 0; i < std::min<size_t>(ids.size(), 5); ++i) {
    const Buffer& buffer = program.buffers[ids[i]];
    text += fmt::format("{}{} ({} bytes)", i == 0 ? "" : ", ", buffer.name, buffer.bytes);
  }
  return text;
}

Error DoesNotFit(const Program& program, std::string_view what, uint64_t bytes, std::vector<BufferId> ids) {
  return {ErrorKind::kDoesNotFit, fmt::format("{} need {} bytes, the most is {}; largest: {}", what, bytes,
                                              kMaxRegionBytes, Largest(program, std::move(ids)))};
}

// Refuses single buffers that are too large, so that no sum of sizes overflows behind it.
Result<void> CheckSizes(const Program& program) {
  for (BufferId id = 0; id < program.buffers.size(); ++id) {
    const Buffer& buffer = program.buffers[id];
    if (buffer.alignment == 0 || (buffer.alignment & (buffer.alignment - 1)) != 0) {
      return Malformed(fmt::format("{}: alignment {} is not a power of two", buffer.name, buffer.alignment));
    }
    if (buffer.bytes > kMaxRegionBytes) return DoesNotFit(program, "buffers", buffer.bytes, {id});
  }
  return {};
}

Result<void> CheckArena(const Program& program, const Arrangement& arrangement, uint64_t bytes,
                        uint32_t point) {
  if (bytes <= kMaxRegionBytes) return {};
  std::vector<BufferId> live;
  for (BufferId id = 0; id < program.buffers.size(); ++id) {
    const auto covers = [&](const LiveSpan& span) { return span.first <= point && point <= span.last; };
    if (std::ranges::any_of(arrangement.live[id], covers)) live.push_back(id);
  }
  return DoesNotFit(program, "buffers that live at the same time", bytes, std::move(live));
}

Result<void> CheckConstants(const Program& program, uint64_t bytes) {
  if (bytes <= kMaxRegionBytes) return {};
  std::vector<BufferId> constants;
  for (BufferId id = 0; id < program.buffers.size(); ++id) {
    if (program.buffers[id].kind == Buffer::Kind::kConstant) constants.push_back(id);
  }
  return DoesNotFit(program, "constants", bytes, std::move(constants));
}

}  // namespace

Result<MemoryPlan> PlanMemory(Program& program) {
  TMB_CHECK_OK(CheckSizes(program));
  TMB_ASSIGN(const Flow flow, BuildFlow(program));
  MemoryPlan plan;
  plan.offset.resize(program.buffers.size(), 0);
  TMB_ASSIGN(plan.constants_bytes, PlaceConstants(program, plan.offset));
  TMB_CHECK_OK(CheckConstants(program, plan.constants_bytes));

  Arrangement arrangement = BestArrangement(flow, program.buffers);
  TMB_CHECK_OK(CheckArena(program, arrangement, arrangement.lower_bound, arrangement.peak_point));
  const Placement placement = Place(flow, program.buffers, arrangement);
  TMB_CHECK_OK(CheckArena(program, arrangement, placement.peak, arrangement.peak_point));

  for (BufferId id = 0; id < program.buffers.size(); ++id) {
    const uint32_t item = arrangement.set.item_of[id];
    if (item != kNoItem) plan.offset[id] = placement.offset[item];
  }
  RewriteCode(flow, arrangement.order, arrangement.sharing.dropped, program);
  plan.arena_bytes = (placement.peak + kAlignment - 1) / kAlignment * kAlignment;
  plan.lower_bound = arrangement.lower_bound;
  plan.peak_point = arrangement.peak_point;
  plan.copies_dropped = arrangement.sharing.copies_dropped;
  plan.place = std::move(arrangement.sharing.place);
  plan.live = std::move(arrangement.live);
  return plan;
}

}  // namespace tmb
