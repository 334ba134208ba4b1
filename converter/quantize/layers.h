// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Layers: products and convolutions with constant weights, with what an integer kernel computes behind its
// sums: a bias, an array that is added, one range.
#ifndef TMB_CONVERTER_QUANTIZE_LAYERS_H_
#define TMB_CONVERTER_QUANTIZE_LAYERS_H_

#include <limits>
#include <unordered_set>
#include <vector>

#include "converter/quantize/weighted_kernel.h"
#include "converter/quantize/weights.h"

namespace tmb {

struct Layer {
  WeightedKernel kernel;
  hlo::Instruction* input = nullptr;
  WeightMatrix weights;       // [k, channels], f32
  std::vector<float> biases;  // of each channel
  hlo::Instruction* residual = nullptr;
  float lo = -std::numeric_limits<float>::infinity(), hi = std::numeric_limits<float>::infinity();
  hlo::Instruction* sum = nullptr;              // kernel(input) + bias + residual
  hlo::Instruction* result = nullptr;           // in its range
  std::vector<const hlo::Instruction*> inside;  // what the layer computes besides its result
};

// The dimension of the result that its channels run along, or -1.
int64_t ChannelDimensionOf(const Layer& layer);

// All that an integer kernel can compute, in the order of the computation, which passes have been run on.
std::vector<Layer> FindLayers(const hlo::Computation& computation);

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_LAYERS_H_
