// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Real functions that have no HLO opcode, or one that lowering does not know.
#ifndef TMB_CONVERTER_EXPAND_REAL_H_
#define TMB_CONVERTER_EXPAND_REAL_H_

#include <limits>

#include "converter/hlo/builder.h"

namespace tmb {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();
inline constexpr double kPi = 3.14159265358979323846;
inline constexpr double kLog2 = 0.69314718055994530942;

hlo::Value Abs(hlo::Value x);
hlo::Value Square(hlo::Value x);
double LargeFor(hlo::Value x);  // above this, x^2 + 1 is x^2
hlo::Value CopySign(hlo::Value magnitude, hlo::Value sign);  // magnitude >= 0

// The larger and the smaller magnitude of two values, and their ratio in [0, 1]: 1 for
// two zeros or two infinities.
struct Extremes {
  hlo::Value larger, smaller, ratio;
};
Extremes ExtremesOf(hlo::Value x, hlo::Value y);

hlo::Value Sinh(hlo::Value x);
hlo::Value Cosh(hlo::Value x);
hlo::Value Asin(hlo::Value x);
hlo::Value Acos(hlo::Value x);
hlo::Value Atan(hlo::Value x);
hlo::Value Asinh(hlo::Value x);
hlo::Value Acosh(hlo::Value x);
hlo::Value Atanh(hlo::Value x);

}  // namespace tmb

#endif  // TMB_CONVERTER_EXPAND_REAL_H_
