// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// From buffers that share places to the items that placement works with.
#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <queue>

#include "converter/plan/overlap.h"
#include "converter/plan/placement.h"
#include "converter/plan/rewrite.h"
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

// What an instruction allows its output and input at a point.
struct Exception {
  uint32_t point = 0;
  Forbidden forbidden;  // its high is that of any two items
};

// Two items, the first an output and the second an input, with all their exceptions.
using ItemPair = std::pair<uint32_t, uint32_t>;
using Exceptions = std::vector<Exception>;

// Whether nothing lives at the item's place right before its span, or behind.
bool Begins(const Item& item, size_t span) {
  return span == 0 || item.spans[span - 1].last + 1 != item.spans[span].first;
}
bool Ends(const Item& item, size_t span) {
  return span + 1 == item.spans.size() || item.spans[span].last + 1 != item.spans[span + 1].first;
}

// The hull of what the two forbid each other over their lives. Exceptions count where the input
// dies and the output begins, and the two meet nowhere else.
Forbidden ForbiddenOf(const Item& output, const Item& input, const Exceptions& exceptions) {
  std::optional<Forbidden> hull;
  size_t i = 0, j = 0;
  while (i < output.spans.size() && j < input.spans.size()) {
    const Occupied& x = output.spans[i];
    const Occupied& y = input.spans[j];
    const uint32_t first = std::max(x.first, y.first), last = std::min(x.last, y.last);
    if (first <= last) {
      Forbidden here{-static_cast<int64_t>(x.bytes), static_cast<int64_t>(y.bytes)};
      for (const Exception& exception : exceptions) {
        if (exception.point != first || exception.point != last) continue;
        if (x.first != first || !Begins(output, i) || y.last != last || !Ends(input, j)) continue;
        here.low = std::max(here.low, std::min(exception.forbidden.low, here.high));
        here.same_is_free |= exception.forbidden.same_is_free;
      }
      if (!hull) hull = here;
      const bool same_is_free = !hull->Holds(0) && !here.Holds(0);
      hull = Forbidden{std::min(hull->low, here.low), std::max(hull->high, here.high), same_is_free};
    }
    x.last < y.last ? ++i : ++j;
  }
  return hull.value_or(Forbidden{});
}

uint64_t BytesAt(const Item& item, uint32_t point) {
  for (const Occupied& span : item.spans) {
    if (span.first <= point && point <= span.last) return span.bytes;
  }
  return 0;
}

// At each point the sum over the items in that role of the most that one of their overlaps saves.
std::map<uint32_t, uint64_t> SavedAt(std::span<const ItemOverlap> overlaps, uint32_t ItemOverlap::*role) {
  std::map<std::pair<uint32_t, uint32_t>, uint64_t> most;  // by point and item
  for (const ItemOverlap& overlap : overlaps) {
    uint64_t& saved = most[{overlap.point, overlap.*role}];
    saved = std::max(saved, overlap.saved);
  }
  std::map<uint32_t, uint64_t> sums;
  for (const auto& [key, saved] : most) sums[key.first] += saved;
  return sums;
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

std::vector<ItemOverlap> MakeOverlaps(const Flow& flow, const std::vector<Buffer>& buffers,
                                      const ItemSet& set, std::span<const uint32_t> point_of) {
  const auto granularity = static_cast<int64_t>(Granularity(buffers));
  std::map<ItemPair, Exceptions> pairs;
  const auto add = [&](const SharingPair& pair, const Forbidden& forbidden) {
    const uint32_t output = set.item_of[pair.output], input = set.item_of[pair.input];
    if (output == kNoItem || input == kNoItem || output == input || point_of[pair.step] == kNoPoint) return;
    pairs[{output, input}].push_back({point_of[pair.step], forbidden});
  };
  for (const SharingPair& pair : flow.in_place) add(pair, {std::numeric_limits<int64_t>::min(), 0, true});
  for (const auto& [pair, most] : flow.diagonals) {
    // Offsets are multiples, so distances are, too.
    const int64_t rest = (most % granularity + granularity) % granularity;
    add(pair, {most - rest, 0, false});
  }
  std::vector<ItemOverlap> overlaps;
  for (const auto& [pair, exceptions] : pairs) {
    const Item &output = set.items[pair.first], &input = set.items[pair.second];
    const Forbidden forbidden = ForbiddenOf(output, input, exceptions);
    const int64_t most = forbidden.same_is_free ? 0 : forbidden.low;
    for (const Exception& exception : exceptions) {
      const uint64_t saved =
          SavedBytes(BytesAt(output, exception.point), BytesAt(input, exception.point), most);
      if (saved > 0) overlaps.push_back({pair.first, pair.second, forbidden, exception.point, saved});
    }
  }
  return overlaps;
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
  // An output lies over one input at most, and an input under one output.
  const auto by_output = SavedAt(overlaps, &ItemOverlap::output),
             by_input = SavedAt(overlaps, &ItemOverlap::input);
  for (const auto& [point, saved] : by_output) sums[point] -= std::min(saved, by_input.at(point));
  return sums;
}

}  // namespace tmb
