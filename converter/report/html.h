// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The report as one page for people (--report): sizes, the memory map over time, and each
// instruction with where it comes from and its estimated cycles.
#ifndef TMB_CONVERTER_REPORT_HTML_H_
#define TMB_CONVERTER_REPORT_HTML_H_

#include <string>

#include "converter/convert.h"

namespace tmb {

std::string ToHtml(const Converted& converted, const std::string& title);

}  // namespace tmb

#endif  // TMB_CONVERTER_REPORT_HTML_H_
