// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Operations that build one array from parts: each part is a Map that stores into its
// place of the result, with whatever computes the part fused into it.

#include <algorithm>
#include <unordered_set>

#include "converter/lower/elementwise.h"
#include "converter/lower/lowering.h"

namespace tmb {
namespace {

// Stores element `index` of `part` (with extents `dims`) at `address` of the result.
struct Part {
  const hlo::Instruction* value = nullptr;
  std::vector<int64_t> dims;
  bool starts = false;  // the first part begins the result
};

using AddressFunction = std::function<Result<Affine>(MapBuilder&, const IndexMap&)>;
using IndexFunction = std::function<IndexMap(const IndexMap&)>;

Result<void> EmitPart(Lowering& lowering, const hlo::Instruction& whole, BufferId result, const Part& part,
                      const IndexFunction& index_of, const AddressFunction& address_of) {
  return lowering.EmitMap(
      LoopNest::Of(part.dims), whole,
      [&](MapBuilder& map, ExpressionBuilder& expression, const IndexMap& loops) -> Result<void> {
        const auto node = expression.Value(*part.value, index_of(loops));
        if (!node.has_value()) return expression.error().value_or(Error{});
        TMB_ASSIGN(const Affine address, address_of(map, loops));
        map.Store({result, 0}, ToSchema(whole.shape.type), address, *node, part.starts);
        return {};
      });
}

IndexMap SameIndex(const IndexMap& loops) { return loops; }

Affine ElementAddress(const hlo::Shape& shape, const IndexMap& index) {
  return Scale(Linear(index, shape.dims), hlo::TypeBytes(shape.type));
}

}  // namespace

Result<void> LowerConcatenate(Lowering& lowering, const hlo::Instruction& concatenate) {
  const BufferId result = lowering.NewBuffer(concatenate);
  const auto dimension = static_cast<size_t>(concatenate.dimensions[0]);
  int64_t offset = 0;
  bool starts = true;
  for (const hlo::Instruction* operand : concatenate.operands) {
    if (operand->shape.Elements() == 0) continue;
    const auto address_of = [&](MapBuilder&, const IndexMap& loops) -> Result<Affine> {
      IndexMap index = loops;
      index[dimension] = Add(index[dimension], Constant(offset));
      return ElementAddress(concatenate.shape, index);
    };
    TMB_CHECK_OK(EmitPart(lowering, concatenate, result, {operand, operand->shape.dims, starts}, SameIndex,
                          address_of));
    offset += operand->shape.dims[dimension];
    starts = false;
  }
  lowering.SetStored(concatenate, {{result, 0}});
  return {};
}

namespace {

// Whether computing the value reads the buffer.
bool Reads(const Lowering& lowering, const hlo::Instruction& value, BufferId buffer,
           std::unordered_set<const hlo::Instruction*>& seen) {
  if (!seen.insert(&value).second) return false;
  if (const auto place = lowering.StoredAt(value)) return place->buffer == buffer;
  return std::any_of(value.operands.begin(), value.operands.end(), [&](const hlo::Instruction* operand) {
    return Reads(lowering, *operand, buffer, seen);
  });
}

}  // namespace

Result<void> LowerDynamicUpdateSlice(Lowering& lowering, const hlo::Instruction& update) {
  const hlo::Instruction& part = *update.operands[1];
  TMB_ASSIGN(const Operand whole, lowering.Materialize(*update.operands[0]));
  // A part computed from the array itself is stored first, or the array could not be updated in place.
  std::unordered_set<const hlo::Instruction*> seen;
  if (Reads(lowering, part, whole.buffer, seen)) TMB_CHECK_OK(lowering.Materialize(part));
  const BufferId result = lowering.NewBuffer(update);
  TMB_CHECK_OK(lowering.EmitCopy(whole, {result, 0}, update.shape, update));
  lowering.SetStored(update, {{result, 0}});
  if (part.shape.Elements() == 0) return {};
  std::vector<SliceStart> starts;
  for (size_t d = 0; d < update.shape.dims.size(); ++d) {
    TMB_ASSIGN(const SliceStart start, lowering.StartIndex(update, 2, d));
    starts.push_back(start);
  }
  const auto address_of = [&](MapBuilder& map, const IndexMap& loops) -> Result<Affine> {
    IndexMap index = loops;
    for (size_t d = 0; d < starts.size(); ++d) {
      const int64_t limit = update.shape.dims[d] - part.shape.dims[d];
      if (limit == 0) continue;
      index[d] = Add(index[d], starts[d].is_constant
                                   ? Constant(std::clamp<int64_t>(starts[d].constant, 0, limit))
                                   : VariableOf(map.AddDynamic(limit, starts[d].place, starts[d].type)));
    }
    return ElementAddress(update.shape, index);
  };
  return EmitPart(lowering, update, result, {&part, part.shape.dims, false}, SameIndex, address_of);
}

// A pad with interior padding: the result is filled, then the elements are stored into it.
Result<void> LowerPad(Lowering& lowering, const hlo::Instruction& pad) {
  const BufferId result = lowering.NewBuffer(pad);
  TMB_CHECK_OK(lowering.EmitFill(result, *pad.operands[1], pad));
  lowering.SetStored(pad, {{result, 0}});
  // The elements i of the operand that stay: 0 <= low + i * (interior + 1) < extent.
  std::vector<int64_t> first, count;
  for (size_t d = 0; d < pad.shape.dims.size(); ++d) {
    const hlo::PaddingDimension& padding = pad.padding[d];
    const int64_t step = padding.interior + 1, extent = pad.shape.dims[d];
    const int64_t begin = padding.low < 0 ? (-padding.low + step - 1) / step : 0;
    const int64_t end = extent - padding.low <= 0 ? 0 : (extent - padding.low + step - 1) / step;
    first.push_back(begin);
    count.push_back(std::max<int64_t>(0, std::min(end, pad.operands[0]->shape.dims[d]) - begin));
    if (count.back() == 0) return {};
  }
  const auto index_of = [&](const IndexMap& loops) {
    IndexMap index;
    for (size_t d = 0; d < loops.size(); ++d) index.push_back(Add(loops[d], Constant(first[d])));
    return index;
  };
  const auto address_of = [&](MapBuilder&, const IndexMap& loops) -> Result<Affine> {
    IndexMap index = index_of(loops);
    for (size_t d = 0; d < index.size(); ++d) {
      index[d] = Add(Scale(index[d], pad.padding[d].interior + 1), Constant(pad.padding[d].low));
    }
    return ElementAddress(pad.shape, index);
  };
  return EmitPart(lowering, pad, result, {pad.operands[0], count, false}, index_of, address_of);
}

}  // namespace tmb
