// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The lowering of regions and what every lowering uses: values, buffers, Maps.

#include "converter/lower/lowering.h"

#include <fmt/format.h>

#include <algorithm>

#include "converter/lower/elementwise.h"
#include "converter/lower/formula_loops.h"
#include "converter/lower/formulas.h"
#include "converter/lower/integer_weights.h"
#include "converter/lower/lower.h"
#include "converter/lower/region_plan.h"
#include "runtime/isa.h"

namespace tmb {

size_t CountLeaves(const hlo::Shape& shape) {
  if (!shape.IsTuple()) return 1;
  size_t count = 0;
  for (const hlo::Shape& element : shape.tuple) count += CountLeaves(element);
  return count;
}

std::vector<hlo::Shape> LeafShapes(const hlo::Shape& shape) {
  if (!shape.IsTuple()) return {shape};
  std::vector<hlo::Shape> leaves;
  for (const hlo::Shape& element : shape.tuple) {
    for (hlo::Shape& leaf : LeafShapes(element)) leaves.push_back(std::move(leaf));
  }
  return leaves;
}

std::vector<int64_t> WithoutOnes(const std::vector<int64_t>& dims) {
  std::vector<int64_t> rest;
  std::copy_if(dims.begin(), dims.end(), std::back_inserter(rest),
               [](int64_t extent) { return extent != 1; });
  return rest;
}

LoopNest LoopNest::Of(const std::vector<int64_t>& dims) {
  LoopNest nest;
  for (const int64_t extent : dims) nest.dimensions.push_back({{extent}, false, false});
  return nest;
}

IndexMap LoopNest::Instantiate(MapBuilder& map) const {
  IndexMap index;
  for (const Dimension& dimension : dimensions) {
    Affine position;
    for (const int64_t extent : dimension.factors) {
      if (extent == 1 && !dimension.strip) continue;
      position = Add(Scale(position, extent), VariableOf(map.AddLoop(extent, dimension.reduced)));
    }
    index.push_back(position);
  }
  return index;
}

void LoopNest::Split(const LoopSplit& split) {
  int loop = 0;
  for (Dimension& dimension : dimensions) {
    for (size_t i = 0; i < dimension.factors.size(); ++i) {
      const bool has_loop = dimension.factors[i] != 1 || dimension.strip;
      if (!has_loop || loop++ != split.loop) continue;
      dimension.factors[i] /= split.inner;
      dimension.factors.insert(dimension.factors.begin() + static_cast<int64_t>(i) + 1, split.inner);
      return;
    }
  }
}

Error Lowering::ErrorAt(const hlo::Instruction& instruction, const std::string& text) const {
  return hlo::ErrorAt(instruction, file_name_, ErrorKind::kUnsupported, text);
}

// ---------------------------------------------------------------- values

size_t Lowering::FirstLeaf(const hlo::Instruction& tuple, int64_t index) const {
  std::vector<size_t>& first = first_leaf_[&tuple];
  if (first.empty()) {
    size_t next = 0;
    for (const hlo::Shape& element : tuple.shape.tuple) {
      first.push_back(next);
      next += CountLeaves(element);
    }
  }
  return first[static_cast<size_t>(index)];
}

std::optional<Operand> Lowering::StoredAt(const hlo::Instruction& instruction) const {
  const auto found = stored_.find(&instruction);
  if (found != stored_.end()) {
    if (found->second.size() != 1) return std::nullopt;
    return found->second[0];
  }
  if (instruction.opcode == "reshape" || IsReinterpretation(instruction)) {
    return StoredAt(*instruction.operands[0]);
  }
  if (instruction.shape.IsTuple()) return std::nullopt;
  size_t leaf = 0;
  auto tuple = stored_.end();
  const hlo::Instruction* element = &instruction;
  for (; element->opcode == "get-tuple-element" && tuple == stored_.end(); element = element->operands[0]) {
    leaf += FirstLeaf(*element->operands[0], element->tuple_index);
    tuple = stored_.find(element->operands[0]);
  }
  if (tuple == stored_.end()) return std::nullopt;
  return tuple->second[leaf];
}

Operand Lowering::ConstantBytes(std::string name, const hlo::Shape& shape, std::vector<uint8_t> data) {
  Buffer buffer;
  buffer.name = std::move(name);
  buffer.kind = Buffer::Kind::kConstant;
  buffer.shape = shape;
  buffer.bytes = data.size();
  buffer.data = std::move(data);
  return {program_.AddBuffer(std::move(buffer)), 0};
}

Operand Lowering::ConstantAt(const hlo::Instruction& constant) {
  const auto [found, added] = constants_.try_emplace(constant.literal.get());
  if (added) found->second = ConstantBytes(constant.name, constant.shape, constant.literal->data);
  return found->second;
}

BufferId Lowering::NewBuffer(std::string name, const hlo::Shape& shape) {
  Buffer buffer;
  buffer.name = std::move(name);
  buffer.shape = shape;
  buffer.bytes = static_cast<uint64_t>(shape.Bytes());
  return program_.AddBuffer(std::move(buffer));
}

BufferId Lowering::NewBuffer(const hlo::Instruction& instruction) {
  return NewBuffer(instruction.name, instruction.shape);
}

BufferId Lowering::NewScratch(uint32_t bytes) { return program_.AddScratch(bytes); }

Result<Operand> Lowering::Materialize(const hlo::Instruction& instruction) {
  if (const auto place = StoredAt(instruction)) return *place;
  if (instruction.opcode == "constant") return ConstantAt(instruction);
  if (instruction.opcode == "reshape" || IsReinterpretation(instruction)) {
    return Materialize(*instruction.operands[0]);
  }
  if (!IsFusible(instruction)) {
    return ErrorAt(instruction, fmt::format("{} was not lowered before its use", instruction.opcode));
  }
  fused_.erase(&instruction);  // its kernel could not take it
  TMB_CHECK_OK(LowerGroup({&instruction}));
  return *StoredAt(instruction);
}

Result<std::vector<Operand>> Lowering::LeavesOf(const hlo::Instruction& instruction) {
  const auto found = stored_.find(&instruction);
  if (found != stored_.end()) return found->second;
  std::vector<Operand> leaves;
  if (instruction.opcode == "tuple") {
    for (const hlo::Instruction* operand : instruction.operands) {
      TMB_ASSIGN(const std::vector<Operand> part, LeavesOf(*operand));
      leaves.insert(leaves.end(), part.begin(), part.end());
    }
    return leaves;
  }
  if (instruction.opcode == "get-tuple-element" && instruction.shape.IsTuple()) {
    TMB_ASSIGN(const std::vector<Operand> all, LeavesOf(*instruction.operands[0]));
    const size_t first = FirstLeaf(*instruction.operands[0], instruction.tuple_index);
    const size_t count = CountLeaves(instruction.shape);
    return std::vector<Operand>(all.begin() + static_cast<int64_t>(first),
                                all.begin() + static_cast<int64_t>(first + count));
  }
  TMB_ASSIGN(const Operand place, Materialize(instruction));
  leaves.push_back(place);
  return leaves;
}

Result<SliceStart> Lowering::StartIndex(const hlo::Instruction& slice, size_t first, size_t dimension) {
  SliceStart start;
  const bool one_vector = slice.operands.size() == first + 1 && slice.operands[first]->shape.Rank() == 1;
  const hlo::Instruction& index = *slice.operands[one_vector ? first : first + dimension];
  start.type = ToSchema(index.shape.type);
  if (const auto constant = SplatInteger(index)) {
    start.is_constant = true;
    start.constant = *constant;
    return start;
  }
  TMB_ASSIGN(start.place, Materialize(index));
  if (one_vector) start.place.offset += static_cast<int64_t>(dimension) * hlo::TypeBytes(index.shape.type);
  return start;
}

const hlo::Instruction& Lowering::BaseOf(const hlo::Instruction& instruction) const {
  const hlo::Instruction* base = &instruction;
  while (IsView(*base) && base->opcode != "dynamic-slice" && !StoredAt(*base).has_value())
    base = base->operands[0];
  return *base;
}

Result<StridedView> Lowering::ViewOf(const hlo::Instruction& instruction) {
  TMB_CHECK_OK(Materialize(BaseOf(instruction)));
  MapBuilder map;
  ExpressionBuilder expression(*this, map);
  const LoopNest nest = LoopNest::Of(instruction.shape.dims);
  const IndexMap index = nest.Instantiate(map);
  const auto node = expression.Value(instruction, index);
  StridedView view;
  if (node.has_value() && map.node(*node).kind == Node::Kind::kAccess) {
    const MapAccess& access = map.accesses()[map.node(*node).value];
    view.place = access.place;
    for (const Affine& position : index) {
      view.strides.push_back(
          position.terms.empty() ? 0 : access.address.CoefficientOf(position.terms[0].variable));
    }
    return view;
  }
  TMB_ASSIGN(view.place, Materialize(instruction));
  view.strides = RowMajorStrides(instruction.shape.dims, hlo::TypeBytes(instruction.shape.type));
  return view;
}

// ---------------------------------------------------------------- Maps

void Lowering::Append(tmb::Instruction instruction, const hlo::Instruction& origin) {
  instruction.name = origin.name;
  instruction.source = origin.source;
  program_.code.push_back(std::move(instruction));
}

Result<void> Lowering::EmitMap(LoopNest nest, const hlo::Instruction& origin, const MapFiller& fill) {
  for (;;) {
    MapBuilder map;
    ExpressionBuilder expression(*this, map);
    const IndexMap index = nest.Instantiate(map);
    const Result<void> filled = fill(map, expression, index);
    if (expression.split().has_value()) {
      nest.Split(*expression.split());
      continue;
    }
    if (!filled.ok()) return filled.error();
    Result<tmb::Instruction> instruction = map.Build(program_);
    if (!instruction.ok()) return ErrorAt(origin, instruction.error().text);
    Append(std::move(instruction.value()), origin);
    return {};
  }
}

Result<void> Lowering::EmitCopy(Operand from, Operand to, const hlo::Shape& shape,
                                const hlo::Instruction& origin) {
  if (shape.Elements() == 0) return {};
  const bool whole = from.offset == 0 && to.offset == 0 &&
                     program_.buffers[from.buffer].bytes == program_.buffers[to.buffer].bytes;
  const bool in_words = WordCount(shape.type) != 1;
  const fb::Type type = in_words ? fb::Type::U32 : ToSchema(MoveType(shape.type));
  const int64_t bytes = ElementBytes(type);
  TMB_CHECK_OK(EmitMap(LoopNest::Of({shape.Bytes() / bytes}), origin,
                       [&](MapBuilder& map, ExpressionBuilder&, const IndexMap& index) -> Result<void> {
                         const Affine address = Scale(index[0], bytes);
                         map.Store(to, type, address, map.Load(from, type, address, {}, 0));
                         return {};
                       }));
  program_.code.back().is_copy = whole;
  return {};
}

Result<void> Lowering::EmitFill(BufferId buffer, const hlo::Instruction& value,
                                const hlo::Instruction& origin) {
  const hlo::Shape shape = program_.buffers[buffer].shape;
  if (shape.Elements() == 0) return {};
  return EmitMap(
      LoopNest::Of({shape.Elements()}), origin,
      [&](MapBuilder& map, ExpressionBuilder& expression, const IndexMap& index) -> Result<void> {
        const auto node = expression.Value(value, {});
        if (!node.has_value()) return expression.error().value_or(Error{});
        map.Store({buffer, 0}, ToSchema(shape.type), Scale(index[0], hlo::TypeBytes(shape.type)), *node);
        return {};
      });
}

Result<void> Lowering::EmitZeros(const hlo::Instruction& instruction) {
  const BufferId result = NewBuffer(instruction);
  SetStored(instruction, {{result, 0}});
  const hlo::Shape& shape = instruction.shape;
  if (shape.Elements() == 0) return {};
  return EmitMap(LoopNest::Of({shape.Elements()}), instruction,
                 [&](MapBuilder& map, ExpressionBuilder&, const IndexMap& index) -> Result<void> {
                   const Affine address = Scale(index[0], hlo::TypeBytes(shape.type));
                   map.Store({result, 0}, ToSchema(shape.type), address, ZeroOf(map, shape.type));
                   return {};
                 });
}

Result<void> Lowering::LowerGroup(const std::vector<const hlo::Instruction*>& members) {
  std::vector<const hlo::Instruction*> computed;
  std::vector<std::optional<BufferId>> buffers;
  for (const hlo::Instruction* member : members) {
    if (StoredAt(*member).has_value() || fused_.count(member) != 0) continue;
    const bool stored = members.size() == 1 || needed_.count(member) != 0;
    computed.push_back(member);
    buffers.push_back(stored ? std::optional(NewBuffer(*member)) : std::nullopt);
  }
  if (computed.empty()) return {};
  const auto fill = [&](MapBuilder& map, ExpressionBuilder& expression,
                        const IndexMap& index) -> Result<void> {
    for (size_t i = 0; i < computed.size(); ++i) {
      const hlo::Shape& shape = computed[i]->shape;
      IndexMap own;
      size_t next = 0;
      for (const int64_t extent : shape.dims) own.push_back(extent == 1 ? Affine{} : index[next++]);
      const auto node = expression.Computed(*computed[i], own);
      if (!node.has_value()) return expression.error().value_or(Error{});
      expression.Bind(computed[i], *node);
      if (!buffers[i].has_value()) continue;
      const Affine address = Scale(Linear(own, shape.dims), hlo::TypeBytes(shape.type));
      map.Store({*buffers[i], 0}, ToSchema(shape.type), address, *node);
    }
    return {};
  };
  if (computed[0]->shape.Elements() != 0) {
    TMB_CHECK_OK(EmitMap(LoopNest::Of(WithoutOnes(computed[0]->shape.dims)), *computed.back(), fill));
  }
  for (size_t i = 0; i < computed.size(); ++i) {
    if (buffers[i].has_value()) SetStored(*computed[i], {{*buffers[i], 0}});
  }
  return {};
}

// ---------------------------------------------------------------- regions

Result<void> Lowering::LowerOne(const hlo::Instruction& instruction) {
  return FindLowering(instruction.opcode)(*this, instruction);
}

// Weights written as integers are not computed: their kernels take the integers.
void Lowering::FuseIntegerWeights(const hlo::Computation& region) {
  for (const auto& instruction : region.instructions) {
    if (AreIntegerWeights(*instruction, users_[instruction.get()])) fused_.insert(instruction.get());
  }
}

Result<std::vector<Operand>> Lowering::LowerRegion(const hlo::Computation& region,
                                                   const std::vector<std::vector<Operand>>& parameters) {
  for (const auto& instruction : region.instructions) {
    stored_.erase(instruction.get());
    users_[instruction.get()].clear();
    for (const hlo::Instruction* operand : instruction->operands)
      users_[operand].push_back(instruction.get());
    if (instruction->opcode != "parameter") continue;
    stored_[instruction.get()] = parameters[static_cast<size_t>(instruction->parameter_number)];
  }
  users_[region.root].push_back(nullptr);  // the region's result is a use, too
  FuseIntegerWeights(region);
  const RegionPlan plan(region, users_);
  needed_.insert(plan.needed().begin(), plan.needed().end());
  for (const Unit& unit : plan.units()) {
    TMB_CHECK_OK(unit.is_group ? LowerGroup(unit.members) : LowerOne(*unit.members[0]));
  }
  return LeavesOf(*region.root);
}

bool Lowering::HasOneUse(const hlo::Instruction& instruction) const {
  const auto found = users_.find(&instruction);
  return found != users_.end() && found->second.size() == 1;
}

bool Lowering::IsElementUsed(const hlo::Instruction& tuple, int64_t index) const {
  const auto found = users_.find(&tuple);
  if (found == users_.end()) return false;
  return std::any_of(found->second.begin(), found->second.end(), [index](const hlo::Instruction* user) {
    return user == nullptr || user->opcode != "get-tuple-element" || user->tuple_index == index;
  });
}

std::string ArgumentName(const hlo::Instruction& parameter) {
  const std::string& path = parameter.source.op_name;
  return path.empty() ? parameter.name.substr(0, parameter.name.rfind('.')) : path;
}

Result<void> Lowering::LowerInputs(EntryPoint& entry) {
  for (const hlo::Instruction* parameter : module_.entry->Parameters()) {
    const std::vector<hlo::Shape> leaves = LeafShapes(parameter->shape);
    for (size_t i = 0; i < leaves.size(); ++i) {
      std::string name = ArgumentName(*parameter);
      if (leaves.size() > 1) name += fmt::format("[{}]", i);
      const BufferId buffer = NewBuffer(name, leaves[i]);
      program_.buffers[buffer].kind = Buffer::Kind::kInput;
      const auto number = static_cast<size_t>(parameter->parameter_number);
      const hlo::SignatureScale scale =
          number < module_.parameter_scales.size() ? module_.parameter_scales[number] : hlo::SignatureScale{};
      entry.inputs.push_back({name, leaves[i], {buffer, 0}, scale});
      stored_[parameter].push_back({buffer, 0});
    }
  }
  return {};
}

Result<Program> Lowering::Run() {
  EntryPoint entry;
  entry.name = module_.name;
  TMB_CHECK_OK(LowerInputs(entry));
  std::vector<std::vector<Operand>> parameters;
  for (const hlo::Instruction* parameter : module_.entry->Parameters())
    parameters.push_back(stored_[parameter]);
  TMB_ASSIGN(const std::vector<Operand> results, LowerRegion(*module_.entry, parameters));
  const std::vector<hlo::Shape> shapes = LeafShapes(module_.entry->root->shape);
  for (size_t i = 0; i < results.size(); ++i) {
    const hlo::SignatureScale scale =
        i < module_.result_scales.size() ? module_.result_scales[i] : hlo::SignatureScale{};
    entry.outputs.push_back({fmt::format("output{}", i), shapes[i], results[i], scale});
  }
  entry.end = Position();
  program_.entries.push_back(std::move(entry));
  return std::move(program_);
}

Result<Program> Lower(hlo::Module& module, std::string_view file_name, const LowerOptions& options) {
  TMB_ASSIGN(Program program, Lowering(module, file_name, options).Run());
  if (!options.formulas) return program;
  MergeFormulas(program);
  RepeatFormulas(program);
  return program;
}

Result<Operand> DensePlaceOf(Lowering& lowering, const hlo::Instruction& value) {
  TMB_ASSIGN(const StridedView view, lowering.ViewOf(value));
  const std::vector<int64_t> dense = RowMajorStrides(value.shape.dims, hlo::TypeBytes(value.shape.type));
  for (size_t d = 0; d < dense.size(); ++d) {
    if (value.shape.dims[d] != 1 && view.strides[d] != dense[d]) return lowering.Materialize(value);
  }
  return view.place;
}

}  // namespace tmb
