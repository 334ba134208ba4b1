// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Writes a stream: the schedule's steps as instructions. A tensor between layers has a buffer of its capacity
// in rows; when that is full, the rows still needed move to its front.

#include <cassert>
#include <numeric>

#include "converter/positions.h"
#include "converter/stream/pool.h"
#include "converter/stream/schedule.h"
#include "converter/stream/stream.h"

namespace tmb {
namespace {

// Where the rows of a tensor lie.
struct RowBuffer {
  BufferId buffer = 0;
  int64_t row_bytes = 0;
  int64_t capacity = 0;
  int64_t first = 0;  // the row at the buffer's front

  Operand At(int64_t row) const { return {buffer, (row - first) * row_bytes}; }
};

class Writer {
 public:
  Writer(Program& program, std::span<const RowLayer> layers, std::span<const RowSizes> sizes)
      : program_(program), layers_(layers), schedule_(ScheduleRows(layers, sizes)) {
    for (size_t i = 0; i < layers.size(); ++i) {
      const int64_t spare = sizes.empty() ? 0 : sizes[i].spare;
      AddBufferOf(layers[i], spare, i + 1 == layers.size());
    }
  }

  std::vector<Instruction> Run() {
    for (const RowStep& step : schedule_.steps) Write(layers_[step.layer], step);
    return std::move(code_);
  }

 private:
  void AddBufferOf(const RowLayer& layer, int64_t spare, bool last) {
    RowBuffer rows;
    rows.row_bytes = layer.out_row_bytes;
    rows.buffer = layer.output;
    rows.capacity = layer.out_rows;
    if (!last) {
      Buffer buffer = program_.buffers[layer.output];
      const int64_t needed = std::max<int64_t>(schedule_.capacity[layer.output], 1);
      rows.capacity = std::min(needed + spare, layer.out_rows);
      buffer.name += ".rows";
      buffer.bytes = static_cast<uint64_t>(rows.capacity * rows.row_bytes);
      const hlo::Type type = buffer.shape.type;
      buffer.shape = hlo::Shape{type, {rows.capacity, rows.row_bytes / hlo::TypeBytes(type)}, {}, {}};
      rows.buffer = program_.AddBuffer(std::move(buffer));
    }
    if (layer.is_pool) pool_ = AddPoolBuffers(program_, layer);
    rows_[layer.output] = rows;
  }

  Operand At(BufferId tensor, int64_t row, int64_t row_bytes) const {
    const auto rows = rows_.find(tensor);
    return rows == rows_.end() ? Operand{tensor, row * row_bytes} : rows->second.At(row);
  }

  void Write(const RowLayer& layer, const RowStep& step) {
    RowPlaces places;
    places.row = step.row, places.rows = step.rows;
    places.input = At(layer.input, layer.FirstOf(step.row), layer.in_row_bytes);
    if (layer.residual) places.residual = At(*layer.residual, step.row, layer.residual_row_bytes);
    RowBuffer& out = rows_[layer.output];
    if (layer.is_pool) {
      places.output = {out.buffer, 0};
      return AppendPoolRows(program_, layer, places, pool_, &code_);
    }
    if (step.row + step.rows - out.first > out.capacity) MakeRoom(out, step, layer);
    places.output = out.At(step.row);
    Instruction made = MakeRows(program_, layer, places);
    if (step.row == out.first) made.starts = {out.buffer};
    code_.push_back(std::move(made));
  }

  void MakeRoom(RowBuffer& rows, const RowStep& step, const RowLayer& layer) {
    assert(step.lowest_kept > rows.first);
    const int64_t kept = step.row - step.lowest_kept;
    if (kept > 0) {
      code_.push_back(MoveToFront(program_, rows.buffer, (step.lowest_kept - rows.first) * rows.row_bytes,
                                  kept * rows.row_bytes, layer));
    }
    rows.first = step.lowest_kept;
  }

  Program& program_;
  const std::span<const RowLayer> layers_;
  Schedule schedule_;
  std::map<BufferId, RowBuffer> rows_;
  PoolBuffers pool_;
  std::vector<Instruction> code_;
};

std::vector<RowLayer> LayersOf(const Program& program, const StreamRun& run) {
  RowLayers layers;
  for (uint32_t i = run.first; i < run.end; ++i) {
    [[maybe_unused]] const bool appended = layers.Append(program, i);
    assert(appended);
  }
  return layers.layers();
}

// What code counts by position, with `inserted` more instructions from `end` on.
void MovePositions(Program& program, uint32_t end, uint32_t inserted) {
  std::vector<uint32_t> place(program.code.size() + 1);
  std::iota(place.begin(), place.end(), 0);
  for (size_t position = end; position < place.size(); ++position) place[position] += inserted;
  MoveTargets(program, place);
}

}  // namespace

Program StreamRows(Program program, const StreamRun& run) {
  const std::vector<RowLayer> layers = LayersOf(program, run);
  std::vector<Instruction> rows = Writer(program, layers, run.sizes).Run();
  MovePositions(program, run.end, static_cast<uint32_t>(rows.size()) - (run.end - run.first));
  std::vector<Instruction> code(std::make_move_iterator(program.code.begin()),
                                std::make_move_iterator(program.code.begin() + run.first));
  std::move(rows.begin(), rows.end(), std::back_inserter(code));
  std::move(program.code.begin() + run.end, program.code.end(), std::back_inserter(code));
  program.code = std::move(code);
  return program;
}

}  // namespace tmb
