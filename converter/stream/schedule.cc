// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/stream/schedule.h"

namespace tmb {
namespace {

class Scheduler {
 public:
  explicit Scheduler(std::span<const RowLayer> layers) : layers_(layers), next_(layers.size(), 0) {
    for (uint32_t i = 0; i < layers.size(); ++i) maker_[layers[i].output] = i;
  }

  Schedule Run() {
    const uint32_t last = static_cast<uint32_t>(layers_.size()) - 1;
    for (int64_t row = 0; row < layers_[last].out_rows; ++row) Make(last);
    return std::move(schedule_);
  }

 private:
  // The next row of a layer, after the rows that it needs.
  void Make(uint32_t index) {
    const RowLayer& layer = layers_[index];
    const int64_t row = next_[index];
    Require(layer.input, layer.EndOf(row));
    if (layer.residual) Require(*layer.residual, row + 1);
    const int64_t kept = LowestNeeded(layer.output);
    int64_t& capacity = schedule_.capacity[layer.output];
    capacity = std::max(capacity, row + 1 - kept);
    schedule_.steps.push_back({index, row, kept});
    ++next_[index];
  }

  void Require(BufferId tensor, int64_t rows) {
    const auto maker = maker_.find(tensor);
    if (maker == maker_.end()) return;  // it is there as a whole
    while (next_[maker->second] < rows) Make(maker->second);
  }

  // By the rows that the tensor's readers have still to make; nothing is read: all rows made so far.
  int64_t LowestNeeded(BufferId tensor) const {
    int64_t lowest = next_[maker_.at(tensor)];
    for (uint32_t i = 0; i < layers_.size(); ++i) {
      if (next_[i] == layers_[i].out_rows) continue;
      if (layers_[i].input == tensor) lowest = std::min(lowest, layers_[i].FirstOf(next_[i]));
      if (layers_[i].residual == tensor) lowest = std::min(lowest, next_[i]);
    }
    return lowest;
  }

  const std::span<const RowLayer> layers_;
  std::vector<int64_t> next_;           // row of each layer
  std::map<BufferId, uint32_t> maker_;  // layer of each tensor
  Schedule schedule_;
};

}  // namespace

Schedule ScheduleRows(std::span<const RowLayer> layers) { return Scheduler(layers).Run(); }

}  // namespace tmb
