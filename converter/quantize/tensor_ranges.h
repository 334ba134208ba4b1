// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What the tensors of an f32 program look like on calibration samples.
#ifndef TMB_CONVERTER_QUANTIZE_TENSOR_RANGES_H_
#define TMB_CONVERTER_QUANTIZE_TENSOR_RANGES_H_

#include <unordered_map>
#include <vector>

#include "converter/quantize/layers.h"
#include "converter/quantize/sample_runner.h"

namespace tmb {

struct TensorRange {
  float lo = 0, hi = 0;
  std::vector<float> magnitudes;  // the largest of each channel, of layers' results
  std::vector<double> means;      // of each channel, of layers' sums
};

class TensorRanges {
 public:
  // Runs the program on the samples whose arguments `runner` has.
  static Result<TensorRanges> Measure(const SampleRunner& runner, const std::vector<Layer>& layers,
                                      const std::vector<const hlo::Instruction*>& others);

  const TensorRange& Of(const hlo::Instruction* value) const { return ranges_.at(value); }

 private:
  std::unordered_map<const hlo::Instruction*, TensorRange> ranges_;
};

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_TENSOR_RANGES_H_
