// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Some rows of a layer as an instruction of their own: the same kernel on an image of a few rows. Scratch
// that is optional is left out: rows are streamed for memory's sake.

#include "converter/stream/map_rows.h"
#include "converter/stream/row_layer.h"
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

template <typename Op>
void SetResidual(Program& program, const RowLayer& layer, const RowPlaces& places, Op* op) {
  if (layer.residual) op->mutable_residual() = Add(program, places.residual);
}

fb::ConvF32 Rows(Program& program, const RowLayer& layer, const RowPlaces& places, fb::ConvF32 op) {
  CutToRows(layer, places, &op);
  SetOperands(program, places, &op);
  SetResidual(program, layer, places, &op);
  const bool needs_scratch = op.dilation_w() != 1 || op.w_type() == fb::Type::S4;
  op.mutable_scratch() = needs_scratch ? AddScratch(program, ConvScratchBytes(op)) : fb::Ref(kNoOperand);
  return op;
}

fb::DepthwiseF32 Rows(Program& program, const RowLayer& layer, const RowPlaces& places, fb::DepthwiseF32 op) {
  CutToRows(layer, places, &op);
  SetOperands(program, places, &op);
  op.mutable_scratch() = AddScratch(program, DepthwiseScratchBytes(op));
  return op;
}

fb::DotF32 Rows(Program& program, const RowLayer& layer, const RowPlaces& places, fb::DotF32 op) {
  op.mutate_m(static_cast<uint32_t>(layer.pixels * places.rows));
  SetOperands(program, places, &op);
  SetResidual(program, layer, places, &op);
  op.mutable_scratch() =
      op.w_type() == fb::Type::S4 ? AddScratch(program, DotScratchBytes(op)) : fb::Ref(kNoOperand);
  return op;
}

fb::ConvS8 Rows(Program& program, const RowLayer& layer, const RowPlaces& places, fb::ConvS8 op) {
  if (layer.pixels == 0) {
    CutToRows(layer, places, &op);
  } else {
    op.mutate_in_w(static_cast<uint32_t>(layer.pixels * places.rows));
    op.mutate_out_w(op.in_w());
  }
  SetOperands(program, places, &op);
  SetResidual(program, layer, places, &op);
  if (NeedsScratch(op)) op.mutable_scratch() = AddScratch(program, ConvScratchBytes(op));
  return op;
}

fb::WinogradS8 Rows(Program& program, const RowLayer& layer, const RowPlaces& places, fb::WinogradS8 op) {
  CutToRows(layer, places, &op);
  SetOperands(program, places, &op);
  SetResidual(program, layer, places, &op);
  op.mutable_scratch() = AddScratch(program, WinogradScratchBytes(op));
  return op;
}

// A piece is a strip.
fb::DepthwiseS8 Rows(Program& program, const RowLayer& layer, const RowPlaces& places, fb::DepthwiseS8 op) {
  CutToRows(layer, places, &op);
  SetOperands(program, places, &op);
  op.mutate_strip_rows(op.out_h());
  op.mutable_scratch() = AddScratch(program, DepthwiseScratchBytes(op));
  return op;
}

fb::MaxPoolS8 Rows(Program& program, const RowLayer& layer, const RowPlaces& places, fb::MaxPoolS8 op) {
  CutToRows(layer, places, &op);
  SetOperands(program, places, &op);
  return op;
}

}  // namespace

Instruction InstructionOf(const Program& program, const RowLayer& layer) {
  Instruction made;
  made.name = program.code[layer.instruction].name;
  made.source = program.code[layer.instruction].source;
  return made;
}

void SetMap(Program& program, fb::MapT map, Instruction* instruction) {
  map.scratch = std::make_unique<fb::Ref>(AddScratch(program, MapScratchBytes(map)));
  instruction->op.Set(std::move(map));
}

Instruction MakeRows(Program& program, const RowLayer& layer, const RowPlaces& places) {
  Instruction made = InstructionOf(program, layer);
  const fb::InstructionUnion op = program.code[layer.instruction].op;
  const auto set = [&](const auto* kernel) {
    if (kernel != nullptr) made.op.Set(Rows(program, layer, places, *kernel));
  };
  set(op.AsConvF32());
  set(op.AsDepthwiseF32());
  set(op.AsDotF32());
  set(op.AsConvS8());
  set(op.AsWinogradS8());
  set(op.AsDepthwiseS8());
  set(op.AsMaxPoolS8());
  if (op.AsMap() != nullptr) SetMap(program, MapRows(program, layer, places), &made);
  return made;
}

// Elements, words where rows are, go to lower addresses in ascending order, so that none is overwritten
// before it is read.
Instruction MoveToFront(Program& program, BufferId buffer, int64_t from, int64_t bytes,
                        const RowLayer& layer) {
  const bool words = from % 4 == 0 && bytes % 4 == 0;
  const int32_t step = words ? 4 : 1;
  const fb::Type type = words ? fb::Type::F32 : fb::Type::S8;
  fb::MapT map;
  map.dims = {static_cast<uint32_t>(bytes / step)};
  map.inputs = {fb::Access(program.AddOperand(buffer, from), 0, type, fb::AccessKind::Memory, 0)};
  map.outputs = {fb::Access(program.AddOperand(buffer), 0, type, fb::AccessKind::Memory, 0)};
  map.strides = {step, step};
  map.code = {static_cast<uint8_t>(fb::MicroOp::Load), 0, static_cast<uint8_t>(fb::MicroOp::Store), 1,
              static_cast<uint8_t>(fb::MicroOp::End)};
  Instruction moved = InstructionOf(program, layer);
  SetMap(program, std::move(map), &moved);
  return moved;
}

}  // namespace tmb
