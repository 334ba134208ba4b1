// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The items placed so far stand on shelves by offset, and a new item climbs along those of
// its stretches until a gap is wide enough in all of them. What it has passed it need not
// look at again: whatever lives at the same time ends below.
#include "converter/plan/first_fit.h"

#include <algorithm>

namespace tmb {
FirstFit::FirstFit(const Conflicts& conflicts)
    : conflicts_(conflicts), items_(conflicts.items()), offset_(items_.size(), 0) {
  constexpr size_t kItemsOfStretch = 32, kMaxStretches = 4096;
  uint32_t points = 0;
  for (const Item& item : items_) points = std::max(points, item.last() + 1);
  const auto stretches =
      static_cast<uint32_t>(std::clamp<size_t>(items_.size() / kItemsOfStretch, 1, kMaxStretches));
  stretch_ = points / stretches + 1;
  shelves_.resize(points / stretch_ + 2);
}

void FirstFit::Clear() {
  for (Shelf& shelf : shelves_) shelf.clear();
  peak_ = 0;
}

template <typename Visit>
void FirstFit::ForEachShelf(const Item& item, Visit visit) {
  for (uint32_t stretch = item.first() / stretch_; stretch <= item.last() / stretch_; ++stretch)
    visit(shelves_[stretch]);
}

void FirstFit::Fix(uint32_t item, uint64_t offset) {
  constexpr uint32_t kMaxShelves = 8;
  const Item& self = items_[item];
  const Placed placed{offset, offset + self.bytes, self.first(), self.last(), item, conflicts_.IsPlain(item)};
  const auto insert = [&](Shelf& shelf) {
    shelf.insert(std::ranges::upper_bound(shelf, offset, {}, &Placed::offset), placed);
  };
  if (self.last() / stretch_ - self.first() / stretch_ < kMaxShelves) {
    ForEachShelf(self, insert);
  } else {
    insert(shelves_.back());
  }
  offset_[item] = offset;
  peak_ = std::max(peak_, placed.end);
}

uint64_t FirstFit::Above(const Placed& other, uint32_t self, uint64_t offset) const {
  const Forbidden forbidden = conflicts_.Between(other.item, self);
  const int64_t distance = static_cast<int64_t>(offset) - static_cast<int64_t>(other.offset);
  if (!forbidden.Holds(distance)) return offset;
  if (forbidden.same_is_free && distance < 0) return other.offset;
  return other.offset + static_cast<uint64_t>(forbidden.high);
}

uint64_t FirstFit::Climb(Cursor& cursor, uint32_t item, uint64_t offset) {
  const Item& self = items_[item];
  const uint32_t first = self.first(), last = self.last();
  const uint64_t mask = self.alignment - 1;
  const bool plain = conflicts_.IsPlain(item);
  const Shelf& shelf = *cursor.shelf;
  const size_t begin = cursor.next;
  size_t next = begin;
  for (; next < shelf.size() && shelf[next].offset < offset + self.bytes; ++next) {
    const Placed& other = shelf[next];
    const bool meets = (other.first <= last) & (first <= other.last);
    if (plain & other.plain) {
      const uint64_t end = meets ? other.end : 0;  // no branch: it would be a coin toss
      offset = std::max(offset, (end + mask) & ~mask);
    } else if (meets && other.end > offset) {
      offset = (Above(other, item, offset) + mask) & ~mask;
      cursor.final = false;
    }
  }
  work_ += next - begin;
  cursor.next = next;
  return offset;
}

uint64_t FirstFit::LowestOffset(uint32_t item) {
  const Item& self = items_[item];
  cursors_.assign(1, {&shelves_.back(), 0, true});
  ForEachShelf(self, [this](const Shelf& shelf) { cursors_.push_back({&shelf, 0, true}); });
  work_ += 20;
  uint64_t offset = 0, before = 0;
  do {
    before = offset;
    for (Cursor& cursor : cursors_) offset = Climb(cursor, item, offset);
    work_ += cursors_.size();
    // Of two items that are not both plain one may fit below a part of the other that it would only
    // reach further up, so the walk starts again from where it got to.
    for (Cursor& cursor : cursors_) cursor = {cursor.shelf, cursor.final ? cursor.next : 0, true};
  } while (offset != before);
  return offset;
}

}  // namespace tmb
