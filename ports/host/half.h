// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Values of the two 16-bit float types, for texts and comparisons.
#ifndef TMB_PORTS_HOST_HALF_H_
#define TMB_PORTS_HOST_HALF_H_

#include <cstdint>

namespace tmb {

struct HalfFormat {
  int exponent_bits;
  int mantissa_bits;
};
inline constexpr HalfFormat kF16 = {5, 10};
inline constexpr HalfFormat kBF16 = {8, 7};

uint16_t HalfFromDouble(HalfFormat format, double value);  // to nearest even
double DoubleFromHalf(HalfFormat format, uint16_t bits);

}  // namespace tmb

#endif  // TMB_PORTS_HOST_HALF_H_
