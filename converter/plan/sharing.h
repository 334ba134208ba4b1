// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Which buffers share one place: a copy whose two buffers never differ while both live is
// dropped, and an output takes the place of an input that dies in its instruction. So
// loop state is updated where it stands, and a dynamic-update-slice copies nothing.
// Invariant: of the buffers of one place at most one value is live at any point.
#ifndef TMB_CONVERTER_PLAN_SHARING_H_
#define TMB_CONVERTER_PLAN_SHARING_H_

#include <cstdint>
#include <span>
#include <vector>

#include "converter/plan/flow.h"
#include "converter/plan/liveness.h"

namespace tmb {

struct Sharing {
  std::vector<BufferId> place;  // of each buffer: the buffer that stands for its place
  std::vector<bool> dropped;    // of each step: a copy onto itself
  uint64_t copied_bytes = 0;    // of the copies that stay, each counted 8 times a loop level
  uint32_t copies_dropped = 0;
};

// In-place pairs are taken where the live sum without them exceeds `live_limit` bytes: 0
// takes all that are possible, the peak reached with all of them only those that it needs,
// kNothingInPlace none.
inline constexpr uint64_t kNothingInPlace = ~uint64_t{0};
Sharing SharePlaces(const Flow& flow, const std::vector<Buffer>& buffers, const Liveness& liveness,
                    std::span<const uint32_t> order, uint64_t live_limit);

}  // namespace tmb

#endif  // TMB_CONVERTER_PLAN_SHARING_H_
