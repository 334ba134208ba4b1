// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Weights in 8 bits: integers times a scale for each output channel, chosen from the weights alone. Another
// way to choose them (from what a layer is given to compute with) is another function of this signature.
#ifndef TMB_CONVERTER_QUANTIZE_WEIGHTS_H_
#define TMB_CONVERTER_QUANTIZE_WEIGHTS_H_

#include <cstdint>
#include <optional>
#include <vector>

namespace tmb {

// A matrix of weights, k inputs by n output channels, row-major.
struct WeightMatrix {
  int64_t k = 0, n = 0;
  std::vector<float> values;
};

// values[i, j] is about scales[j] * integers[i, j]; integers lie in [-127, 127], scales are normal and
// positive.
struct QuantizedWeights {
  std::vector<int8_t> integers;
  std::vector<float> scales;
};

// The nearest integers under the largest magnitude of each channel; nothing when a weight is not finite. A
// channel without weights above FLT_MIN * 127 becomes zeros with scale 1.
std::optional<QuantizedWeights> QuantizeToNearest(const WeightMatrix& weights);

// 10 log10(sum w^2 / sum (w - scale * integer)^2); infinite without an error.
double SqnrDecibels(const WeightMatrix& weights, const QuantizedWeights& quantized);

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_WEIGHTS_H_
