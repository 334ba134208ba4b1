// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// How the f32 kernels finish a sum: bias first, residual, clamp and the one NaN last.
#ifndef TMB_RUNTIME_KERNELS_DOT_EPILOGUE_H_
#define TMB_RUNTIME_KERNELS_DOT_EPILOGUE_H_

#include "runtime/kernel.h"

namespace tmb {

// An operand that may be left out, or null.
inline float* OptionalAt(const Context& context, fb::Ref ref) {
  return HasOperand(ref) ? context.At<float>(ref) : nullptr;
}

// max(value, lo), then min with hi, as XLA has them for a lo other than -0 and a hi other
// than -0; a NaN passes as 7fc00000.
inline float Clamp(float value, float lo, float hi) {
  if (value != value) return __builtin_nanf("");
  const float raised = value > lo ? value : lo;
  return hi < raised ? hi : raised;
}

// What a clamp does: loops know the first two by themselves.
enum class Range : uint8_t { kAll, kRelu, kGeneral };

inline Range RangeOf(float lo, float hi) {
  constexpr float kInfinity = __builtin_inff();
  if (hi != kInfinity) return Range::kGeneral;
  return lo == 0 ? Range::kRelu : lo == -kInfinity ? Range::kAll : Range::kGeneral;
}

// What comes behind a panel's sums: adds the residual, if there is one, and stores.
struct Epilogue {
  float lo, hi;

  void Store(const float* sums, uint32_t count, const float* residual, float* y) const {
    for (uint32_t j = 0; j < count; ++j) {
      y[j] = Clamp(residual != nullptr ? sums[j] + residual[j] : sums[j], lo, hi);
    }
  }
};

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_DOT_EPILOGUE_H_
