// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The walk that Gather and Scatter share: a unit's elements along the last dimension, and
// the start of a window that an index vector names.
#ifndef TMB_RUNTIME_KERNELS_GATHER_WINDOW_H_
#define TMB_RUNTIME_KERNELS_GATHER_WINDOW_H_

#include "runtime/kernel.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {

// Elements [element, element + count) of the dense operand, all in one row.
struct WindowRow {
  uint32_t element, count;
  int32_t operand_offset, index_offset;  // bytes, of the first element
  int32_t operand_step, index_step;      // from element to element
};

template <typename Op>
WindowRow RowOfUnit(const Op& op, uint32_t unit) {
  const uint32_t rank = op.dims()->size();
  if (rank == 0) return {0, 1, 0, 0, 0, 0};
  const uint32_t last = op.dims()->Get(rank - 1);
  const uint32_t blocks = CeilDiv(last, kGatherBlock);
  uint32_t row = unit / blocks;
  const uint32_t first = (unit % blocks) * kGatherBlock;
  const uint32_t count = last - first < kGatherBlock ? last - first : kGatherBlock;
  WindowRow result = {row * last + first,
                      count,
                      0,
                      0,
                      op.operand_strides()->Get(rank - 1),
                      op.index_strides()->Get(rank - 1)};
  result.operand_offset = static_cast<int32_t>(first) * result.operand_step;
  result.index_offset = static_cast<int32_t>(first) * result.index_step;
  for (uint32_t d = rank - 1; d-- != 0;) {
    const int32_t i = static_cast<int32_t>(row % op.dims()->Get(d));
    row /= op.dims()->Get(d);
    result.operand_offset += i * op.operand_strides()->Get(d);
    result.index_offset += i * op.index_strides()->Get(d);
  }
  return result;
}

// An index in memory; a u64 beyond 2^63 - 1 saturates, which is beyond any limit.
int64_t LoadIndex(fb::Type type, const uint8_t* from);

// Bytes from the operand's start to the window that the index vector at `indices` names.
// Each index is clamped on the value just loaded. *outside says that one had to be.
template <typename Op>
int32_t WindowStart(const Op& op, const uint8_t* indices, bool* outside) {
  int32_t start = 0;
  bool clamped = false;
  for (uint32_t i = 0; i < op.components()->size(); ++i) {
    const fb::IndexComponent component = *op.components()->Get(i);
    const int64_t limit = component.limit();
    int64_t index = LoadIndex(op.index_type(), indices + component.offset());
    clamped |= index < 0 || index > limit;
    index = index < 0 ? 0 : index > limit ? limit : index;
    start += static_cast<int32_t>(index) * component.stride();
  }
  *outside = clamped;
  return start;
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_GATHER_WINDOW_H_
