// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The outermost loop runs over rows * pixels of the output; every other loop, and the pixels, stay within
// what a row needs.

#include "converter/stream/map_rows.h"

#include "converter/plan/operand_bytes.h"

namespace tmb {
namespace {

// Nothing but loops that store each element of one output.
bool IsPlain(const fb::MapT& map) {
  if (map.reduction != fb::Reduction::None || map.dims.empty() || map.outputs.size() != 1 ||
      !map.dynamic_offsets.empty()) {
    return false;
  }
  for (size_t guard = 0; guard < map.guards.size(); ++guard) {
    if (map.guard_coefficients[guard * map.dims.size()] != 0) return false;
  }
  return true;
}

// By how much the outermost loop moves an access.
int64_t StepOf(const fb::MapT& map, size_t access) { return map.strides[access * map.dims.size()]; }

bool IsMemory(const fb::Access& access) { return access.kind() == fb::AccessKind::Memory; }

// The one buffer that is read at different places for different rows, all others being constants.
std::optional<BufferId> InputOf(const Program& program, const fb::MapT& map) {
  std::optional<BufferId> input;
  for (size_t i = 0; i < map.inputs.size(); ++i) {
    if (!IsMemory(map.inputs[i])) {
      if (StepOf(map, i) != 0) return std::nullopt;
      continue;
    }
    const BufferId buffer = program.operands[map.inputs[i].ref().word()].buffer;
    const bool constant = program.buffers[buffer].kind == Buffer::Kind::kConstant;
    if (constant && StepOf(map, i) == 0) continue;
    if (constant || (input.has_value() && *input != buffer)) return std::nullopt;
    input = buffer;
  }
  return input;
}

bool SetRows(const Program& program, const RowsOf& rows_of, int64_t loops, RowLayer* layer) {
  const auto in = rows_of.find(layer->input), out = rows_of.find(layer->output);
  if (in == rows_of.end() && out == rows_of.end()) return false;
  if (out != rows_of.end()) {
    layer->out_rows = out->second;
  } else {
    layer->out_rows = loops % in->second == 0 ? in->second : loops;
  }
  layer->in_rows = in != rows_of.end() ? in->second : layer->out_rows;
  const auto in_bytes = static_cast<int64_t>(program.buffers[layer->input].bytes),
             out_bytes = static_cast<int64_t>(program.buffers[layer->output].bytes);
  if (loops % layer->out_rows != 0 || in_bytes % layer->in_rows != 0 || out_bytes % layer->out_rows != 0)
    return false;
  layer->pixels = loops / layer->out_rows;
  layer->in_row_bytes = in_bytes / layer->in_rows;
  layer->out_row_bytes = out_bytes / layer->out_rows;
  return true;
}

// Rows of the input that row 0 of the output reads, and how far the next row's lie behind them.
bool SetWindow(const Program& program, const fb::MapT& map, RowLayer* layer) {
  fb::MapT part = map;
  part.dims[0] = static_cast<uint32_t>(layer->pixels);
  fb::InstructionUnion row;
  row.Set(std::move(part));
  int64_t first = layer->in_rows, end = 0;
  layer->stride = 0;
  const std::vector<OperandBytes> reach = OperandBytesOf(row);  // of accesses in memory, in order
  size_t at = 0;
  for (size_t i = 0; i <= map.inputs.size(); ++i) {
    const bool is_output = i == map.inputs.size();
    if (!is_output && !IsMemory(map.inputs[i])) continue;
    const OperandBytes& bytes = reach[at++];
    const Operand& operand = program.operands[bytes.operand];
    const int64_t begins = operand.offset + bytes.begin, ends = operand.offset + bytes.end;
    const int64_t step = StepOf(map, i) * layer->pixels;
    if (is_output) return step == layer->out_row_bytes && begins >= 0 && ends <= step && layer->stride > 0;
    if (operand.buffer != layer->input) continue;
    if (begins < 0 || step % layer->in_row_bytes != 0) return false;
    const int64_t stride = step / layer->in_row_bytes;
    if (layer->stride != 0 && stride != layer->stride) return false;
    layer->stride = stride;
    first = std::min(first, begins / layer->in_row_bytes);
    end = std::max(end, (ends - 1) / layer->in_row_bytes + 1);
    layer->pad = -first;
    layer->span = end - first;
  }
  return false;
}

}  // namespace

bool DescribeMap(const Program& program, const fb::MapT& map, const RowsOf& rows_of, RowLayer* layer) {
  if (!IsPlain(map)) return false;
  const std::optional<BufferId> input = InputOf(program, map);
  if (!input) return false;
  layer->input = *input;
  layer->output = program.operands[map.outputs[0].ref().word()].buffer;
  return SetRows(program, rows_of, map.dims[0], layer) && SetWindow(program, map, layer);
}

fb::MapT MapRows(Program& program, const RowLayer& layer, const RowPlaces& places) {
  fb::InstructionUnion op = program.code[layer.instruction].op;
  fb::MapT map = *op.AsMap();
  map.dims[0] = static_cast<uint32_t>(layer.pixels * places.rows);
  for (fb::Access& access : map.inputs) {
    if (!IsMemory(access)) continue;
    const Operand whole = program.operands[access.ref().word()];
    if (whole.buffer != layer.input) continue;
    access.mutable_ref() = program.AddOperand(
        places.input.buffer, places.input.offset + whole.offset + layer.pad * layer.in_row_bytes);
  }
  const Operand whole = program.operands[map.outputs[0].ref().word()];
  map.outputs[0].mutable_ref() =
      program.AddOperand(places.output.buffer, places.output.offset + whole.offset);
  return map;
}

}  // namespace tmb
