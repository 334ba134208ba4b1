// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Maps that add up all pixels of an image (or take their maximum), row by row.
#ifndef TMB_CONVERTER_STREAM_POOL_H_
#define TMB_CONVERTER_STREAM_POOL_H_

#include "converter/stream/row_layer.h"

namespace tmb {

// Whether the Map reduces the pixels of one image in order, and nothing else.
bool DescribePool(const Program& program, const fb::MapT& map, const std::map<BufferId, int64_t>& rows_of,
                  RowLayer* layer);

// The part of the Map for some rows: it begins with the sums so far, but for the first ones, and stores the
// sums, but for the last ones.
fb::MapT PoolRows(Program& program, const RowLayer& layer, const RowPlaces& places, BufferId sums);

}  // namespace tmb

#endif  // TMB_CONVERTER_STREAM_POOL_H_
