// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Some rows of a layer as an instruction of their own: the same kernel on an image of a few rows. Scratch
// that is optional is left out: rows are streamed for memory's sake.

#include "converter/stream/pool.h"
#include "runtime/isa.h"
#include "runtime/kernels/kernel_units.h"
#include "runtime/map_layout.h"

namespace tmb {
namespace {

fb::Ref Add(Program& program, const Operand& operand) {
  return program.AddOperand(operand.buffer, operand.offset);
}

fb::Ref AddScratch(Program& program, uint32_t bytes) { return program.AddOperand(program.AddScratch(bytes)); }

// The window of an image that has only the rows that are read.
template <typename Op>
void CutToRows(const RowLayer& layer, const RowPlaces& places, Op* op) {
  const int64_t first = layer.FirstOf(places.row), end = layer.EndOf(places.row + places.rows - 1);
  op->mutate_in_h(static_cast<uint32_t>(end - first));
  op->mutate_out_h(static_cast<uint32_t>(places.rows));
  op->mutate_pad_h(static_cast<int32_t>(first - (places.row * layer.stride - layer.pad)));
}

template <typename Op>
void SetOperands(Program& program, const RowPlaces& places, Op* op) {
  op->mutable_x() = Add(program, places.input);
  op->mutable_y() = Add(program, places.output);
}

fb::ConvF32 ConvRows(Program& program, const RowLayer& layer, const RowPlaces& places, fb::ConvF32 op) {
  CutToRows(layer, places, &op);
  SetOperands(program, places, &op);
  if (layer.residual) op.mutable_residual() = Add(program, places.residual);
  const bool needs_scratch = op.dilation_w() != 1;
  op.mutable_scratch() = needs_scratch ? AddScratch(program, ConvScratchBytes(op)) : fb::Ref(kNoOperand);
  return op;
}

fb::DepthwiseF32 DepthwiseRows(Program& program, const RowLayer& layer, const RowPlaces& places,
                               fb::DepthwiseF32 op) {
  CutToRows(layer, places, &op);
  SetOperands(program, places, &op);
  op.mutable_scratch() = AddScratch(program, DepthwiseScratchBytes(op));
  return op;
}

fb::DotF32 DotRows(Program& program, const RowLayer& layer, const RowPlaces& places, fb::DotF32 op) {
  op.mutate_m(static_cast<uint32_t>(op.m() / layer.in_rows * places.rows));
  SetOperands(program, places, &op);
  if (layer.residual) op.mutable_residual() = Add(program, places.residual);
  op.mutable_scratch() = fb::Ref(kNoOperand);
  return op;
}

void SetMap(Program& program, fb::MapT map, fb::InstructionUnion* op) {
  map.scratch = std::make_unique<fb::Ref>(AddScratch(program, MapScratchBytes(map)));
  op->Set(std::move(map));
}

}  // namespace

Instruction MakeRows(Program& program, const RowLayer& layer, const RowPlaces& places, BufferId sums) {
  Instruction made;
  made.name = program.code[layer.instruction].name;
  made.source = program.code[layer.instruction].source;
  const fb::InstructionUnion op = program.code[layer.instruction].op;
  if (const fb::ConvF32* conv = op.AsConvF32()) made.op.Set(ConvRows(program, layer, places, *conv));
  if (const fb::DepthwiseF32* depthwise = op.AsDepthwiseF32())
    made.op.Set(DepthwiseRows(program, layer, places, *depthwise));
  if (const fb::DotF32* dot = op.AsDotF32()) made.op.Set(DotRows(program, layer, places, *dot));
  if (layer.is_pool) SetMap(program, PoolRows(program, layer, places, sums), &made.op);
  return made;
}

// Elements go to lower addresses in ascending order, so that none is overwritten before it is read.
Instruction MoveToFront(Program& program, BufferId buffer, int64_t from, int64_t bytes,
                        const Instruction& origin) {
  fb::MapT map;
  map.dims = {static_cast<uint32_t>(bytes / 4)};
  map.inputs = {fb::Access(program.AddOperand(buffer, from), 0, fb::Type::F32, fb::AccessKind::Memory, 0)};
  map.outputs = {fb::Access(program.AddOperand(buffer), 0, fb::Type::F32, fb::AccessKind::Memory, 0)};
  map.strides = {4, 4};
  map.code = {static_cast<uint8_t>(fb::MicroOp::Load), 0, static_cast<uint8_t>(fb::MicroOp::Store), 1,
              static_cast<uint8_t>(fb::MicroOp::End)};
  Instruction moved;
  SetMap(program, std::move(map), &moved.op);
  moved.name = origin.name;
  moved.source = origin.source;
  return moved;
}

}  // namespace tmb
