// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Loops over one storage type each; the type is looked at once a strip.

#include "runtime/kernels/map_element.h"

#include <cstring>

#include "runtime/features.h"

namespace tmb {
namespace {

template <typename T>
T Read(const uint8_t* from) {
  T value;
  std::memcpy(&value, __builtin_assume_aligned(from, alignof(T)), sizeof value);
  return value;
}

template <typename T>
void Write(uint8_t* to, T value) {
  std::memcpy(__builtin_assume_aligned(to, alignof(T)), &value, sizeof value);
}

constexpr bool kHasNarrowElements = Has(Feature::kTypesNarrow) || Has(Feature::kTypesHalf);

uint32_t PredLane(uint8_t bits) { return bits != 0; }
template <typename T>
uint32_t IntegerLane(T value) {
  return static_cast<uint32_t>(value);  // sign-extends what is signed
}
template <typename T>
T Truncated(uint32_t lane) {
  return static_cast<T>(lane);
}

template <typename T, typename Convert>
void Load(const uint8_t* from, int32_t step, uint32_t count, uint32_t* lanes, Convert convert) {
  for (; count != 0; --count, from += step) *lanes++ = convert(Read<T>(from));
}

template <typename T, typename Convert>
void Store(const uint32_t* lanes, uint32_t count, uint8_t* to, int32_t step, Convert convert) {
  for (; count != 0; --count, to += step) Write<T>(to, convert(*lanes++));
}

// The same, four at a time: on the M4 loads that follow each other overlap.
template <typename T, typename Convert>
void LoadFours(const uint8_t* from, int32_t step, uint32_t count, uint32_t* lanes, Convert convert) {
  for (; count >= 4; count -= 4, from += 4 * step, lanes += 4) {
    const T a = Read<T>(from), b = Read<T>(from + step), c = Read<T>(from + 2 * step),
            d = Read<T>(from + 3 * step);
    lanes[0] = convert(a);
    lanes[1] = convert(b);
    lanes[2] = convert(c);
    lanes[3] = convert(d);
  }
  Load<T>(from, step, count, lanes, convert);
}

template <typename T>
void StoreFours(const uint32_t* lanes, uint32_t count, uint8_t* to, int32_t step) {
  for (; count >= 4; count -= 4, to += 4 * step, lanes += 4) {
    const uint32_t a = lanes[0], b = lanes[1], c = lanes[2], d = lanes[3];
    Write(to, Truncated<T>(a));
    Write(to + step, Truncated<T>(b));
    Write(to + 2 * step, Truncated<T>(c));
    Write(to + 3 * step, Truncated<T>(d));
  }
  Store<T>(lanes, count, to, step, Truncated<T>);
}

}  // namespace

uint32_t F16ToF32(uint16_t bits) {
  const uint32_t sign = (bits & 0x8000u) << 16;
  const uint32_t magnitude = bits & 0x7fffu;
  if (magnitude >= 0x7c00u) return sign | 0x7f800000u | (magnitude & 0x3ffu) << 13;
  if (magnitude >= 0x400u) return sign | ((magnitude << 13) + ((127u - 15u) << 23));
  if (magnitude == 0) return sign;
  const uint32_t shift = static_cast<uint32_t>(__builtin_clz(magnitude)) - 8;  // to bit 23
  return sign | (((127u - 15u + 13u - shift) << 23) + (magnitude << shift));
}

uint16_t F32ToF16(uint32_t bits) {
  const uint32_t sign = bits >> 16 & 0x8000u;
  const uint32_t magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) return static_cast<uint16_t>(sign | 0x7e00u | (magnitude >> 13 & 0x3ffu));
  if (magnitude >= 0x47800000u) return static_cast<uint16_t>(sign | 0x7c00u);  // 65536 and above
  uint32_t mantissa = magnitude, shift = 13, base = (127u - 15u) << 10;
  if (magnitude < 0x38800000u) {  // below 2^-14: a subnormal, counted in units of 2^-24
    shift = 126 - (magnitude >> 23);
    if (shift > 24) return static_cast<uint16_t>(sign);
    mantissa = (magnitude & 0x7fffffu) | 0x800000u;
    base = 0;
  }
  const uint32_t half = (1u << (shift - 1)) - 1 + (mantissa >> shift & 1u);
  return static_cast<uint16_t>(sign | (((mantissa + half) >> shift) - base));
}

void LoadWords(const uint8_t* from, int32_t step, uint32_t count, uint32_t* lanes) {
  LoadFours<uint32_t>(from, step, count, lanes, IntegerLane<uint32_t>);
}

void StoreWords(const uint32_t* lanes, uint32_t count, uint8_t* to, int32_t step) {
  StoreFours<uint32_t>(lanes, count, to, step);
}

void LoadElements(fb::Type type, const uint8_t* from, int32_t step, uint32_t count, uint32_t* lanes) {
  if (!kHasNarrowElements) return LoadWords(from, step, count, lanes);
  switch (static_cast<int>(type)) {
    case static_cast<int>(fb::Type::Pred): return Load<uint8_t>(from, step, count, lanes, PredLane);
    case static_cast<int>(fb::Type::S4):
    case static_cast<int>(fb::Type::S8):
      return LoadFours<int8_t>(from, step, count, lanes, IntegerLane<int8_t>);
    case static_cast<int>(fb::Type::U4):
    case static_cast<int>(fb::Type::U8):
      return LoadFours<uint8_t>(from, step, count, lanes, IntegerLane<uint8_t>);
    case static_cast<int>(fb::Type::S16):
      return Load<int16_t>(from, step, count, lanes, IntegerLane<int16_t>);
    case static_cast<int>(fb::Type::U16):
      return Load<uint16_t>(from, step, count, lanes, IntegerLane<uint16_t>);
    case static_cast<int>(fb::Type::F16): return Load<uint16_t>(from, step, count, lanes, F16ToF32);
    case static_cast<int>(fb::Type::BF16): return Load<uint16_t>(from, step, count, lanes, BF16ToF32);
    default: return LoadWords(from, step, count, lanes);
  }
}

void StoreElements(fb::Type type, const uint32_t* lanes, uint32_t count, uint8_t* to, int32_t step) {
  if (!kHasNarrowElements) return StoreWords(lanes, count, to, step);
  switch (static_cast<int>(type)) {
    case static_cast<int>(fb::Type::Pred):
    case static_cast<int>(fb::Type::S4):
    case static_cast<int>(fb::Type::U4):
    case static_cast<int>(fb::Type::S8):
    case static_cast<int>(fb::Type::U8): return StoreFours<uint8_t>(lanes, count, to, step);
    case static_cast<int>(fb::Type::S16):
    case static_cast<int>(fb::Type::U16): return Store<uint16_t>(lanes, count, to, step, Truncated<uint16_t>);
    case static_cast<int>(fb::Type::F16): return Store<uint16_t>(lanes, count, to, step, F32ToF16);
    case static_cast<int>(fb::Type::BF16): return Store<uint16_t>(lanes, count, to, step, F32ToBF16);
    default: return StoreWords(lanes, count, to, step);
  }
}

uint32_t LoadClampedIndex(fb::Type type, const uint8_t* from, uint32_t limit) {
  uint32_t low;
  bool negative = false;
  if (type == fb::Type::S64 || type == fb::Type::U64) {
    low = Read<uint32_t>(from);
    const uint32_t high = Read<uint32_t>(from + 4);
    if (high != 0) return type == fb::Type::S64 && high >> 31 ? 0 : limit;
  } else {
    LoadElements(type, from, 0, 1, &low);
    negative = type != fb::Type::U32 && low >> 31;
  }
  if (negative) return 0;
  return low < limit ? low : limit;
}

}  // namespace tmb
