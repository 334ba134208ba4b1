// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Exact liveness of every buffer over all paths of a program. A point is a place in the
// order of the steps; a buffer is live at a point when its step touches it, or when it
// holds a value there that some later step may read. Holes stay: a buffer that is dead
// between two values has two spans, also when they stand side by side.
#ifndef TMB_CONVERTER_PLAN_LIVENESS_H_
#define TMB_CONVERTER_PLAN_LIVENESS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "converter/plan/flow.h"
#include "converter/plan/pieces.h"

namespace tmb {

struct Liveness {
  std::vector<LiveRange> range;               // of each buffer
  std::vector<std::vector<TouchAt>> touches;  // of each buffer, by point
  std::vector<std::vector<Piece>> pieces;     // of each buffer: its live bytes

  // The touches of `buffer` at points first to last.
  std::span<const TouchAt> TouchesIn(BufferId buffer, uint32_t first, uint32_t last) const;
  // The span of `buffer` that covers `point`, or nullptr.
  const LiveSpan* SpanAt(BufferId buffer, uint32_t point) const;
};

// `order` holds the steps, point by point; it permutes steps inside their blocks.
// Takes time in proportion to the touches and, for each buffer, the blocks where it lives.
Liveness ComputeLiveness(const Flow& flow, std::span<const uint32_t> order, size_t buffers);

}  // namespace tmb

#endif  // TMB_CONVERTER_PLAN_LIVENESS_H_
