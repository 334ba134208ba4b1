// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Streaming (tmconvert --min-arena, --arena): layers with large outputs run row by row, each row as soon as
// the rows that it needs are there, so that of the tensors between them only a few rows are kept. Nothing is
// computed twice, and sums keep their order: the bits stay. The price: an instruction for each row in the
// file, weights read once for each row, and rows that move to the front of their buffer. Where there is
// room for it, several rows are made at once, and buffers hold more rows than they must.
//
//     x ──► conv ──► [r-1 r r+1] ──► conv ──► [r] ──► conv ──► y      buffers between hold rows
#ifndef TMB_CONVERTER_STREAM_STREAM_H_
#define TMB_CONVERTER_STREAM_STREAM_H_

#include <functional>

#include "converter/plan/plan.h"
#include "converter/program.h"
#include "converter/result.h"
#include "converter/stream/schedule.h"

namespace tmb {

// Instructions [first, end) of the code, all layers (row_layer.h); only the last one's output is used behind
// them.
struct StreamRun {
  uint32_t first = 0, end = 0;
  std::vector<RowSizes> sizes;  // of each layer; none: one piece at a time, no spare rows
};

// Every run that can be streamed.
std::vector<StreamRun> FindRuns(const Program& program);

// The program with the run streamed.
Program StreamRows(Program program, const StreamRun& run);

// Streams the run with which the plan needs the smallest arena, if one is smaller than without; where
// options.enough_bytes allow more, the one that takes the fewest cycles within them. Then makes its pieces
// larger as long as the arena stays, or within those bytes. `progress` hears of each run that is looked at:
// how many are done, of how many, and the smallest arena so far.
using StreamProgress = std::function<void(size_t done, size_t all, uint64_t arena_bytes)>;
Result<void> MinimizeArena(Program& program, const PlanOptions& options, const StreamProgress& progress);

// Streams so far that the scratch of integer kernels, which they cannot do without, makes the arena no larger
// than the tensors need, if that costs a smaller part of the cycles than it saves of the arena.
Result<void> HideScratch(Program& program, const PlanOptions& options, const StreamProgress& progress);

}  // namespace tmb

#endif  // TMB_CONVERTER_STREAM_STREAM_H_
