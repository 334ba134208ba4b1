// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The Map: loops {pixels, channels}, Rows over the pixels, one value in temporary 0 that begins as an
// immediate. Its sum over rows is the sum over all pixels in the same order, so the bits stay.

#include "converter/stream/pool.h"

#include "runtime/map_layout.h"

namespace tmb {
namespace {

using fb::MicroOp;

constexpr uint8_t Byte(MicroOp op) { return static_cast<uint8_t>(op); }

// Operand numbers of the Map: input 0, output 1, immediates, temporary.
struct Numbers {
  uint8_t immediate = 2, temporary = 0;
};

Numbers NumbersOf(const fb::MapT& map) { return {2, static_cast<uint8_t>(2 + map.immediates.size())}; }

bool StartsWithAnImmediate(const fb::MapT& map) {
  const Numbers numbers = NumbersOf(map);
  return map.section1 == 5 && map.code[0] == Byte(MicroOp::Load) && map.code[1] >= numbers.immediate &&
         map.code[1] < numbers.temporary && map.code[2] == Byte(MicroOp::Store) &&
         map.code[3] == numbers.temporary;
}

// Every operation from `first` on has one operand or two of this kind.
void AddToOperands(std::vector<uint8_t>& code, size_t first, uint8_t from, uint8_t by) {
  for (size_t at = first; at < code.size(); at += MicroOpBytes(code[at])) {
    for (size_t i = 1; i < MicroOpBytes(code[at]); ++i) {
      const bool unary = IsUnary(static_cast<MicroOp>(code[at]));
      if (!unary && code[at + i] >= from) code[at + i] = static_cast<uint8_t>(code[at + i] + by);
    }
  }
}

bool HasWide(const fb::MapT& map) {
  for (size_t at = 0; at < map.code.size(); at += MicroOpBytes(map.code[at])) {
    if (static_cast<MicroOp>(map.code[at]) == MicroOp::Wide) return true;
  }
  return false;
}

// The part of the Map for some rows: it begins with the sums so far, but for the first ones, and stores the
// sums, but for the last ones.
fb::MapT PoolRows(Program& program, const RowLayer& layer, const RowPlaces& places, BufferId sums) {
  fb::MapT map = *program.code[layer.instruction].op.AsMap();
  map.dims[0] = static_cast<uint32_t>(map.dims[0] / layer.in_rows * places.rows);
  map.inputs[0].mutable_ref() = program.AddOperand(places.input.buffer, places.input.offset);
  map.outputs[0].mutable_ref() = program.AddOperand(places.output.buffer, places.output.offset);
  const uint8_t temporary = NumbersOf(map).temporary;
  if (places.row + places.rows != layer.in_rows) {
    map.code.resize(map.section2);
    map.code.insert(map.code.end(),
                    {Byte(MicroOp::Load), temporary, Byte(MicroOp::Store), 1, Byte(MicroOp::End)});
    map.outputs[0].mutable_ref() = program.AddOperand(sums);
  }
  if (places.row != 0) {
    // The sums so far are input 1: every other number but that of input 0 moves up.
    AddToOperands(map.code, 0, 1, 1);
    map.code[1] = 1;
    fb::Access access = map.inputs[0];
    access.mutable_ref() = program.AddOperand(sums);
    map.inputs.push_back(access);
    map.strides = {map.strides[0], 4, 0, 4, 0, 4};
  }
  return map;
}

}  // namespace

bool DescribePool(const Program& program, const fb::MapT& map, const RowsOf& rows_of, RowLayer* layer) {
  const bool shape = map.reduction == fb::Reduction::Rows && map.reduced == 1 && map.dims.size() == 2 &&
                     map.inputs.size() == 1 && map.outputs.size() == 1 && map.temporaries == 1 &&
                     map.guards.empty() && map.dynamic_offsets.empty();
  if (!shape || map.inputs[0].kind() != fb::AccessKind::Memory || map.inputs[0].type() != fb::Type::F32 ||
      map.outputs[0].type() != fb::Type::F32 || HasWide(map) || !StartsWithAnImmediate(map)) {
    return false;
  }
  const int64_t pixels = map.dims[0], channels = map.dims[1], row_bytes = channels * 4;
  if (map.strides != std::vector<int32_t>{static_cast<int32_t>(row_bytes), 4, 0, 4}) return false;
  const Operand &input = program.operands[map.inputs[0].ref().word()],
                &output = program.operands[map.outputs[0].ref().word()];
  const auto rows = rows_of.find(input.buffer);
  if (rows == rows_of.end() || pixels % rows->second != 0 || input.offset != 0 || output.offset != 0)
    return false;
  layer->is_pool = true;
  layer->input = input.buffer;
  layer->output = output.buffer;
  layer->in_rows = layer->out_rows = rows->second;
  layer->in_row_bytes = pixels / rows->second * row_bytes;
  layer->out_row_bytes = row_bytes;
  return true;
}

PoolBuffers AddPoolBuffers(Program& program, const RowLayer& layer) {
  const fb::InstructionUnion op = program.code[layer.instruction].op;
  if (const fb::DepthwiseS8* mean = op.AsDepthwiseS8()) return AddMeanBuffers(program, *mean, layer.output);
  Buffer sums = program.buffers[layer.output];
  sums.name += ".sums";
  PoolBuffers buffers;
  buffers.sums = program.AddBuffer(std::move(sums));
  return buffers;
}

void AppendPoolRows(Program& program, const RowLayer& layer, const RowPlaces& places,
                    const PoolBuffers& buffers, std::vector<Instruction>* code) {
  if (program.code[layer.instruction].op.type == fb::Instruction::DepthwiseS8)
    return AppendMeanRows(program, layer, places, buffers, code);
  Instruction made = InstructionOf(program, layer);
  SetMap(program, PoolRows(program, layer, places, buffers.sums), &made);
  const bool ends = places.row + places.rows == layer.in_rows;
  if (places.row == 0 && !ends) made.starts = {buffers.sums};
  if (ends) made.starts = {places.output.buffer};
  code->push_back(std::move(made));
}

}  // namespace tmb
