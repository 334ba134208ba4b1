// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What few struct operands are: strided, or of a size that a function knows: scratch and packed weights.

#include "runtime/struct_operands.h"

#include "runtime/kernels/kernel_sizes.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {

uint32_t SaturatingMultiply(uint32_t a, uint32_t b) {
  const uint32_t product = SaturatingProduct(a, b);
  return product > kFar ? kFar : product;
}

void OperandSpan::Extend(uint32_t count, int32_t stride) {
  const uint32_t distance = SaturatingMultiply(count, Magnitude(stride));
  uint32_t& side = stride < 0 ? before : behind;
  side = side + distance > kFar ? kFar : side + distance;
  steps |= static_cast<uint32_t>(stride);
}

OperandSpan OtherSpan(fb::Instruction type, const void* op, const OperandInfo& row) {
  const fb::Ref ref(WordAt(op, row.ref));
  if (!row.IsStrided()) {  // aligned alike
    const bool scratch = row.IsScratch();
    OperandSpan sized = ScratchSpan(ref, scratch ? ScratchBytesOf(type, op) : PackedBytesOf(type, op), row.optional);
    sized.access = row.access;
    sized.is_scratch = scratch;
    return sized;
  }
  OperandSpan span(ref, row.access, ElementBytes(TypeOf(op, row)));
  for (uint32_t i = 0; i < row.extent_count; ++i)
    span.Loop(WordAt(op, row.extents[i]), static_cast<int32_t>(WordAt(op, row.strides + 4 * i)));
  return span;
}

}  // namespace tmb
