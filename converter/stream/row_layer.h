// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// An instruction seen as a maker of rows: row r of its output needs a window of rows of its input.
// Convolutions, products over pixels, max pools, Maps, and pools and means that add up all rows are such.
#ifndef TMB_CONVERTER_STREAM_ROW_LAYER_H_
#define TMB_CONVERTER_STREAM_ROW_LAYER_H_

#include <algorithm>
#include <map>
#include <optional>

#include "converter/program.h"

namespace tmb {

struct RowLayer {
  uint32_t instruction = 0;
  BufferId input = 0, output = 0;
  std::optional<BufferId> residual;  // read at the row that is made
  int64_t residual_row_bytes = 0;
  int64_t in_rows = 0, in_row_bytes = 0;
  int64_t out_rows = 0,
          out_row_bytes = 0;  // a pool makes its only row in as many steps as its input has rows
  int64_t stride = 1, pad = 0, span = 1;
  int64_t pixels = 0;      // of a row, where the instruction itself knows no rows
  int64_t piece_rows = 1;  // fewer rows at once cost as much
  bool is_pool = false;

  // Rows [FirstOf, EndOf) of the input, for row (step) `row`.
  int64_t FirstOf(int64_t row) const { return std::clamp<int64_t>(row * stride - pad, 0, in_rows); }
  int64_t EndOf(int64_t row) const { return std::clamp<int64_t>(row * stride - pad + span, 0, in_rows); }
};

using RowsOf = std::map<BufferId, int64_t>;  // of tensors

// The instruction as a layer, if it is one; `rows_of` knows how many rows tensors have by other layers.
std::optional<RowLayer> DescribeLayer(const Program& program, uint32_t instruction, const RowsOf& rows_of);

// The layers of instructions one behind the other.
class RowLayers {
 public:
  // Adds the instruction; false when it is no layer, or none that goes with the others. Nothing follows a
  // pool.
  bool Append(const Program& program, uint32_t instruction);
  const std::vector<RowLayer>& layers() const { return layers_; }

 private:
  std::vector<RowLayer> layers_;
  RowsOf rows_of_;
};

// Where the instruction that makes rows [row, row + rows) reads and writes.
struct RowPlaces {
  int64_t row = 0, rows = 1;
  Operand input;     // row FirstOf(row)
  Operand residual;  // row `row`, if the layer has one
  Operand output;    // row `row`
};

// That instruction, of a layer that is no pool (pool.h).
Instruction MakeRows(Program& program, const RowLayer& layer, const RowPlaces& places);

// An instruction that does nothing yet, in the place of a layer's.
Instruction InstructionOf(const Program& program, const RowLayer& layer);
void SetMap(Program& program, fb::MapT map, Instruction* instruction);

// The instruction that copies bytes of a buffer to its front.
Instruction MoveToFront(Program& program, BufferId buffer, int64_t from, int64_t bytes,
                        const RowLayer& layer);

}  // namespace tmb

#endif  // TMB_CONVERTER_STREAM_ROW_LAYER_H_
