// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Which bytes of a live buffer are live. An input that is read row by row dies row by row,
// and what is written row by row is born so:
//
//     bytes ▲ ████████████        ▲         ████
//           │ ██████████          │       ██████
//           │ ████████            │     ████████
//           └────────────► points └───────────────►
#ifndef TMB_CONVERTER_PLAN_PIECES_H_
#define TMB_CONVERTER_PLAN_PIECES_H_

#include <cstdint>
#include <span>
#include <vector>

#include "converter/plan/flow.h"

namespace tmb {

// Both points are inside.
struct LiveSpan {
  uint32_t first = 0, last = 0;
  bool operator==(const LiveSpan&) const = default;
};

using LiveRange = std::vector<LiveSpan>;  // ascending, disjoint

// A touch of one buffer at a point.
struct TouchAt {
  uint32_t point = 0;
  Touch touch;
};

// Bytes [begin, end) of a buffer at points first to last.
struct Piece {
  uint32_t first = 0, last = 0;
  uint64_t begin = 0, end = 0;
  bool operator==(const Piece&) const = default;
};

// The pieces of a buffer that lives in `range`, ascending, one at a point. `block_of` each point.
std::vector<Piece> PiecesOf(const Flow& flow, std::span<const uint32_t> block_of, const LiveRange& range,
                            std::span<const TouchAt> touches);

}  // namespace tmb

#endif  // TMB_CONVERTER_PLAN_PIECES_H_
