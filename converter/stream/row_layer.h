// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// An instruction seen as a maker of rows: row r of its output needs a window of rows of its input.
// Convolutions, products over pixels, and pools that add up all rows are such.
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
  int64_t in_rows = 0, in_row_bytes = 0;
  int64_t out_rows = 0,
          out_row_bytes = 0;  // a pool makes its only row in as many steps as its input has rows
  int64_t stride = 1, pad = 0, span = 1;
  bool is_pool = false;

  // Rows [FirstOf, EndOf) of the input, for row (step) `row`.
  int64_t FirstOf(int64_t row) const { return std::clamp<int64_t>(row * stride - pad, 0, in_rows); }
  int64_t EndOf(int64_t row) const { return std::clamp<int64_t>(row * stride - pad + span, 0, in_rows); }
};

// The instruction as a layer, if it is one; `rows_of` knows how many rows earlier layers gave their outputs.
std::optional<RowLayer> DescribeLayer(const Program& program, uint32_t instruction,
                                      const std::map<BufferId, int64_t>& rows_of);

// The layers of instructions one behind the other.
class RowLayers {
 public:
  // Adds the instruction; false when it is no layer, or none that goes with the others. Nothing follows a
  // pool.
  bool Append(const Program& program, uint32_t instruction);
  const std::vector<RowLayer>& layers() const { return layers_; }

 private:
  std::vector<RowLayer> layers_;
  std::map<BufferId, int64_t> rows_of_;
};

// Where the instruction that makes rows [row, row + rows) reads and writes.
struct RowPlaces {
  int64_t row = 0, rows = 1;
  Operand input;     // row FirstOf(row)
  Operand residual;  // row `row`, if the layer has one
  Operand output;    // row `row`
};

// That instruction. Those of a pool keep their sums in `sums`, [row of the output].
Instruction MakeRows(Program& program, const RowLayer& layer, const RowPlaces& places, BufferId sums);

// The instruction that copies bytes of a buffer to its front; a multiple of 4.
Instruction MoveToFront(Program& program, BufferId buffer, int64_t from, int64_t bytes,
                        const Instruction& origin);

}  // namespace tmb

#endif  // TMB_CONVERTER_STREAM_ROW_LAYER_H_
