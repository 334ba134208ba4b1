// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// SideEffects: what happens even when nobody reads its result, and the computations in which
// it does.
#ifndef TMB_CONVERTER_PASSES_SIDE_EFFECTS_H_
#define TMB_CONVERTER_PASSES_SIDE_EFFECTS_H_

#include <unordered_set>

#include "converter/hlo/ir.h"

namespace tmb {

class SideEffects {
 public:
  explicit SideEffects(const hlo::Module& module);
  bool Has(const hlo::Instruction& instruction) const;

 private:
  std::unordered_set<const hlo::Computation*> computations_;
};

// Drops what neither the result nor an effect depends on.
void KeepLive(hlo::Computation& computation, const SideEffects& effects);

}  // namespace tmb

#endif  // TMB_CONVERTER_PASSES_SIDE_EFFECTS_H_
