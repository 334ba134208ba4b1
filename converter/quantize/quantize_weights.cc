// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/quantize_weights.h"

#include "converter/passes/passes.h"
#include "converter/quantize/refine_weights.h"
#include "converter/quantize/weights_within.h"

namespace tmb {
namespace {

WeightsNote NoteOf(const WeightLayer& layer) {
  if (!layer.why.empty()) return {layer.kernel->name, layer.bytes, layer.bytes, std::nullopt, layer.why};
  return {layer.kernel->name, layer.bytes, 0, SqnrDecibels(layer.matrix, layer.quantized), ""};
}

Result<void> Calibrate(hlo::Module& module, std::vector<WeightLayer>& layers,
                       const CalibrationData& calibration, const QuantizeProgress& progress) {
  TMB_ASSIGN(const auto means, ChannelMeans(*module.entry, layers, calibration));
  TMB_CHECK_OK(RewriteLayers(module, *module.entry, layers, Biases::kGive));
  return RefineWeights(*module.entry, layers, calibration, means, progress);
}

}  // namespace

Result<WeightsReport> QuantizeWeights(hlo::Module& module, const std::optional<CalibrationData>& calibration,
                                      const QuantizeProgress& progress, WeightBits bits,
                                      const std::optional<MaxLoss>& max_loss) {
  WeightsReport report;
  for (hlo::Computation* region : Regions(module)) {
    std::vector<WeightLayer> layers = FindWeightLayers(*region, bits);
    if (calibration.has_value() && region == module.entry && max_loss.has_value()) {
      TMB_ASSIGN(report.loss, QuantizeWeightsWithin(module, layers, *calibration, *max_loss, progress));
    } else if (calibration.has_value() && region == module.entry) {
      TMB_CHECK_OK(Calibrate(module, layers, *calibration, progress));
    } else {
      TMB_CHECK_OK(RewriteLayers(module, *region, layers, Biases::kLeave));
    }
    for (const WeightLayer& layer : layers) report.layers.push_back(NoteOf(layer));
  }
  TMB_CHECK_OK(EliminateDead(module));  // the f32 weights
  return report;
}

}  // namespace tmb
