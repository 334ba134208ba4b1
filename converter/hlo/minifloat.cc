// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// One row a format. Encoding scales the value so that a unit is the spacing of the
// format's numbers there, rounds, and reassembles: exact in double for all but f64,
// whose bits are the double's own.
#include "converter/hlo/minifloat.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace tmb::hlo {
namespace {

enum class Specials : uint8_t {
  kIeee,             // top exponent: infinities and NaNs
  kOneNan,           // no infinity; all ones is NaN ("fn")
  kNegativeZeroNan,  // no infinity, no -0: its bits are NaN ("fnuz")
  kNone,             // finite only
  kPowers            // f8e8m0fnu: an exponent alone, 255 is NaN
};

struct Format {
  int exponent_bits, mantissa_bits, bias;
  Specials specials;
};

struct FormatRow {
  Type type;
  Format format;
};
constexpr FormatRow kFormats[] = {
    {Type::kF64, {11, 52, 1023, Specials::kIeee}},
    {Type::kF32, {8, 23, 127, Specials::kIeee}},
    {Type::kF16, {5, 10, 15, Specials::kIeee}},
    {Type::kBF16, {8, 7, 127, Specials::kIeee}},
    {Type::kF8E5M2, {5, 2, 15, Specials::kIeee}},
    {Type::kF8E4M3, {4, 3, 7, Specials::kIeee}},
    {Type::kF8E3M4, {3, 4, 3, Specials::kIeee}},
    {Type::kF8E4M3FN, {4, 3, 7, Specials::kOneNan}},
    {Type::kF8E4M3B11FNUZ, {4, 3, 11, Specials::kNegativeZeroNan}},
    {Type::kF8E5M2FNUZ, {5, 2, 16, Specials::kNegativeZeroNan}},
    {Type::kF8E4M3FNUZ, {4, 3, 8, Specials::kNegativeZeroNan}},
    {Type::kF4E2M1FN, {2, 1, 1, Specials::kNone}},
    {Type::kF6E3M2FN, {3, 2, 3, Specials::kNone}},
    {Type::kF6E2M3FN, {2, 3, 1, Specials::kNone}},
    {Type::kF8E8M0FNU, {8, 0, 127, Specials::kPowers}},
};

Format FormatOf(Type type) {
  for (const FormatRow& row : kFormats) {
    if (row.type == type) return row.format;
  }
  return kFormats[0].format;
}

uint64_t SignBit(const Format& f) { return uint64_t{1} << (f.exponent_bits + f.mantissa_bits); }
uint64_t ExponentMask(const Format& f) { return ((uint64_t{1} << f.exponent_bits) - 1) << f.mantissa_bits; }
uint64_t MantissaMask(const Format& f) { return (uint64_t{1} << f.mantissa_bits) - 1; }

// Largest finite magnitude's bits.
uint64_t MaxFinite(const Format& f) {
  const uint64_t all = ExponentMask(f) | MantissaMask(f);
  switch (f.specials) {
    case Specials::kIeee: return ExponentMask(f) - 1;
    case Specials::kOneNan:
    case Specials::kPowers: return all - 1;
    case Specials::kNegativeZeroNan:
    case Specials::kNone: break;
  }
  return all;
}

// Round-to-nearest-even magnitude bits, not yet checked against MaxFinite.
uint64_t RoundMagnitude(const Format& f, double magnitude) {
  int exponent;
  std::frexp(magnitude, &exponent);  // magnitude in [2^(exponent-1), 2^exponent)
  const int biased = std::max(exponent - 1 + f.bias, 1);
  const double units = std::nearbyint(std::ldexp(magnitude, f.bias - biased + f.mantissa_bits));
  // A mantissa that rounds up to the next power of two carries into the exponent by itself.
  return (static_cast<uint64_t>(biased - 1) << f.mantissa_bits) + static_cast<uint64_t>(units);
}

std::optional<uint64_t> PowerBits(double value) {
  if (!(value > 0) || std::isinf(value)) return std::nullopt;
  const int biased = static_cast<int>(std::nearbyint(std::log2(value))) + 127;
  if (biased < 0 || biased > 254) return std::nullopt;
  return static_cast<uint64_t>(biased);
}

}  // namespace

std::optional<uint64_t> FloatBits(Type type, double value) {
  if (type == Type::kF64) return std::bit_cast<uint64_t>(value);
  if (type == Type::kF32) {  // the common type; the machine's own rounding
    const auto narrow = static_cast<float>(value);
    if (std::isinf(narrow) && !std::isinf(value)) return std::nullopt;
    return std::bit_cast<uint32_t>(narrow);
  }
  const Format f = FormatOf(type);
  if (f.specials == Specials::kPowers) return PowerBits(value);
  const uint64_t sign = std::signbit(value) ? SignBit(f) : 0;
  if (std::isinf(value)) {
    if (f.specials != Specials::kIeee) return std::nullopt;
    return sign | ExponentMask(f);
  }
  const uint64_t magnitude = value == 0 ? 0 : RoundMagnitude(f, std::fabs(value));
  if (magnitude > MaxFinite(f)) return std::nullopt;
  if (magnitude == 0 && f.specials == Specials::kNegativeZeroNan) return 0;
  return sign | magnitude;
}

std::optional<uint64_t> NanBits(Type type, bool negative, std::optional<uint64_t> payload) {
  const Format f = FormatOf(type);
  const uint64_t sign = negative && f.specials != Specials::kPowers ? SignBit(f) : 0;
  if (f.specials == Specials::kIeee) {
    const uint64_t mantissa = payload.value_or(uint64_t{1} << (f.mantissa_bits - 1));
    if (mantissa == 0 || mantissa > MantissaMask(f)) return std::nullopt;
    return sign | ExponentMask(f) | mantissa;
  }
  if (payload) return std::nullopt;
  switch (f.specials) {
    case Specials::kOneNan:
    case Specials::kPowers: return sign | ExponentMask(f) | MantissaMask(f);
    case Specials::kNegativeZeroNan: return SignBit(f);
    case Specials::kIeee:
    case Specials::kNone: break;
  }
  return std::nullopt;
}

double FloatValue(Type type, uint64_t bits) {
  if (type == Type::kF64) return std::bit_cast<double>(bits);
  const Format f = FormatOf(type);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  if (f.specials == Specials::kPowers)
    return bits == 255 ? nan : std::ldexp(1.0, static_cast<int>(bits) - 127);
  if (f.specials == Specials::kNegativeZeroNan && bits == SignBit(f)) return nan;
  const uint64_t magnitude = bits & (ExponentMask(f) | MantissaMask(f));
  const double sign = IsNegative(type, bits) ? -1 : 1;
  if (magnitude > MaxFinite(f)) {
    const bool infinite = f.specials == Specials::kIeee && magnitude == ExponentMask(f);
    return infinite ? sign * std::numeric_limits<double>::infinity() : nan;
  }
  const int exponent = static_cast<int>(magnitude >> f.mantissa_bits);
  const uint64_t implicit = exponent == 0 ? 0 : MantissaMask(f) + 1;
  const auto mantissa = static_cast<double>(implicit | (magnitude & MantissaMask(f)));
  return sign * std::ldexp(mantissa, std::max(exponent, 1) - f.bias - f.mantissa_bits);
}

uint64_t NanPayload(Type type, uint64_t bits) {
  const Format f = FormatOf(type);
  const uint64_t mantissa = bits & MantissaMask(f);
  if (f.specials != Specials::kIeee || mantissa == uint64_t{1} << (f.mantissa_bits - 1)) return 0;
  return mantissa;
}

bool IsNegative(Type type, uint64_t bits) {
  const Format f = FormatOf(type);
  return f.specials != Specials::kPowers && (bits & SignBit(f)) != 0;
}

}  // namespace tmb::hlo
