// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Elements of every type that Dot and Conv take, as an independent reference reads and
// writes them.
#ifndef TMB_TESTS_RUNTIME_KERNELS_TYPED_ELEMENTS_H_
#define TMB_TESTS_RUNTIME_KERNELS_TYPED_ELEMENTS_H_

#include <cstring>
#include <vector>

#include "runtime/isa.h"
#include "runtime/kernels/map_element.h"
#include "tests/runtime/kernels/random_bits.h"

namespace tmb {

struct TypeTriple {
  fb::Type x, w, y;
};

inline constexpr TypeTriple kProductTypes[] = {
    {fb::Type::F32, fb::Type::F32, fb::Type::F32},    {fb::Type::F16, fb::Type::F16, fb::Type::F16},
    {fb::Type::BF16, fb::Type::BF16, fb::Type::BF16}, {fb::Type::F16, fb::Type::F32, fb::Type::F32},
    {fb::Type::BF16, fb::Type::F16, fb::Type::F32},   {fb::Type::S8, fb::Type::S8, fb::Type::S32},
    {fb::Type::U8, fb::Type::S8, fb::Type::S32},      {fb::Type::S16, fb::Type::S16, fb::Type::S16},
    {fb::Type::U16, fb::Type::U16, fb::Type::U32},    {fb::Type::S32, fb::Type::S32, fb::Type::S32},
    {fb::Type::U32, fb::Type::U32, fb::Type::U32},    {fb::Type::S8, fb::Type::S8, fb::Type::S8},
    {fb::Type::Pred, fb::Type::Pred, fb::Type::Pred}, {fb::Type::Pred, fb::Type::S32, fb::Type::S32},
    {fb::Type::S16, fb::Type::U8, fb::Type::U16},
};

inline bool IsFloat(fb::Type type) {
  return type == fb::Type::F32 || type == fb::Type::F16 || type == fb::Type::BF16;
}

// `count` elements: floats in [-1, 1), integers of all values, predicates.
inline std::vector<uint8_t> RandomElements(fb::Type type, size_t count, RandomBits& random) {
  const uint32_t bytes = ElementBytes(type);
  std::vector<uint8_t> elements(count * bytes);
  for (size_t i = 0; i < count; ++i) {
    const float unit = random.Unit();
    uint32_t bits = random.Next();
    if (IsFloat(type)) std::memcpy(&bits, &unit, sizeof bits);
    if (type == fb::Type::F16) bits = F32ToF16(bits);
    if (type == fb::Type::BF16) bits = F32ToBF16(bits);
    if (type == fb::Type::Pred) bits &= 1;
    std::memcpy(&elements[i * bytes], &bits, bytes);
  }
  return elements;
}

inline float FloatAt(fb::Type type, const uint8_t* at) {
  uint32_t bits = 0;
  std::memcpy(&bits, at, ElementBytes(type));
  if (type == fb::Type::F16) bits = F16ToF32(static_cast<uint16_t>(bits));
  if (type == fb::Type::BF16) bits <<= 16;
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

inline int64_t IntegerAt(fb::Type type, const uint8_t* at) {
  uint32_t bits = 0;
  const uint32_t bytes = ElementBytes(type);
  std::memcpy(&bits, at, bytes);
  const bool is_signed = type == fb::Type::S8 || type == fb::Type::S16 || type == fb::Type::S32;
  const uint32_t sign = 1u << (8 * bytes - 1);
  if (is_signed && (bits & sign) != 0) return int64_t{bits} - 2 * int64_t{sign};
  return bits;
}

// One element of a dot product: exact order for floats, modulo 2^32 for integers.
struct ReferenceSum {
  float real = 0;
  uint32_t integer = 0;
  bool any = false;

  void Add(const TypeTriple& types, const uint8_t* x, const uint8_t* w) {
    if (IsFloat(types.x)) {
      real += FloatAt(types.x, x) * FloatAt(types.w, w);
    } else {
      const uint64_t product =
          static_cast<uint64_t>(IntegerAt(types.x, x)) * static_cast<uint64_t>(IntegerAt(types.w, w));
      integer += static_cast<uint32_t>(product);
      any |= product != 0;
    }
  }
  void Store(fb::Type type, uint8_t* y) const {
    uint32_t bits = integer;
    if (IsFloat(type)) std::memcpy(&bits, &real, sizeof bits);
    if (type == fb::Type::F16) bits = F32ToF16(bits);
    if (type == fb::Type::BF16) bits = F32ToBF16(bits);
    if (type == fb::Type::Pred) bits = any;
    std::memcpy(y, &bits, ElementBytes(type));
  }
};

}  // namespace tmb

#endif  // TMB_TESTS_RUNTIME_KERNELS_TYPED_ELEMENTS_H_
