// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/offsets.h"

#include <algorithm>

#include "converter/lower/affine.h"

namespace tmb {

std::vector<int64_t> OffsetsAlong(const hlo::Shape& shape, const std::vector<int64_t>& dimensions) {
  const std::vector<int64_t> strides = RowMajorStrides(shape.dims, 1);
  std::vector<int64_t> offsets = {0};
  for (const int64_t dimension : dimensions) {
    const auto d = static_cast<size_t>(dimension);
    std::vector<int64_t> longer;
    for (const int64_t start : offsets) {
      for (int64_t i = 0; i < shape.dims[d]; ++i) longer.push_back(start + i * strides[d]);
    }
    offsets = std::move(longer);
  }
  return offsets;
}

std::vector<int64_t> OtherDimensions(int64_t rank, const std::vector<int64_t>& taken) {
  std::vector<int64_t> others;
  for (int64_t d = 0; d < rank; ++d) {
    if (std::find(taken.begin(), taken.end(), d) == taken.end()) others.push_back(d);
  }
  return others;
}

}  // namespace tmb
