// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Where the elements along some dimensions of a row-major array lie.
#ifndef TMB_CONVERTER_QUANTIZE_OFFSETS_H_
#define TMB_CONVERTER_QUANTIZE_OFFSETS_H_

#include <cstdint>
#include <vector>

#include "converter/hlo/ir.h"

namespace tmb {

// In elements, for all indices of `dimensions`, the last of them fastest.
std::vector<int64_t> OffsetsAlong(const hlo::Shape& shape, const std::vector<int64_t>& dimensions);

// The dimensions of an array of that rank which are not in `taken`, in order.
std::vector<int64_t> OtherDimensions(int64_t rank, const std::vector<int64_t>& taken);

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_OFFSETS_H_
