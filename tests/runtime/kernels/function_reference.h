// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The elementary functions beside their exact values (the C library's, in double), and
// the distance between the two, for tests and for bench/functions.
#ifndef TMB_TESTS_RUNTIME_KERNELS_FUNCTION_REFERENCE_H_
#define TMB_TESTS_RUNTIME_KERNELS_FUNCTION_REFERENCE_H_

#include <cmath>
#include <cstdint>
#include <limits>

#include "runtime/kernels/functions.h"

namespace tmb {

inline double ExactLogistic(double x) {
  return x >= 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x));
}
inline double ExactRsqrt(double x) { return 1 / std::sqrt(x); }

struct UnaryFunction {
  const char* name;
  float (*ours)(float);
  double (*exact)(double);
};

inline constexpr UnaryFunction kUnaryFunctions[] = {
    {"Exp", [](float x) { return Exp(x); }, std::exp},
    {"Expm1", [](float x) { return Expm1(x); }, std::expm1},
    {"Log", [](float x) { return Log(x); }, std::log},
    {"Log1p", [](float x) { return Log1p(x); }, std::log1p},
    {"Tanh", [](float x) { return Tanh(x); }, std::tanh},
    {"Logistic", [](float x) { return Logistic(x); }, ExactLogistic},
    {"Sin", [](float x) { return Sin(x); }, std::sin},
    {"Cos", [](float x) { return Cos(x); }, std::cos},
    {"Tan", [](float x) { return Tan(x); }, std::tan},
    {"Erf", [](float x) { return Erf(x); }, std::erf},
    {"Cbrt", [](float x) { return Cbrt(x); }, std::cbrt},
    {"Sqrt", [](float x) { return Sqrt(x); }, std::sqrt},
    {"Rsqrt", [](float x) { return Rsqrt(x); }, ExactRsqrt},
};

// Distance in units in the last place of the exact value's binade (2^-149 where that is
// subnormal); infinity counts as 2^128. A wrong NaN, wrong NaN bits or a wrong sign is
// infinitely far.
inline double UlpError(float ours, double exact) {
  constexpr double kWrong = std::numeric_limits<double>::infinity();
  if (std::isnan(exact)) return functions::BitsOf(ours) == 0x7fc00000u ? 0 : kWrong;
  if (std::isnan(ours) || std::signbit(ours) != std::signbit(exact)) return kWrong;
  const double size = std::fabs(exact);
  if (std::isinf(ours) && size >= 0x1p128) return 0;
  int exponent = 0;
  std::frexp(size, &exponent);
  const double ulp = size < 0x1p-126 ? 0x1p-149 : std::ldexp(1.0, exponent - 24);
  return std::fabs((std::isinf(ours) ? 0x1p128 : std::fabs(static_cast<double>(ours))) - size) / ulp;
}

struct WorstError {
  double ulps = 0;
  uint32_t x = 0;
};

// Over the floats whose bits are 0, stride, 2 * stride, ...
inline WorstError FindWorst(const UnaryFunction& function, uint32_t stride) {
  WorstError worst;
  for (uint64_t bits = 0; bits <= 0xffffffffu; bits += stride) {
    const float x = functions::FloatOf(static_cast<uint32_t>(bits));
    const double error = UlpError(function.ours(x), function.exact(static_cast<double>(x)));
    if (error > worst.ulps) worst = {error, static_cast<uint32_t>(bits)};
  }
  return worst;
}

}  // namespace tmb

#endif  // TMB_TESTS_RUNTIME_KERNELS_FUNCTION_REFERENCE_H_
