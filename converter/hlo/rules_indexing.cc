// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Rules of operations whose addresses are run-time values: gather, scatter, dynamic
// slices. Beyond the shape they prove what a kernel needs for its bounds: every window
// fits into the operand, every index component belongs to one operand dimension.
#include <fmt/format.h>

#include <algorithm>

#include "converter/hlo/shape_rules.h"

namespace tmb::hlo {
namespace {

int64_t Dim(const Shape& shape, int64_t d) { return shape.dims[static_cast<size_t>(d)]; }

// What gather and scatter share: the dimensions of operand 0 and of operand `indices`.
Result<void> CheckIndexing(const Instruction& i, size_t indices_operand) {
  const GatherDimensions& g = i.gather;
  const Shape& operand = OperandShape(i, 0);
  const Shape& indices = OperandShape(i, indices_operand);
  if (!InSet(indices.type, kInts)) return OperandIs(i, indices_operand, "an array of integers");
  if (g.index_vector_dim < 0 || g.index_vector_dim > indices.Rank()) {
    return Malformed(
        fmt::format("index_vector_dim {} is out of range for {}", g.index_vector_dim, indices.ToString()));
  }
  TMB_CHECK_OK(CheckSortedDimensions("left-out dimensions", g.collapsed_slice_dims, operand.Rank()));
  TMB_CHECK_OK(CheckSortedDimensions("batching dimensions", g.operand_batching_dims, operand.Rank()));
  TMB_CHECK_OK(CheckDimensions("indices' batching dimensions", g.indices_batching_dims, indices.Rank()));
  std::vector<int64_t> addressed = g.start_index_map;
  addressed.insert(addressed.end(), g.operand_batching_dims.begin(), g.operand_batching_dims.end());
  TMB_CHECK_OK(CheckDimensions("indexed dimensions", addressed, operand.Rank()));
  std::vector<int64_t> left_out = g.collapsed_slice_dims;
  left_out.insert(left_out.end(), g.operand_batching_dims.begin(), g.operand_batching_dims.end());
  TMB_CHECK_OK(CheckDimensions("left-out and batching dimensions", left_out, operand.Rank()));
  const int64_t components = g.index_vector_dim == indices.Rank() ? 1 : Dim(indices, g.index_vector_dim);
  if (static_cast<int64_t>(g.start_index_map.size()) != components) {
    return Malformed(
        fmt::format("{} indexed dimensions for index vectors of {}", g.start_index_map.size(), components));
  }
  if (g.offset_dims.size() + left_out.size() != operand.dims.size()) {
    return Malformed(
        fmt::format("window, left-out and batching dimensions are not the {} of operand 0", operand.Rank()));
  }
  if (g.operand_batching_dims.size() != g.indices_batching_dims.size()) {
    return Malformed("the operands' batching dimensions differ in number");
  }
  for (size_t n = 0; n < g.operand_batching_dims.size(); ++n) {
    const int64_t in_indices = g.indices_batching_dims[n];
    if (in_indices == g.index_vector_dim) return Malformed("a batching dimension is the index vector's");
    if (Dim(operand, g.operand_batching_dims[n]) != Dim(indices, in_indices)) {
      return Malformed("batching dimensions differ in extent");
    }
  }
  return {};
}

// Extents of the batch of indices, in order: all but the index vector's.
std::vector<int64_t> BatchDims(const Instruction& i, const Shape& indices) {
  std::vector<int64_t> dims;
  for (int64_t d = 0; d < indices.Rank(); ++d) {
    if (d != i.gather.index_vector_dim) dims.push_back(Dim(indices, d));
  }
  return dims;
}

// Dimensions of operand 0 that the window keeps, in order.
std::vector<int64_t> WindowDimensions(const Instruction& i) {
  std::vector<int64_t> kept;
  for (int64_t d = 0; d < OperandShape(i, 0).Rank(); ++d) {
    if (!Holds(i.gather.collapsed_slice_dims, d) && !Holds(i.gather.operand_batching_dims, d))
      kept.push_back(d);
  }
  return kept;
}

// One shape from the batch's extents and the window's, the latter at `window_at`.
std::vector<int64_t> Interleave(const std::vector<int64_t>& batch, const std::vector<int64_t>& window,
                                const std::vector<int64_t>& window_at) {
  std::vector<int64_t> dims;
  size_t next_batch = 0, next_window = 0;
  for (size_t d = 0; d < batch.size() + window.size(); ++d) {
    const bool in_window = Holds(window_at, static_cast<int64_t>(d));
    dims.push_back(in_window ? window[next_window++] : batch[next_batch++]);
  }
  return dims;
}

// Index operands from `first` on: a scalar a dimension, or (old programs) one vector.
Result<void> CheckStarts(const Instruction& i, size_t first) {
  const Shape& operand = OperandShape(i, 0);
  const size_t count = i.operands.size() - first;
  if (count == 1 && OperandShape(i, first).Rank() == 1) {
    const Shape& starts = OperandShape(i, first);
    if (InSet(starts.type, kInts) && starts.dims[0] == operand.Rank()) return {};
    return OperandIs(i, first, fmt::format("{} integers", operand.Rank()));
  }
  if (count != operand.dims.size()) {
    return Malformed(fmt::format("has {} start indices for {}", count, operand.ToString()));
  }
  for (size_t n = first; n < i.operands.size(); ++n) {
    if (OperandShape(i, n).Rank() != 0 || !InSet(OperandShape(i, n).type, kInts)) {
      return OperandIs(i, n, "a scalar integer");
    }
  }
  return {};
}

}  // namespace

Result<Shape> InferGather(const Instruction& i) {
  TMB_CHECK_OK(CheckIndexing(i, 1));
  const Shape& operand = OperandShape(i, 0);
  if (i.slice_sizes.size() != operand.dims.size()) {
    return Malformed(fmt::format("has {} slice sizes for {}", i.slice_sizes.size(), operand.ToString()));
  }
  for (int64_t d = 0; d < operand.Rank(); ++d) {
    const int64_t size = i.slice_sizes[static_cast<size_t>(d)];
    const bool left_out = Holds(i.gather.collapsed_slice_dims, d) || Holds(i.gather.operand_batching_dims, d);
    if (size >= 0 && size <= Dim(operand, d) && (!left_out || size == 1)) continue;
    return Malformed(fmt::format("slice size {} in dimension {} of {}", size, d, operand.ToString()));
  }
  const std::vector<int64_t> batch = BatchDims(i, OperandShape(i, 1));
  std::vector<int64_t> window;
  for (const int64_t d : WindowDimensions(i)) window.push_back(i.slice_sizes[static_cast<size_t>(d)]);
  TMB_CHECK_OK(CheckSortedDimensions("offset_dims", i.gather.offset_dims,
                                     static_cast<int64_t>(batch.size() + window.size())));
  return ArrayShape(operand.type, Interleave(batch, window, i.gather.offset_dims));
}

Result<Shape> InferScatter(const Instruction& i) {
  const size_t count = i.operands.size() / 2;
  if (i.operands.size() % 2 != 1 || count == 0)
    return Malformed("needs operands, indices and as many updates");
  TMB_CHECK_OK(CheckIndexing(i, count));
  TMB_CHECK_OK(CheckSameDims(i, 0, count));
  TMB_CHECK_OK(CheckSameDims(i, count + 1, count));
  TMB_CHECK_OK(CheckReducer(i, count));
  const Shape& updates = OperandShape(i, count + 1);
  const std::vector<int64_t> batch = BatchDims(i, OperandShape(i, count));
  const std::vector<int64_t> kept = WindowDimensions(i);
  if (updates.dims.size() != batch.size() + kept.size()) {
    return OperandIs(i, count + 1, fmt::format("of rank {}", batch.size() + kept.size()));
  }
  TMB_CHECK_OK(CheckSortedDimensions("update_window_dims", i.gather.offset_dims, updates.Rank()));
  std::vector<int64_t> window;
  for (size_t n = 0; n < kept.size(); ++n) {
    window.push_back(Dim(updates, i.gather.offset_dims[n]));
    if (window[n] > Dim(OperandShape(i, 0), kept[n])) {
      return Malformed(fmt::format("update windows of {} do not fit into {}", updates.ToString(),
                                   OperandShape(i, 0).ToString()));
    }
  }
  const std::vector<int64_t> dims = Interleave(batch, window, i.gather.offset_dims);
  std::vector<Shape> results;
  for (size_t n = 0; n < count; ++n) {
    TMB_CHECK_OK(CheckOperand(i, count + 1 + n, ArrayShape(OperandShape(i, n).type, dims)));
    results.push_back(OperandShape(i, n));
  }
  return ResultOf(std::move(results));
}

Result<Shape> InferDynamicSlice(const Instruction& i) {
  if (i.operands.empty()) return Malformed("has no operands");
  TMB_CHECK_OK(CheckStarts(i, 1));
  const Shape& operand = OperandShape(i, 0);
  bool fits = i.slice_sizes.size() == operand.dims.size();
  for (size_t d = 0; fits && d < operand.dims.size(); ++d) {
    fits = i.slice_sizes[d] >= 0 && i.slice_sizes[d] <= operand.dims[d];
  }
  if (!fits)
    return Malformed(
        fmt::format("a slice of {} does not lie in {}", fmt::join(i.slice_sizes, ","), operand.ToString()));
  return ArrayShape(operand.type, i.slice_sizes);
}

Result<Shape> InferDynamicUpdateSlice(const Instruction& i) {
  if (i.operands.size() < 2) return Malformed("needs an operand and an update");
  TMB_CHECK_OK(CheckStarts(i, 2));
  const Shape& operand = OperandShape(i, 0);
  const Shape& update = OperandShape(i, 1);
  bool fits = update.type == operand.type && update.dims.size() == operand.dims.size();
  for (size_t d = 0; fits && d < operand.dims.size(); ++d) fits = update.dims[d] <= operand.dims[d];
  if (!fits) return OperandIs(i, 1, fmt::format("an update that lies in {}", operand.ToString()));
  return operand;
}

}  // namespace tmb::hlo
