// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// WeightLayer: a product or convolution whose constant weights become integers. The module is given its form
// once; from then on only the literals of its constants change.
#ifndef TMB_CONVERTER_QUANTIZE_WEIGHT_LAYERS_H_
#define TMB_CONVERTER_QUANTIZE_WEIGHT_LAYERS_H_

#include <optional>
#include <string>
#include <vector>

#include "converter/hlo/ir.h"
#include "converter/quantize/weighted_kernel.h"
#include "converter/quantize/weights.h"
#include "converter/result.h"

namespace tmb {

struct WeightLayer {
  hlo::Instruction* kernel = nullptr;
  uint64_t bytes = 0;  // of its weights as f32
  WeightedKernel form;
  WeightMatrix matrix;
  RoundingOptions rounding;
  QuantizedWeights quantized;
  std::string why;                 // the weights stay f32; then the rest is not set
  std::optional<int64_t> channel;  // the dimension of the result that channels run along

  // Of the rewritten module.
  hlo::Instruction *integers = nullptr, *scales = nullptr;
  hlo::Instruction* bias = nullptr;  // a vector of the channels; null: none
  std::vector<float> old_bias;

  // Makes `quantized` the module's.
  void Apply(QuantizedWeights chosen);
  void SetBias(const std::vector<float>& values);
};

enum class WeightBits : uint8_t {
  kEight,
  kFour
};  // kFour: depthwise, the first and the last layer have eight

// The products and convolutions of a region that have constant f32 weights.
std::vector<WeightLayer> FindWeightLayers(hlo::Computation& region, WeightBits bits);

enum class Biases : uint8_t { kLeave, kGive };  // kGive: each layer has one of its own

// Writes the layers' weights as integers.
Result<void> RewriteLayers(hlo::Module& module, hlo::Computation& region, std::vector<WeightLayer>& layers,
                           Biases biases);

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_WEIGHT_LAYERS_H_
