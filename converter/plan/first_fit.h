// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// First fit: each item in turn at the lowest offset that the items before it leave free.
// Two items that live together forbid one open interval of the distance between their
// offsets; that interval is all that placement knows of a pair.
#ifndef TMB_CONVERTER_PLAN_FIRST_FIT_H_
#define TMB_CONVERTER_PLAN_FIRST_FIT_H_

#include <cstdint>
#include <span>
#include <vector>

#include "converter/plan/placement.h"

namespace tmb {

class FirstFit {
 public:
  explicit FirstFit(std::span<const Item> items) : items_(items), offset_(items.size(), 0) {}

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
    bool plain = false;  // one span
  };

  uint64_t LowestOffset(uint32_t item);
  // The lowest offset from `offset` on that `other` allows, as long as nothing moves it further.
  uint64_t Above(const Placed& other, const Item& self, uint64_t offset) const;

  std::span<const Item> items_;
  std::vector<uint64_t> offset_;
  std::vector<Placed> placed_;  // by offset
  uint64_t peak_ = 0;
  uint64_t work_ = 0;
};

}  // namespace tmb

#endif  // TMB_CONVERTER_PLAN_FIRST_FIT_H_
