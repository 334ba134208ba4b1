// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The tables from opcode to micro-operation. Map computes in f32 and s32; narrow integers
// are kept sign- or zero-extended, so what can leave their range is wrapped after it; narrow
// floats are f32 values that are rounded after it. Pairs are in elementwise_wide.cc.

#include "converter/lower/elementwise.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "converter/hlo/minifloat.h"
#include "converter/lower/elementwise_wide.h"
#include "converter/lower/narrow_float.h"

namespace tmb {
namespace {

using fb::MicroOp;
using hlo::Type;

// End: no such operation at that class of types.
struct Row {
  MicroOp f32 = MicroOp::End, s32 = MicroOp::End, u32 = MicroOp::End, pred = MicroOp::End;
  bool wraps = false;  // the result of a narrow integer may leave its range
};

const std::unordered_map<std::string_view, Row>& UnaryRows() {
  static const std::unordered_map<std::string_view, Row> kRows = {
      {"abs", {MicroOp::AbsF, MicroOp::AbsI, MicroOp::End, MicroOp::End, true}},
      {"negate", {MicroOp::NegF, MicroOp::NegI, MicroOp::NegI, MicroOp::End, true}},
      {"sign", {MicroOp::SignF, MicroOp::SignI, MicroOp::NonZeroI, MicroOp::End, false}},
      {"not", {MicroOp::End, MicroOp::Not, MicroOp::Not, MicroOp::End, true}},
      {"sqrt", {MicroOp::SqrtF}},
      {"rsqrt", {MicroOp::RsqrtF}},
      {"cbrt", {MicroOp::CbrtF}},
      {"exponential", {MicroOp::ExpF}},
      {"exponential-minus-one", {MicroOp::Expm1F}},
      {"log", {MicroOp::LogF}},
      {"log-plus-one", {MicroOp::Log1pF}},
      {"tanh", {MicroOp::TanhF}},
      {"logistic", {MicroOp::LogisticF}},
      {"sine", {MicroOp::SinF}},
      {"cosine", {MicroOp::CosF}},
      {"tan", {MicroOp::TanF}},
      {"erf", {MicroOp::ErfF}},
      {"floor", {MicroOp::FloorF}},
      {"ceil", {MicroOp::CeilF}},
      {"round-nearest-afz", {MicroOp::RoundAwayF}},
      {"round-nearest-even", {MicroOp::RoundEvenF}},
      {"is-finite", {MicroOp::IsFiniteF}},
      {"popcnt", {MicroOp::End, MicroOp::Popcnt, MicroOp::Popcnt}},
      {"count-leading-zeros", {MicroOp::End, MicroOp::Clz, MicroOp::Clz}},
  };
  return kRows;
}

const std::unordered_map<std::string_view, Row>& BinaryRows() {
  static const std::unordered_map<std::string_view, Row> kRows = {
      {"add", {MicroOp::AddF, MicroOp::AddI, MicroOp::AddI, MicroOp::Or, true}},
      {"subtract", {MicroOp::SubF, MicroOp::SubI, MicroOp::SubI, MicroOp::End, true}},
      {"multiply", {MicroOp::MulF, MicroOp::MulI, MicroOp::MulI, MicroOp::And, true}},
      {"divide", {MicroOp::DivF, MicroOp::DivS, MicroOp::DivU, MicroOp::End, true}},
      {"remainder", {MicroOp::RemF, MicroOp::RemS, MicroOp::RemU, MicroOp::End, false}},
      {"maximum", {MicroOp::MaxF, MicroOp::MaxS, MicroOp::MaxU, MicroOp::Or, false}},
      {"minimum", {MicroOp::MinF, MicroOp::MinS, MicroOp::MinU, MicroOp::And, false}},
      {"power", {MicroOp::PowF, MicroOp::PowI, MicroOp::PowI, MicroOp::End, true}},
      {"atan2", {MicroOp::Atan2F}},
      {"and", {MicroOp::End, MicroOp::And, MicroOp::And, MicroOp::And, false}},
      {"or", {MicroOp::End, MicroOp::Or, MicroOp::Or, MicroOp::Or, false}},
      {"xor", {MicroOp::End, MicroOp::Xor, MicroOp::Xor, MicroOp::Xor, false}},
      {"shift-left", {MicroOp::End, MicroOp::Shl, MicroOp::Shl, MicroOp::End, true}},
      {"shift-right-arithmetic", {MicroOp::End, MicroOp::ShrA, MicroOp::ShrA, MicroOp::End, false}},
      {"shift-right-logical", {MicroOp::End, MicroOp::ShrL, MicroOp::ShrL, MicroOp::End, true}},
      {"mulhi", {MicroOp::End, MicroOp::MulHiS, MicroOp::MulHiU}},
  };
  return kRows;
}

MicroOp Pick(const Row& row, Type type) {
  if (hlo::IsFloat(type)) return row.f32;
  if (type == Type::kPred) return row.pred;
  return hlo::IsSigned(type) ? row.s32 : row.u32;
}

uint32_t BitWidth(Type type) {
  if (type == Type::kS4 || type == Type::kU4) return 4;
  return static_cast<uint32_t>(8 * hlo::TypeBytes(type));
}

bool IsNarrowInteger(Type type) {
  return (hlo::IsSigned(type) || hlo::IsUnsigned(type)) && BitWidth(type) < 32;
}

// The bits of a narrow integer, zero-extended: for logical shifts, clz and popcnt.
NodeId ZeroExtended(MapBuilder& map, NodeId value, Type type) {
  switch (BitWidth(type)) {
    case 4:
      return map.Binary(MicroOp::And, value, map.Immediate(15));
    case 8:
      return map.Unary(MicroOp::ZextU8, value);
    case 16:
      return map.Unary(MicroOp::ZextU16, value);
    default:
      return value;
  }
}

// The same, taken for a signed number.
NodeId SignExtended(MapBuilder& map, NodeId value, Type type) {
  switch (BitWidth(type)) {
    case 4:
      return map.Binary(MicroOp::ShrA, map.Binary(MicroOp::Shl, value, map.Immediate(28)), map.Immediate(28));
    case 8:
      return map.Unary(MicroOp::SextS8, value);
    case 16:
      return map.Unary(MicroOp::SextS16, value);
    default:
      return value;
  }
}

// Brings a value that left a narrow integer's range back into it.
NodeId Wrap(MapBuilder& map, NodeId value, Type type) {
  return hlo::IsSigned(type) ? SignExtended(map, value, type) : ZeroExtended(map, value, type);
}

// What an operation left, in the range and precision of its type.
NodeId Finished(MapBuilder& map, NodeId value, Type type, bool wraps, Rounding rounding) {
  if (IsNarrowFloat(type)) return rounding == Rounding::kEach ? RoundTo(map, value, type) : value;
  return wraps && IsNarrowInteger(type) ? Wrap(map, value, type) : value;
}

// Operations whose result has no more digits than their operands.
bool IsExact(std::string_view opcode) {
  static const std::unordered_set<std::string_view> kOpcodes = {
      "abs",       "negate",  "sign",    "floor",    "ceil", "round-nearest-afz", "round-nearest-even",
      "is-finite", "maximum", "minimum", "remainder"};
  return kOpcodes.count(opcode) != 0;
}

// Total order of floats as integers: negative ones are flipped.
NodeId TotalOrderKey(MapBuilder& map, NodeId value) {
  const NodeId sign = map.Binary(MicroOp::ShrA, value, map.Immediate(31));
  return map.Binary(MicroOp::Xor, map.Binary(MicroOp::And, sign, map.Immediate(0x7fffffffu)), value);
}

std::optional<NodeId> Compare(MapBuilder& map, const hlo::Instruction& compare, NodeId a, NodeId b) {
  static const std::unordered_map<std::string_view, Row> kRows = {
      {"EQ", {MicroOp::EqF, MicroOp::EqI, MicroOp::EqI, MicroOp::EqI}},
      {"NE", {MicroOp::NeF, MicroOp::NeI, MicroOp::NeI, MicroOp::NeI}},
      {"LT", {MicroOp::LtF, MicroOp::LtS, MicroOp::LtU, MicroOp::LtU}},
      {"LE", {MicroOp::LeF, MicroOp::LeS, MicroOp::LeU, MicroOp::LeU}},
      {"GT", {MicroOp::GtF, MicroOp::GtS, MicroOp::GtU, MicroOp::GtU}},
      {"GE", {MicroOp::GeF, MicroOp::GeS, MicroOp::GeU, MicroOp::GeU}},
  };
  const auto row = kRows.find(compare.direction);
  if (row == kRows.end()) return std::nullopt;
  Type type = compare.operands[0]->shape.type;
  if (hlo::IsFloat(type) && compare.compare_type == "TOTALORDER") {
    a = TotalOrderKey(map, a);
    b = TotalOrderKey(map, b);
    type = Type::kS32;
  }
  return map.Binary(Pick(row->second, type), a, b);
}

std::optional<NodeId> Unary(MapBuilder& map, const hlo::Instruction& instruction, const Row& row, NodeId a,
                            Rounding rounding) {
  const std::string& opcode = instruction.opcode;
  const Type type = instruction.operands[0]->shape.type;
  if (opcode == "not" && type == Type::kPred) return map.Binary(MicroOp::Xor, a, map.Immediate(1));
  if (opcode == "abs" && hlo::IsUnsigned(type)) return a;
  const MicroOp op = Pick(row, type);
  if (op == MicroOp::End) return std::nullopt;
  if ((op == MicroOp::Popcnt || op == MicroOp::Clz) && hlo::IsSigned(type)) a = ZeroExtended(map, a, type);
  NodeId result = map.Unary(op, a);
  if (op == MicroOp::Clz && IsNarrowInteger(type)) {
    result = map.Binary(MicroOp::SubI, result, map.Immediate(32 - BitWidth(type)));
  }
  return IsExact(opcode) && hlo::IsFloat(type) ? result : Finished(map, result, type, row.wraps, rounding);
}

// Amounts from the width on shift everything out, negative ones too.
NodeId NarrowShift(MapBuilder& map, MicroOp op, NodeId a, NodeId b, Type type) {
  if (op == MicroOp::ShrL && hlo::IsSigned(type)) a = ZeroExtended(map, a, type);
  if (op == MicroOp::ShrA && !hlo::IsSigned(type)) a = SignExtended(map, a, type);
  const NodeId shifted = map.Binary(op, a, b);
  return op == MicroOp::ShrA && hlo::IsSigned(type) ? shifted : Wrap(map, shifted, type);
}

// The upper half of a narrow integer's product.
NodeId NarrowMulHi(MapBuilder& map, NodeId a, NodeId b, Type type) {
  const NodeId product = map.Binary(MicroOp::MulI, a, b);
  const MicroOp shift = hlo::IsSigned(type) ? MicroOp::ShrA : MicroOp::ShrL;
  return map.Binary(shift, product, map.Immediate(BitWidth(type)));
}

// XLA's compiled power takes an exponent with its top bit set for negative, unsigned or not; u4 has a byte.
NodeId IntegerPower(MapBuilder& map, NodeId a, NodeId b, Type type) {
  if (IsNarrowInteger(type) && !hlo::IsSigned(type) && type != Type::kU4) {
    a = SignExtended(map, a, type);
    b = SignExtended(map, b, type);
  }
  return Wrap(map, map.Binary(MicroOp::PowI, a, b), type);
}

std::optional<NodeId> Binary(MapBuilder& map, const hlo::Instruction& instruction, const Row& row, NodeId a,
                             NodeId b, Rounding rounding) {
  const std::string& opcode = instruction.opcode;
  const Type type = instruction.operands[0]->shape.type;
  const MicroOp op = Pick(row, type);
  if (op == MicroOp::End) return std::nullopt;
  if (op == MicroOp::PowI) return IntegerPower(map, a, b, type);
  if (opcode == "mulhi" && IsNarrowInteger(type)) return NarrowMulHi(map, a, b, type);
  if (opcode.starts_with("shift-") && IsNarrowInteger(type)) return NarrowShift(map, op, a, b, type);
  const NodeId result = map.Binary(op, a, b);
  return IsExact(opcode) && hlo::IsFloat(type) ? result : Finished(map, result, type, row.wraps, rounding);
}

// max and min of XLA's clamp in one type.
NodeId Clamp(MapBuilder& map, Type type, NodeId low, NodeId value, NodeId high) {
  const NodeId raised = map.Binary(Pick(BinaryRows().at("maximum"), type), value, low);
  return map.Binary(Pick(BinaryRows().at("minimum"), type), raised, high);
}

// The range of a narrow integer, as s32.
std::pair<int32_t, int32_t> RangeOf(Type type) {
  if (type == Type::kS32) return {INT32_MIN, INT32_MAX};
  const int bits = static_cast<int>(BitWidth(type));
  if (!hlo::IsSigned(type)) return {0, (1 << bits) - 1};
  return {-(1 << (bits - 1)), (1 << (bits - 1)) - 1};
}

// Integral bounds are the integer's as well, when a NaN, which becomes 0, lies between them.
bool IsBoundOfIntegers(const MapBuilder& map, const Node& node) {
  const bool is_max = node.op == MicroOp::MaxFI;
  if (node.kind != Node::Kind::kOp || (!is_max && node.op != MicroOp::MinFI)) return false;
  const float bound = std::bit_cast<float>(map.node(node.b).value);
  return bound == std::nearbyint(bound) && std::fabs(bound) < 0x1p31f && (is_max ? bound <= 0 : bound >= 0);
}

NodeId FloatToInteger(MapBuilder& map, NodeId value, Type to) {
  if (to == Type::kU32) return map.Unary(MicroOp::F32ToU32, value);
  std::vector<Node> bounds;  // the last one first
  for (; IsBoundOfIntegers(map, map.node(value)); value = bounds.back().a) bounds.push_back(map.node(value));
  const Node number = map.node(value);
  const bool rounds = number.kind == Node::Kind::kOp && number.op == MicroOp::RoundEvenF;
  NodeId result = rounds ? map.Unary(MicroOp::RoundToS32, number.a) : map.Unary(MicroOp::F32ToS32, value);
  result = Saturate(map, result, to);
  const auto [low, high] = RangeOf(to);
  for (auto bound = bounds.rbegin(); bound != bounds.rend(); ++bound) {
    const auto integer = static_cast<int32_t>(std::bit_cast<float>(map.node(bound->b).value));
    const NodeId immediate = map.Immediate(static_cast<uint32_t>(integer));
    if (bound->op == MicroOp::MaxFI && integer > low) result = map.Binary(MicroOp::MaxS, result, immediate);
    if (bound->op == MicroOp::MinFI && integer < high) result = map.Binary(MicroOp::MinS, result, immediate);
  }
  return result;
}

std::optional<NodeId> BitcastConvert(MapBuilder& map, NodeId value, Type from, Type to) {
  if (BitWidth(from) != BitWidth(to) || from == Type::kPred || to == Type::kPred) return std::nullopt;
  if (HalfOf(from) != Type::kInvalid) return value;
  if (IsNarrowFloat(from)) value = EncodeFloat(map, value, from);
  if (IsNarrowFloat(to)) return DecodeFloat(map, ZeroExtended(map, value, from), to);
  return Wrap(map, value, to);
}

}  // namespace

NodeId Saturate(MapBuilder& map, NodeId value, Type to) {
  if (to == Type::kS32) return value;
  const auto [low, high] = RangeOf(to);
  const NodeId raised = map.Binary(MicroOp::MaxS, value, map.Immediate(static_cast<uint32_t>(low)));
  return map.Binary(MicroOp::MinS, raised, map.Immediate(static_cast<uint32_t>(high)));
}

bool IsMapType(Type type) {
  static constexpr Type kTypes[] = {Type::kPred, Type::kS4,  Type::kU4,  Type::kS8,  Type::kU8,  Type::kS16,
                                    Type::kU16,  Type::kS32, Type::kU32, Type::kF32, Type::kF16, Type::kBF16};
  return std::find(std::begin(kTypes), std::end(kTypes), type) != std::end(kTypes) || IsNarrowFloat(type) ||
         HalfOf(type) != Type::kInvalid;
}

Type MoveType(Type type) {
  if (!IsNarrowFloat(type)) return type;
  return hlo::TypeBytes(type) == 1 ? Type::kU8 : Type::kU16;
}

bool IsElementwise(std::string_view opcode) {
  static const std::unordered_set<std::string_view> kOthers = {
      "compare", "select", "clamp", "convert", "complex", "bitcast-convert", "real", "imag"};
  return UnaryRows().count(opcode) != 0 || BinaryRows().count(opcode) != 0 || kOthers.count(opcode) != 0;
}

std::optional<NodeId> ConvertNode(MapBuilder& map, NodeId value, Type from, Type to) {
  if (!IsMapType(from) || !IsMapType(to)) return std::nullopt;
  if (from == to) return value;
  if (HalfOf(from) != Type::kInvalid || HalfOf(to) != Type::kInvalid)
    return ConvertPair(map, value, from, to);
  if (to == Type::kPred) {
    return map.Unary(hlo::IsFloat(from) ? MicroOp::NonZeroF : MicroOp::NonZeroI, value);
  }
  if (hlo::IsFloat(to)) {
    if (!hlo::IsFloat(from)) {
      value = map.Unary(from == Type::kU32 ? MicroOp::U32ToF32 : MicroOp::S32ToF32, value);
    }
    return IsNarrowFloat(to) ? RoundTo(map, value, to) : value;
  }
  if (hlo::IsFloat(from)) return FloatToInteger(map, value, to);
  const bool widens =
      from == Type::kPred || (BitWidth(from) < BitWidth(to) && (!hlo::IsSigned(from) || hlo::IsSigned(to)));
  return widens ? value : Wrap(map, value, to);
}

std::optional<NodeId> Elementwise(MapBuilder& map, const hlo::Instruction& instruction,
                                  const std::vector<NodeId>& operands, Rounding rounding) {
  const std::string& opcode = instruction.opcode;
  const Type type = instruction.shape.type;
  const Type from = instruction.operands[0]->shape.type;
  if (opcode == "select") return map.Select(operands[0], operands[1], operands[2]);
  if (opcode == "convert") return ConvertNode(map, operands[0], from, type);
  if (opcode == "bitcast-convert") return BitcastConvert(map, operands[0], from, type);
  if (opcode == "complex") return map.Pair(operands[0], operands[1]);
  if (opcode == "real") return hlo::IsComplex(from) ? map.Low(operands[0]) : operands[0];
  if (opcode == "imag") return hlo::IsComplex(from) ? map.High(operands[0]) : ZeroOf(map, from);
  if (HalfOf(from) != Type::kInvalid) return PairOperation(map, instruction, operands);
  if (opcode == "compare") return Compare(map, instruction, operands[0], operands[1]);
  if (opcode == "clamp") return Clamp(map, type, operands[0], operands[1], operands[2]);
  if (const auto row = UnaryRows().find(opcode); row != UnaryRows().end()) {
    return Unary(map, instruction, row->second, operands[0], rounding);
  }
  if (const auto row = BinaryRows().find(opcode); row != BinaryRows().end()) {
    return Binary(map, instruction, row->second, operands[0], operands[1], rounding);
  }
  return std::nullopt;
}

NodeId ElementNode(MapBuilder& map, Type type, const uint8_t* element) {
  if (WordCount(type) == 1) return map.Immediate(ComputeBits(type, element));
  std::vector<NodeId> words;
  for (size_t i = 0; i < WordCount(type); ++i) {
    uint32_t bits = 0;
    std::memcpy(&bits, element + 4 * i, sizeof bits);
    words.push_back(map.Immediate(bits));
  }
  size_t next = 0;
  return map.FromWords(type, words, next);
}

uint32_t ComputeBits(Type type, const uint8_t* element) {
  uint32_t bits = 0;
  std::memcpy(&bits, element, static_cast<size_t>(hlo::TypeBytes(type)));
  if (type == Type::kPred) return bits != 0 ? 1 : 0;
  if (type == Type::kS8 || type == Type::kS4)
    return static_cast<uint32_t>(int32_t{static_cast<int8_t>(bits)});
  if (type == Type::kS16) return static_cast<uint32_t>(int32_t{static_cast<int16_t>(bits)});
  if (IsNarrowFloat(type)) return std::bit_cast<uint32_t>(static_cast<float>(hlo::FloatValue(type, bits)));
  return bits;
}

NodeId TemporaryOf(MapBuilder& map, Type type, uint32_t& next) {
  std::vector<NodeId> words;
  for (size_t i = 0; i < WordCount(type); ++i) words.push_back(map.Temporary(next++));
  size_t word = 0;
  return map.FromWords(type, words, word);
}

NodeId ZeroOf(MapBuilder& map, Type type) {
  const std::vector<NodeId> words(WordCount(type), map.Immediate(0));
  size_t word = 0;
  return map.FromWords(type, words, word);
}

}  // namespace tmb
