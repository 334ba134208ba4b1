// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A mean's sums of 32 bits: those of the first rows with their biases, to which a Map adds those of the rows
// between; then they are the biases of the last rows, which end as the whole did.

#include "converter/stream/pool.h"
#include "runtime/isa.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

using fb::MicroOp;

// Words [channels, words].
Buffer Words(const Program& program, BufferId output, const char* suffix, int64_t channels, int64_t words) {
  Buffer buffer;
  buffer.name = program.buffers[output].name + suffix;
  buffer.shape = hlo::Shape{hlo::Type::kS32, {channels, words}, {}, {}};
  buffer.bytes = static_cast<uint64_t>(channels * words * 4);
  return buffer;
}

fb::Access Word(Program& program, BufferId buffer, int64_t offset = 0) {
  return fb::Access(program.AddOperand(buffer, offset), 0, fb::Type::S32, fb::AccessKind::Memory, 0);
}

void SetCode(const std::vector<std::pair<MicroOp, uint8_t>>& operations, fb::MapT* map) {
  for (const auto& [op, operand] : operations) {
    map->code.push_back(static_cast<uint8_t>(op));
    map->code.push_back(operand);
  }
  map->code.push_back(static_cast<uint8_t>(MicroOp::End));
}

// sums += step.
fb::MapT AddStep(Program& program, uint32_t channels, const PoolBuffers& buffers) {
  fb::MapT map;
  map.dims = {channels};
  map.inputs = {Word(program, buffers.sums), Word(program, buffers.step)};
  map.outputs = {Word(program, buffers.sums)};
  map.strides = {4, 4, 4};
  SetCode({{MicroOp::Load, 0}, {MicroOp::AddI, 1}, {MicroOp::Store, 2}}, &map);
  return map;
}

// parameters[c] = {sums[c], multiplier of the whole}.
fb::MapT SumsAsBiases(Program& program, const fb::DepthwiseS8& op, const PoolBuffers& buffers) {
  const Operand whole = program.operands[op.parameters().word()];
  fb::MapT map;
  map.dims = {op.c()};
  map.inputs = {Word(program, buffers.sums), Word(program, whole.buffer, whole.offset + 4)};
  map.outputs = {Word(program, buffers.parameters), Word(program, buffers.parameters, 4)};
  map.strides = {4, 8, 8, 8};
  SetCode({{MicroOp::Load, 0}, {MicroOp::Store, 2}, {MicroOp::Load, 1}, {MicroOp::Store, 3}}, &map);
  return map;
}

}  // namespace

PoolBuffers AddMeanBuffers(Program& program, const fb::DepthwiseS8& op, BufferId output) {
  const int64_t channels = op.c();
  Buffer zeros = Words(program, output, ".zeros", channels, 2);
  zeros.kind = Buffer::Kind::kConstant;
  zeros.data.resize(zeros.bytes);
  PoolBuffers buffers;
  buffers.sums = program.AddBuffer(Words(program, output, ".sums", channels, 1));
  buffers.step = program.AddBuffer(Words(program, output, ".step", channels, 1));
  buffers.parameters = program.AddBuffer(Words(program, output, ".parameters", channels, 2));
  buffers.zeros = program.AddBuffer(std::move(zeros));
  return buffers;
}

void AppendMeanRows(Program& program, const RowLayer& layer, const RowPlaces& places,
                    const PoolBuffers& buffers, std::vector<Instruction>* code) {
  const fb::InstructionUnion whole = program.code[layer.instruction].op;
  fb::DepthwiseS8 op = *whole.AsDepthwiseS8();
  const bool begins = places.row == 0, ends = places.row + places.rows == layer.in_rows;
  const auto append_map = [&](fb::MapT map, std::vector<BufferId> starts) {
    Instruction made = InstructionOf(program, layer);
    SetMap(program, std::move(map), &made);
    made.starts = std::move(starts);
    code->push_back(std::move(made));
  };
  if (ends && !begins) append_map(SumsAsBiases(program, op, buffers), {buffers.parameters});
  const BufferId output = ends ? places.output.buffer : begins ? buffers.sums : buffers.step;
  op.mutate_in_h(static_cast<uint32_t>(layer.pixels * places.rows));
  op.mutate_k_h(op.in_h());
  op.mutate_in_w(1);
  op.mutate_k_w(1);
  op.mutable_x() = program.AddOperand(places.input.buffer, places.input.offset);
  op.mutable_y() = program.AddOperand(output);
  if (!ends) op.mutate_y_type(fb::Type::S32);
  if (!begins) op.mutable_parameters() = program.AddOperand(ends ? buffers.parameters : buffers.zeros);
  op.mutable_scratch() = program.AddOperand(program.AddScratch(DepthwiseScratchBytes(op)));
  Instruction made = InstructionOf(program, layer);
  made.op.Set(op);
  made.starts = {output};
  code->push_back(std::move(made));
  if (!begins && !ends) append_map(AddStep(program, op.c(), buffers), {});
}

}  // namespace tmb
