// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The items placed so far stand in one array by offset, and a new item walks up through
// it until a gap is wide enough. Quadratic, but the 50 million comparisons of 10,000 items
// are of neighbouring memory and without branches.
#include "converter/plan/first_fit.h"

#include <algorithm>

namespace tmb {
namespace {

// The distances offset(b) - offset(a) strictly between low and high are forbidden;
// low >= high: none.
struct Forbidden {
  int64_t low = 0, high = 0;
};

Forbidden ForbiddenDistances(const Item& a, const Item& b) {
  Forbidden forbidden;
  size_t i = 0, j = 0;
  while (i < a.spans.size() && j < b.spans.size()) {
    const Occupied& x = a.spans[i];
    const Occupied& y = b.spans[j];
    if (x.first <= y.last && y.first <= x.last) {
      forbidden.low = std::min(forbidden.low, -static_cast<int64_t>(y.bytes));
      forbidden.high = std::max(forbidden.high, static_cast<int64_t>(x.bytes));
    }
    x.last < y.last ? ++i : ++j;
  }
  return forbidden;
}

}  // namespace

void FirstFit::Clear() {
  placed_.clear();
  peak_ = 0;
}

void FirstFit::Fix(uint32_t item, uint64_t offset) {
  const Item& self = items_[item];
  const Placed placed{offset, offset + self.bytes, self.first(), self.last(), item, self.spans.size() == 1};
  const auto above = std::ranges::upper_bound(placed_, offset, {}, &Placed::offset);
  placed_.insert(above, placed);
  offset_[item] = offset;
  peak_ = std::max(peak_, placed.end);
}

uint64_t FirstFit::Above(const Placed& other, const Item& self, uint64_t offset) const {
  const Forbidden forbidden = ForbiddenDistances(items_[other.item], self);
  const int64_t distance = static_cast<int64_t>(offset) - static_cast<int64_t>(other.offset);
  if (distance <= forbidden.low || distance >= forbidden.high) return offset;
  return other.offset + static_cast<uint64_t>(forbidden.high);
}

uint64_t FirstFit::LowestOffset(uint32_t item) {
  const Item& self = items_[item];
  const uint32_t first = self.first(), last = self.last();
  const uint64_t mask = self.alignment - 1;
  const bool plain = self.spans.size() == 1;
  uint64_t offset = 0, before = 0;
  work_ += 20;
  // An item of changing height may fit below a neighbour that it only reaches further up, so
  // for it the walk starts again from where it got to.
  do {
    before = offset;
    for (const Placed& other : placed_) {
      if (other.offset >= offset + self.bytes) break;
      ++work_;
      const bool meets = (other.first <= last) & (first <= other.last);
      if (plain & other.plain) {
        const uint64_t end = meets ? other.end : 0;  // no branch: it would be a coin toss
        offset = std::max(offset, (end + mask) & ~mask);
      } else if (meets && other.end > offset) {
        offset = (Above(other, self, offset) + mask) & ~mask;
      }
    }
  } while (!plain && offset != before);
  return offset;
}

}  // namespace tmb
