// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// RoundingLoss: what a program's outputs lose when one tensor, or one layer's weights, alone are rounded as
// its quantized form rounds them, and all else is f32.
#ifndef TMB_CONVERTER_QUANTIZE_ROUNDING_LOSS_H_
#define TMB_CONVERTER_QUANTIZE_ROUNDING_LOSS_H_

#include "converter/quantize/activations.h"

namespace tmb {

class RoundingLoss {
 public:
  // All must outlive it. The entry is as it was after each call.
  RoundingLoss(hlo::Module& module, hlo::Computation& entry, const OutputLoss& loss,
               const SampleRunner& runner)
      : module_(module), entry_(entry), loss_(loss), runner_(runner) {}

  Result<double> OfTensor(const RoundedTensor& tensor);
  Result<double> OfWeights(const RoundedLayer& layer);

 private:
  // With `stand_in`, made by `b`, read instead of `value`.
  Result<double> With(hlo::Instruction& value, hlo::Value stand_in, const hlo::Builder& b);

  hlo::Module& module_;
  hlo::Computation& entry_;
  const OutputLoss& loss_;
  const SampleRunner& runner_;
  hlo::Computation made_;  // what stands in
};

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_ROUNDING_LOSS_H_
