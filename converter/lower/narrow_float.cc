// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Conversions of narrow floats as integer micro-operations, for any split of the bits.

#include "converter/lower/narrow_float.h"

#include <bit>
#include <cmath>

namespace tmb {
namespace {

using fb::MicroOp;
using hlo::Type;

// What a format does with the codes beside the finite numbers.
enum class Specials : uint8_t {
  kIeee,  // infinities and NaN have the highest exponent
  kFn,    // no infinity, the highest code is NaN
  kFnuz   // no infinity and no -0, whose code is NaN
};

struct Format {
  uint32_t exponent_bits, mantissa_bits;
  int32_t bias;
  Specials specials;

  uint32_t MagnitudeBits() const { return exponent_bits + mantissa_bits; }
  uint32_t SignBit() const { return 1u << MagnitudeBits(); }
  uint32_t MagnitudeMask() const { return SignBit() - 1; }
  // The code behind the largest finite magnitude.
  uint32_t FirstSpecial() const {
    if (specials == Specials::kIeee) return ((1u << exponent_bits) - 1) << mantissa_bits;
    return specials == Specials::kFn ? MagnitudeMask() : SignBit();
  }
  uint32_t NanCode() const {
    if (specials == Specials::kIeee) return FirstSpecial() | 1u << (mantissa_bits - 1);
    return FirstSpecial();
  }
};

Format FormatOf(Type type) {
  switch (static_cast<int>(type)) {
    case static_cast<int>(Type::kF16):
      return {5, 10, 15, Specials::kIeee};
    case static_cast<int>(Type::kBF16):
      return {8, 7, 127, Specials::kIeee};
    case static_cast<int>(Type::kF8E5M2):
      return {5, 2, 15, Specials::kIeee};
    case static_cast<int>(Type::kF8E4M3):
      return {4, 3, 7, Specials::kIeee};
    case static_cast<int>(Type::kF8E3M4):
      return {3, 4, 3, Specials::kIeee};
    case static_cast<int>(Type::kF8E4M3FN):
      return {4, 3, 7, Specials::kFn};
    case static_cast<int>(Type::kF8E4M3B11FNUZ):
      return {4, 3, 11, Specials::kFnuz};
    case static_cast<int>(Type::kF8E5M2FNUZ):
      return {5, 2, 16, Specials::kFnuz};
    default:
      return {4, 3, 8, Specials::kFnuz};  // F8E4M3FNUZ
  }
}

constexpr uint32_t kMagnitude = 0x7fffffffu, kInfinity = 0x7f800000u;

uint32_t PowerOfTwo(int exponent) { return std::bit_cast<uint32_t>(std::ldexp(1.0f, exponent)); }

}  // namespace

bool IsFloat8(Type type) {
  return hlo::IsFloat(type) && hlo::TypeBytes(type) == 1 && type != Type::kF8E8M0FNU &&
         type != Type::kF4E2M1FN && type != Type::kF6E3M2FN && type != Type::kF6E2M3FN;
}

bool IsNarrowFloat(Type type) { return type == Type::kF16 || type == Type::kBF16 || IsFloat8(type); }

NodeId RoundTo(MapBuilder& map, NodeId value, Type type) {
  if (type == Type::kF16) return map.Unary(MicroOp::RoundF16, value);
  if (type == Type::kBF16) return map.Unary(MicroOp::RoundBF16, value);
  return DecodeFloat(map, EncodeFloat(map, value, type), type);
}

NodeId EncodeFloat(MapBuilder& map, NodeId value, Type type) {
  const Format format = FormatOf(type);
  const auto immediate = [&map](uint32_t bits) { return map.Immediate(bits); };
  const auto binary = [&map](MicroOp op, NodeId a, NodeId b) { return map.Binary(op, a, b); };
  const NodeId magnitude = binary(MicroOp::And, value, immediate(kMagnitude));
  // Normal numbers: add half a unit less the tie, cut the digits off, change the bias.
  const uint32_t cut = 23 - format.mantissa_bits;
  const NodeId odd = binary(MicroOp::And, binary(MicroOp::ShrL, magnitude, immediate(cut)), immediate(1));
  const NodeId raised =
      binary(MicroOp::AddI, binary(MicroOp::AddI, magnitude, odd), immediate((1u << (cut - 1)) - 1));
  const auto rebias = static_cast<uint32_t>(127 - format.bias) << format.mantissa_bits;
  const NodeId normal =
      binary(MicroOp::SubI, binary(MicroOp::ShrL, raised, immediate(cut)), immediate(rebias));
  // Subnormal ones count units of the last place.
  const int unit = 1 - format.bias - static_cast<int>(format.mantissa_bits);
  const NodeId units =
      map.Unary(MicroOp::RoundEvenF, binary(MicroOp::MulF, magnitude, immediate(PowerOfTwo(-unit))));
  const NodeId is_normal = binary(MicroOp::GeU, magnitude, immediate(PowerOfTwo(1 - format.bias)));
  NodeId code = map.Select(is_normal, normal, map.Unary(MicroOp::F32ToS32, units));
  if (format.bias == 127) code = normal;
  // Overflow goes to infinity, or NaN when there is none.
  code = binary(MicroOp::MinU, code, immediate(format.FirstSpecial()));
  const NodeId is_nan = binary(MicroOp::GtU, magnitude, immediate(kInfinity));
  code = map.Select(is_nan, immediate(format.NanCode()), code);
  const NodeId sign =
      binary(MicroOp::And, binary(MicroOp::ShrL, value, immediate(31 - format.MagnitudeBits())),
             immediate(format.SignBit()));
  const NodeId with_sign = binary(MicroOp::Or, code, sign);
  return format.specials == Specials::kFnuz ? map.Select(code, with_sign, code) : with_sign;
}

NodeId DecodeFloat(MapBuilder& map, NodeId bits, Type type) {
  const Format format = FormatOf(type);
  const auto immediate = [&map](uint32_t word) { return map.Immediate(word); };
  const auto binary = [&map](MicroOp op, NodeId a, NodeId b) { return map.Binary(op, a, b); };
  const NodeId code = binary(MicroOp::And, bits, immediate(format.MagnitudeMask()));
  const uint32_t cut = 23 - format.mantissa_bits;
  const NodeId shifted = binary(MicroOp::Shl, code, immediate(cut));
  NodeId magnitude =
      binary(MicroOp::AddI, shifted, immediate(static_cast<uint32_t>(127 - format.bias) << 23));
  if (format.bias != 127) {
    const int unit = 1 - format.bias - static_cast<int>(format.mantissa_bits);
    const NodeId subnormal =
        binary(MicroOp::MulF, map.Unary(MicroOp::S32ToF32, code), immediate(PowerOfTwo(unit)));
    const NodeId is_normal = binary(MicroOp::GeU, code, immediate(1u << format.mantissa_bits));
    magnitude = map.Select(is_normal, magnitude, subnormal);
  }
  if (format.specials == Specials::kFnuz) {
    const NodeId is_nan = binary(MicroOp::EqI, bits, immediate(format.SignBit()));
    magnitude = map.Select(is_nan, immediate(0x7fc00000u), magnitude);
  } else {
    const NodeId is_special = binary(MicroOp::GeU, code, immediate(format.FirstSpecial()));
    const NodeId special = format.specials == Specials::kIeee
                               ? binary(MicroOp::Or, shifted, immediate(kInfinity))
                               : immediate(0x7fc00000u);
    magnitude = map.Select(is_special, special, magnitude);
  }
  const NodeId sign =
      binary(MicroOp::Shl, binary(MicroOp::ShrL, bits, immediate(format.MagnitudeBits())), immediate(31));
  return binary(MicroOp::Or, magnitude, sign);
}

}  // namespace tmb
