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

struct RowStep {
  uint32_t layer = 0;
  int64_t row = 0;
  int64_t lowest_kept = 0;  // of the layer's output: rows from here on are still needed
};

struct Schedule {
  std::vector<RowStep> steps;
  std::map<BufferId, int64_t> capacity;  // rows that a tensor between the layers must hold
};

Schedule ScheduleRows(std::span<const RowLayer> layers);

}  // namespace tmb

#endif  // TMB_CONVERTER_STREAM_SCHEDULE_H_
