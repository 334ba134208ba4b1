// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// StepCosts: about what finer numbers add to a program of 8-bit layers: parts of its cycles, of its arena and
// of its weights' bytes, added up, so that 1 % of each weighs alike. Good enough to choose by.
#ifndef TMB_CONVERTER_QUANTIZE_STEP_COSTS_H_
#define TMB_CONVERTER_QUANTIZE_STEP_COSTS_H_

#include <unordered_set>

#include "converter/quantize/activations.h"

namespace tmb {

class StepCosts {
 public:
  // Both must outlive it; the entry is that of the f32 program.
  StepCosts(const hlo::Computation& entry, const QuantizedProgram& program);

  double OfSixteenBits(const RoundedTensor& tensor) const;
  double OfFloats(const RoundedLayer& layer) const;

 private:
  // The most that a layer reads and writes, when the integers of `wide`, if any, have twice the bytes.
  double ArenaWith(const RoundedTensor* wide) const;

  const hlo::Computation& entry_;
  const QuantizedProgram& program_;
  std::unordered_set<const hlo::Instruction*> integers_;  // tensors that are read as such
  double cycles_ = 0, arena_ = 0, flash_ = 0;
};

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_STEP_COSTS_H_
