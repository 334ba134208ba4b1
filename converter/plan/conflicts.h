// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Conflicts: all that placement knows of two items. Those that live at the same time
// forbid one open interval of the distance between their offsets: usually that in which
// they overlap, a shorter one where an instruction may write its output over its input.
#ifndef TMB_CONVERTER_PLAN_CONFLICTS_H_
#define TMB_CONVERTER_PLAN_CONFLICTS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "converter/plan/placement.h"

namespace tmb {

class Conflicts {
 public:
  Conflicts(std::span<const Item> items, std::span<const ItemOverlap> overlaps);

  // Of offset(b) - offset(a).
  Forbidden Between(uint32_t a, uint32_t b) const;
  // Whether an item takes the same bytes, from its offset on, all its life and forbids all that overlaps
  // it, so that its first and last point and its bytes say everything.
  bool IsPlain(uint32_t item) const {
    const std::vector<Occupied>& spans = items_[item].spans;
    return spans.size() == 1 && spans[0].begin == 0 && overlaps_of_[item].empty();
  }
  std::span<const Item> items() const { return items_; }

 private:
  struct Exception {
    uint32_t other = 0;
    Forbidden forbidden;
  };

  std::span<const Item> items_;
  std::vector<std::vector<Exception>> overlaps_of_;  // of each item
};

}  // namespace tmb

#endif  // TMB_CONVERTER_PLAN_CONFLICTS_H_
