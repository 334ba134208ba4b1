// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Layers that add up all pixels of an image (or take their maximum), row by row: Maps, and means of integers,
// which are DepthwiseS8 without weights.
#ifndef TMB_CONVERTER_STREAM_POOL_H_
#define TMB_CONVERTER_STREAM_POOL_H_

#include "converter/stream/row_layer.h"

namespace tmb {

// Whether the Map reduces the pixels of one image in order, and nothing else.
bool DescribePool(const Program& program, const fb::MapT& map, const RowsOf& rows_of, RowLayer* layer);

// What a pool keeps from step to step. Of a mean: the sums of a step, until they are added; the last step's
// parameters; and those of steps between, whose biases are 0.
struct PoolBuffers {
  BufferId sums = 0, step = 0, parameters = 0, zeros = 0;
};
PoolBuffers AddPoolBuffers(Program& program, const RowLayer& layer);

// The instructions for some rows, the first ones to the last ones.
void AppendPoolRows(Program& program, const RowLayer& layer, const RowPlaces& places,
                    const PoolBuffers& buffers, std::vector<Instruction>* code);

// Those of a mean (mean.cc).
PoolBuffers AddMeanBuffers(Program& program, const fb::DepthwiseS8& op, BufferId output);
void AppendMeanRows(Program& program, const RowLayer& layer, const RowPlaces& places,
                    const PoolBuffers& buffers, std::vector<Instruction>* code);

}  // namespace tmb

#endif  // TMB_CONVERTER_STREAM_POOL_H_
