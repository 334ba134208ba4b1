// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Accumulator code by a walk over the graph. A binary operation wants its second operand
// in memory: an access, an immediate or a temporary. The operand that is there already goes
// second (the operation's reversed form if it must), else the deeper side is computed
// first and put aside. A value with several uses is put aside when it is made.

#include "converter/lower/micro_code.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "converter/lower/micro_ops.h"
#include "runtime/isa.h"

namespace tmb {
namespace {

using fb::MicroOp;

// An operand before the operands' final numbers are known.
struct Symbol {
  enum class Kind : uint8_t { kInput, kOutput, kImmediate, kTemporary, kNumber, kNone };
  Kind kind = Kind::kNone;
  uint32_t index = 0;
  bool operator==(const Symbol&) const = default;
};

struct MicroInstruction {
  MicroOp op = MicroOp::End;
  Symbol x, y;
};

// How operands are numbered: a Map's inputs, outputs, immediates, temporaries; or those of scalar
// code, which begin with the graph's fixed temporaries and the outputs.
enum class Numbering : uint8_t { kMap, kScalar };

class Generator {
 public:
  Generator(const MapBuilder& builder, uint32_t fixed_temporaries)
      : builder_(builder), fixed_(fixed_temporaries), temporaries_(fixed_temporaries) {}

  // One section: each node is computed and stored in order, then End. Stores to temporaries wait
  // until all nodes are computed, because the nodes may read what they replace.
  void Section(const std::vector<std::pair<NodeId, Symbol>>& assignments) {
    uses_.clear();
    words_.clear();
    places_.clear();
    free_.clear();
    in_acc_ = -1;
    for (const auto& [node, to] : assignments) CountUses(node);
    std::vector<std::pair<Symbol, Symbol>> late;
    for (size_t i = 0; i < assignments.size(); ++i) {
      const auto& [node, to] = assignments[i];
      Compute(node);
      const bool last = i + 1 == assignments.size();
      if (to.kind != Symbol::Kind::kTemporary || last) {
        Emit(MicroOp::Store, to);
      } else {
        const Symbol aside = NewTemporary();
        Emit(MicroOp::Store, aside);
        late.emplace_back(aside, to);
      }
      Release(node);
    }
    for (const auto& [from, to] : late) {
      Emit(MicroOp::Load, from);
      Emit(MicroOp::Store, to);
    }
    Emit(MicroOp::End, {});
    section_ends_.push_back(instructions_.size());
  }

  Result<MicroCode> Finish(uint32_t outputs, Numbering numbering) const;

 private:
  void CountUses(NodeId root) {
    std::vector<NodeId> stack = {root};
    while (!stack.empty()) {
      const NodeId id = stack.back();
      stack.pop_back();
      if (uses_[id]++ > 0) continue;
      const Node& node = builder_.node(id);
      if (node.kind == Node::Kind::kWord) words_[node.a][node.value] = id;
      for (const NodeId operand : {node.a, node.b, node.c, node.d}) {
        if (operand >= 0) stack.push_back(operand);
      }
    }
  }

  // Where a node can be read from memory now, or kNone.
  Symbol PlaceOf(NodeId id) {
    const Node& node = builder_.node(id);
    switch (node.kind) {
      case Node::Kind::kAccess:
        return {Symbol::Kind::kInput, InputOf(node.value)};
      case Node::Kind::kImmediate:
        return {Symbol::Kind::kImmediate, ImmediateOf(node.value)};
      case Node::Kind::kTemporary:
        return {Symbol::Kind::kTemporary, node.value};
      case Node::Kind::kOp:
      case Node::Kind::kWide:
      case Node::Kind::kWord:
      case Node::Kind::kPair:
        break;
    }
    const auto found = places_.find(id);
    return found == places_.end() ? Symbol{} : found->second;
  }

  uint32_t InputOf(uint32_t access) {
    const auto found = std::find(inputs_.begin(), inputs_.end(), access);
    if (found != inputs_.end()) return static_cast<uint32_t>(found - inputs_.begin());
    inputs_.push_back(access);
    return static_cast<uint32_t>(inputs_.size() - 1);
  }

  uint32_t ImmediateOf(uint32_t bits) {
    const auto found = std::find(immediates_.begin(), immediates_.end(), bits);
    if (found != immediates_.end()) return static_cast<uint32_t>(found - immediates_.begin());
    immediates_.push_back(bits);
    return static_cast<uint32_t>(immediates_.size() - 1);
  }

  static Symbol TemporarySymbol(uint32_t index) { return {Symbol::Kind::kTemporary, index}; }

  Symbol NewTemporary() {
    if (free_.empty()) return TemporarySymbol(temporaries_++);
    const uint32_t index = *free_.rbegin();
    free_.erase(index);
    return TemporarySymbol(index);
  }

  // The first of four temporaries one behind the other.
  uint32_t NewBlock() {
    uint32_t first = temporaries_;
    for (const uint32_t index : free_) {
      uint32_t end = index + 1;
      while (end < index + kBlock && free_.count(end) != 0) ++end;
      if (end != index + kBlock && end != temporaries_) continue;  // the last ones may go on in new ones
      first = index;
      break;
    }
    for (uint32_t i = first; i < first + kBlock; ++i) free_.erase(i);
    temporaries_ = std::max(temporaries_, first + kBlock);
    return first;
  }

  // One use of the node is over.
  void Release(NodeId id) {
    if (--uses_[id] > 0) return;
    const auto found = places_.find(id);
    if (found == places_.end()) return;
    if (found->second.index >= fixed_) free_.insert(found->second.index);
    places_.erase(found);
  }

  void Emit(MicroOp op, Symbol x, Symbol y = {}) { instructions_.push_back({op, x, y}); }

  // Puts acc, which holds node `id`, into a temporary.
  void PutAside(NodeId id) {
    const Symbol temporary = NewTemporary();
    Emit(MicroOp::Store, temporary);
    places_[id] = temporary;
  }

  // Makes sure that the node can be read from memory.
  void MakeReadable(NodeId id) {
    if (PlaceOf(id).kind != Symbol::Kind::kNone) return;
    if (builder_.node(id).kind == Node::Kind::kWord) return ComputeWide(builder_.node(id).a);
    Compute(id);
    if (PlaceOf(id).kind == Symbol::Kind::kNone) PutAside(id);
  }

  // Leaves the node's value in acc. Used once more by its consumer, who releases it.
  void Compute(NodeId id) {
    const Symbol place = PlaceOf(id);
    if (place.kind != Symbol::Kind::kNone) {
      if (in_acc_ != id) Emit(MicroOp::Load, place);
      in_acc_ = id;
      return;
    }
    const Node& node = builder_.node(id);
    if (node.kind == Node::Kind::kWord) {
      ComputeWide(node.a);
      return Compute(id);
    }
    if (node.op == MicroOp::Select) {
      ComputeSelect(node);
    } else if (node.b < 0) {
      Compute(node.a);
      Emit(node.op, {});
      Release(node.a);
    } else {
      ComputeBinary(node);
    }
    in_acc_ = id;
    if (uses_[id] > 1) PutAside(id);
  }

  // Runs a wide operation on a block of temporaries; its words that are used stay there.
  void ComputeWide(NodeId id) {
    const Node& node = builder_.node(id);
    for (const NodeId operand : {node.a, node.b, node.c, node.d}) {
      if (operand >= 0) MakeReadable(operand);
    }
    const uint32_t block = NewBlock();
    uint32_t next = block;
    for (const NodeId operand : {node.a, node.b, node.c, node.d}) {
      if (operand < 0) continue;
      Compute(operand);
      Emit(MicroOp::Store, TemporarySymbol(next++));
      Release(operand);
    }
    Emit(MicroOp::Wide, TemporarySymbol(block), {Symbol::Kind::kNumber, node.value});
    in_acc_ = -1;
    const std::map<uint32_t, NodeId>& words = words_.at(id);
    for (uint32_t i = 0; i < kBlock; ++i) {
      const auto word = words.find(i);
      if (word == words.end()) {
        free_.insert(block + i);
      } else {
        places_[word->second] = TemporarySymbol(block + i);
      }
    }
  }

  void ComputeSelect(const Node& node) {
    MakeReadable(node.b);
    MakeReadable(node.c);
    Compute(node.a);
    Emit(MicroOp::Select, PlaceOf(node.b), PlaceOf(node.c));
    for (const NodeId operand : {node.a, node.b, node.c}) Release(operand);
  }

  void ComputeBinary(const Node& node) {
    const bool b_readable = PlaceOf(node.b).kind != Symbol::Kind::kNone;
    const bool a_readable = PlaceOf(node.a).kind != Symbol::Kind::kNone;
    const MicroOp reversed = Reversed(node.op);
    if (!b_readable && a_readable && reversed != MicroOp::End) {
      Compute(node.b);
      Emit(reversed, PlaceOf(node.a));
    } else {
      MakeReadable(node.b);
      Compute(node.a);
      Emit(node.op, PlaceOf(node.b));
    }
    Release(node.a);
    Release(node.b);
  }

  static constexpr uint32_t kBlock = 4;  // temporaries of a wide operation

  const MapBuilder& builder_;
  const uint32_t fixed_;
  uint32_t temporaries_;
  std::unordered_map<NodeId, int> uses_;
  std::unordered_map<NodeId, Symbol> places_;
  std::map<NodeId, std::map<uint32_t, NodeId>> words_;  // of each wide operation, those with uses
  std::set<uint32_t> free_;
  NodeId in_acc_ = -1;
  std::vector<uint32_t> inputs_, immediates_;
  std::vector<MicroInstruction> instructions_;
  std::vector<size_t> section_ends_;
};

Result<MicroCode> Generator::Finish(uint32_t outputs, Numbering numbering) const {
  const bool scalar = numbering == Numbering::kScalar;
  MicroCode result;
  result.immediates = immediates_;
  result.inputs = inputs_;
  result.last_read.assign(inputs_.size(), 0);
  result.store_at.assign(outputs, 0);
  const uint32_t first_output = static_cast<uint32_t>(inputs_.size());
  const uint32_t first_immediate = (scalar ? fixed_ : first_output) + outputs;
  const uint32_t first_temporary = first_immediate + static_cast<uint32_t>(immediates_.size());
  const uint32_t skipped = scalar ? fixed_ : 0;
  result.temporaries = temporaries_ - skipped;
  if (first_temporary + result.temporaries > kMaxOperands)
    return Unsupported("a fused loop with over 255 operands");
  const auto number = [&](Symbol symbol) -> uint32_t {
    switch (symbol.kind) {
      case Symbol::Kind::kInput:
        return symbol.index;
      case Symbol::Kind::kOutput:
        return (scalar ? fixed_ : first_output) + symbol.index;
      case Symbol::Kind::kImmediate:
        return first_immediate + symbol.index;
      case Symbol::Kind::kTemporary:
        return symbol.index < skipped ? symbol.index : first_temporary + symbol.index - skipped;
      case Symbol::Kind::kNumber:
        return symbol.index;
      case Symbol::Kind::kNone:
        break;
    }
    return 0;
  };
  size_t section = 0;
  for (size_t i = 0; i < instructions_.size(); ++i) {
    const MicroInstruction& instruction = instructions_[i];
    const uint32_t position = static_cast<uint32_t>(i);
    for (const Symbol& symbol : {instruction.x, instruction.y}) {
      if (symbol.kind == Symbol::Kind::kInput) result.last_read[symbol.index] = position;
      if (symbol.kind == Symbol::Kind::kOutput) result.store_at[symbol.index] = position;
    }
    result.code.push_back(static_cast<uint8_t>(instruction.op));
    if (instruction.op != MicroOp::End) result.code.push_back(static_cast<uint8_t>(number(instruction.x)));
    if (instruction.y.kind != Symbol::Kind::kNone)
      result.code.push_back(static_cast<uint8_t>(number(instruction.y)));
    if (section < section_ends_.size() && i + 1 == section_ends_[section]) {
      ++section;
      if (section == 1) result.section1 = static_cast<uint32_t>(result.code.size());
      if (section == 2) result.section2 = static_cast<uint32_t>(result.code.size());
    }
  }
  if (section_ends_.size() < 3) result.section2 = 0;
  if (section_ends_.size() < 2) result.section1 = 0;
  if (result.code.size() > 0xffff) return Unsupported("a fused loop with over 65535 bytes of code");
  return result;
}

using Assignments = std::vector<std::pair<NodeId, Symbol>>;

Assignments ToTemporaries(const std::vector<NodeId>& nodes, uint32_t first) {
  Assignments assignments;
  for (size_t i = 0; i < nodes.size(); ++i) {
    assignments.push_back({nodes[i], {Symbol::Kind::kTemporary, first + static_cast<uint32_t>(i)}});
  }
  return assignments;
}

}  // namespace

Result<MicroCode> GenerateCode(const MapBuilder& builder) {
  const MapBuilder::ReductionCode& reduction = builder.reduction();
  const uint32_t values = static_cast<uint32_t>(reduction.combined.size());
  Assignments stores;
  for (size_t i = 0; i < builder.stores().size(); ++i) {
    stores.push_back({builder.stores()[i].node, {Symbol::Kind::kOutput, static_cast<uint32_t>(i)}});
  }
  Generator generator(builder, reduction.kind == fb::Reduction::Lanes ? 2 * values : values);
  if (reduction.kind == fb::Reduction::Rows) generator.Section(ToTemporaries(reduction.initial, 0));
  if (reduction.kind == fb::Reduction::Lanes) generator.Section(ToTemporaries(reduction.values, values));
  if (reduction.kind != fb::Reduction::None) generator.Section(ToTemporaries(reduction.combined, 0));
  generator.Section(stores);
  return generator.Finish(static_cast<uint32_t>(stores.size()), Numbering::kMap);
}

Result<MicroCode> GenerateScalarCode(const MapBuilder& builder, NodeId node, uint32_t arguments) {
  const std::vector<NodeId> words = builder.WordsOf(node);
  const auto count = static_cast<uint32_t>(words.size());
  Generator generator(builder, arguments);
  Assignments assignments;
  for (uint32_t i = 0; i < count; ++i) assignments.push_back({words[i], {Symbol::Kind::kOutput, i}});
  generator.Section(assignments);
  return generator.Finish(count, Numbering::kScalar);
}

}  // namespace tmb
