// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// From buffers that share places to the items that placement works with.
#include <algorithm>
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

uint64_t RoundDown(uint64_t value, uint64_t alignment) { return value / alignment * alignment; }

// Makes the spans disjoint: where several overlap, the hull of their bytes counts.
std::vector<Occupied> Outline(std::vector<Occupied> spans) {
  if (spans.size() == 1) return spans;
  std::ranges::sort(spans, {}, &Occupied::first);
  std::vector<uint32_t> edges;
  for (const Occupied& span : spans) edges.insert(edges.end(), {span.first, span.last + 1});
  std::ranges::sort(edges);
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());

  // Of the spans that are open; those that have ended go when they are at the top.
  const auto ends_lower = [](const Occupied& a, const Occupied& b) { return a.end < b.end; };
  const auto begins_higher = [](const Occupied& a, const Occupied& b) { return a.begin > b.begin; };
  std::priority_queue<Occupied, std::vector<Occupied>, decltype(ends_lower)> by_end(ends_lower);
  std::priority_queue<Occupied, std::vector<Occupied>, decltype(begins_higher)> by_begin(begins_higher);
  std::vector<Occupied> outline;
  size_t next = 0;
  for (size_t i = 0; i + 1 < edges.size(); ++i) {
    for (; next < spans.size() && spans[next].first == edges[i]; ++next)
      by_end.push(spans[next]), by_begin.push(spans[next]);
    while (!by_end.empty() && by_end.top().last < edges[i]) by_end.pop();
    while (!by_begin.empty() && by_begin.top().last < edges[i]) by_begin.pop();
    if (by_end.empty()) continue;
    const Occupied here{edges[i], edges[i + 1] - 1, by_begin.top().begin, by_end.top().end};
    const bool continues = !outline.empty() && outline.back().last + 1 == here.first &&
                           outline.back().begin == here.begin && outline.back().end == here.end;
    if (continues) {
      outline.back().last = here.last;
    } else {
      outline.push_back(here);
    }
  }
  return outline;
}

// What an instruction allows its output and input at a point: in place, or a distance up to `most`
// when it writes the output from `write_begin` on.
struct Exception {
  uint32_t point = 0;
  bool in_place = false;
  int64_t most = 0;
  uint64_t write_begin = 0;
};

// Two items, the first an output and the second an input, with all their exceptions.
using ItemPair = std::pair<uint32_t, uint32_t>;
using Exceptions = std::vector<Exception>;

// Where what the item holds right before the point ends; 0 when nothing lives there.
uint64_t EndBefore(const Item& item, size_t span, uint32_t point) {
  if (item.spans[span].first < point) return item.spans[span].end;
  const bool follows = span > 0 && item.spans[span - 1].last + 1 == point;
  return follows ? item.spans[span - 1].end : 0;
}

// Where what the item holds right behind the point begins, if something lives there.
std::optional<uint64_t> BeginBehind(const Item& item, size_t span, uint32_t point) {
  if (item.spans[span].last > point) return item.spans[span].begin;
  const bool goes_on = span + 1 < item.spans.size() && item.spans[span + 1].first == point + 1;
  return goes_on ? std::optional(item.spans[span + 1].begin) : std::nullopt;
}

// Lets `forbidden`, of the two items at a point, be what the exception leaves. In place: the input
// dies and the output begins. Else what the output held before lies in front of what is written, so it
// is safe with that, and what stays of the input lies behind.
void Apply(const Exception& exception, const Item& output, size_t output_span, const Item& input,
           size_t input_span, Forbidden& forbidden) {
  const uint64_t held = EndBefore(output, output_span, exception.point);
  const std::optional<uint64_t> stays = BeginBehind(input, input_span, exception.point);
  if (exception.in_place) {
    forbidden.same_is_free |= held == 0 && !stays;
    return;
  }
  if (held > exception.write_begin) return;
  int64_t most = exception.most;
  if (stays) {
    const Occupied& written = output.spans[output_span];
    most = std::min(most, static_cast<int64_t>(*stays) - static_cast<int64_t>(written.end));
  }
  forbidden.low = std::max(forbidden.low, std::min(most, forbidden.high));
}

// The hull of what the two forbid each other over their lives.
Forbidden ForbiddenOf(const Item& output, const Item& input, const Exceptions& exceptions) {
  std::optional<Forbidden> hull;
  size_t i = 0, j = 0;
  while (i < output.spans.size() && j < input.spans.size()) {
    const Occupied& x = output.spans[i];
    const Occupied& y = input.spans[j];
    const uint32_t first = std::max(x.first, y.first), last = std::min(x.last, y.last);
    if (first <= last) {
      Forbidden here = Overlapping(y, x);
      for (const Exception& exception : exceptions) {
        if (exception.point == first && exception.point == last) Apply(exception, output, i, input, j, here);
      }
      if (!hull) hull = here;
      const bool same_is_free = !hull->Holds(0) && !here.Holds(0);
      hull = Forbidden{std::min(hull->low, here.low), std::max(hull->high, here.high), same_is_free};
    }
    x.last < y.last ? ++i : ++j;
  }
  return hull.value_or(Forbidden{});
}

ByteRange BytesAt(const Item& item, uint32_t point) {
  for (const Occupied& span : item.spans) {
    if (span.first <= point && point <= span.last)
      return {static_cast<int64_t>(span.begin), static_cast<int64_t>(span.end)};
  }
  return {};
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

ItemSet MakeItems(const std::vector<Buffer>& buffers, const std::vector<std::vector<Piece>>& pieces,
                  std::span<const BufferId> place) {
  const uint64_t granularity = Granularity(buffers);
  ItemSet set;
  set.item_of.resize(buffers.size(), kNoItem);
  std::vector<uint32_t> item_at(buffers.size(), kNoItem);  // of each place
  for (BufferId id = 0; id < buffers.size(); ++id) {
    if (pieces[id].empty()) continue;
    uint32_t& item = item_at[place[id]];
    if (item == kNoItem) {
      item = static_cast<uint32_t>(set.items.size());
      set.items.emplace_back();
    }
    set.item_of[id] = item;
    for (const Piece& piece : pieces[id]) {
      const uint64_t begin = RoundDown(piece.begin, granularity), end = RoundUp(piece.end, granularity);
      set.items[item].spans.push_back({piece.first, piece.last, begin, end});
      set.items[item].bytes = std::max(set.items[item].bytes, end);
    }
    set.items[item].alignment = std::max<uint64_t>(set.items[item].alignment, buffers[id].alignment);
  }
  for (Item& item : set.items) item.spans = Outline(std::move(item.spans));
  return set;
}

std::vector<ItemOverlap> MakeOverlaps(const Flow& flow, const std::vector<Buffer>& buffers,
                                      const ItemSet& set, std::span<const uint32_t> point_of) {
  const auto granularity = static_cast<int64_t>(Granularity(buffers));
  std::map<ItemPair, Exceptions> pairs;
  const auto add = [&](const SharingPair& pair, Exception exception) {
    const uint32_t output = set.item_of[pair.output], input = set.item_of[pair.input];
    exception.point = point_of[pair.step];
    if (output == kNoItem || input == kNoItem || output == input || exception.point == kNoPoint) return;
    pairs[{output, input}].push_back(exception);
  };
  for (const SharingPair& pair : flow.in_place) add(pair, {0, true, 0, 0});
  for (const auto& [pair, most, write_begin] : flow.diagonals) {
    // Offsets are multiples, so distances are, too.
    const int64_t rest = (most % granularity + granularity) % granularity;
    add(pair, {0, false, most - rest, write_begin});
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
      sums[span.first] += span.bytes();
      sums[span.last + 1] -= span.bytes();
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
