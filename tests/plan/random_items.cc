// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Sizes are multiples of 16, from log-uniform distributions as tensors have them.
#include "tests/plan/random_items.h"

#include <algorithm>
#include <cmath>

#include "converter/plan/random.h"

namespace tmb {
namespace {

Item Plain(uint32_t first, uint32_t last, uint64_t bytes) { return {{{first, last, 0, bytes}}, bytes, 16}; }

// Log-uniform from 16 to 16 << 12.
uint64_t AnySize(Random& random) { return 16 * static_cast<uint64_t>(std::exp2(12 * random.Unit())); }

std::vector<Item> Graph(uint32_t count, Random& random) {
  std::vector<uint32_t> last(count);
  for (uint32_t op = 0; op < count; ++op) {
    last[op] = op + 1;
    const uint64_t operands = 1 + random.Below(3);
    for (uint64_t i = 0; i < operands && op > 0; ++i) {
      // One operand in ten is any earlier result, the others are near.
      const uint64_t near = std::min<uint64_t>(op, 8),
                     back = 1 + random.Below(random.Below(10) == 0 ? op : near);
      last[op - back] = op;
    }
  }
  std::vector<Item> items;
  for (uint32_t op = 0; op < count; ++op) items.push_back(Plain(op, last[op], AnySize(random)));
  return items;
}

std::vector<Item> Intervals(uint32_t count, Random& random) {
  std::vector<Item> items;
  const double mean = 20;
  for (uint32_t i = 0; i < count; ++i) {
    const auto first = static_cast<uint32_t>(random.Below(count));
    const auto length = static_cast<uint32_t>(-mean * std::log(1 - random.Unit()));
    items.push_back(Plain(first, std::min(count - 1, first + length), AnySize(random)));
  }
  return items;
}

std::vector<Item> Training(uint32_t count, Random& random) {
  std::vector<Item> items;
  const uint32_t layers = count / 2;
  for (uint32_t layer = 0; layer < layers; ++layer) {
    const uint64_t bytes = AnySize(random);
    items.push_back(Plain(layer, 2 * layers - 1 - layer, bytes));
    items.push_back(Plain(2 * layers - 1 - layer, 2 * layers - layer, bytes));
  }
  return items;
}

struct Piece {
  uint32_t first, last;
  uint64_t low, high;  // in units of 16 bytes
};

// Cuts the largest pieces of a rectangle in two, by time or by bytes.
std::vector<Item> Packed(uint32_t count, Random& random) {
  const auto area = [](const Piece& p) {
    return static_cast<double>(p.last - p.first + 1) * static_cast<double>(p.high - p.low);
  };
  const auto smaller = [&](const Piece& a, const Piece& b) { return area(a) < area(b); };
  std::vector<Piece> pieces{{0, 4 * count, 0, uint64_t{64} * count}};
  while (pieces.size() < count) {
    std::ranges::pop_heap(pieces, smaller);
    Piece piece = pieces.back(), rest = piece;
    pieces.pop_back();
    const double share = 0.2 + 0.6 * random.Unit();
    if (random.Below(2) == 0 && piece.last > piece.first) {
      piece.last = piece.first + static_cast<uint32_t>(share * (piece.last - piece.first));
      rest.first = piece.last + 1;
    } else {
      const auto bytes = static_cast<uint64_t>(share * static_cast<double>(piece.high - piece.low));
      piece.high = piece.low + std::clamp<uint64_t>(bytes, 1, piece.high - piece.low - 1);
      rest.low = piece.high;
    }
    for (const Piece& p : {piece, rest}) {
      pieces.push_back(p);
      std::ranges::push_heap(pieces, smaller);
    }
  }
  std::vector<Item> items;
  for (const Piece& p : pieces) items.push_back(Plain(p.first, p.last, 16 * (p.high - p.low)));
  for (size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random.Below(i)]);
  return items;
}

}  // namespace

std::string NameOf(ItemKind kind) {
  switch (kind) {
    case ItemKind::kGraph:
      return "graph";
    case ItemKind::kIntervals:
      return "intervals";
    case ItemKind::kTraining:
      return "training";
    case ItemKind::kPacked:
      return "packed";
  }
  return "";
}

std::vector<Item> RandomItems(ItemKind kind, uint32_t count, uint64_t seed) {
  Random random(seed);
  switch (kind) {
    case ItemKind::kGraph:
      return Graph(count, random);
    case ItemKind::kIntervals:
      return Intervals(count, random);
    case ItemKind::kTraining:
      return Training(count, random);
    case ItemKind::kPacked:
      return Packed(count, random);
  }
  return {};
}

uint64_t BoundOf(const std::vector<Item>& items) {
  uint32_t points = 0;
  for (const Item& item : items) points = std::max(points, item.last() + 1);
  const std::vector<uint64_t> sums = LiveSums(items, {}, points);
  return *std::ranges::max_element(sums);
}

}  // namespace tmb
