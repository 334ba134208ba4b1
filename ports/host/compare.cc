// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Element by element; a complex number is two floats.
#include "ports/host/compare.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>

#include "ports/host/half.h"
#include "ports/host/literal.h"

namespace tmb {
namespace {

template <typename T>
double Fetch(const uint8_t* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return static_cast<double>(value);
}

bool Near(double got, double want, Tolerance tolerance) {
  if (std::isnan(got) || std::isnan(want)) return std::isnan(got) && std::isnan(want);
  if (std::isinf(got) || std::isinf(want)) return got == want;
  return std::fabs(got - want) <= tolerance.atol + tolerance.rtol * std::fabs(want);
}

template <typename T>
bool NearAt(const uint8_t* got, const uint8_t* want, Tolerance tolerance) {
  return Near(Fetch<T>(got), Fetch<T>(want), tolerance);
}

bool NearHalf(HalfFormat format, const uint8_t* got, const uint8_t* want, Tolerance tolerance) {
  uint16_t bits[2];
  std::memcpy(&bits[0], got, sizeof bits[0]);
  std::memcpy(&bits[1], want, sizeof bits[1]);
  return Near(DoubleFromHalf(format, bits[0]), DoubleFromHalf(format, bits[1]), tolerance);
}

bool Same(const uint8_t* got, const uint8_t* want, const ElementType& type, Tolerance tolerance) {
  const uint32_t half = type.storage.bytes / 2;
  switch (type.type) {
    case TMB_F16:
      return NearHalf(kF16, got, want, tolerance);
    case TMB_BF16:
      return NearHalf(kBF16, got, want, tolerance);
    case TMB_F32:
      return NearAt<float>(got, want, tolerance);
    case TMB_F64:
      return NearAt<double>(got, want, tolerance);
    case TMB_C64:
      return NearAt<float>(got, want, tolerance) && NearAt<float>(got + half, want + half, tolerance);
    case TMB_C128:
      return NearAt<double>(got, want, tolerance) && NearAt<double>(got + half, want + half, tolerance);
    case TMB_PRED:
    case TMB_S8:
    case TMB_S16:
    case TMB_S32:
    case TMB_S64:
    case TMB_U8:
    case TMB_U16:
    case TMB_U32:
    case TMB_U64:
    case TMB_F8E5M2:
    case TMB_F8E4M3FN:
    case TMB_F8E4M3B11FNUZ:
    case TMB_F8E5M2FNUZ:
    case TMB_F8E4M3FNUZ:
    case TMB_F8E4M3:
    case TMB_F8E3M4:
    case TMB_S4:
    case TMB_U4:
      break;
  }
  return std::memcmp(got, want, type.storage.bytes) == 0;
}

}  // namespace

std::optional<std::string> Difference(const Array& got, const Array& want, tmb_type type,
                                      Tolerance tolerance) {
  const ElementType& element = *FindElementType(type);
  const uint64_t count = got.ElementCount();
  uint64_t differing = 0;
  uint64_t first = 0;
  for (uint64_t i = 0; i < count; ++i) {
    const uint64_t at = i * element.storage.bytes;
    if (Same(got.data.data() + at, want.data.data() + at, element, tolerance)) continue;
    if (differing++ == 0) first = i;
  }
  if (differing == 0) return std::nullopt;
  return fmt::format("[{}] is {}, expected {} ({} of {} differ)", first, FormatElement(got, type, first),
                     FormatElement(want, type, first), differing, count);
}

}  // namespace tmb
