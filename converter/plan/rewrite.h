// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Puts the planned order into the program: moves and drops instructions, and lets jumps,
// entries and live ranges follow.
#ifndef TMB_CONVERTER_PLAN_REWRITE_H_
#define TMB_CONVERTER_PLAN_REWRITE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "converter/plan/flow.h"
#include "converter/plan/liveness.h"

namespace tmb {

// Live ranges, or pieces, without the points of dropped steps; what lived nowhere else is empty.
std::vector<LiveRange> WithoutDropped(const std::vector<LiveRange>& live, std::span<const uint32_t> order,
                                      const std::vector<bool>& dropped);
std::vector<std::vector<Piece>> WithoutDropped(const std::vector<std::vector<Piece>>& pieces,
                                               std::span<const uint32_t> order,
                                               const std::vector<bool>& dropped);

// The point of each step without the dropped ones, which have none.
inline constexpr uint32_t kNoPoint = 0xffffffffu;
std::vector<uint32_t> PointsOf(std::span<const uint32_t> order, const std::vector<bool>& dropped);

// Orders the program's instructions and leaves out the dropped ones.
void RewriteCode(const Flow& flow, std::span<const uint32_t> order, const std::vector<bool>& dropped,
                 Program& program);

}  // namespace tmb

#endif  // TMB_CONVERTER_PLAN_REWRITE_H_
