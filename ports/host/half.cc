// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A value is quantized to the spacing of its binade. The mantissa keeps its implicit
// one and is added to the exponent, so that a carry into the next binade, and from
// there to infinity, comes by itself.
#include "ports/host/half.h"

#include <algorithm>
#include <cmath>

namespace tmb {
namespace {

int Bias(HalfFormat format) { return (1 << (format.exponent_bits - 1)) - 1; }

uint32_t Infinity(HalfFormat format) { return ((1u << format.exponent_bits) - 1) << format.mantissa_bits; }

}  // namespace

uint16_t HalfFromDouble(HalfFormat format, double value) {
  const uint32_t sign = std::signbit(value) ? 0x8000u : 0u;
  const uint32_t infinity = Infinity(format);
  const uint32_t quiet = 1u << (format.mantissa_bits - 1);
  if (std::isnan(value)) return static_cast<uint16_t>(sign | infinity | quiet);
  if (std::isinf(value)) return static_cast<uint16_t>(sign | infinity);
  if (value == 0) return static_cast<uint16_t>(sign);
  const int exponent = std::max(std::ilogb(value), 1 - Bias(format));
  const double mantissa = std::nearbyint(std::ldexp(std::fabs(value), format.mantissa_bits - exponent));
  const int binade = exponent + Bias(format) - 1;
  const double bits = std::ldexp(static_cast<double>(binade), format.mantissa_bits) + mantissa;
  return static_cast<uint16_t>(sign | std::min(infinity, static_cast<uint32_t>(std::min(bits, 65535.0))));
}

double DoubleFromHalf(HalfFormat format, uint16_t bits) {
  const uint32_t magnitude = bits & 0x7fffu;
  const uint32_t infinity = Infinity(format);
  const double sign = (bits & 0x8000u) != 0 ? -1.0 : 1.0;
  if (magnitude > infinity) return std::nan("");
  if (magnitude == infinity) return sign * HUGE_VAL;
  const int binade = static_cast<int>(magnitude >> format.mantissa_bits);
  const uint32_t fraction = magnitude & ((1u << format.mantissa_bits) - 1);
  const uint32_t mantissa = binade == 0 ? fraction : fraction | (1u << format.mantissa_bits);
  const int exponent = std::max(binade, 1) - Bias(format) - format.mantissa_bits;
  return sign * std::ldexp(static_cast<double>(mantissa), exponent);
}

}  // namespace tmb
