// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Words are (low, high). Additions carry, comparisons look at the high words first.

#include "converter/lower/elementwise_wide.h"

#include <string_view>
#include <unordered_map>

#include "converter/lower/elementwise.h"

namespace tmb {
namespace {

using fb::MicroOp;
using fb::WideOp;
using hlo::Type;

class PairCode {
 public:
  PairCode(MapBuilder& map, Type type) : map_(map), type_(type) {}

  std::optional<NodeId> Unary(std::string_view opcode, NodeId a);
  std::optional<NodeId> Binary(std::string_view opcode, NodeId a, NodeId b);
  std::optional<NodeId> Compare(const hlo::Instruction& compare, NodeId a, NodeId b);

  // The words of floats as an integer in total order.
  NodeId TotalOrderKey(NodeId a) {
    const NodeId sign = Op(MicroOp::ShrA, map_.High(a), Word(31));
    const NodeId high = Op(MicroOp::Xor, map_.High(a), Op(MicroOp::And, sign, Word(0x7fffffffu)));
    return map_.Pair(Op(MicroOp::Xor, map_.Low(a), sign), high);
  }
  NodeId Less(NodeId a, NodeId b, bool is_signed) {
    const NodeId high = Op(is_signed ? MicroOp::LtS : MicroOp::LtU, map_.High(a), map_.High(b));
    const NodeId low = Op(MicroOp::LtU, map_.Low(a), map_.Low(b));
    const NodeId same = Op(MicroOp::EqI, map_.High(a), map_.High(b));
    return Op(MicroOp::Or, high, Op(MicroOp::And, same, low));
  }
  NodeId Subtract(NodeId a, NodeId b) {
    const NodeId low = Op(MicroOp::SubI, map_.Low(a), map_.Low(b));
    const NodeId borrow = Op(MicroOp::LtU, map_.Low(a), map_.Low(b));
    return map_.Pair(low, Op(MicroOp::SubI, Op(MicroOp::SubI, map_.High(a), map_.High(b)), borrow));
  }

 private:
  NodeId Word(uint32_t bits) { return map_.Immediate(bits); }
  NodeId Op(MicroOp op, NodeId a, NodeId b) { return map_.Binary(op, a, b); }
  NodeId EachWord(MicroOp op, NodeId a, NodeId b) {
    return map_.Pair(Op(op, map_.Low(a), map_.Low(b)), Op(op, map_.High(a), map_.High(b)));
  }
  std::vector<NodeId> Words(NodeId a) { return map_.WordsOf(a); }
  std::vector<NodeId> Words(NodeId a, NodeId b) {
    return {map_.Low(a), map_.High(a), map_.Low(b), map_.High(b)};
  }
  bool IsFloat() const { return type_ == Type::kF64; }
  bool IsSigned() const { return type_ == Type::kS64; }

  NodeId Add(NodeId a, NodeId b) {
    const NodeId low = Op(MicroOp::AddI, map_.Low(a), map_.Low(b));
    const NodeId carry = Op(MicroOp::LtU, low, map_.Low(a));
    return map_.Pair(low, Op(MicroOp::AddI, Op(MicroOp::AddI, map_.High(a), map_.High(b)), carry));
  }
  NodeId Negate(NodeId a) {
    if (IsFloat()) return map_.Pair(map_.Low(a), Op(MicroOp::Xor, map_.High(a), Word(0x80000000u)));
    return Subtract(ZeroOf(map_, type_), a);
  }
  NodeId Abs(NodeId a) {
    if (IsFloat()) return map_.Pair(map_.Low(a), Op(MicroOp::And, map_.High(a), Word(0x7fffffffu)));
    return IsSigned() ? map_.Select(Op(MicroOp::ShrL, map_.High(a), Word(31)), Negate(a), a) : a;
  }
  NodeId IntegerSign(NodeId a) {
    const NodeId non_zero = map_.Unary(MicroOp::NonZeroI, Op(MicroOp::Or, map_.Low(a), map_.High(a)));
    if (!IsSigned()) return map_.Pair(non_zero, Word(0));
    const NodeId sign = Op(MicroOp::ShrA, map_.High(a), Word(31));
    return map_.Pair(Op(MicroOp::Or, non_zero, sign), sign);
  }
  NodeId IsFinite(NodeId a) {
    return Op(MicroOp::LtU, Op(MicroOp::And, map_.High(a), Word(0x7fffffffu)), Word(0x7ff00000u));
  }
  NodeId CountLeadingZeros(NodeId a) {
    const NodeId in_low = Op(MicroOp::AddI, map_.Unary(MicroOp::Clz, map_.Low(a)), Word(32));
    return map_.Pair(map_.Select(map_.High(a), map_.Unary(MicroOp::Clz, map_.High(a)), in_low), Word(0));
  }
  NodeId CountBits(NodeId a) {
    const NodeId low = map_.Unary(MicroOp::Popcnt, map_.Low(a));
    return map_.Pair(Op(MicroOp::AddI, low, map_.Unary(MicroOp::Popcnt, map_.High(a))), Word(0));
  }

  MapBuilder& map_;
  const Type type_;
};

std::optional<WideOp> FloatFunction(std::string_view opcode) {
  static const std::unordered_map<std::string_view, WideOp> kOps = {
      {"sign", WideOp::SignF},
      {"sqrt", WideOp::SqrtF},
      {"rsqrt", WideOp::RsqrtF},
      {"cbrt", WideOp::CbrtF},
      {"exponential", WideOp::ExpF},
      {"exponential-minus-one", WideOp::Expm1F},
      {"log", WideOp::LogF},
      {"log-plus-one", WideOp::Log1pF},
      {"tanh", WideOp::TanhF},
      {"logistic", WideOp::LogisticF},
      {"sine", WideOp::SinF},
      {"cosine", WideOp::CosF},
      {"tan", WideOp::TanF},
      {"erf", WideOp::ErfF},
      {"floor", WideOp::FloorF},
      {"ceil", WideOp::CeilF},
      {"round-nearest-afz", WideOp::RoundAwayF},
      {"round-nearest-even", WideOp::RoundEvenF},
  };
  const auto found = kOps.find(opcode);
  return found == kOps.end() ? std::nullopt : std::optional(found->second);
}

// The 64-bit operation of a two-operand opcode.
std::optional<WideOp> BinaryOp(std::string_view opcode, Type type) {
  struct Row {
    std::optional<WideOp> f64, s64, u64;
  };
  static const std::unordered_map<std::string_view, Row> kRows = {
      {"add", {WideOp::AddF, {}, {}}},
      {"subtract", {WideOp::SubF, {}, {}}},
      {"multiply", {WideOp::MulF, WideOp::Mul, WideOp::Mul}},
      {"divide", {WideOp::DivF, WideOp::DivS, WideOp::DivU}},
      {"remainder", {WideOp::RemF, WideOp::RemS, WideOp::RemU}},
      {"power", {WideOp::PowF, WideOp::Pow, WideOp::Pow}},
      {"atan2", {WideOp::Atan2F, {}, {}}},
      {"maximum", {WideOp::MaxF, {}, {}}},
      {"minimum", {WideOp::MinF, {}, {}}},
      {"mulhi", {{}, WideOp::MulHiS, WideOp::MulHiU}},
      {"shift-left", {{}, WideOp::Shl, WideOp::Shl}},
      {"shift-right-arithmetic", {{}, WideOp::ShrA, WideOp::ShrA}},
      {"shift-right-logical", {{}, WideOp::ShrL, WideOp::ShrL}},
  };
  const auto row = kRows.find(opcode);
  if (row == kRows.end()) return std::nullopt;
  if (type == Type::kF64) return row->second.f64;
  return type == Type::kS64 ? row->second.s64 : row->second.u64;
}

std::optional<NodeId> PairCode::Unary(std::string_view opcode, NodeId a) {
  if (opcode == "negate") return Negate(a);
  if (opcode == "abs") return Abs(a);
  if (IsFloat()) {
    if (opcode == "is-finite") return IsFinite(a);
    const auto op = FloatFunction(opcode);
    return op.has_value() ? std::optional(map_.Wide(*op, Words(a))) : std::nullopt;
  }
  if (opcode == "sign") return IntegerSign(a);
  if (opcode == "not")
    return map_.Pair(map_.Unary(MicroOp::Not, map_.Low(a)), map_.Unary(MicroOp::Not, map_.High(a)));
  if (opcode == "popcnt") return CountBits(a);
  if (opcode == "count-leading-zeros") return CountLeadingZeros(a);
  return std::nullopt;
}

std::optional<NodeId> PairCode::Binary(std::string_view opcode, NodeId a, NodeId b) {
  if (const auto op = BinaryOp(opcode, type_)) return map_.Wide(*op, Words(a, b));
  if (IsFloat()) return std::nullopt;
  if (opcode == "add") return Add(a, b);
  if (opcode == "subtract") return Subtract(a, b);
  if (opcode == "and") return EachWord(MicroOp::And, a, b);
  if (opcode == "or") return EachWord(MicroOp::Or, a, b);
  if (opcode == "xor") return EachWord(MicroOp::Xor, a, b);
  if (opcode == "maximum") return map_.Select(Less(a, b, IsSigned()), b, a);
  if (opcode == "minimum") return map_.Select(Less(b, a, IsSigned()), b, a);
  return std::nullopt;
}

std::optional<NodeId> PairCode::Compare(const hlo::Instruction& compare, NodeId a, NodeId b) {
  const std::string& direction = compare.direction;
  const bool ordered = IsFloat() && compare.compare_type != "TOTALORDER";
  if (IsFloat() && !ordered) {
    a = TotalOrderKey(a);
    b = TotalOrderKey(b);
  }
  const bool is_signed = IsSigned() || IsFloat();
  const auto not_of = [this](NodeId predicate) { return Op(MicroOp::Xor, predicate, Word(1)); };
  if (ordered) {
    if (direction == "EQ") return map_.WideWord(WideOp::EqF, Words(a, b));
    if (direction == "NE") return not_of(map_.WideWord(WideOp::EqF, Words(a, b)));
    if (direction == "LT") return map_.WideWord(WideOp::LtF, Words(a, b));
    if (direction == "LE") return map_.WideWord(WideOp::LeF, Words(a, b));
    if (direction == "GT") return map_.WideWord(WideOp::LtF, Words(b, a));
    return map_.WideWord(WideOp::LeF, Words(b, a));
  }
  if (direction == "EQ" || direction == "NE") {
    const NodeId low = Op(MicroOp::Xor, map_.Low(a), map_.Low(b));
    const NodeId different = Op(MicroOp::Or, low, Op(MicroOp::Xor, map_.High(a), map_.High(b)));
    return Op(direction == "EQ" ? MicroOp::EqI : MicroOp::NeI, different, Word(0));
  }
  if (direction == "LT") return Less(a, b, is_signed);
  if (direction == "GT") return Less(b, a, is_signed);
  return not_of(direction == "LE" ? Less(b, a, is_signed) : Less(a, b, is_signed));
}

// From a pair of words to a type of 32 bits or less.
std::optional<NodeId> ToWord(MapBuilder& map, NodeId value, Type from, Type to) {
  const NodeId low = map.Low(value), high = map.High(value);
  if (from != Type::kF64) {
    if (to == Type::kPred) return map.Unary(MicroOp::NonZeroI, map.Binary(MicroOp::Or, low, high));
    if (!hlo::IsFloat(to)) return ConvertNode(map, low, Type::kU32, to);
    const NodeId narrow = map.WideWord(from == Type::kS64 ? WideOp::S64ToF32 : WideOp::U64ToF32, {low, high});
    return ConvertNode(map, narrow, Type::kF32, to);
  }
  if (to == Type::kPred) {
    const NodeId magnitude = map.Binary(MicroOp::And, high, map.Immediate(0x7fffffffu));
    return map.Unary(MicroOp::NonZeroI, map.Binary(MicroOp::Or, low, magnitude));
  }
  if (hlo::IsFloat(to)) {
    return ConvertNode(map, map.WideWord(WideOp::F64ToF32, {low, high}), Type::kF32, to);
  }
  if (to == Type::kU32) return map.WideWord(WideOp::F64ToU32, {low, high});
  return Saturate(map, map.WideWord(WideOp::F64ToS32, {low, high}), to);
}

// From a type of 32 bits or less to a pair of words.
NodeId FromWord(MapBuilder& map, NodeId value, Type from, Type to) {
  if (hlo::IsFloat(from)) {
    if (to == Type::kF64) return map.Wide(WideOp::F32ToF64, {value});
    return map.Wide(to == Type::kS64 ? WideOp::F32ToS64 : WideOp::F32ToU64, {value});
  }
  if (to == Type::kF64) return map.Wide(from == Type::kU32 ? WideOp::U32ToF64 : WideOp::S32ToF64, {value});
  const bool extends_sign = hlo::IsSigned(from);
  return map.Pair(value,
                  extends_sign ? map.Binary(MicroOp::ShrA, value, map.Immediate(31)) : map.Immediate(0));
}

NodeId BetweenWords(MapBuilder& map, NodeId value, Type from, Type to) {
  if (from == Type::kF64)
    return map.Wide(to == Type::kS64 ? WideOp::F64ToS64 : WideOp::F64ToU64, map.WordsOf(value));
  if (to != Type::kF64) return value;
  return map.Wide(from == Type::kS64 ? WideOp::S64ToF64 : WideOp::U64ToF64, map.WordsOf(value));
}

}  // namespace

std::optional<NodeId> PairOperation(MapBuilder& map, const hlo::Instruction& instruction,
                                    const std::vector<NodeId>& operands) {
  const Type type = instruction.operands[0]->shape.type;
  if (hlo::IsComplex(type)) return std::nullopt;  // expanded into operations on the parts
  PairCode code(map, type);
  if (instruction.opcode == "compare") return code.Compare(instruction, operands[0], operands[1]);
  if (instruction.opcode == "clamp") {
    const auto raised = code.Binary("maximum", operands[1], operands[0]);
    return code.Binary("minimum", *raised, operands[2]);
  }
  if (operands.size() == 1) return code.Unary(instruction.opcode, operands[0]);
  return code.Binary(instruction.opcode, operands[0], operands[1]);
}

std::optional<NodeId> ConvertPair(MapBuilder& map, NodeId value, Type from, Type to) {
  if (hlo::IsComplex(to)) {
    const Type part = HalfOf(to);
    if (!hlo::IsComplex(from)) {
      const auto real = ConvertNode(map, value, from, part);
      return real.has_value() ? std::optional(map.Pair(*real, ZeroOf(map, part))) : std::nullopt;
    }
    const auto real = ConvertNode(map, map.Low(value), HalfOf(from), part);
    const auto imaginary = ConvertNode(map, map.High(value), HalfOf(from), part);
    return map.Pair(*real, *imaginary);
  }
  if (hlo::IsComplex(from)) return ConvertNode(map, map.Low(value), HalfOf(from), to);
  if (HalfOf(to) == Type::kInvalid) return ToWord(map, value, from, to);
  return HalfOf(from) == Type::kInvalid ? FromWord(map, value, from, to) : BetweenWords(map, value, from, to);
}

}  // namespace tmb
