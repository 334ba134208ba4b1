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

// Elements at places along one dimension that s32 numbers name, one for each: a permutation, or
// rows of one element.
template <uint32_t kBytes>
void PickElements(const uint8_t* from, const WindowRow& row, const uint8_t* index,
                  const fb::IndexComponent component, uint8_t* to) {
  const int32_t limit = static_cast<int32_t>(component.limit()), stride = component.stride();
  index += component.offset();
  for (uint32_t left = row.count; left != 0; --left, to += kBytes) {
    int32_t place;
    std::memcpy(&place, __builtin_assume_aligned(index, 4), sizeof place);
    place = place < 0 ? 0 : place > limit ? limit : place;
    std::memmove(to, from + place * stride, kBytes);
    from += row.operand_step;
    index += row.index_step;
  }
}

void PickRow(const uint8_t* from, const WindowRow& row, const uint8_t* index,
             const fb::IndexComponent& component, uint32_t element_bytes, uint8_t* to) {
  switch (element_bytes) {
    case 1:
      return PickElements<1>(from, row, index, component, to);
    case 2:
      return PickElements<2>(from, row, index, component, to);
    case 4:
      return PickElements<4>(from, row, index, component, to);
    case 8:
      return PickElements<8>(from, row, index, component, to);
    default:
      return PickElements<16>(from, row, index, component, to);
  }
}

}  // namespace

void Gather(const fb::Gather& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const uint32_t element_bytes = op.element_bytes();
  const uint8_t* const operand = context.Address(*op.operand());
  const uint8_t* const indices = context.Address(*op.indices());
  uint8_t* const output = context.Address(*op.output());
  const bool picks = op.components()->size() == 1 && op.index_type() == fb::Type::S32;
  const uint32_t end = EndUnit(Units(op), first_unit, unit_count);
  for (uint32_t unit = first_unit; unit < end; ++unit) {
    WindowRow row = RowOfUnit(op, unit);
    uint8_t* to = output + row.element * element_bytes;
    if (picks && row.index_step != 0) {
      PickRow(operand + row.operand_offset, row, indices + row.index_offset, *op.components()->Get(0),
              element_bytes, to);
      continue;
    }
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
