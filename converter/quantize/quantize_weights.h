// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// QuantizeWeights: constant f32 weights of products and convolutions become multiply(convert(integers),
// scales), integers of 8 bits or such as 4.5 bits hold, which lowering packs as such
// (lower/integer_weights.h); sums stay f32. Without calibration data integers are the nearest, with it they
// are chosen for what the layers compute with, and biases make up for what that changes in the mean.
#ifndef TMB_CONVERTER_QUANTIZE_QUANTIZE_WEIGHTS_H_
#define TMB_CONVERTER_QUANTIZE_QUANTIZE_WEIGHTS_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "converter/hlo/ir.h"
#include "converter/program.h"
#include "converter/quantize/calibration.h"
#include "converter/quantize/output_loss.h"
#include "converter/quantize/weight_layers.h"
#include "converter/result.h"

namespace tmb {

struct WeightsReport {
  std::vector<WeightsNote> layers;
  std::optional<LossNote> loss;  // of a module that was to lose no more than some loss
};

// Of the entry's layers, in order.
using QuantizeProgress = std::function<void(size_t layer, size_t layers, const std::string& name)>;

// Rewrites a module that the passes have been run on. What became of each layer's weights, but for the bytes
// of those that became integers.
// With calibration and a loss that the outputs may have: layers that cost too much stay f32, an error when
// even that loses more.
Result<WeightsReport> QuantizeWeights(hlo::Module& module,
                                      const std::optional<CalibrationData>& calibration = {},
                                      const QuantizeProgress& progress = {},
                                      WeightBits bits = WeightBits::kEight,
                                      const std::optional<MaxLoss>& max_loss = {});

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_QUANTIZE_WEIGHTS_H_
