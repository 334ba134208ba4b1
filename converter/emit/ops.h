// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The list that builds a firmware for some programs and nothing else (CMake: TMB_OPS).
#ifndef TMB_CONVERTER_EMIT_OPS_H_
#define TMB_CONVERTER_EMIT_OPS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "converter/result.h"

namespace tmb {

struct ProgramFile {
  std::string name;
  std::vector<uint8_t> bytes;
};

// A line for each feature and instruction that the .tmb files need, by its name in the sources.
Result<std::string> OpsOf(const std::vector<ProgramFile>& files);

}  // namespace tmb

#endif  // TMB_CONVERTER_EMIT_OPS_H_
