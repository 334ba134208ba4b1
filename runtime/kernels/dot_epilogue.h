// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// How the f32 kernels finish a sum: bias first, clamp and the one NaN last.
#ifndef TMB_RUNTIME_KERNELS_DOT_EPILOGUE_H_
#define TMB_RUNTIME_KERNELS_DOT_EPILOGUE_H_

#include "runtime/kernel.h"

namespace tmb {

// The bias vector of an instruction, or null.
inline const float* BiasOf(const Context& context, fb::Ref bias) {
  return HasOperand(bias) ? context.At<const float>(bias) : nullptr;
}

// max(value, lo), then min with hi, as XLA has them for a lo other than -0 and a hi other
// than -0; a NaN passes as 7fc00000.
inline float Clamp(float value, float lo, float hi) {
  if (value != value) return __builtin_nanf("");
  const float raised = value > lo ? value : lo;
  return hi < raised ? hi : raised;
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_DOT_EPILOGUE_H_
