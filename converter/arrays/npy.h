// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// numpy's .npy files, format versions 1 to 3: booleans, integers, floats, complex
// numbers and raw bits (V1, V2: ml_dtypes' bf16 and f8), little-endian, C order.
#ifndef TMB_CONVERTER_ARRAYS_NPY_H_
#define TMB_CONVERTER_ARRAYS_NPY_H_

#include <string>

#include "converter/arrays/array.h"
#include "converter/result.h"

namespace tmb {

Result<Array> ParseNpy(std::string_view file);
Result<Array> ReadNpy(const std::string& path);

std::string FormatNpy(const Array& array);
Result<void> WriteNpy(const std::string& path, const Array& array);

}  // namespace tmb

#endif  // TMB_CONVERTER_ARRAYS_NPY_H_
