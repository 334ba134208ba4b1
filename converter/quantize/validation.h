// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Validation: a quantized program beside the program that it was made from, on samples: its layers and its
// outputs.
#ifndef TMB_CONVERTER_QUANTIZE_VALIDATION_H_
#define TMB_CONVERTER_QUANTIZE_VALIDATION_H_

#include <optional>
#include <string>
#include <vector>

#include "converter/quantize/calibration.h"
#include "converter/quantize/quantization.h"

namespace tmb {

// The same value in both programs.
struct ValuePair {
  std::string name;                // what it is called
  std::optional<size_t> position;  // in the entry of the f32 program; none: the instruction of this name
  std::string quantized_name;      // of the instruction in the quantized program
  std::optional<Quantization> quantization;  // none: floats in both
};

struct ValidationRow {
  std::string name;
  std::string type;  // of the quantized value
  double sqnr_db =
      0;  // 10 log10(sum of squares / sum of squared errors), over all samples; infinite when exact
  double largest_error = 0;
  double cosine = 0;     // of the angle between both, the mean over the samples
  double agreement = 0;  // part of the samples whose largest elements are the same
};

struct Validation {
  std::string entry;
  size_t samples = 0;
  std::vector<ValidationRow> layers;   // the worst first
  std::vector<ValidationRow> outputs;  // in their order
};

// Both programs take the data, f32 numbers, as their arguments, rounded where the quantized one takes
// integers. Pairs that are not there any more are left out.
Result<Validation> Validate(const hlo::Module& floats, const hlo::Module& quantized,
                            const std::vector<ValuePair>& pairs, const CalibrationData& data);

// A table for people.
std::string ToText(const Validation& validation);

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_VALIDATION_H_
