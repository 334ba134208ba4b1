// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// First fit: each item in turn at the lowest offset that the items before it leave free.
// The points are cut into
// stretches, and an item meets those of its own stretches only: in a long program most
// items live for a short time.
#ifndef TMB_CONVERTER_PLAN_FIRST_FIT_H_
#define TMB_CONVERTER_PLAN_FIRST_FIT_H_

#include <cstdint>
#include <span>
#include <vector>

#include "converter/plan/conflicts.h"
#include "converter/plan/placement.h"

namespace tmb {

class FirstFit {
 public:
  explicit FirstFit(const Conflicts& conflicts);  // must outlive it

  // Forgets all items.
  void Clear();
  // Keeps `item` at `offset`.
  void Fix(uint32_t item, uint64_t offset);
  // Puts `item` at the lowest free offset.
  void Place(uint32_t item) { Fix(item, LowestOffset(item)); }

  const std::vector<uint64_t>& offset() const { return offset_; }
  uint64_t peak() const { return peak_; }
  // Effort so far, see PlacementSearch::work().
  uint64_t work() const { return work_; }

 private:
  struct Placed {
    uint64_t offset = 0, end = 0;
    uint32_t first = 0, last = 0;  // points
    uint32_t item = 0;
    bool plain = false;  // see Conflicts
  };

  using Shelf = std::vector<Placed>;  // by offset
  struct Cursor {
    const Shelf* shelf = nullptr;
    size_t next = 0;
    bool final = true;  // whatever was passed ends below
  };

  // Calls visit(shelf) with each shelf that `item` stands on.
  template <typename Visit>
  void ForEachShelf(const Item& item, Visit visit);
  uint64_t LowestOffset(uint32_t item);
  // The lowest offset from `offset` on that what stands behind `cursor` allows, as long as
  // nothing else moves it further; moves the cursor there.
  uint64_t Climb(Cursor& cursor, uint32_t item, uint64_t offset);
  // The same of one other item.
  uint64_t Above(const Placed& other, uint32_t self, uint64_t offset) const;

  const Conflicts& conflicts_;
  std::span<const Item> items_;
  std::vector<uint64_t> offset_;
  uint32_t stretch_ = 1;        // points of each stretch
  std::vector<Shelf> shelves_;  // of each stretch, then that of items which live in many
  std::vector<Cursor> cursors_;
  uint64_t peak_ = 0;
  uint64_t work_ = 0;
};

}  // namespace tmb

#endif  // TMB_CONVERTER_PLAN_FIRST_FIT_H_
