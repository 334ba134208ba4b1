// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// MapBuilder: one Map instruction in the making. It collects loops, accesses (affine in
// the loops), an expression graph of micro-operations and the values to store; Build()
// merges loops, generates the accumulator code and makes the schema's MapT.
//
//     loops i, j ──► accesses x[i,j], b[j] ──► nodes max(x + b, 0) ──► output y[i,j]
#ifndef TMB_CONVERTER_LOWER_MAP_BUILDER_H_
#define TMB_CONVERTER_LOWER_MAP_BUILDER_H_

#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "converter/lower/affine.h"
#include "converter/program.h"

namespace tmb {

// A node of the expression graph; equal nodes are one. All but pairs are values of 32 bits: a
// 64-bit number is the pair of its words, low first, a complex one of its parts.
struct Node {
  enum class Kind : uint8_t { kAccess, kImmediate, kTemporary, kOp, kWide, kWord, kPair };
  Kind kind = Kind::kImmediate;
  fb::MicroOp op = fb::MicroOp::End;
  int a = -1, b = -1, c = -1, d = -1;  // op: acc, x, y; wide: words; word: its wide; pair: both halves
  uint32_t value = 0;                  // access or temporary number, immediate's bits, WideOp, or word 0 or 1
};
using NodeId = int;

// The two types that a value of `type` is a pair of, or kInvalid: 64-bit numbers and complex ones.
hlo::Type HalfOf(hlo::Type type);
// 32-bit values in a value of `type`: 1, 2 or 4.
size_t WordCount(hlo::Type type);

// What an affine function may range over.
struct Variable {
  enum class Kind : uint8_t { kLoop, kGuard, kDynamic };
  Kind kind = Kind::kLoop;
  int64_t extent = 1;    // values 0 to extent - 1
  bool reduced = false;  // a loop of the reduction
  Affine definition;     // guard: in terms of loops
  Operand start;         // dynamic: where the run-time start lies
  fb::Type start_type = fb::Type::S32;
};

struct MapAccess {
  bool memory = true;
  Operand place;  // of the buffer's first byte plus constant offset
  fb::Type type = fb::Type::F32;
  Affine address;           // bytes (Index: value), in terms of all variables, without offset
  int32_t start = 0;        // Index: the value at 0
  std::vector<int> guards;  // variables that must be inside
  uint32_t fill = 0;
};

struct MapStore {
  MapAccess access;
  NodeId node = -1;
  bool starts = true;  // the buffer's value begins here; else it is a part of one that began before
};

class MapBuilder {
 public:
  // Variables. Loops are added outermost first; the last loop is the strip dimension.
  int AddLoop(int64_t extent, bool reduced = false);
  int AddGuard(int64_t extent, const Affine& definition);
  int AddDynamic(int64_t limit, Operand start, fb::Type type);
  const Variable& variable(int id) const { return variables_[static_cast<size_t>(id)]; }
  bool IsLoop(int id) const { return variable(id).kind == Variable::Kind::kLoop; }

  // Leaves. A guarded-out element reads as `fill` (each word of a pair).
  NodeId Load(Operand place, fb::Type type, const Affine& address, const std::vector<int>& guards,
              uint32_t fill);
  NodeId IndexValue(const Affine& value, const std::vector<int>& guards, uint32_t fill);
  NodeId Immediate(uint32_t bits);
  NodeId Temporary(uint32_t number);

  // Operations; `b` of a commutative operation may be exchanged with `a`.
  NodeId Unary(fb::MicroOp op, NodeId a);
  NodeId Binary(fb::MicroOp op, NodeId a, NodeId b);
  NodeId Select(NodeId predicate, NodeId on_true, NodeId on_false);
  // 64-bit operations: `words` are those of the operands. The result as a pair, or its first word.
  NodeId Wide(fb::WideOp op, const std::vector<NodeId>& words);
  NodeId WideWord(fb::WideOp op, const std::vector<NodeId>& words);
  NodeId Pair(NodeId low, NodeId high);
  NodeId Low(NodeId pair) const { return node(pair).a; }
  NodeId High(NodeId pair) const { return node(pair).b; }
  bool IsPair(NodeId id) const { return node(id).kind == Node::Kind::kPair; }
  // The 32-bit values that a node consists of, in memory order.
  std::vector<NodeId> WordsOf(NodeId id) const;
  // The value of `type` that consists of `words` from `next` on.
  NodeId FromWords(hlo::Type type, const std::vector<NodeId>& words, size_t& next);

  const Node& node(NodeId id) const { return nodes_[static_cast<size_t>(id)]; }
  std::optional<uint32_t> ImmediateBits(NodeId id) const;
  size_t NodeCount() const { return nodes_.size(); }
  size_t AccessCount() const { return accesses_.size() + stores_.size(); }

  // What is stored, in order.
  void Store(Operand place, fb::Type type, const Affine& address, NodeId node, bool starts = true);

  // A reduction of `values` values: the graph's temporaries 0..v-1 are the accumulators and,
  // with Lanes, v..2v-1 the strip's values.
  struct ReductionCode {
    fb::Reduction kind = fb::Reduction::None;
    std::vector<NodeId> initial;   // Rows: accumulators at the start
    std::vector<NodeId> values;    // Lanes: what the body computes
    std::vector<NodeId> combined;  // new accumulators
  };
  void SetReduction(ReductionCode reduction) { reduction_ = std::move(reduction); }

  // Makes the instruction and its scratch buffer. Fails when a limit of the format is hit.
  Result<Instruction> Build(Program& program) const;

  const std::vector<Variable>& variables() const { return variables_; }
  const std::vector<Node>& nodes() const { return nodes_; }
  const std::vector<MapAccess>& accesses() const { return accesses_; }
  const std::vector<MapStore>& stores() const { return stores_; }
  const ReductionCode& reduction() const { return reduction_; }

 private:
  NodeId AddNode(const Node& node);
  NodeId AddAccess(const MapAccess& access);
  std::optional<NodeId> Saturated(fb::MicroOp op, NodeId a, NodeId b);
  NodeId AddWide(fb::WideOp op, const std::vector<NodeId>& words);

  std::vector<Variable> variables_;
  std::vector<MapAccess> accesses_;
  std::vector<MapStore> stores_;
  std::vector<Node> nodes_;
  std::map<std::tuple<int, int, int, int, int, int, uint32_t>, NodeId> known_;
  ReductionCode reduction_;
};

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_MAP_BUILDER_H_
