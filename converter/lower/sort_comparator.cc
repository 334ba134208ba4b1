// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Equal nodes are one: an expression of the right element, written for the left one, is the
// left's own node where that exists. So two sides of a comparison show that they are one key.

#include "converter/lower/sort_comparator.h"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace tmb {
namespace {

using fb::MicroOp;

class Copier {
 public:
  Copier(const MapBuilder& from, MapBuilder& to, const Replacement& replace)
      : from_(from), to_(to), replace_(replace) {}

  NodeId Copy(NodeId id) {
    const auto known = known_.find(id);
    if (known != known_.end()) return known->second;
    const std::optional<NodeId> replaced = replace_(id);
    return known_[id] = replaced.has_value() ? *replaced : Compute(id);
  }

 private:
  NodeId Compute(NodeId id) {
    const Node node = from_.node(id);  // `to` may be `from` and grow
    if (node.kind == Node::Kind::kImmediate) return to_.Immediate(node.value);
    if (node.kind == Node::Kind::kTemporary) return to_.Temporary(node.value);
    if (node.kind == Node::Kind::kWord) return CopyWord(node);
    const NodeId a = Copy(node.a);
    if (node.b < 0) return to_.Unary(node.op, a);
    const NodeId b = Copy(node.b);
    return node.c < 0 ? to_.Binary(node.op, a, b) : to_.Select(a, b, Copy(node.c));
  }

  NodeId CopyWord(const Node& word) {
    const Node wide = from_.node(word.a);
    std::vector<NodeId> words;
    for (const NodeId operand : {wide.a, wide.b, wide.c, wide.d}) {
      if (operand >= 0) words.push_back(Copy(operand));
    }
    const auto op = static_cast<fb::WideOp>(wide.value);
    return word.value == 0 ? to_.WideWord(op, words) : to_.High(to_.Wide(op, words));
  }

  const MapBuilder& from_;
  MapBuilder& to_;
  const Replacement& replace_;
  std::unordered_map<NodeId, NodeId> known_;
};

enum Side : uint32_t { kLeft = 1, kRight = 2 };

// The comparator's graph with the elements that each node depends on.
class Sides {
 public:
  explicit Sides(MapBuilder graph) : graph_(std::move(graph)) {}

  MapBuilder& graph() { return graph_; }

  // Side bits.
  uint32_t Of(NodeId id) {
    const auto known = known_.find(id);
    if (known != known_.end()) return known->second;
    const Node node = graph_.node(id);
    uint32_t sides = 0;
    if (node.kind == Node::Kind::kTemporary) sides = node.value % 2 == 0 ? kLeft : kRight;
    for (const NodeId operand : {node.a, node.b, node.c, node.d}) {
      if (operand >= 0) sides |= Of(operand);
    }
    return known_[id] = sides;
  }

  // The node's value for the left element, whichever it depends on.
  NodeId Left(NodeId id) {
    if (Of(id) == kLeft) return id;
    return CopyNode(graph_, id, graph_, [this](NodeId leaf) -> std::optional<NodeId> {
      const Node node = graph_.node(leaf);
      if (node.kind != Node::Kind::kTemporary) return std::nullopt;
      return graph_.Temporary(node.value ^ 1u);
    });
  }

  // The key that `a` and `b` are of the two elements, if they are.
  std::optional<NodeId> KeyOf(NodeId a, NodeId b) {
    if (a < 0 || b < 0 || (Of(a) ^ Of(b)) != (kLeft | kRight) || Of(a) == 0 || Of(b) == 0)
      return std::nullopt;
    const NodeId key = Left(a);
    return key == Left(b) ? std::optional(key) : std::nullopt;
  }

 private:
  MapBuilder graph_;
  std::unordered_map<NodeId, uint32_t> known_;
};

// Reads a comparator as one where the first key that differs decides:
//     less(first) or (equal(first) and (less(second) or ...))
//     equal(first) ? less(second) : less(first)
class Lexicographic {
 public:
  struct Term {
    NodeId key;
    MicroOp comparison;
  };
  using Terms = std::vector<Term>;

  explicit Lexicographic(Sides& sides) : sides_(sides) {}

  // Nothing when it is another kind of comparator.
  std::optional<Terms> Read(NodeId id) {
    const auto known = known_.find(id);
    if (known != known_.end()) return known->second;
    std::optional<Terms> terms = ReadComparison(id);
    const Node node = sides_.graph().node(id);
    if (!terms.has_value() && node.kind == Node::Kind::kOp && node.op == MicroOp::Or) {
      terms = ReadAlternatives(node.a, node.b);
      if (!terms.has_value()) terms = ReadAlternatives(node.b, node.a);
    }
    if (!terms.has_value() && node.kind == Node::Kind::kOp && node.op == MicroOp::Select) {
      terms = ReadChoice(node);
    }
    return known_[id] = terms;
  }

 private:
  std::optional<Terms> ReadComparison(NodeId id) {
    struct Exchanged {
      MicroOp op, other;  // a op b is b other a
    };
    constexpr Exchanged kComparisons[] = {{MicroOp::LtS, MicroOp::GtS}, {MicroOp::GtS, MicroOp::LtS},
                                          {MicroOp::LtU, MicroOp::GtU}, {MicroOp::GtU, MicroOp::LtU},
                                          {MicroOp::LtF, MicroOp::GtF}, {MicroOp::GtF, MicroOp::LtF}};
    const Node node = sides_.graph().node(id);
    for (const Exchanged& comparison : kComparisons) {
      if (node.kind != Node::Kind::kOp || node.op != comparison.op) continue;
      const std::optional<NodeId> key = sides_.KeyOf(node.a, node.b);
      if (!key.has_value()) return std::nullopt;
      return Terms{{*key, sides_.Of(node.a) == kLeft ? comparison.op : comparison.other}};
    }
    return std::nullopt;
  }

  // `less` or (all its keys equal and the rest).
  std::optional<Terms> ReadAlternatives(NodeId less, NodeId otherwise) {
    std::set<NodeId> equal;
    std::optional<Terms> rest;
    for (const NodeId part : PartsOf(otherwise, MicroOp::And)) {
      if (ReadEqual(part, equal)) continue;
      if (rest.has_value()) return std::nullopt;
      rest = Read(part);
      if (!rest.has_value()) return std::nullopt;
    }
    return Joined(less, equal, rest);
  }

  // All keys of `less` equal ? the rest : `less`.
  std::optional<Terms> ReadChoice(const Node& choice) {
    std::set<NodeId> equal;
    for (const NodeId part : PartsOf(choice.a, MicroOp::And)) {
      if (!ReadEqual(part, equal)) return std::nullopt;
    }
    return Joined(choice.c, equal, Read(choice.b));
  }

  std::optional<Terms> Joined(NodeId less, const std::set<NodeId>& equal, const std::optional<Terms>& rest) {
    std::optional<Terms> terms = Read(less);
    if (!terms.has_value() || !rest.has_value()) return std::nullopt;
    std::set<NodeId> keys;
    for (const Term& term : *terms) keys.insert(term.key);
    if (keys != equal) return std::nullopt;
    terms->insert(terms->end(), rest->begin(), rest->end());
    return terms;
  }

  // Adds the keys whose equality the node is: a == b, or (a ^ b | c ^ d) == 0.
  bool ReadEqual(NodeId id, std::set<NodeId>& equal) {
    const Node node = sides_.graph().node(id);
    if (node.kind != Node::Kind::kOp || (node.op != MicroOp::EqI && node.op != MicroOp::EqF)) return false;
    if (const auto key = sides_.KeyOf(node.a, node.b)) {
      equal.insert(*key);
      return true;
    }
    const NodeId zero = sides_.graph().Immediate(0);
    if (node.op != MicroOp::EqI || (node.a != zero && node.b != zero)) return false;
    for (const NodeId part : PartsOf(node.a == zero ? node.b : node.a, MicroOp::Or)) {
      const Node difference = sides_.graph().node(part);
      if (difference.kind != Node::Kind::kOp || difference.op != MicroOp::Xor) return false;
      const auto key = sides_.KeyOf(difference.a, difference.b);
      if (!key.has_value()) return false;
      equal.insert(*key);
    }
    return true;
  }

  // The operands of a chain of one operation, each once.
  std::vector<NodeId> PartsOf(NodeId root, MicroOp op) {
    std::vector<NodeId> parts, stack = {root};
    std::set<NodeId> seen;
    while (!stack.empty()) {
      const NodeId id = stack.back();
      stack.pop_back();
      if (!seen.insert(id).second) continue;
      const Node& node = sides_.graph().node(id);
      if (node.kind == Node::Kind::kOp && node.op == op) {
        stack.push_back(node.a);
        stack.push_back(node.b);
      } else {
        parts.push_back(id);
      }
    }
    return parts;
  }

  Sides& sides_;
  std::unordered_map<NodeId, std::optional<Terms>> known_;
};

// A float as an integer in the same order: zeros are alike. A NaN, which has no place, gets the last.
NodeId IntegerOf(MapBuilder& graph, NodeId value) {
  const NodeId one_zero = graph.Binary(MicroOp::AddF, value, graph.Immediate(0));
  const NodeId sign = graph.Binary(MicroOp::ShrA, one_zero, graph.Immediate(31));
  return graph.Binary(MicroOp::Xor, graph.Binary(MicroOp::And, sign, graph.Immediate(0x7fffffffu)), one_zero);
}

SortComparator FromTerms(MapBuilder graph, const Lexicographic::Terms& terms) {
  SortComparator comparator;
  for (const auto& [key, comparison] : terms) {
    const bool less = comparison == MicroOp::LtF, is_float = less || comparison == MicroOp::GtF;
    comparator.keys.push_back(is_float ? IntegerOf(graph, key) : key);
    comparator.comparisons.push_back(!is_float ? comparison : less ? MicroOp::LtS : MicroOp::GtS);
  }
  comparator.graph = std::move(graph);
  return comparator;
}

// Any comparator: each value of one element alone is a key.
Result<SortComparator> WithCode(Sides& sides, NodeId before) {
  SortComparator comparator;
  const auto number_of = [&keys = comparator.keys](NodeId key) {
    const auto found = std::find(keys.begin(), keys.end(), key);
    const auto number = static_cast<uint32_t>(found - keys.begin());
    if (found == keys.end()) keys.push_back(key);
    return number;
  };
  MapBuilder code;
  const NodeId result = CopyNode(sides.graph(), before, code, [&](NodeId id) -> std::optional<NodeId> {
    const uint32_t side = sides.Of(id);
    if (side != kLeft && side != kRight) return std::nullopt;
    return code.Temporary(2 * number_of(sides.Left(id)) + (side == kLeft ? 0 : 1));
  });
  TMB_ASSIGN(comparator.code,
             GenerateScalarCode(code, result, 2 * static_cast<uint32_t>(comparator.keys.size())));
  comparator.graph = std::move(sides.graph());
  return comparator;
}

}  // namespace

NodeId CopyNode(const MapBuilder& from, NodeId id, MapBuilder& to, const Replacement& replace) {
  return Copier(from, to, replace).Copy(id);
}

NodeId ElementOf(MapBuilder& graph, hlo::Type type, uint32_t word, uint32_t side) {
  std::vector<NodeId> words;
  for (uint32_t i = 0; i < WordCount(type); ++i) words.push_back(graph.Temporary(2 * (word + i) + side));
  size_t next = 0;
  return graph.FromWords(type, words, next);
}

Result<SortComparator> SplitComparator(MapBuilder graph, NodeId before) {
  Sides sides(std::move(graph));
  if (const auto terms = Lexicographic(sides).Read(before))
    return FromTerms(std::move(sides.graph()), *terms);
  return WithCode(sides, before);
}

}  // namespace tmb
