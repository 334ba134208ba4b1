// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// gather and scatter: the dimension numbers become, for each dimension of the result (or
// of the updates), a stride of the operand and a stride of the index vectors.

#include <algorithm>

#include "converter/lower/elementwise.h"
#include "converter/lower/lowering.h"
#include "converter/lower/micro_code.h"
#include "converter/lower/narrow_float.h"
#include "runtime/isa.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

bool Contains(const std::vector<int64_t>& values, int64_t value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// How a window moves with the position in the result or updates.
struct Walk {
  std::vector<uint32_t> dims;
  std::vector<int32_t> operand_strides, index_strides;
  std::vector<fb::IndexComponent> components;
  bool never = false;  // a window larger than the operand: a scatter skips all of them
};

struct Shapes {
  const hlo::Shape& operand;
  const hlo::Shape& indices;
  const hlo::Shape& moved;                   // gather's result, scatter's updates
  const std::vector<int64_t>& window_sizes;  // of each operand dimension
};

Walk DescribeWalk(const hlo::GatherDimensions& g, const Shapes& shapes) {
  Walk walk;
  const auto operand_strides = RowMajorStrides(shapes.operand.dims, hlo::TypeBytes(shapes.operand.type));
  const auto index_strides = RowMajorStrides(shapes.indices.dims, hlo::TypeBytes(shapes.indices.type));
  std::vector<int64_t> window_dims, batch_dims;  // operand and index dimensions in order
  for (int64_t d = 0; d < shapes.operand.Rank(); ++d) {
    if (!Contains(g.collapsed_slice_dims, d) && !Contains(g.operand_batching_dims, d))
      window_dims.push_back(d);
  }
  for (int64_t d = 0; d < shapes.indices.Rank(); ++d) {
    if (d != g.index_vector_dim) batch_dims.push_back(d);
  }
  size_t next_window = 0, next_batch = 0;
  for (int64_t d = 0; d < shapes.moved.Rank(); ++d) {
    walk.dims.push_back(static_cast<uint32_t>(shapes.moved.dims[static_cast<size_t>(d)]));
    int64_t operand_stride = 0, index_stride = 0;
    if (Contains(g.offset_dims, d)) {
      operand_stride = operand_strides[static_cast<size_t>(window_dims[next_window++])];
    } else {
      const int64_t batch = batch_dims[next_batch++];
      index_stride = index_strides[static_cast<size_t>(batch)];
      const auto shared = std::find(g.indices_batching_dims.begin(), g.indices_batching_dims.end(), batch);
      if (shared != g.indices_batching_dims.end()) {
        const auto which = static_cast<size_t>(shared - g.indices_batching_dims.begin());
        operand_stride = operand_strides[static_cast<size_t>(g.operand_batching_dims[which])];
      }
    }
    walk.operand_strides.push_back(static_cast<int32_t>(operand_stride));
    walk.index_strides.push_back(static_cast<int32_t>(index_stride));
  }
  const bool has_vector = g.index_vector_dim < shapes.indices.Rank();
  const int64_t vector_stride = has_vector ? index_strides[static_cast<size_t>(g.index_vector_dim)] : 0;
  for (size_t k = 0; k < g.start_index_map.size(); ++k) {
    const auto d = static_cast<size_t>(g.start_index_map[k]);
    const int64_t limit = shapes.operand.dims[d] - shapes.window_sizes[d];
    walk.never = walk.never || limit < 0;
    walk.components.emplace_back(static_cast<uint32_t>(static_cast<int64_t>(k) * vector_stride),
                                 static_cast<uint32_t>(std::max<int64_t>(limit, 0)),
                                 static_cast<int32_t>(operand_strides[d]));
  }
  if (walk.dims.empty()) {  // a single element: one loop of one
    walk.dims.push_back(1);
    walk.operand_strides.push_back(0);
    walk.index_strides.push_back(0);
  }
  return walk;
}

std::unique_ptr<fb::Ref> NewRef(Program& program, const Operand& place) {
  return std::make_unique<fb::Ref>(program.AddOperand(place.buffer, place.offset));
}

// Sizes of a scatter's window along each operand dimension.
std::vector<int64_t> UpdateWindow(const hlo::Instruction& scatter) {
  const hlo::GatherDimensions& g = scatter.gather;
  std::vector<int64_t> sizes;
  size_t next = 0;
  for (int64_t d = 0; d < scatter.operands[0]->shape.Rank(); ++d) {
    const bool one = Contains(g.collapsed_slice_dims, d) || Contains(g.operand_batching_dims, d);
    sizes.push_back(one ? 1 : scatter.operands[2]->shape.dims[static_cast<size_t>(g.offset_dims[next++])]);
  }
  return sizes;
}

Result<void> EmitScatter(Lowering& lowering, const hlo::Instruction& scatter, const Walk& walk,
                         BufferId result) {
  Program& program = lowering.program();
  TMB_ASSIGN(const Operand indices, lowering.Materialize(*scatter.operands[1]));
  TMB_ASSIGN(const Operand updates, lowering.Materialize(*scatter.operands[2]));
  MapBuilder map;
  uint32_t next = 0;
  const hlo::Type type = scatter.shape.type, stored = IsFloat8(type) ? MoveType(type) : type;
  const auto operand = [&] {
    const NodeId node = TemporaryOf(map, stored, next);
    return stored == type ? node : DecodeFloat(map, node, type);
  };
  const NodeId current = operand(), update = operand();
  TMB_ASSIGN(const std::vector<NodeId> combined,
             lowering.ScalarComputation(map, *scatter.called[0], {current, update}, Rounding::kEach));
  const NodeId result_node = stored == type ? combined[0] : EncodeFloat(map, combined[0], type);
  TMB_ASSIGN(const MicroCode code, GenerateScalarCode(map, result_node, next));
  fb::ScatterT op;
  op.operand = NewRef(program, {result, 0});
  op.indices = NewRef(program, indices);
  op.updates = NewRef(program, updates);
  op.type = ToSchema(stored);
  op.index_type = ToSchema(scatter.operands[1]->shape.type);
  op.dims = walk.dims;
  op.operand_strides = walk.operand_strides;
  op.index_strides = walk.index_strides;
  op.components = walk.components;
  op.immediates = code.immediates;
  op.code = code.code;
  op.temporaries = static_cast<uint8_t>(code.temporaries);
  const BufferId scratch = lowering.NewScratch(
      ScatterScratchBytes(op.type, static_cast<uint32_t>(code.immediates.size()), code.temporaries));
  op.scratch = NewRef(program, {scratch, 0});
  tmb::Instruction instruction;
  instruction.op.Set(std::move(op));
  instruction.starts = {scratch};
  lowering.Append(std::move(instruction), scatter);
  return {};
}

}  // namespace

Result<void> LowerGather(Lowering& lowering, const hlo::Instruction& gather) {
  const BufferId result = lowering.NewBuffer(gather);
  lowering.SetStored(gather, {{result, 0}});
  if (gather.shape.Elements() == 0) return {};
  Program& program = lowering.program();
  const hlo::Instruction &operand = *gather.operands[0], &indices = *gather.operands[1];
  const Walk walk =
      DescribeWalk(gather.gather, {operand.shape, indices.shape, gather.shape, gather.slice_sizes});
  fb::GatherT op;
  TMB_ASSIGN(const Operand operand_place, lowering.Materialize(operand));
  TMB_ASSIGN(const Operand indices_place, lowering.Materialize(indices));
  op.operand = NewRef(program, operand_place);
  op.indices = NewRef(program, indices_place);
  op.output = NewRef(program, {result, 0});
  op.element_bytes = static_cast<uint8_t>(hlo::TypeBytes(gather.shape.type));
  op.index_type = ToSchema(indices.shape.type);
  op.dims = walk.dims;
  op.operand_strides = walk.operand_strides;
  op.index_strides = walk.index_strides;
  op.components = walk.components;
  tmb::Instruction instruction;
  instruction.op.Set(std::move(op));
  instruction.starts = {result};
  lowering.Append(std::move(instruction), gather);
  return {};
}

Result<void> LowerScatter(Lowering& lowering, const hlo::Instruction& scatter) {
  const hlo::Instruction& operand = *scatter.operands[0];
  TMB_ASSIGN(const Operand before, lowering.Materialize(operand));
  const BufferId result = lowering.NewBuffer(scatter);
  TMB_CHECK_OK(lowering.EmitCopy(before, {result, 0}, scatter.shape, scatter));
  lowering.SetStored(scatter, {{result, 0}});
  const std::vector<int64_t> window = UpdateWindow(scatter);
  const Walk walk = DescribeWalk(
      scatter.gather, {operand.shape, scatter.operands[1]->shape, scatter.operands[2]->shape, window});
  const bool nothing =
      walk.never || scatter.operands[2]->shape.Elements() == 0 || scatter.shape.Elements() == 0;
  return nothing ? Result<void>() : EmitScatter(lowering, scatter, walk, result);
}

}  // namespace tmb
