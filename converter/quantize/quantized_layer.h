// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A product or convolution in f32 of quantized values with quantized constant weights, and what follows it up
// to where its result is rounded to integers again. The sums of its integers are exact; all that follows is
// one scale and offset for each channel and one rounding, as an integer kernel ends.
#ifndef TMB_CONVERTER_QUANTIZE_QUANTIZED_LAYER_H_
#define TMB_CONVERTER_QUANTIZE_QUANTIZED_LAYER_H_

#include <cmath>
#include <optional>
#include <vector>

#include "converter/quantize/integer_form.h"
#include "converter/quantize/quantized_values.h"

namespace tmb {

// Of each output channel; weight [k, n] is scales[n] * integers[k, n].
struct LayerWeights {
  std::vector<int8_t> integers;
  std::vector<double> scales;
};

// The integers of weights that are written as such times scales of the channels, behind movement.
std::optional<LayerWeights> ReadIntegerWeights(const WeightedKernel& kernel, const ConstantReader& constants);

struct QuantizedLayer {
  WeightedKernel kernel;
  hlo::Instruction* input = nullptr;
  IntegerForm x;
  LayerWeights weights;

  // Biases and what multiplies sums are left to the caller; sums have the share of x's zero point taken out.
  IntegerConstants Constants() const;
  // x's zero point as the kernel's padding needs it.
  int32_t PaddingZero() const { return HasPadding() ? x.zero : 0; }
  bool HasPadding() const;
};

std::optional<QuantizedLayer> FindQuantizedLayer(hlo::Instruction& operation, QuantizedValues& values,
                                                 const ConstantReader& constants);

// What is done with a layer's sums, operation by operation:
//
//     result = clip(round(scale[c] * sum + offset[c] + residual_scale[c] * residual) + zero, lo, hi)
class LayerEnd {
 public:
  LayerEnd(const QuantizedLayer& layer, QuantizedValues& values, ConstantReader& constants);

  // Takes one operation more, of `before` and constants or a quantized residual. False: it is none of these.
  bool Take(hlo::Instruction& operation, const hlo::Instruction& before);

  // Of the results, when these are integers of a known range that s8 or s16 has.
  std::optional<StorageOf> Storage() const;
  // The results as integers, from an integer kernel and what moves them. Null when there is no kernel of such
  // scales, offsets or sums.
  hlo::Value Make(hlo::Builder& b, const StorageOf& storage) const;

 private:
  bool TakeConversion(hlo::Type to, hlo::Type from);
  bool TakeRounding(double shift);
  bool TakeAddend(hlo::Instruction& addend, double sign);
  bool TakeResidual(hlo::Instruction& addend);
  bool TakeFactor(const hlo::Instruction& factor, bool divides);
  bool TakeBound(const hlo::Instruction& bound, bool is_upper);
  void ClipTo(double lo, double hi);
  bool LeaveRounding();
  std::optional<std::vector<double>> ReadChannels(const hlo::Instruction& constant) const;
  std::optional<IntegerConstants> MakeConstants() const;

  const QuantizedLayer& layer_;
  QuantizedValues& values_;
  ConstantReader& constants_;
  std::vector<double> scale_, offset_;
  double zero_ = 0, lo_ = -INFINITY, hi_ = INFINITY;
  bool rounded_ = false;
  hlo::Instruction* residual_ = nullptr;
  std::vector<double> residual_scale_;
  std::vector<hlo::Instruction*> moved_;  // views and pools between the layer and its result
};

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_QUANTIZED_LAYER_H_
