// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The tables from opcode to micro-operation. Map computes in f32 and s32; narrow integers
// are kept sign- or zero-extended, so what can leave their range is wrapped after it.

#include "converter/lower/elementwise.h"

#include <algorithm>
#include <cstring>
#include <unordered_map>
#include <unordered_set>

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
      {"power", {MicroOp::PowF, MicroOp::PowI, MicroOp::End, MicroOp::End, true}},
      {"atan2", {MicroOp::Atan2F}},
      {"and", {MicroOp::End, MicroOp::And, MicroOp::And, MicroOp::And, false}},
      {"or", {MicroOp::End, MicroOp::Or, MicroOp::Or, MicroOp::Or, false}},
      {"xor", {MicroOp::End, MicroOp::Xor, MicroOp::Xor, MicroOp::Xor, false}},
      {"shift-left", {MicroOp::End, MicroOp::Shl, MicroOp::Shl, MicroOp::End, true}},
      {"shift-right-arithmetic", {MicroOp::End, MicroOp::ShrA, MicroOp::End, MicroOp::End, false}},
      {"shift-right-logical", {MicroOp::End, MicroOp::ShrL, MicroOp::ShrL, MicroOp::End, true}},
  };
  return kRows;
}

MicroOp Pick(const Row& row, Type type) {
  if (type == Type::kF32) return row.f32;
  if (type == Type::kPred) return row.pred;
  return hlo::IsSigned(type) ? row.s32 : row.u32;
}

bool IsNarrow(Type type) { return hlo::TypeBytes(type) < 4 && type != Type::kPred; }

// Brings a value that left a narrow integer's range back into it.
NodeId Wrap(MapBuilder& map, NodeId value, Type type) {
  switch (hlo::TypeBytes(type) * (hlo::IsSigned(type) ? 1 : -1)) {
    case 1:
      return map.Unary(MicroOp::SextS8, value);
    case 2:
      return map.Unary(MicroOp::SextS16, value);
    case -1:
      return map.Unary(MicroOp::ZextU8, value);
    case -2:
      return map.Unary(MicroOp::ZextU16, value);
    default:
      return value;
  }
}

// The bits of a narrow integer, zero-extended: for logical shifts, clz and popcnt.
NodeId ZeroExtended(MapBuilder& map, NodeId value, Type type) {
  if (!hlo::IsSigned(type)) return value;
  if (hlo::TypeBytes(type) == 1) return map.Unary(MicroOp::ZextU8, value);
  return hlo::TypeBytes(type) == 2 ? map.Unary(MicroOp::ZextU16, value) : value;
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
  if (type == Type::kF32 && compare.compare_type == "TOTALORDER") {
    a = TotalOrderKey(map, a);
    b = TotalOrderKey(map, b);
    type = Type::kS32;
  }
  return map.Binary(Pick(row->second, type), a, b);
}

std::optional<NodeId> Unary(MapBuilder& map, const hlo::Instruction& instruction, const Row& row, NodeId a) {
  const Type type = instruction.operands[0]->shape.type;
  if (instruction.opcode == "not" && type == Type::kPred)
    return map.Binary(MicroOp::Xor, a, map.Immediate(1));
  if (instruction.opcode == "abs" && hlo::IsUnsigned(type)) return a;
  const MicroOp op = Pick(row, type);
  if (op == MicroOp::End) return std::nullopt;
  if (op == MicroOp::Popcnt || op == MicroOp::Clz) a = ZeroExtended(map, a, type);
  NodeId result = map.Unary(op, a);
  if (op == MicroOp::Clz && IsNarrow(type)) {
    const auto unused_bits = static_cast<uint32_t>(32 - 8 * hlo::TypeBytes(type));
    result = map.Binary(MicroOp::SubI, result, map.Immediate(unused_bits));
  }
  return row.wraps && IsNarrow(type) ? Wrap(map, result, type) : result;
}

std::optional<NodeId> Binary(MapBuilder& map, const hlo::Instruction& instruction, const Row& row, NodeId a,
                             NodeId b) {
  const Type type = instruction.operands[0]->shape.type;
  const MicroOp op = Pick(row, type);
  if (op == MicroOp::End) return std::nullopt;
  if (op == MicroOp::ShrL) a = ZeroExtended(map, a, type);
  const NodeId result = map.Binary(op, a, b);
  return row.wraps && IsNarrow(type) ? Wrap(map, result, type) : result;
}

// max and min of XLA's clamp in one type.
NodeId Clamp(MapBuilder& map, Type type, NodeId low, NodeId value, NodeId high) {
  const NodeId raised = map.Binary(Pick(BinaryRows().at("maximum"), type), value, low);
  return map.Binary(Pick(BinaryRows().at("minimum"), type), raised, high);
}

// The range of a narrow integer, as s32.
std::pair<int32_t, int32_t> RangeOf(Type type) {
  const int bits = static_cast<int>(8 * hlo::TypeBytes(type));
  if (!hlo::IsSigned(type)) return {0, (1 << bits) - 1};
  return {-(1 << (bits - 1)), (1 << (bits - 1)) - 1};
}

NodeId FloatToInteger(MapBuilder& map, NodeId value, Type to) {
  if (to == Type::kU32) return map.Unary(MicroOp::F32ToU32, value);
  const NodeId whole = map.Unary(MicroOp::F32ToS32, value);
  if (to == Type::kS32) return whole;
  const auto [low, high] = RangeOf(to);
  const NodeId raised = map.Binary(MicroOp::MaxS, whole, map.Immediate(static_cast<uint32_t>(low)));
  return map.Binary(MicroOp::MinS, raised, map.Immediate(static_cast<uint32_t>(high)));
}

}  // namespace

bool IsMapType(Type type) {
  static constexpr Type kTypes[] = {Type::kPred, Type::kS8,  Type::kU8,  Type::kS16,
                                    Type::kU16,  Type::kS32, Type::kU32, Type::kF32};
  return std::find(std::begin(kTypes), std::end(kTypes), type) != std::end(kTypes);
}

bool IsElementwise(std::string_view opcode) {
  static const std::unordered_set<std::string_view> kOthers = {"compare", "select", "clamp", "convert",
                                                               "bitcast-convert"};
  return UnaryRows().count(opcode) != 0 || BinaryRows().count(opcode) != 0 || kOthers.count(opcode) != 0;
}

std::optional<NodeId> ConvertNode(MapBuilder& map, NodeId value, Type from, Type to) {
  if (!IsMapType(from) || !IsMapType(to)) return std::nullopt;
  if (from == to) return value;
  if (to == Type::kPred) return map.Unary(from == Type::kF32 ? MicroOp::NonZeroF : MicroOp::NonZeroI, value);
  if (to == Type::kF32) return map.Unary(from == Type::kU32 ? MicroOp::U32ToF32 : MicroOp::S32ToF32, value);
  if (from == Type::kF32) return FloatToInteger(map, value, to);
  const bool widens = from == Type::kPred || (hlo::TypeBytes(from) < hlo::TypeBytes(to) &&
                                              (!hlo::IsSigned(from) || hlo::IsSigned(to)));
  return widens ? value : Wrap(map, value, to);
}

std::optional<NodeId> Elementwise(MapBuilder& map, const hlo::Instruction& instruction,
                                  const std::vector<NodeId>& operands) {
  const std::string& opcode = instruction.opcode;
  const Type type = instruction.shape.type;
  if (opcode == "compare") return Compare(map, instruction, operands[0], operands[1]);
  if (opcode == "select") return map.Select(operands[0], operands[1], operands[2]);
  if (opcode == "clamp") return Clamp(map, type, operands[0], operands[1], operands[2]);
  if (opcode == "convert") return ConvertNode(map, operands[0], instruction.operands[0]->shape.type, type);
  if (opcode == "bitcast-convert") {
    const Type from = instruction.operands[0]->shape.type;
    if (hlo::TypeBytes(from) != hlo::TypeBytes(type) || from == Type::kPred) return std::nullopt;
    return IsNarrow(type) ? Wrap(map, operands[0], type) : operands[0];
  }
  if (const auto row = UnaryRows().find(opcode); row != UnaryRows().end()) {
    return Unary(map, instruction, row->second, operands[0]);
  }
  if (const auto row = BinaryRows().find(opcode); row != BinaryRows().end()) {
    return Binary(map, instruction, row->second, operands[0], operands[1]);
  }
  return std::nullopt;
}

uint32_t ComputeBits(Type type, const uint8_t* element) {
  uint32_t bits = 0;
  std::memcpy(&bits, element, static_cast<size_t>(hlo::TypeBytes(type)));
  if (type == Type::kPred) return bits != 0 ? 1 : 0;
  if (type == Type::kS8) return static_cast<uint32_t>(int32_t{static_cast<int8_t>(bits)});
  if (type == Type::kS16) return static_cast<uint32_t>(int32_t{static_cast<int16_t>(bits)});
  return bits;
}

}  // namespace tmb
