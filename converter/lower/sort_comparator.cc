// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The split walks down from the result. Equal nodes are one, so an expression of the
// right element, written for the left one, is the left's own node where that exists.

#include "converter/lower/sort_comparator.h"

#include <algorithm>
#include <unordered_map>

namespace tmb {
namespace {

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
    const NodeId a = Copy(node.a);
    if (node.b < 0) return to_.Unary(node.op, a);
    const NodeId b = Copy(node.b);
    return node.c < 0 ? to_.Binary(node.op, a, b) : to_.Select(a, b, Copy(node.c));
  }

  const MapBuilder& from_;
  MapBuilder& to_;
  const Replacement& replace_;
  std::unordered_map<NodeId, NodeId> known_;
};

class Splitter {
 public:
  explicit Splitter(MapBuilder graph) : graph_(std::move(graph)) {}

  Result<SortComparator> Split(NodeId before) {
    MapBuilder code;
    const NodeId result = CopyNode(graph_, before, code, [&](NodeId id) -> std::optional<NodeId> {
      const uint32_t sides = SidesOf(id);
      if (sides != kLeft && sides != kRight) return std::nullopt;
      return code.Temporary(2 * KeyOf(sides == kLeft ? id : Mirrored(id)) + (sides == kLeft ? 0 : 1));
    });
    SortComparator comparator;
    TMB_ASSIGN(comparator.code, GenerateScalarCode(code, result, 2 * static_cast<uint32_t>(keys_.size())));
    comparator.keys = std::move(keys_);
    comparator.graph = std::move(graph_);
    return comparator;
  }

 private:
  enum Side : uint32_t { kLeft = 1, kRight = 2 };

  // The elements that the node depends on.
  uint32_t SidesOf(NodeId id) {
    const auto known = sides_.find(id);
    if (known != sides_.end()) return known->second;
    const Node node = graph_.node(id);
    uint32_t sides = 0;
    if (node.kind == Node::Kind::kTemporary) sides = node.value % 2 == 0 ? kLeft : kRight;
    for (const NodeId operand : {node.a, node.b, node.c}) {
      if (operand >= 0) sides |= SidesOf(operand);
    }
    return sides_[id] = sides;
  }

  // The same of the other element.
  NodeId Mirrored(NodeId id) {
    return CopyNode(graph_, id, graph_, [this](NodeId leaf) -> std::optional<NodeId> {
      const Node node = graph_.node(leaf);
      if (node.kind != Node::Kind::kTemporary) return std::nullopt;
      return graph_.Temporary(node.value ^ 1u);
    });
  }

  uint32_t KeyOf(NodeId left) {
    const auto found = std::find(keys_.begin(), keys_.end(), left);
    if (found != keys_.end()) return static_cast<uint32_t>(found - keys_.begin());
    keys_.push_back(left);
    return static_cast<uint32_t>(keys_.size() - 1);
  }

  MapBuilder graph_;
  std::vector<NodeId> keys_;
  std::unordered_map<NodeId, uint32_t> sides_;
};

}  // namespace

NodeId CopyNode(const MapBuilder& from, NodeId id, MapBuilder& to, const Replacement& replace) {
  return Copier(from, to, replace).Copy(id);
}

Result<SortComparator> SplitComparator(MapBuilder graph, NodeId before) {
  return Splitter(std::move(graph)).Split(before);
}

}  // namespace tmb
