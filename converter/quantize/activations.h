// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// QuantizeActivations: products and convolutions of the entry compute with integers, and what flows between
// them is integers, too: ranges, weights and biases are chosen layer by layer on calibration samples that
// have come through the layers before as the device computes them.
#ifndef TMB_CONVERTER_QUANTIZE_ACTIVATIONS_H_
#define TMB_CONVERTER_QUANTIZE_ACTIVATIONS_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "converter/program.h"
#include "converter/quantize/calibration.h"
#include "converter/quantize/validation.h"

namespace tmb {

struct ActivationOptions {
  hlo::Type type = hlo::Type::kS8;  // of activations, or s16
  bool integer_signature = false;   // f32 inputs and outputs become integers, too
  float range_margin = 1;           // tensors' ranges over those seen
  float channel_margin = 1.2f;      // channels' over those seen
  std::vector<std::string> wide;    // names of instructions whose results are s16
  std::function<void(size_t done, size_t all, const std::string& name)> progress;
};

struct QuantizedProgram {
  std::vector<LayerNote> layers;
  std::vector<ValuePair> values;  // what layers give
};

// After the passes up to FoldConstants. What is left of the f32 program is dead code.
Result<QuantizedProgram> QuantizeActivations(hlo::Module& module, const CalibrationData& calibration,
                                             const ActivationOptions& options);

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_ACTIVATIONS_H_
