// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The machine-readable report of tmconvert --json: sizes, signature, plan, instructions.
#ifndef TMB_CONVERTER_REPORT_JSON_H_
#define TMB_CONVERTER_REPORT_JSON_H_

#include <string>

#include "converter/convert.h"

namespace tmb {

std::string ToJson(const Converted& converted);

}  // namespace tmb

#endif  // TMB_CONVERTER_REPORT_JSON_H_
