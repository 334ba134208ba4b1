// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What quantizing did to the weights of a program, layer by layer, as the reports say it.
#ifndef TMB_CONVERTER_REPORT_WEIGHTS_H_
#define TMB_CONVERTER_REPORT_WEIGHTS_H_

#include "converter/program.h"

namespace tmb {

struct WeightsTotal {
  uint64_t bytes_before = 0, bytes = 0, bytes_f32 = 0;  // the last: of those that stay f32
};
WeightsTotal TotalOf(const std::vector<WeightsNote>& weights);

// A line for the command line.
std::string ToText(const std::vector<WeightsNote>& weights);
// Lines about what --max-loss kept.
std::string ToText(const LossNote& loss);
// "38.2", why they stay f32, or nothing when the program was written so.
std::string SqnrText(const WeightsNote& weights);

}  // namespace tmb

#endif  // TMB_CONVERTER_REPORT_WEIGHTS_H_
