// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Gather: windows of the operand, at starts that index vectors name, each index clamped.
// Rows that lie together in the operand are copied at once.
#include <cstring>

#include "runtime/kernels/gather_window.h"

namespace tmb {
namespace {

template <uint32_t kBytes>
void CopyElements(const uint8_t* from, int32_t step, uint32_t count, uint8_t* to) {
  for (; count != 0; --count, from += step, to += kBytes) std::memmove(to, from, kBytes);
}

void CopyRow(const uint8_t* from, int32_t step, uint32_t element_bytes, uint32_t count, uint8_t* to) {
  if (step == static_cast<int32_t>(element_bytes)) {
    std::memmove(to, from, count * element_bytes);
    return;
  }
  switch (element_bytes) {
    case 1:
      return CopyElements<1>(from, step, count, to);
    case 2:
      return CopyElements<2>(from, step, count, to);
    case 4:
      return CopyElements<4>(from, step, count, to);
    case 8:
      return CopyElements<8>(from, step, count, to);
    default:
      return CopyElements<16>(from, step, count, to);
  }
}

}  // namespace

void Gather(const fb::Gather& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const uint32_t element_bytes = op.element_bytes();
  const uint8_t* const operand = context.Address(*op.operand());
  const uint8_t* const indices = context.Address(*op.indices());
  uint8_t* const output = context.Address(*op.output());
  const uint32_t end = EndUnit(Units(op), first_unit, unit_count);
  for (uint32_t unit = first_unit; unit < end; ++unit) {
    WindowRow row = RowOfUnit(op, unit);
    uint8_t* to = output + row.element * element_bytes;
    // One index vector may serve the whole row.
    const uint32_t run = row.index_step == 0 ? row.count : 1;
    for (uint32_t done = 0; done < row.count; done += run) {
      bool outside;
      const uint8_t* const from =
          operand + row.operand_offset + WindowStart(op, indices + row.index_offset, &outside);
      CopyRow(from, row.operand_step, element_bytes, run, to);
      row.operand_offset += row.operand_step;
      row.index_offset += row.index_step;
      to += run * element_bytes;
    }
  }
}

}  // namespace tmb
