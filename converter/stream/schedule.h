// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The order of rows in a stream: driven by demand, the last layer's rows first to last.
#ifndef TMB_CONVERTER_STREAM_SCHEDULE_H_
#define TMB_CONVERTER_STREAM_SCHEDULE_H_

#include <map>
#include <span>
#include <vector>

#include "converter/stream/row_layer.h"

namespace tmb {

struct RowSizes {
  int64_t at_once = 1;  // pieces (rows, mostly) that a step makes, if so many are wanted
  int64_t spare = 0;    // rows that the output's buffer has room for beyond those it must hold
};

// Rows [row, row + rows) of a layer's output.
struct RowStep {
  uint32_t layer = 0;
  int64_t row = 0, rows = 1;
  int64_t lowest_kept = 0;  // of the layer's output: rows from here on are still needed
};

struct Schedule {
  std::vector<RowStep> steps;
  std::map<BufferId, int64_t> capacity;  // rows that a tensor between the layers must hold
};

// `sizes` of each layer; none: one piece at a time.
Schedule ScheduleRows(std::span<const RowLayer> layers, std::span<const RowSizes> sizes = {});

}  // namespace tmb

#endif  // TMB_CONVERTER_STREAM_SCHEDULE_H_
