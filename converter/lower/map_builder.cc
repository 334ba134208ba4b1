// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// MapBuilder's graph: nodes and accesses are hash-consed, so a value that two views of a
// program share is computed once in its Map.

#include "converter/lower/map_builder.h"

#include <bit>
#include <utility>

#include "converter/lower/micro_ops.h"
#include "converter/lower/narrow_float.h"

namespace tmb {
namespace {

bool SameAccess(const MapAccess& a, const MapAccess& b) {
  return a.memory == b.memory && a.place.buffer == b.place.buffer && a.place.offset == b.place.offset &&
         a.type == b.type && a.address == b.address && a.start == b.start && a.guards == b.guards &&
         a.fill == b.fill;
}

struct Saturation {
  fb::MicroOp op;
  int32_t low, high;
};

// Whether what `inner` gives stays as it is.
bool KeepsSaturated(fb::MicroOp op, fb::MicroOp inner) {
  using fb::MicroOp;
  if (inner == MicroOp::SatS8)
    return op == MicroOp::SatS8 || op == MicroOp::SatS16 || op == MicroOp::SextS8 || op == MicroOp::SextS16;
  if (inner == MicroOp::SatU8)
    return op == MicroOp::SatU8 || op == MicroOp::SatS16 || op == MicroOp::ZextU8 || op == MicroOp::ZextU16;
  return inner == MicroOp::SatS16 && (op == MicroOp::SatS16 || op == MicroOp::SextS16);
}

// MaxFI and MinFI need no look at NaN or -0 on the device.
bool IsPlainImmediate(uint32_t bits) {
  const float value = std::bit_cast<float>(bits);
  return value == value && bits != 0x80000000u;
}

}  // namespace

hlo::Type HalfOf(hlo::Type type) {
  if (type == hlo::Type::kC64) return hlo::Type::kF32;
  if (type == hlo::Type::kC128) return hlo::Type::kF64;
  const bool wide = type == hlo::Type::kS64 || type == hlo::Type::kU64 || type == hlo::Type::kF64;
  return wide ? hlo::Type::kU32 : hlo::Type::kInvalid;
}

size_t WordCount(hlo::Type type) {
  return HalfOf(type) == hlo::Type::kInvalid ? 1 : static_cast<size_t>(hlo::TypeBytes(type) / 4);
}

int MapBuilder::AddLoop(int64_t extent, bool reduced) {
  variables_.push_back({Variable::Kind::kLoop, extent, reduced, {}, {}, fb::Type::S32});
  return static_cast<int>(variables_.size() - 1);
}

int MapBuilder::AddGuard(int64_t extent, const Affine& definition) {
  // A guard inside a guard: within range, the outer variable is its definition.
  Affine over_loops = definition;
  for (const AffineTerm& term : definition.terms) {
    const Variable& inner = variable(term.variable);
    if (inner.kind == Variable::Kind::kGuard) {
      over_loops = Substitute(over_loops, term.variable, inner.definition);
    }
  }
  for (size_t i = 0; i < variables_.size(); ++i) {
    const Variable& known = variables_[i];
    if (known.kind == Variable::Kind::kGuard && known.extent == extent && known.definition == over_loops) {
      return static_cast<int>(i);
    }
  }
  variables_.push_back({Variable::Kind::kGuard, extent, false, over_loops, {}, fb::Type::S32});
  return static_cast<int>(variables_.size() - 1);
}

int MapBuilder::AddDynamic(int64_t limit, Operand start, fb::Type type) {
  for (size_t i = 0; i < variables_.size(); ++i) {
    const Variable& known = variables_[i];
    if (known.kind == Variable::Kind::kDynamic && known.extent == limit + 1 &&
        known.start.buffer == start.buffer && known.start.offset == start.offset) {
      return static_cast<int>(i);
    }
  }
  variables_.push_back({Variable::Kind::kDynamic, limit + 1, false, {}, start, type});
  return static_cast<int>(variables_.size() - 1);
}

NodeId MapBuilder::AddNode(const Node& node) {
  const auto key = std::make_tuple(static_cast<int>(node.kind), static_cast<int>(node.op), node.a, node.b,
                                   node.c, node.d, node.value);
  const auto [found, added] = known_.try_emplace(key, static_cast<NodeId>(nodes_.size()));
  if (added) nodes_.push_back(node);
  return found->second;
}

NodeId MapBuilder::AddAccess(const MapAccess& access) {
  size_t index = 0;
  while (index < accesses_.size() && !SameAccess(accesses_[index], access)) ++index;
  if (index == accesses_.size()) accesses_.push_back(access);
  return AddNode({Node::Kind::kAccess, fb::MicroOp::End, -1, -1, -1, -1, static_cast<uint32_t>(index)});
}

NodeId MapBuilder::Load(Operand place, fb::Type type, const Affine& address, const std::vector<int>& guards,
                        uint32_t fill) {
  const hlo::Type of = static_cast<hlo::Type>(type), half = HalfOf(of);
  if (half != hlo::Type::kInvalid) {
    const auto half_type = static_cast<fb::Type>(half);
    const NodeId low = Load(place, half_type, address, guards, fill);
    return Pair(low, Load(place, half_type, Add(address, Constant(hlo::TypeBytes(half))), guards, fill));
  }
  MapAccess access{true, place, IsFloat8(of) ? fb::Type::U8 : type, address, 0, guards, fill};
  access.place.offset += address.offset;
  access.address.offset = 0;
  const NodeId node = AddAccess(access);
  return IsFloat8(of) ? DecodeFloat(*this, node, of) : node;
}

NodeId MapBuilder::IndexValue(const Affine& value, const std::vector<int>& guards, uint32_t fill) {
  MapAccess access{false, {}, fb::Type::S32, value, static_cast<int32_t>(value.offset), guards, fill};
  access.address.offset = 0;
  return AddAccess(access);
}

NodeId MapBuilder::Immediate(uint32_t bits) {
  return AddNode({Node::Kind::kImmediate, fb::MicroOp::End, -1, -1, -1, -1, bits});
}

NodeId MapBuilder::Temporary(uint32_t number) {
  return AddNode({Node::Kind::kTemporary, fb::MicroOp::End, -1, -1, -1, -1, number});
}

NodeId MapBuilder::Unary(fb::MicroOp op, NodeId a) {
  if (node(a).kind == Node::Kind::kOp && KeepsSaturated(op, node(a).op)) return a;
  return AddNode({Node::Kind::kOp, op, a, -1, -1, -1, 0});
}

NodeId MapBuilder::Binary(fb::MicroOp op, NodeId a, NodeId b) {
  const bool is_max = op == fb::MicroOp::MaxF, is_min = op == fb::MicroOp::MinF;
  if (is_max || is_min) {
    if (node(a).kind == Node::Kind::kImmediate) std::swap(a, b);
    if (node(b).kind == Node::Kind::kImmediate && IsPlainImmediate(node(b).value)) {
      op = is_max ? fb::MicroOp::MaxFI : fb::MicroOp::MinFI;
    }
  } else if (IsCommutative(op) && a > b) {
    std::swap(a, b);
  }
  if (op == fb::MicroOp::MaxS || op == fb::MicroOp::MinS) {
    const std::optional<NodeId> saturated = Saturated(op, a, b);
    if (saturated.has_value()) return *saturated;
  }
  return AddNode({Node::Kind::kOp, op, a, b, -1, -1, 0});
}

// Bounds that are the ends of a narrow type.
std::optional<NodeId> MapBuilder::Saturated(fb::MicroOp op, NodeId a, NodeId b) {
  static constexpr Saturation kSaturations[] = {
      {fb::MicroOp::SatS8, -128, 127}, {fb::MicroOp::SatU8, 0, 255}, {fb::MicroOp::SatS16, -32768, 32767}};
  const auto immediate = [this](NodeId id) { return node(id).kind == Node::Kind::kImmediate; };
  if (immediate(a)) std::swap(a, b);
  if (!immediate(b) || node(a).kind != Node::Kind::kOp) return std::nullopt;
  const bool is_max = op == fb::MicroOp::MaxS;
  const Node inner = node(a);
  if (inner.op != (is_max ? fb::MicroOp::MinS : fb::MicroOp::MaxS)) return std::nullopt;
  const bool first = immediate(inner.a);
  if (!first && !immediate(inner.b)) return std::nullopt;
  const auto outer_bound = static_cast<int32_t>(node(b).value),
             inner_bound = static_cast<int32_t>(node(first ? inner.a : inner.b).value);
  for (const Saturation& it : kSaturations) {
    if (it.low == (is_max ? outer_bound : inner_bound) && it.high == (is_max ? inner_bound : outer_bound))
      return Unary(it.op, first ? inner.b : inner.a);
  }
  return std::nullopt;
}

NodeId MapBuilder::Select(NodeId predicate, NodeId on_true, NodeId on_false) {
  if (IsPair(on_true)) {
    const NodeId low = Select(predicate, Low(on_true), Low(on_false));
    return Pair(low, Select(predicate, High(on_true), High(on_false)));
  }
  return AddNode({Node::Kind::kOp, fb::MicroOp::Select, predicate, on_true, on_false, -1, 0});
}

NodeId MapBuilder::AddWide(fb::WideOp op, const std::vector<NodeId>& words) {
  const bool exchanged = IsCommutative(op) && words[0] > words[2];
  const auto word = [&](size_t i) { return i < words.size() ? words[exchanged ? (i + 2) % 4 : i] : -1; };
  return AddNode(
      {Node::Kind::kWide, fb::MicroOp::Wide, word(0), word(1), word(2), word(3), static_cast<uint32_t>(op)});
}

NodeId MapBuilder::WideWord(fb::WideOp op, const std::vector<NodeId>& words) {
  return AddNode({Node::Kind::kWord, fb::MicroOp::End, AddWide(op, words), -1, -1, -1, 0});
}

NodeId MapBuilder::Wide(fb::WideOp op, const std::vector<NodeId>& words) {
  const NodeId low = WideWord(op, words);
  return Pair(low, AddNode({Node::Kind::kWord, fb::MicroOp::End, AddWide(op, words), -1, -1, -1, 1}));
}

NodeId MapBuilder::Pair(NodeId low, NodeId high) {
  return AddNode({Node::Kind::kPair, fb::MicroOp::End, low, high, -1, -1, 0});
}

std::vector<NodeId> MapBuilder::WordsOf(NodeId id) const {
  if (!IsPair(id)) return {id};
  std::vector<NodeId> words = WordsOf(Low(id));
  const std::vector<NodeId> high = WordsOf(High(id));
  words.insert(words.end(), high.begin(), high.end());
  return words;
}

NodeId MapBuilder::FromWords(hlo::Type type, const std::vector<NodeId>& words, size_t& next) {
  const hlo::Type half = HalfOf(type);
  if (half == hlo::Type::kInvalid) return words[next++];
  const NodeId low = FromWords(half, words, next);
  return Pair(low, FromWords(half, words, next));
}

std::optional<uint32_t> MapBuilder::ImmediateBits(NodeId id) const {
  if (node(id).kind != Node::Kind::kImmediate) return std::nullopt;
  return node(id).value;
}

void MapBuilder::Store(Operand place, fb::Type type, const Affine& address, NodeId node, bool starts) {
  const hlo::Type of = static_cast<hlo::Type>(type), half = HalfOf(of);
  if (half != hlo::Type::kInvalid) {
    const auto half_type = static_cast<fb::Type>(half);
    Store(place, half_type, address, Low(node), starts);
    return Store(place, half_type, Add(address, Constant(hlo::TypeBytes(half))), High(node), false);
  }
  if (IsFloat8(of)) return Store(place, fb::Type::U8, address, EncodeFloat(*this, node, of), starts);
  MapStore store;
  store.starts = starts;
  store.access = {true, place, type, address, 0, {}, 0};
  store.access.place.offset += address.offset;
  store.access.address.offset = 0;
  store.node = node;
  stores_.push_back(store);
}

}  // namespace tmb
