// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Values at an index. A pad adds a guard variable, a dynamic-slice a run-time start; both
// then behave like any other variable of the affine index.

#include "converter/lower/expression.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "converter/lower/elementwise.h"
#include "converter/lower/lowering.h"
#include "converter/lower/narrow_float.h"

namespace tmb {
namespace {

std::string KeyOf(const IndexMap& index, const std::vector<int>& guards, uint32_t fill) {
  std::string key;
  const auto append = [&key](int64_t value) {
    key.append(reinterpret_cast<const char*>(&value), sizeof value);
  };
  for (const Affine& affine : index) {
    append(affine.offset);
    for (const AffineTerm& term : affine.terms) append(term.variable), append(term.coefficient);
    append(-1);
  }
  for (const int guard : guards) append(guard);
  append(fill);
  return key;
}

}  // namespace

bool IsView(const hlo::Instruction& instruction) {
  const std::string& opcode = instruction.opcode;
  return opcode == "broadcast" || opcode == "reshape" || opcode == "transpose" || opcode == "slice" ||
         opcode == "reverse" || opcode == "dynamic-slice";
}

bool IsFusible(const hlo::Instruction& instruction) {
  if (IsView(instruction) || IsElementwise(instruction.opcode)) return true;
  if (instruction.opcode == "iota" || instruction.opcode == "constant") return true;
  if (instruction.opcode != "pad") return false;
  return std::all_of(instruction.padding.begin(), instruction.padding.end(),
                     [](const hlo::PaddingDimension& padding) { return padding.interior == 0; });
}

const uint8_t* SplatElement(const hlo::Instruction& instruction) {
  if (instruction.opcode != "constant" || !IsMapType(instruction.shape.type)) return nullptr;
  const std::vector<uint8_t>& data = instruction.literal->data;
  const auto bytes = static_cast<size_t>(hlo::TypeBytes(instruction.shape.type));
  if (data.size() < bytes) return nullptr;
  // All elements are equal when the data equals itself one element later.
  const bool equal = std::memcmp(data.data(), data.data() + bytes, data.size() - bytes) == 0;
  return equal ? data.data() : nullptr;
}

std::optional<uint32_t> SplatBits(const hlo::Instruction& instruction) {
  const uint8_t* const element = SplatElement(instruction);
  if (element == nullptr || WordCount(instruction.shape.type) != 1) return std::nullopt;
  return ComputeBits(instruction.shape.type, element);
}

std::optional<int64_t> SplatInteger(const hlo::Instruction& instruction) {
  const uint8_t* const element = SplatElement(instruction);
  const hlo::Type type = instruction.shape.type;
  if (element == nullptr || hlo::IsFloat(type) || hlo::IsComplex(type)) return std::nullopt;
  if (WordCount(type) == 1) {
    const uint32_t bits = ComputeBits(type, element);
    return hlo::IsSigned(type) ? int64_t{static_cast<int32_t>(bits)} : int64_t{bits};
  }
  int64_t value = 0;
  std::memcpy(&value, element, sizeof value);
  return type == hlo::Type::kU64 && value < 0 ? std::numeric_limits<int64_t>::max() : value;
}

bool IsReinterpretation(const hlo::Instruction& instruction) {
  return instruction.opcode == "bitcast-convert" &&
         hlo::TypeBytes(instruction.shape.type) != hlo::TypeBytes(instruction.operands[0]->shape.type);
}

std::optional<NodeId> ExpressionBuilder::Value(const hlo::Instruction& instruction, const IndexMap& index) {
  return At(instruction, index, {});
}

std::optional<NodeId> ExpressionBuilder::Computed(const hlo::Instruction& instruction,
                                                  const IndexMap& index) {
  return Compute(instruction, index, {});
}

std::optional<NodeId> ExpressionBuilder::Guarded(const hlo::Instruction& instruction, const IndexMap& index,
                                                 const std::vector<int>& guards, uint32_t fill) {
  return At(instruction, index, {guards, fill});
}

std::optional<NodeId> ExpressionBuilder::Fail(Error error) {
  if (!error_.has_value()) error_ = std::move(error);
  return std::nullopt;
}

std::optional<NodeId> ExpressionBuilder::At(const hlo::Instruction& instruction, const IndexMap& index,
                                            const Context& context) {
  if (const uint8_t* element = SplatElement(instruction)) {
    return ElementNode(map_, instruction.shape.type, element);
  }
  const auto bound = bound_.find(&instruction);
  if (bound != bound_.end()) return bound->second;
  auto key = std::make_pair(&instruction, KeyOf(index, context.guards, context.fill));
  const auto known = known_.find(key);
  if (known != known_.end()) return known->second;
  NodeOrNothing node;
  if (const auto place = lowering_.StoredAt(instruction)) {
    node = Load(instruction, *place, index, context);
  } else {
    node = Compute(instruction, index, context);
  }
  if (node.has_value()) known_.emplace(std::move(key), *node);
  return node;
}

std::optional<NodeId> ExpressionBuilder::Load(const hlo::Instruction& instruction, const Operand& place,
                                              const IndexMap& index, const Context& context) {
  const int64_t element_bytes = hlo::TypeBytes(instruction.shape.type);
  const Affine address = Scale(Linear(index, instruction.shape.dims), element_bytes);
  return map_.Load(place, ToSchema(instruction.shape.type), address, context.guards, context.fill);
}

std::optional<NodeId> ExpressionBuilder::Compute(const hlo::Instruction& instruction, const IndexMap& index,
                                                 const Context& context) {
  if (!IsFusible(instruction)) {
    return Fail(
        Unsupported(fmt::format("{}: {} has no lowering here", instruction.name, instruction.opcode)));
  }
  if (instruction.opcode == "iota") return Iota(instruction, index, context);
  if (instruction.opcode == "pad") return Pad(instruction, index, context);
  if (instruction.opcode == "dynamic-slice") return DynamicSlice(instruction, index, context);
  if (instruction.opcode == "reshape") return Reshape(instruction, index, context);
  if (IsReinterpretation(instruction)) return FromMemory(instruction, index, context);
  if (instruction.opcode == "constant") {
    return Load(instruction, lowering_.ConstantAt(instruction), index, context);
  }
  if (const auto operand_index = ViewIndex(instruction, index)) {
    return At(*instruction.operands[0], *operand_index, context);
  }
  return ElementwiseValue(instruction, index, context);
}

std::optional<IndexMap> ExpressionBuilder::ViewIndex(const hlo::Instruction& view,
                                                     const IndexMap& index) const {
  const size_t rank = view.operands.empty() ? 0 : view.operands[0]->shape.dims.size();
  IndexMap operand_index(rank);
  if (view.opcode == "broadcast") {
    for (size_t i = 0; i < rank; ++i) operand_index[i] = index[static_cast<size_t>(view.dimensions[i])];
  } else if (view.opcode == "transpose") {
    for (size_t i = 0; i < rank; ++i) operand_index[static_cast<size_t>(view.dimensions[i])] = index[i];
  } else if (view.opcode == "slice") {
    for (size_t i = 0; i < rank; ++i) {
      operand_index[i] = Add(Scale(index[i], view.slice[i].stride), Constant(view.slice[i].start));
    }
  } else if (view.opcode == "reverse") {
    operand_index = index;
    for (const int64_t dimension : view.dimensions) {
      const auto d = static_cast<size_t>(dimension);
      operand_index[d] = Add(Scale(index[d], -1), Constant(view.shape.dims[d] - 1));
    }
  } else {
    return std::nullopt;
  }
  return operand_index;
}

std::optional<NodeId> ExpressionBuilder::Iota(const hlo::Instruction& iota, const IndexMap& index,
                                              const Context& context) {
  const Affine& value = index[static_cast<size_t>(iota.iota_dimension)];
  const NodeId node = map_.IndexValue(value, context.guards, 0);
  return ConvertNode(map_, node, hlo::Type::kS32, iota.shape.type);
}

bool ExpressionBuilder::IsLeafBehindViews(const hlo::Instruction& instruction) const {
  const hlo::Instruction* leaf = &instruction;
  while (!lowering_.StoredAt(*leaf).has_value() && leaf->opcode != "constant") {
    if (bound_.count(leaf) != 0 || !IsView(*leaf)) return false;
    leaf = leaf->operands[0];
  }
  return bound_.count(leaf) == 0 && SplatElement(*leaf) == nullptr && !IsFloat8(leaf->shape.type);
}

std::optional<NodeId> ExpressionBuilder::Pad(const hlo::Instruction& pad, const IndexMap& index,
                                             const Context& context) {
  Context inner = context;
  IndexMap operand_index(index.size());
  for (size_t i = 0; i < index.size(); ++i) {
    const hlo::PaddingDimension& padding = pad.padding[i];
    operand_index[i] = Add(index[i], Constant(-padding.low));
    if (padding.low <= 0 && padding.high <= 0) continue;
    const int guard = map_.AddGuard(pad.operands[0]->shape.dims[i], operand_index[i]);
    operand_index[i] = VariableOf(guard);
    if (std::find(inner.guards.begin(), inner.guards.end(), guard) == inner.guards.end()) {
      inner.guards.push_back(guard);
    }
  }
  const NodeOrNothing fill = At(*pad.operands[1], {}, {});
  if (!fill.has_value() || pad.operands[0]->shape.Elements() == 0) return fill;
  const auto bits = map_.ImmediateBits(*fill);
  // An outer pad selects after this one, so its guards may read this one's value.
  if (bits.has_value() && context.guards.empty() && IsLeafBehindViews(*pad.operands[0])) {
    inner.fill = *bits;
    return At(*pad.operands[0], operand_index, inner);
  }
  inner.fill = 0;
  const NodeOrNothing value = At(*pad.operands[0], operand_index, inner);
  if (!value.has_value() || inner.guards.empty()) return value;
  const NodeId inside = map_.IndexValue(Constant(1), inner.guards, 0);
  return map_.Select(inside, *value, *fill);
}

std::optional<NodeId> ExpressionBuilder::DynamicSlice(const hlo::Instruction& slice, const IndexMap& index,
                                                      const Context& context) {
  IndexMap operand_index = index;
  const hlo::Shape& operand = slice.operands[0]->shape;
  for (size_t i = 0; i < index.size(); ++i) {
    const int64_t limit = operand.dims[i] - slice.shape.dims[i];
    if (limit == 0) continue;
    const auto start = lowering_.StartIndex(slice, 1, i);
    if (!start.ok()) return Fail(start.error());
    if (start.value().is_constant) {
      operand_index[i] = Add(index[i], Constant(std::clamp<int64_t>(start.value().constant, 0, limit)));
    } else {
      const int variable = map_.AddDynamic(limit, start.value().place, start.value().type);
      operand_index[i] = Add(index[i], VariableOf(variable));
    }
  }
  return At(*slice.operands[0], operand_index, context);
}

std::optional<NodeId> ExpressionBuilder::Reshape(const hlo::Instruction& reshape, const IndexMap& index,
                                                 const Context& context) {
  const hlo::Instruction& operand = *reshape.operands[0];
  if (const auto operand_index = ReshapeIndex(reshape.shape, operand.shape, index)) {
    return At(operand, *operand_index, context);
  }
  if (split_.has_value()) return std::nullopt;
  return FromMemory(reshape, index, context);  // not affine in the operand's dimensions; rows run on there
}

std::optional<NodeId> ExpressionBuilder::FromMemory(const hlo::Instruction& view, const IndexMap& index,
                                                    const Context& context) {
  const Result<Operand> place = lowering_.Materialize(*view.operands[0]);
  if (!place.ok()) return Fail(place.error());
  return Load(view, place.value(), index, context);
}

std::optional<NodeId> ExpressionBuilder::ElementwiseValue(const hlo::Instruction& instruction,
                                                          const IndexMap& index, const Context& context) {
  Context inner = context;
  inner.fill = 0;
  std::vector<NodeId> operands;
  for (const hlo::Instruction* operand : instruction.operands) {
    // select and clamp may take scalars beside arrays.
    const bool scalar = operand->shape.dims.empty() && !instruction.shape.dims.empty();
    const NodeOrNothing node = At(*operand, scalar ? IndexMap{} : index, inner);
    if (!node.has_value()) return std::nullopt;
    operands.push_back(*node);
  }
  const NodeOrNothing node = Elementwise(map_, instruction, operands);
  if (node.has_value()) return node;
  return Fail(Unsupported(fmt::format("{}: {} of {} has no micro-operation", instruction.name,
                                      instruction.opcode, instruction.shape.ToString())));
}

// Splits both shapes into the smallest runs of dimensions with equal products; in each run
// the linear index is cut into the operand's digits.
std::optional<IndexMap> ExpressionBuilder::ReshapeIndex(const hlo::Shape& from, const hlo::Shape& to,
                                                        const IndexMap& index) {
  IndexMap result;
  size_t i = 0, j = 0;
  while (i < from.dims.size() || j < to.dims.size()) {
    int64_t from_product = 1, to_product = 1;
    const size_t first_i = i, first_j = j;
    do {
      if (i < from.dims.size() && (from_product <= to_product || j == to.dims.size())) {
        from_product *= from.dims[i++];
      } else {
        to_product *= to.dims[j++];
      }
    } while (from_product != to_product);
    const IndexMap run(index.begin() + static_cast<int64_t>(first_i),
                       index.begin() + static_cast<int64_t>(i));
    const std::vector<int64_t> run_dims(from.dims.begin() + static_cast<int64_t>(first_i),
                                        from.dims.begin() + static_cast<int64_t>(i));
    const std::vector<int64_t> sizes(to.dims.begin() + static_cast<int64_t>(first_j),
                                     to.dims.begin() + static_cast<int64_t>(j));
    std::vector<Affine> digits;
    if (!Digits(Linear(run, run_dims), sizes, digits)) return std::nullopt;
    result.insert(result.end(), digits.begin(), digits.end());
  }
  return result;
}

// Writes `linear` as digits of a mixed radix. Each term must stay inside one digit; a loop
// that does not is split, when its extent allows.
bool ExpressionBuilder::Digits(const Affine& linear, const std::vector<int64_t>& sizes,
                               std::vector<Affine>& digits) {
  digits.assign(sizes.size(), Affine{});
  if (sizes.empty()) return true;
  if (sizes.size() == 1) {
    digits[0] = linear;
    return true;
  }
  if (linear.offset < 0) return false;
  const std::vector<int64_t> weights = RowMajorStrides(sizes, 1);
  std::vector<int64_t> highest(sizes.size(), 0);
  int64_t rest = linear.offset;
  for (size_t k = 0; k < sizes.size(); ++k) {
    digits[k].offset = rest / weights[k];
    rest %= weights[k];
    highest[k] = digits[k].offset;
  }
  for (const AffineTerm& term : linear.terms) {
    if (term.coefficient < 0) return false;
    const Variable& variable = map_.variable(term.variable);
    size_t k = 0;
    while (weights[k] > term.coefficient || term.coefficient % weights[k] != 0) ++k;
    const int64_t step = term.coefficient / weights[k];
    highest[k] += step * (variable.extent - 1);
    if (highest[k] >= sizes[k]) {
      const int64_t inner = sizes[k] / step;
      const bool splits = map_.IsLoop(term.variable) && k > 0 && sizes[k] % step == 0 && inner > 1 &&
                          inner < variable.extent && variable.extent % inner == 0;
      if (splits) split_ = LoopSplit{term.variable, inner};
      return false;
    }
    digits[k] = Add(digits[k], Scale(VariableOf(term.variable), step));
  }
  return true;
}

}  // namespace tmb
