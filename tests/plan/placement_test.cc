// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Placement of items alone: no overlap, at the bound where that is known to be possible,
// near it for large random problems, and the same every time.
#include "converter/plan/placement.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "converter/plan/random.h"

namespace tmb {
namespace {

Item Plain(uint32_t first, uint32_t last, uint64_t bytes) { return {{{first, last, 0, bytes}}, bytes, 16}; }

uint64_t Bound(const std::vector<Item>& items) {
  uint32_t points = 0;
  for (const Item& item : items) points = std::max(points, item.last() + 1);
  const std::vector<uint64_t> sums = LiveSums(items, {}, points);
  return *std::ranges::max_element(sums);
}

void ExpectDisjoint(const std::vector<Item>& items, const Placement& placement) {
  struct Edge {
    uint64_t offset, end;
  };
  uint32_t points = 0;
  for (const Item& item : items) points = std::max(points, item.last() + 1);
  std::vector<std::vector<Edge>> at(points);
  for (size_t i = 0; i < items.size(); ++i) {
    EXPECT_EQ(placement.offset[i] % items[i].alignment, 0u);
    for (const Occupied& span : items[i].spans) {
      for (uint32_t point = span.first; point <= span.last; ++point) {
        at[point].push_back({placement.offset[i] + span.begin, placement.offset[i] + span.end});
      }
    }
  }
  for (std::vector<Edge>& edges : at) {
    std::ranges::sort(edges, {}, &Edge::offset);
    for (size_t i = 0; i + 1 < edges.size(); ++i) ASSERT_LE(edges[i].end, edges[i + 1].offset);
    ASSERT_LE(edges.empty() ? 0 : edges.back().end, placement.peak);
  }
}

// A graph's tensors in the order of their steps: most live briefly, a few (skips) long.
std::vector<Item> RandomGraph(uint32_t count, uint64_t seed) {
  Random random(seed);
  std::vector<Item> items;
  for (uint32_t i = 0; i < count; ++i) {
    const double u = random.Unit();
    const auto length = static_cast<uint32_t>(u * u * u * u * count / 4);
    items.push_back(Plain(i, std::min(count - 1, i + 1 + length), 16u << random.Below(10)));
  }
  return items;
}

// Lives and sizes of any length.
std::vector<Item> RandomLives(uint32_t count, uint64_t seed) {
  Random random(seed);
  std::vector<Item> items;
  for (uint32_t i = 0; i < count; ++i) {
    const auto a = static_cast<uint32_t>(random.Below(count)), b = static_cast<uint32_t>(random.Below(count));
    items.push_back(Plain(std::min(a, b), std::max(a, b), 16 * (1 + random.Below(1000))));
  }
  return items;
}

TEST(Placement, OfNothingTakesNothing) { EXPECT_EQ(PlaceItems({}, {}).peak, 0u); }

TEST(Placement, SmallProblemsThatGreedyBySizeMisses) {
  // By size the two large ones go to the bottom and the small ones on top: 112.
  const std::vector<Item> items = {Plain(0, 1, 48), Plain(1, 2, 32), Plain(2, 3, 48), Plain(3, 4, 32),
                                   Plain(0, 4, 16)};
  const Placement placement = PlaceItems(items, {});
  ExpectDisjoint(items, placement);
  EXPECT_EQ(placement.peak, Bound(items));
}

TEST(Placement, UsesHoles) {
  const std::vector<Item> items = {
      {{{0, 1, 0, 64}, {4, 5, 0, 64}}, 64, 16}, Plain(2, 3, 64), Plain(0, 5, 32)};
  const Placement placement = PlaceItems(items, {});
  ExpectDisjoint(items, placement);
  EXPECT_EQ(placement.peak, 96u);
}

TEST(Placement, UsesWhatAShrinkingItemLeaves) {
  const std::vector<Item> items = {{{{0, 1, 0, 128}, {2, 3, 0, 32}}, 128, 16}, Plain(2, 3, 96)};
  const Placement placement = PlaceItems(items, {});
  ExpectDisjoint(items, placement);
  EXPECT_EQ(placement.peak, 128u);
}

// The one grows from the bottom as the other dies from there.
TEST(Placement, UsesWhatAnItemThatDiesFromTheFrontLeaves) {
  const std::vector<Item> items = {{{{0, 0, 0, 128}, {1, 1, 32, 128}, {2, 2, 96, 128}}, 128, 16},
                                   {{{1, 1, 0, 32}, {2, 2, 0, 96}}, 96, 16}};
  const Placement placement = PlaceItems(items, {});
  ExpectDisjoint(items, placement);
  EXPECT_EQ(placement.peak, 128u);
}

TEST(Placement, AlignsEachItem) {
  std::vector<Item> items = {Plain(0, 2, 16), Plain(0, 2, 64), Plain(0, 2, 48)};
  items[1].alignment = 64;
  const Placement placement = PlaceItems(items, {});
  ExpectDisjoint(items, placement);
  EXPECT_EQ(placement.peak, 128u);
}

TEST(Placement, RandomItemsWithHolesAndHeightsNeverOverlap) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    Random random(seed);
    std::vector<Item> items;
    for (int i = 0; i < 40; ++i) {
      Item item;
      item.alignment = 16u << random.Below(2);
      for (auto at = static_cast<uint32_t>(random.Below(40)); at < 50 && item.spans.size() < 3;) {
        const auto last = at + static_cast<uint32_t>(random.Below(8));
        const uint64_t begin = 16 * random.Below(8);
        item.spans.push_back({at, last, begin, begin + 16 * (1 + random.Below(20))});
        item.bytes = std::max(item.bytes, item.spans.back().end);
        at = last + 1 + static_cast<uint32_t>(random.Below(5));
      }
      items.push_back(item);
    }
    ExpectDisjoint(items, PlaceItems(items, {}));
  }
}

// What fits below the live part of one item must not be lifted into it by another.
TEST(Placement, PlainItemsAmongThoseThatDieFromTheFrontNeverOverlap) {
  for (uint64_t seed = 0; seed < 300; ++seed) {
    Random random(seed);
    std::vector<Item> items;
    for (int i = 0; i < 4; ++i) {
      Item item{{}, 16 * (8 + random.Below(40)), 16};
      uint64_t begin = 0;
      for (uint32_t at = 0; at < 10 && begin < item.bytes; ++at) {
        item.spans.push_back({at, at, begin, item.bytes});
        begin += 16 * random.Below(8);
      }
      items.push_back(item);
    }
    for (int i = 0; i < 12; ++i) {
      const auto first = static_cast<uint32_t>(random.Below(10));
      items.push_back(
          Plain(first, first + static_cast<uint32_t>(random.Below(4)), 16 * (1 + random.Below(9))));
    }
    ExpectDisjoint(items, PlaceItems(items, {}));
  }
}

TEST(Placement, ThousandsOfItemsComeWithinTwoPercent) {
  for (const uint32_t count : {100u, 1000u, 10'000u}) {
    for (const std::vector<Item>& items :
         {RandomGraph(count, 1), RandomGraph(count, 2), RandomLives(count, 1)}) {
      const Placement placement = PlaceItems(items, {});
      ExpectDisjoint(items, placement);
      EXPECT_LE(placement.peak, Bound(items) + Bound(items) / 50) << count;
    }
  }
}

TEST(Placement, IsTheSameEveryTime) {
  const std::vector<Item> items = RandomLives(300, 7);
  EXPECT_EQ(PlaceItems(items, {}).offset, PlaceItems(items, {}).offset);
}

}  // namespace
}  // namespace tmb
