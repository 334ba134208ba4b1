// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// QuantizeWeightsWithin: weights by calibration (refine_weights.h), but layers that cost too much keep theirs
// in f32, or get 8 bits instead of 4, until the outputs lose no more than they may. What each layer's weights
// lose is measured by itself.
#ifndef TMB_CONVERTER_QUANTIZE_WEIGHTS_WITHIN_H_
#define TMB_CONVERTER_QUANTIZE_WEIGHTS_WITHIN_H_

#include "converter/quantize/quantize_weights.h"
#include "converter/quantize/weight_layers.h"

namespace tmb {

// Rewrites the entry, whose layers these are; sets `why` of those that stay f32.
Result<LossNote> QuantizeWeightsWithin(hlo::Module& module, std::vector<WeightLayer>& layers,
                                       const CalibrationData& calibration, const MaxLoss& max_loss,
                                       const QuantizeProgress& progress);

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_WEIGHTS_WITHIN_H_
