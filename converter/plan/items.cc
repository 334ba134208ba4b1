// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// From buffers that share places to the items that placement works with.
#include <algorithm>
#include <queue>

#include "converter/plan/placement.h"
#include "runtime/isa.h"

namespace tmb {
namespace {

uint64_t RoundUp(uint64_t value, uint64_t alignment) {
  return (value + alignment - 1) / alignment * alignment;
}

// The smallest alignment of all: every offset is a multiple of it, so sizes may be too.
uint64_t Granularity(const std::vector<Buffer>& buffers) {
  uint64_t granularity = kAlignment;
  for (const Buffer& buffer : buffers) {
    if (InArena(buffer)) granularity = std::min<uint64_t>(granularity, buffer.alignment);
  }
  return granularity;
}

// Makes the spans disjoint: where several overlap, the largest counts.
std::vector<Occupied> Outline(std::vector<Occupied> spans) {
  std::ranges::sort(spans, {}, &Occupied::first);
  std::vector<uint32_t> edges;
  for (const Occupied& span : spans) edges.insert(edges.end(), {span.first, span.last + 1});
  std::ranges::sort(edges);
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());

  const auto smaller = [](const Occupied& a, const Occupied& b) { return a.bytes < b.bytes; };
  std::priority_queue<Occupied, std::vector<Occupied>, decltype(smaller)> open(smaller);
  std::vector<Occupied> outline;
  size_t next = 0;
  for (size_t i = 0; i + 1 < edges.size(); ++i) {
    for (; next < spans.size() && spans[next].first == edges[i]; ++next) open.push(spans[next]);
    while (!open.empty() && open.top().last < edges[i]) open.pop();
    if (open.empty()) continue;
    const bool continues = !outline.empty() && outline.back().last + 1 == edges[i];
    if (continues && outline.back().bytes == open.top().bytes) {
      outline.back().last = edges[i + 1] - 1;
    } else {
      outline.push_back({edges[i], edges[i + 1] - 1, open.top().bytes});
    }
  }
  return outline;
}

}  // namespace

ItemSet MakeItems(const std::vector<Buffer>& buffers, const std::vector<LiveRange>& live,
                  std::span<const BufferId> place) {
  const uint64_t granularity = Granularity(buffers);
  ItemSet set;
  set.item_of.resize(buffers.size(), kNoItem);
  std::vector<uint32_t> item_at(buffers.size(), kNoItem);  // of each place
  for (BufferId id = 0; id < buffers.size(); ++id) {
    if (live[id].empty()) continue;
    uint32_t& item = item_at[place[id]];
    if (item == kNoItem) {
      item = static_cast<uint32_t>(set.items.size());
      set.items.emplace_back();
    }
    set.item_of[id] = item;
    const uint64_t bytes = RoundUp(buffers[id].bytes, granularity);
    for (const LiveSpan& span : live[id]) set.items[item].spans.push_back({span.first, span.last, bytes});
    set.items[item].bytes = std::max(set.items[item].bytes, bytes);
    set.items[item].alignment = std::max<uint64_t>(set.items[item].alignment, buffers[id].alignment);
  }
  for (Item& item : set.items) item.spans = Outline(std::move(item.spans));
  return set;
}

std::vector<uint64_t> LiveSums(std::span<const Item> items, std::span<const ItemOverlap> overlaps,
                               uint32_t points) {
  std::vector<uint64_t> sums(points + 1, 0);  // differences first, modulo 2^64
  for (const Item& item : items) {
    for (const Occupied& span : item.spans) {
      sums[span.first] += span.bytes;
      sums[span.last + 1] -= span.bytes;
    }
  }
  for (uint32_t point = 1; point <= points; ++point) sums[point] += sums[point - 1];
  sums.pop_back();
  for (const ItemOverlap& overlap : overlaps) sums[overlap.point] -= overlap.saved;
  return sums;
}

}  // namespace tmb
