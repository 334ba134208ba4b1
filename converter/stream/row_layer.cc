// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Recognizes layers. Rows must lie one behind the other from the start of their buffers, and every row must
// have some row of input in its window.

#include "converter/stream/row_layer.h"

#include "converter/stream/pool.h"
#include "runtime/isa.h"

namespace tmb {
namespace {

constexpr int64_t kFloat = 4;

// The buffer that a Ref is the start of.
std::optional<BufferId> WholeBuffer(const Program& program, fb::Ref ref) {
  if (ref.word() >= program.operands.size()) return std::nullopt;
  const Operand& operand = program.operands[ref.word()];
  return operand.offset == 0 ? std::optional(operand.buffer) : std::nullopt;
}

template <typename Op>
bool SetBuffers(const Program& program, const Op& op, RowLayer* layer) {
  const auto input = WholeBuffer(program, op.x()), output = WholeBuffer(program, op.y());
  if (!input || !output) return false;
  layer->input = *input;
  layer->output = *output;
  return true;
}

template <typename Op>
bool SetResidual(const Program& program, const Op& op, RowLayer* layer) {
  if (op.residual().word() == kNoOperand) return true;
  layer->residual = WholeBuffer(program, op.residual());
  return layer->residual.has_value();
}

template <typename Op>
void SetWindow(const Op& op, int64_t in_c, int64_t out_c, RowLayer* layer) {
  layer->in_rows = op.in_h();
  layer->in_row_bytes = op.in_w() * in_c * kFloat;
  layer->out_rows = op.out_h();
  layer->out_row_bytes = op.out_w() * out_c * kFloat;
  layer->stride = op.stride_h();
  layer->pad = op.pad_h();
  layer->span = (int64_t{op.k_h()} - 1) * op.dilation_h() + 1;
}

bool DescribeDot(const Program& program, const fb::DotF32& op, const std::map<BufferId, int64_t>& rows_of,
                 RowLayer* layer) {
  if (!SetBuffers(program, op, layer) || !SetResidual(program, op, layer)) return false;
  const auto rows = rows_of.find(layer->input);
  if (rows == rows_of.end() || op.m() % rows->second != 0) return false;
  const int64_t pixels = op.m() / rows->second;
  layer->in_rows = layer->out_rows = rows->second;
  layer->in_row_bytes = pixels * op.k() * kFloat;
  layer->out_row_bytes = pixels * op.n() * kFloat;
  return true;
}

bool Describe(const Program& program, const fb::InstructionUnion& op,
              const std::map<BufferId, int64_t>& rows_of, RowLayer* layer) {
  if (const fb::ConvF32* conv = op.AsConvF32()) {
    SetWindow(*conv, conv->in_c(), conv->out_c(), layer);
    return conv->batch() == 1 && SetBuffers(program, *conv, layer) && SetResidual(program, *conv, layer);
  }
  if (const fb::DepthwiseF32* depthwise = op.AsDepthwiseF32()) {
    SetWindow(*depthwise, depthwise->c(), depthwise->c(), layer);
    return depthwise->batch() == 1 && SetBuffers(program, *depthwise, layer);
  }
  if (const fb::DotF32* dot = op.AsDotF32()) return DescribeDot(program, *dot, rows_of, layer);
  if (const fb::MapT* map = op.AsMap()) return DescribePool(program, *map, rows_of, layer);
  return false;
}

}  // namespace

std::optional<RowLayer> DescribeLayer(const Program& program, uint32_t instruction,
                                      const std::map<BufferId, int64_t>& rows_of) {
  RowLayer layer;
  layer.instruction = instruction;
  if (!Describe(program, program.code[instruction].op, rows_of, &layer)) return std::nullopt;
  const auto bytes_of = [&program](BufferId id) { return static_cast<int64_t>(program.buffers[id].bytes); };
  const int64_t out_rows = layer.is_pool ? 1 : layer.out_rows;
  if (bytes_of(layer.input) != layer.in_rows * layer.in_row_bytes || layer.input == layer.output ||
      bytes_of(layer.output) != out_rows * layer.out_row_bytes) {
    return std::nullopt;
  }
  for (int64_t row = 0; row < layer.out_rows; ++row) {
    if (layer.FirstOf(row) >= layer.EndOf(row)) return std::nullopt;
  }
  return layer;
}

bool RowLayers::Append(const Program& program, uint32_t instruction) {
  if (!layers_.empty() && layers_.back().is_pool) return false;
  const std::optional<RowLayer> layer = DescribeLayer(program, instruction, rows_of_);
  if (!layer) return false;
  const auto agrees = [this](BufferId tensor, int64_t rows) {
    const auto known = rows_of_.find(tensor);
    return known == rows_of_.end() || known->second == rows;
  };
  if (!agrees(layer->input, layer->in_rows)) return false;
  if (layer->residual && !agrees(*layer->residual, layer->out_rows)) return false;
  rows_of_[layer->input] = layer->in_rows;
  if (!layer->is_pool) rows_of_[layer->output] = layer->out_rows;
  layers_.push_back(*layer);
  return true;
}

}  // namespace tmb
