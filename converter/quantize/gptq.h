// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Weights as small integers, rounded so that a layer's result, not each weight, is close on the inputs that
// the layer is given. With H the inputs' covariance and a hundredth of its mean diagonal, and w - s q the
// error of a channel, (w - s q)^T H (w - s q) is kept small; the inputs' mean is left to the bias.
// A weight matrix that QuantizeToNearest refuses is refused here, too; inputs that are not finite or all
// alike say nothing, then the nearest integers are taken.
#ifndef TMB_CONVERTER_QUANTIZE_GPTQ_H_
#define TMB_CONVERTER_QUANTIZE_GPTQ_H_

#include <optional>
#include <vector>

#include "converter/quantize/input_moments.h"
#include "converter/quantize/weights.h"

namespace tmb {

// GPTQ (Frantar et al. 2022): weights are rounded one input after the other, those with the largest variance
// first, and each error is made up for by the weights that are still to be rounded.
std::optional<QuantizedWeights> RoundByGptq(const WeightMatrix& weights, const InputMoments& inputs,
                                            const RoundingOptions& options = {});

// For a depthwise convolution: channel j has its own few inputs, inputs[j] of k. From the nearest integers,
// and from GPTQ's, each one is set to its best value for the others until none changes; the better ones are
// taken.
std::optional<QuantizedWeights> RoundDepthwise(const WeightMatrix& weights,
                                               const std::vector<InputMoments>& inputs,
                                               const RoundingOptions& options = {});

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_GPTQ_H_
