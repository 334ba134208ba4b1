// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Weights as small integers times scales, chosen from the weights alone. Another way to choose them (from
// what a layer is given to compute with, gptq.h) is another function of this signature.
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

struct RoundingOptions {
  int levels = 127;                 // integers lie in [-levels, levels], up to 127
  int64_t group = 0;                // inputs that share a scale, one behind the other; 0: all k of them
  std::vector<float> least_scales;  // of each channel, positive; empty: as small as the weights allow
  int multiples = 0;                // scales of groups are 1 to so many times their channel's; 0: any
};

// values[i, j] is about scales[i / group, j] * integers[i, j]; scales are normal and positive.
struct QuantizedWeights {
  std::vector<int8_t> integers;  // [k, n]
  std::vector<float> scales;     // [groups of inputs, n]
  int64_t group = 0;             // inputs that share a scale; 0: all

  float ScaleAt(int64_t i, int64_t j, int64_t n) const {
    return scales[static_cast<size_t>((group == 0 ? 0 : i / group) * n + j)];
  }
};

// The same weights, groups' multiples of their channel's scale (RoundingOptions::multiples) taken into the
// integers, which are those of one group then.
QuantizedWeights WithoutGroups(const QuantizedWeights& quantized, int64_t n, int multiples);

// Scales under which the largest magnitude of each group is `levels` steps; integers are left empty. Nothing
// when a weight is not finite. A group without weights above FLT_MIN * levels has scale 1.
std::optional<QuantizedWeights> ChooseScales(const WeightMatrix& weights, const RoundingOptions& options);

// The integers nearest to the weights.
std::optional<QuantizedWeights> QuantizeToNearest(const WeightMatrix& weights,
                                                  const RoundingOptions& options = {});

// 10 log10(sum w^2 / sum (w - scale * integer)^2); infinite without an error.
double SqnrDecibels(const WeightMatrix& weights, const QuantizedWeights& quantized);

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_WEIGHTS_H_
