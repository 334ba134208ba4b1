// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Recognizes layers. Rows must lie one behind the other from the start of their buffers, every row must have
// some row of input in its window, and nothing else writes to the output.

#include "converter/stream/row_layer.h"

#include "converter/stream/map_rows.h"
#include "converter/stream/pool.h"
#include "runtime/isa.h"
#include "runtime/kernels/kernel_units.h"

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

// Rows of the output are known, and how many bytes an element of both has.
template <typename Op>
bool SetResidual(const Program& program, const Op& op, int64_t element, int64_t residual_element,
                 RowLayer* layer) {
  if (op.residual().word() == kNoOperand) return true;
  layer->residual = WholeBuffer(program, op.residual());
  layer->residual_row_bytes = layer->out_row_bytes / element * residual_element;
  return layer->residual.has_value();
}
template <typename Op>
bool SetResidual(const Program& program, const Op& op, RowLayer* layer) {
  return SetResidual(program, op, ElementBytes(op.y_type()), ElementBytes(op.residual_type()), layer);
}

// What a window that slides by `stride` reads, of pixels of so many bytes.
template <typename Op>
void SetWindow(const Op& op, int64_t in_pixel, int64_t out_pixel, int64_t stride, int64_t span,
               RowLayer* layer) {
  layer->in_rows = op.in_h();
  layer->in_row_bytes = op.in_w() * in_pixel;
  layer->out_rows = op.out_h();
  layer->out_row_bytes = op.out_w() * out_pixel;
  layer->stride = stride;
  layer->pad = op.pad_h();
  layer->span = span;
}
template <typename Op>
void SetWindow(const Op& op, int64_t in_pixel, int64_t out_pixel, RowLayer* layer) {
  SetWindow(op, in_pixel, out_pixel, op.stride_h(), (int64_t{op.k_h()} - 1) * op.dilation_h() + 1, layer);
}

// A product over so many pixels, of as many rows as its input has.
bool SetPixels(const RowsOf& rows_of, int64_t pixels, int64_t in_pixel, int64_t out_pixel, RowLayer* layer) {
  const auto rows = rows_of.find(layer->input);
  if (rows == rows_of.end() || pixels % rows->second != 0) return false;
  layer->pixels = pixels / rows->second;
  layer->in_rows = layer->out_rows = rows->second;
  layer->in_row_bytes = layer->pixels * in_pixel;
  layer->out_row_bytes = layer->pixels * out_pixel;
  return true;
}

// Whether it is a product over a row of pixels, however many rows they were.
bool IsProduct(const fb::ConvS8& op) {
  return op.k_h() == 1 && op.k_w() == 1 && op.in_h() == 1 && op.out_h() == 1 && op.in_w() == op.out_w() &&
         op.stride_w() == 1 && op.pad_h() == 0 && op.pad_w() == 0;
}

bool Describe(const Program& program, const fb::DotF32& op, const RowsOf& rows_of, RowLayer* layer) {
  return SetBuffers(program, op, layer) &&
         SetPixels(rows_of, op.m(), op.k() * kFloat, op.n() * kFloat, layer) &&
         SetResidual(program, op, kFloat, kFloat, layer);
}

bool Describe(const Program& program, const fb::ConvF32& op, RowLayer* layer) {
  SetWindow(op, op.in_c() * kFloat, op.out_c() * kFloat, layer);
  return op.batch() == 1 && SetBuffers(program, op, layer) && SetResidual(program, op, kFloat, kFloat, layer);
}

bool Describe(const Program& program, const fb::DepthwiseF32& op, RowLayer* layer) {
  SetWindow(op, op.c() * kFloat, op.c() * kFloat, layer);
  return op.batch() == 1 && SetBuffers(program, op, layer);
}

bool Describe(const Program& program, const fb::ConvS8& op, const RowsOf& rows_of, RowLayer* layer) {
  if (op.batch() != 1 || !SetBuffers(program, op, layer)) return false;
  const int64_t in_pixel = int64_t{op.in_c()} * ElementBytes(op.x_type()),
                out_pixel = int64_t{op.out_c()} * ElementBytes(op.y_type());
  if (!IsProduct(op)) {
    SetWindow(op, in_pixel, out_pixel, layer);
  } else if (!SetPixels(rows_of, op.in_w(), in_pixel, out_pixel, layer)) {
    return false;
  }
  return SetResidual(program, op, layer);
}

// Integers are exact wherever tiles begin.
bool Describe(const Program& program, const fb::WinogradS8& op, RowLayer* layer) {
  SetWindow(op, op.in_c(), int64_t{op.out_c()} * ElementBytes(op.y_type()), 1, 3, layer);
  layer->piece_rows = 4;
  return op.batch() == 1 && SetBuffers(program, op, layer) && SetResidual(program, op, layer);
}

bool Describe(const Program& program, const fb::DepthwiseS8& op, const RowsOf& rows_of, RowLayer* layer) {
  if (op.batch() != 1 || !SetBuffers(program, op, layer)) return false;
  const int64_t in_pixel = int64_t{op.c()} * ElementBytes(op.x_type()),
                out_pixel = int64_t{op.c()} * ElementBytes(op.y_type());
  if (!IsMean(op)) {
    SetWindow(op, in_pixel, out_pixel, layer);
    return true;
  }
  layer->is_pool = true;
  if (!SetPixels(rows_of, int64_t{op.in_h()} * op.in_w(), in_pixel, out_pixel, layer)) return false;
  layer->out_row_bytes = out_pixel;
  return true;
}

bool Describe(const Program& program, const fb::MaxPoolS8& op, RowLayer* layer) {
  SetWindow(op, op.c(), op.c(), op.stride_h(), op.k_h(), layer);
  return op.batch() == 1 && SetBuffers(program, op, layer);
}

bool Describe(const Program& program, const fb::InstructionUnion& op, const RowsOf& rows_of,
              RowLayer* layer) {
  if (const fb::ConvF32* conv = op.AsConvF32()) return Describe(program, *conv, layer);
  if (const fb::DepthwiseF32* depthwise = op.AsDepthwiseF32()) return Describe(program, *depthwise, layer);
  if (const fb::DotF32* dot = op.AsDotF32()) return Describe(program, *dot, rows_of, layer);
  if (const fb::ConvS8* conv = op.AsConvS8()) return Describe(program, *conv, rows_of, layer);
  if (const fb::WinogradS8* conv = op.AsWinogradS8()) return Describe(program, *conv, layer);
  if (const fb::DepthwiseS8* depthwise = op.AsDepthwiseS8())
    return Describe(program, *depthwise, rows_of, layer);
  if (const fb::MaxPoolS8* pool = op.AsMaxPoolS8()) return Describe(program, *pool, layer);
  if (const fb::MapT* map = op.AsMap())
    return DescribePool(program, *map, rows_of, layer) || DescribeMap(program, *map, rows_of, layer);
  return false;
}

}  // namespace

std::optional<RowLayer> DescribeLayer(const Program& program, uint32_t instruction, const RowsOf& rows_of) {
  RowLayer layer;
  layer.instruction = instruction;
  const std::vector<BufferId>& starts = program.code[instruction].starts;
  if (!Describe(program, program.code[instruction].op, rows_of, &layer)) return std::nullopt;
  if (std::ranges::find(starts, layer.output) == starts.end()) return std::nullopt;
  const auto bytes_of = [&program](BufferId id) { return static_cast<int64_t>(program.buffers[id].bytes); };
  const int64_t out_rows = layer.is_pool ? 1 : layer.out_rows;
  if (bytes_of(layer.input) != layer.in_rows * layer.in_row_bytes || layer.input == layer.output ||
      bytes_of(layer.output) != out_rows * layer.out_row_bytes) {
    return std::nullopt;
  }
  if (layer.residual && bytes_of(*layer.residual) != out_rows * layer.residual_row_bytes) return std::nullopt;
  for (int64_t row = 0; row < layer.out_rows; ++row) {
    if (layer.FirstOf(row) >= layer.EndOf(row)) return std::nullopt;
  }
  return layer;
}

bool RowLayers::Append(const Program& program, uint32_t instruction) {
  if (!layers_.empty() && layers_.back().is_pool) return false;
  if (layers_.empty() && instruction + 1 < program.code.size()) {
    // What the first one makes has as many rows as the second one reads.
    const std::optional<RowLayer> next = DescribeLayer(program, instruction + 1, {});
    if (next) rows_of_[next->input] = next->in_rows;
  }
  const std::optional<RowLayer> layer = DescribeLayer(program, instruction, rows_of_);
  if (!layer) return false;
  const auto agrees = [this](BufferId tensor, int64_t rows) {
    const auto known = rows_of_.find(tensor);
    return known == rows_of_.end() || known->second == rows;
  };
  if (!agrees(layer->input, layer->in_rows)) return false;
  if (!layer->is_pool && !agrees(layer->output, layer->out_rows)) return false;
  if (layer->residual && !agrees(*layer->residual, layer->out_rows)) return false;
  rows_of_[layer->input] = layer->in_rows;
  if (!layer->is_pool) rows_of_[layer->output] = layer->out_rows;
  layers_.push_back(*layer);
  return true;
}

}  // namespace tmb
