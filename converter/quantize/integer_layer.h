// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The numbers of a layer that computes with integers: weights rounded for the inputs that it is given, biases
// that keep the mean of its sums.
#ifndef TMB_CONVERTER_QUANTIZE_INTEGER_LAYER_H_
#define TMB_CONVERTER_QUANTIZE_INTEGER_LAYER_H_

#include <functional>
#include <optional>
#include <vector>

#include "converter/quantize/integer_form.h"
#include "converter/quantize/layers.h"
#include "converter/quantize/quantization.h"

namespace tmb {

// What a layer meets on the calibration samples, and what it is to give.
struct LayerTask {
  const Layer* layer = nullptr;
  Quantization x, residual, y;         // y of type f32: its sums times a scale
  std::vector<double> sum_means;       // of the f32 program, each channel
  std::vector<double> residual_means;  // of the residual as it is quantized, each channel; empty without one
  size_t samples = 0;
  // x less its zero point, as the layer is given it; times the scale it is the real input, but for channel
  // scales.
  std::function<std::vector<float>(size_t sample)> input;
};

struct IntegerLayer {
  IntegerConstants constants;
  Quantization y;              // the task's, perhaps with a larger scale
  double weights_sqnr_db = 0;  // of the rounded weights
  WeightMatrix real_weights;   // the numbers that they stand for
};

// Nothing when the layer's numbers do not fit an integer kernel.
std::optional<IntegerLayer> MakeIntegerLayer(const LayerTask& task);

// The channel of x that each input of the weights is; empty: not one dimension of x.
std::vector<int64_t> InputChannels(const WeightedKernel& kernel, int64_t channel_dim);

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_INTEGER_LAYER_H_
