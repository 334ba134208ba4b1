// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// ExpressionBuilder: the value of an HLO instruction at an affine index, as a node of a
// MapBuilder. Views compose into the index; stored values become accesses.
#ifndef TMB_CONVERTER_LOWER_EXPRESSION_H_
#define TMB_CONVERTER_LOWER_EXPRESSION_H_

#include <map>
#include <optional>
#include <string>
#include <unordered_map>

#include "converter/lower/affine.h"
#include "converter/lower/map_builder.h"

namespace tmb {

class Lowering;

// A loop must be split so that its inner part has `inner` steps: a reshape cuts it there.
struct LoopSplit {
  int loop = 0;
  int64_t inner = 1;
};

class ExpressionBuilder {
 public:
  ExpressionBuilder(Lowering& lowering, MapBuilder& map) : lowering_(lowering), map_(map) {}

  // Gives `instruction` the value `node` at its own loops: members of a group see each other.
  void Bind(const hlo::Instruction* instruction, NodeId node) { bound_[instruction] = node; }

  // The node, or nothing: then split() or error() says why.
  std::optional<NodeId> Value(const hlo::Instruction& instruction, const IndexMap& index);
  // The same for an instruction that is computed here although it may be bound or stored.
  std::optional<NodeId> Computed(const hlo::Instruction& instruction, const IndexMap& index);

  // The value where all `guards` hold; elsewhere `fill` when IsLeafBehindViews, else anything.
  std::optional<NodeId> Guarded(const hlo::Instruction& instruction, const IndexMap& index,
                                const std::vector<int>& guards, uint32_t fill);
  // Whether the value is stored elements seen through views, so that an access can fill.
  bool IsLeafBehindViews(const hlo::Instruction& instruction) const;

  const std::optional<LoopSplit>& split() const { return split_; }
  const std::optional<Error>& error() const { return error_; }

 private:
  // What encloses a value: guards of the pads around it, and what a guarded-out element
  // reads as when nothing but views lie between pad and leaf.
  struct Context {
    std::vector<int> guards;
    uint32_t fill = 0;
  };
  using NodeOrNothing = std::optional<NodeId>;

  NodeOrNothing At(const hlo::Instruction& instruction, const IndexMap& index, const Context& context);
  NodeOrNothing Compute(const hlo::Instruction& instruction, const IndexMap& index, const Context& context);
  NodeOrNothing Load(const hlo::Instruction& instruction, const Operand& place, const IndexMap& index,
                     const Context& context);
  NodeOrNothing Iota(const hlo::Instruction& iota, const IndexMap& index, const Context& context);
  NodeOrNothing Pad(const hlo::Instruction& pad, const IndexMap& index, const Context& context);
  NodeOrNothing DynamicSlice(const hlo::Instruction& slice, const IndexMap& index, const Context& context);
  NodeOrNothing Reshape(const hlo::Instruction& reshape, const IndexMap& index, const Context& context);
  // A view of other dims or type: its operand gets memory, whose bytes are read as the view's.
  NodeOrNothing FromMemory(const hlo::Instruction& view, const IndexMap& index, const Context& context);
  NodeOrNothing ElementwiseValue(const hlo::Instruction& instruction, const IndexMap& index,
                                 const Context& context);
  // Index of the operand of a view that only moves elements.
  std::optional<IndexMap> ViewIndex(const hlo::Instruction& view, const IndexMap& index) const;
  std::optional<IndexMap> ReshapeIndex(const hlo::Shape& from, const hlo::Shape& to, const IndexMap& index);
  bool Digits(const Affine& linear, const std::vector<int64_t>& sizes, std::vector<Affine>& digits);
  NodeOrNothing Fail(Error error);

  Lowering& lowering_;
  MapBuilder& map_;
  std::unordered_map<const hlo::Instruction*, NodeId> bound_;
  std::map<std::pair<const hlo::Instruction*, std::string>, NodeId> known_;
  std::optional<LoopSplit> split_;
  std::optional<Error> error_;
};

// Whether the instruction only moves elements of its first operand.
bool IsView(const hlo::Instruction& instruction);

// Whether the instruction can be part of a Map's expression.
bool IsFusible(const hlo::Instruction& instruction);

// The single element of a constant, when all are equal.
const uint8_t* SplatElement(const hlo::Instruction& instruction);
// Its compute form, of types that have one of 32 bits.
std::optional<uint32_t> SplatBits(const hlo::Instruction& instruction);
// The value of an integer constant whose elements are equal, limited to 64 signed bits.
std::optional<int64_t> SplatInteger(const hlo::Instruction& instruction);

// Whether it only changes how memory is read: bitcast-convert to another width.
bool IsReinterpretation(const hlo::Instruction& instruction);

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_EXPRESSION_H_
