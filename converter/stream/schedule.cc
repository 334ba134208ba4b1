// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/stream/schedule.h"

namespace tmb {
namespace {

class Scheduler {
 public:
  Scheduler(std::span<const RowLayer> layers, std::span<const RowSizes> sizes)
      : layers_(layers), sizes_(sizes), next_(layers.size(), 0) {
    for (uint32_t i = 0; i < layers.size(); ++i) maker_[layers[i].output] = i;
  }

  Schedule Run() {
    const uint32_t last = static_cast<uint32_t>(layers_.size()) - 1;
    while (next_[last] < layers_[last].out_rows) Make(last, layers_[last].out_rows);
    return std::move(schedule_);
  }

 private:
  // The next rows of a layer, up to row `end` or a piece, after the rows that they need.
  void Make(uint32_t index, int64_t end) {
    const RowLayer& layer = layers_[index];
    const int64_t row = next_[index], left = layer.out_rows - row;
    const int64_t wanted = std::max(end - row, std::min(layer.piece_rows, left));
    const int64_t rows = std::min(wanted, PiecesAtOnce(index) * layer.piece_rows);
    Require(layer.input, layer.EndOf(row + rows - 1));
    if (layer.residual) Require(*layer.residual, row + rows);
    const int64_t kept = LowestNeeded(layer.output);
    int64_t& capacity = schedule_.capacity[layer.output];
    capacity = std::max(capacity, row + rows - kept);
    schedule_.steps.push_back({index, row, rows, kept});
    next_[index] += rows;
  }

  int64_t PiecesAtOnce(uint32_t index) const { return sizes_.empty() ? 1 : sizes_[index].at_once; }

  void Require(BufferId tensor, int64_t rows) {
    const auto maker = maker_.find(tensor);
    if (maker == maker_.end()) return;  // it is there as a whole
    while (next_[maker->second] < rows) Make(maker->second, rows);
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
  const std::span<const RowSizes> sizes_;
  std::vector<int64_t> next_;           // row of each layer
  std::map<BufferId, uint32_t> maker_;  // layer of each tensor
  Schedule schedule_;
};

}  // namespace

Schedule ScheduleRows(std::span<const RowLayer> layers, std::span<const RowSizes> sizes) {
  return Scheduler(layers, sizes).Run();
}

}  // namespace tmb
