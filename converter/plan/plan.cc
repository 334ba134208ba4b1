// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The stages of the plan, and what is said when the program does not fit.
#include "converter/plan/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "converter/plan/arrange.h"
#include "converter/plan/constants.h"
#include "converter/plan/regions.h"
#include "converter/plan/rewrite.h"
#include "converter/plan/scratch.h"
#include "runtime/isa.h"

namespace tmb {
namespace {

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

Error DoesNotFit(const Program& program, std::string_view what, uint64_t bytes, std::string_view limit,
                 std::vector<BufferId> ids) {
  return {ErrorKind::kDoesNotFit, fmt::format("{} need {} bytes, {}; largest: {}", what, bytes, limit,
                                              Largest(program, std::move(ids)))};
}

std::string Most() { return fmt::format("the most is {}", kMaxRegionBytes); }

// Refuses single buffers that are too large, so that no sum of sizes overflows behind it.
Result<void> CheckSizes(const Program& program) {
  for (BufferId id = 0; id < program.buffers.size(); ++id) {
    const Buffer& buffer = program.buffers[id];
    if (buffer.alignment == 0 || (buffer.alignment & (buffer.alignment - 1)) != 0) {
      return Malformed(fmt::format("{}: alignment {} is not a power of two", buffer.name, buffer.alignment));
    }
    if (buffer.bytes > kMaxRegionBytes) return DoesNotFit(program, "buffers", buffer.bytes, Most(), {id});
  }
  return {};
}

uint64_t BytesOf(const std::vector<Region>& regions) {
  uint64_t bytes = 0;
  for (const Region& region : regions) bytes += region.bytes;
  return bytes;
}

// Whether each buffer fits some region.
Result<void> CheckLargest(const Program& program, const std::vector<Region>& regions) {
  if (regions.empty()) return {};
  const Region& largest = *std::ranges::max_element(regions, {}, &Region::bytes);
  for (const Buffer& buffer : program.buffers) {
    if (buffer.kind == Buffer::Kind::kConstant || buffer.bytes <= largest.bytes) continue;
    return Error{ErrorKind::kDoesNotFit,
                 fmt::format("{} needs {} bytes, {} more than {}, the largest region, has", buffer.name,
                             buffer.bytes, buffer.bytes - largest.bytes, largest.name)};
  }
  return {};
}

// Whether `bytes`, live at `point`, fit the regions, or one of the greatest size when none are given.
Result<void> CheckArena(const Program& program, const std::vector<Region>& regions,
                        const Arrangement& arrangement, uint64_t bytes, uint32_t point) {
  const uint64_t most = regions.empty() ? kMaxRegionBytes : BytesOf(regions);
  if (bytes <= most) return {};
  std::vector<BufferId> live;
  for (BufferId id = 0; id < program.buffers.size(); ++id) {
    const auto covers = [&](const LiveSpan& span) { return span.first <= point && point <= span.last; };
    if (std::ranges::any_of(arrangement.live[id], covers)) live.push_back(id);
  }
  std::string limit = Most();
  if (!regions.empty()) {
    std::vector<std::string> names;
    for (const Region& region : regions)
      names.push_back(fmt::format("{} ({} bytes)", region.name, region.bytes));
    limit = fmt::format("{} more than there are in {}", bytes - most, fmt::join(names, " and "));
  }
  return DoesNotFit(program, "buffers that live at the same time", bytes, limit, std::move(live));
}

Result<void> CheckConstants(const Program& program, uint64_t bytes) {
  if (bytes <= kMaxRegionBytes) return {};
  std::vector<BufferId> constants;
  for (BufferId id = 0; id < program.buffers.size(); ++id) {
    if (program.buffers[id].kind == Buffer::Kind::kConstant) constants.push_back(id);
  }
  return DoesNotFit(program, "constants", bytes, Most(), std::move(constants));
}

uint64_t RoundUp(uint64_t bytes) { return (bytes + kAlignment - 1) / kAlignment * kAlignment; }

// One region while that suffices, else all of them.
Result<RegionPlacement> PlaceAll(const Program& program, const Flow& flow, const PlanOptions& options,
                                 Arrangement& arrangement) {
  const std::vector<Region>& regions = options.regions;
  const Placement placement = Place(flow, program.buffers, options.enough_bytes, arrangement);
  if (regions.size() < 2 || placement.peak <= regions[0].bytes) {
    TMB_CHECK_OK(CheckArena(program, regions, arrangement, placement.peak, arrangement.peak_point));
    return RegionPlacement{
        std::vector<uint32_t>(placement.offset.size(), 0), placement.offset, {placement.peak}, 0};
  }
  std::vector<uint64_t> bytes;
  for (const Region& region : regions) bytes.push_back(region.bytes / kAlignment * kAlignment);
  const RegionPlacement result =
      PlaceInRegions(arrangement.set.items, arrangement.overlaps, HeatOf(flow, arrangement.set), bytes);
  const uint64_t needed = BytesOf(regions) + result.missing;
  TMB_CHECK_OK(CheckArena(program, regions, arrangement, needed, arrangement.peak_point));
  return result;
}

Result<Flow> FlowOf(Program& program, const PlanOptions& options) {
  TMB_ASSIGN(Flow flow, BuildFlow(program));
  if (options.overlap) return flow;
  flow.in_place.clear(), flow.diagonals.clear();
  for (Touch& touch : flow.touches) touch.begin = 0, touch.end = program.buffers[touch.buffer].bytes;
  return flow;
}

Result<MemoryPlan> PlanAsItIs(Program& program, const PlanOptions& options) {
  TMB_ASSIGN(const Flow flow, FlowOf(program, options));
  MemoryPlan plan;
  plan.offset.resize(program.buffers.size(), 0);
  plan.region.resize(program.buffers.size(), 0);
  TMB_ASSIGN(plan.constants_bytes, PlaceConstants(program, plan.offset));
  TMB_CHECK_OK(CheckConstants(program, plan.constants_bytes));

  Arrangement arrangement = BestArrangement(flow, program.buffers);
  TMB_CHECK_OK(
      CheckArena(program, options.regions, arrangement, arrangement.lower_bound, arrangement.peak_point));
  TMB_ASSIGN(const RegionPlacement placement, PlaceAll(program, flow, options, arrangement));

  for (BufferId id = 0; id < program.buffers.size(); ++id) {
    const uint32_t item = arrangement.set.item_of[id];
    if (item == kNoItem) continue;
    plan.offset[id] = placement.offset[item];
    plan.region[id] = placement.region[item];
  }
  RewriteCode(flow, arrangement.order, arrangement.sharing.dropped, program);
  for (size_t i = 0; i < placement.peak.size(); ++i) {
    plan.regions.push_back(
        {options.regions.empty() ? "" : options.regions[i].name, RoundUp(placement.peak[i])});
  }
  plan.arena_bytes = BytesOf(plan.regions);
  plan.lower_bound = arrangement.lower_bound;
  plan.peak_point = arrangement.peak_point;
  plan.copies_dropped = arrangement.sharing.copies_dropped;
  plan.place = std::move(arrangement.sharing.place);
  plan.live = std::move(arrangement.live);
  plan.pieces = std::move(arrangement.pieces);
  return plan;
}

// What lies beyond the bound when a placement does not reach it may be scratch.
Result<MemoryPlan> PlanWithLittleScratch(Program& program, const PlanOptions& options) {
  constexpr int kMaxTries = 8;
  if (options.enough_bytes > 0) {
    Program with_scratch = program;
    TMB_ASSIGN(MemoryPlan plan, PlanAsItIs(with_scratch, options));
    if (plan.arena_bytes <= options.enough_bytes) {
      program = std::move(with_scratch);
      return plan;
    }
  }
  TMB_CHECK_OK(DropScratch(program));
  Program planned = program, rest = program;
  TMB_ASSIGN(MemoryPlan best, PlanAsItIs(planned, options));
  MemoryPlan last = best;
  const auto seek = [&] { return last.arena_bytes > std::max(last.lower_bound, options.enough_bytes); };
  for (int i = 0; i < kMaxTries && seek(); ++i) {
    if (!DropScratchBeyond(rest, last, last.lower_bound)) break;
    Program other = rest;
    TMB_ASSIGN(last, PlanAsItIs(other, options));
    if (last.arena_bytes >= best.arena_bytes) continue;
    best = last;
    planned = std::move(other);
  }
  program = std::move(planned);
  return best;
}

}  // namespace

Result<MemoryPlan> PlanMemory(Program& program, const PlanOptions& options) {
  TMB_CHECK_OK(CheckSizes(program));
  TMB_CHECK_OK(CheckLargest(program, options.regions));
  if (options.optimize == Optimize::kMemory) return PlanWithLittleScratch(program, options);
  return PlanAsItIs(program, options);
}

Result<uint64_t> LeastArena(Program program, const PlanOptions& options) {
  TMB_CHECK_OK(CheckSizes(program));
  if (options.optimize == Optimize::kMemory) {
    TMB_CHECK_OK(DropScratch(program));
  }
  TMB_ASSIGN(const Flow flow, FlowOf(program, options));
  const Arrangement best = BestArrangement(flow, program.buffers);
  const Arrangement apart = Arrange(flow, program.buffers, best.order, kNothingInPlace);
  return RoundUp(std::min(best.lower_bound, apart.lower_bound));
}

}  // namespace tmb
