// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Whole files, read and written at once.
#ifndef TMB_CONVERTER_ARRAYS_FILE_H_
#define TMB_CONVERTER_ARRAYS_FILE_H_

#include <string>
#include <string_view>

#include "converter/result.h"

namespace tmb {

Result<std::string> ReadFile(const std::string& path);
Result<void> WriteFile(const std::string& path, std::string_view bytes);

}  // namespace tmb

#endif  // TMB_CONVERTER_ARRAYS_FILE_H_
