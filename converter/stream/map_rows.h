// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Maps whose outermost loop makes rows from rows of one input: element by element (types converted on the
// way), or by windows that lie inside of it.
#ifndef TMB_CONVERTER_STREAM_MAP_ROWS_H_
#define TMB_CONVERTER_STREAM_MAP_ROWS_H_

#include "converter/stream/row_layer.h"

namespace tmb {

// Rows of input or output must be known, for loops that run on alike are merged.
bool DescribeMap(const Program& program, const fb::MapT& map, const RowsOf& rows_of, RowLayer* layer);

// The part of the Map for some rows.
fb::MapT MapRows(Program& program, const RowLayer& layer, const RowPlaces& places);

}  // namespace tmb

#endif  // TMB_CONVERTER_STREAM_MAP_ROWS_H_
