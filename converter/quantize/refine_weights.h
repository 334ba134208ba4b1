// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// RefineWeights: integers chosen by calibration, layer by layer in order, each for the inputs that it gets
// from the quantized layers before it; then its bias is what gives its channels the means of the f32
// program.
#ifndef TMB_CONVERTER_QUANTIZE_REFINE_WEIGHTS_H_
#define TMB_CONVERTER_QUANTIZE_REFINE_WEIGHTS_H_

#include <vector>

#include "converter/quantize/calibration.h"
#include "converter/quantize/quantize_weights.h"
#include "converter/quantize/sample_runner.h"
#include "converter/quantize/weight_layers.h"

namespace tmb {

// An array of the shape of a kernel's result.
struct ChannelArray {
  const hlo::Instruction* value;
  const WeightedKernel* kernel;
};
// The mean of each channel of some arrays.
Result<std::vector<std::vector<double>>> MeansOfChannels(const SampleRunner& runner,
                                                         const std::vector<ChannelArray>& arrays);

// Gives the layer's channels, in the rewritten module as it is, such means.
Result<void> RefitBias(WeightLayer& layer, const SampleRunner& runner, const std::vector<double>& means);

// [layer][channel] of their results in the f32 program: before it is rewritten.
Result<std::vector<std::vector<double>>> ChannelMeans(const hlo::Computation& entry,
                                                      const std::vector<WeightLayer>& layers,
                                                      const CalibrationData& calibration);

// Of an entry whose layers have been rewritten.
Result<void> RefineWeights(const hlo::Computation& entry, std::vector<WeightLayer>& layers,
                           const CalibrationData& calibration, const std::vector<std::vector<double>>& means,
                           const QuantizeProgress& progress);

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_REFINE_WEIGHTS_H_
