// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What few struct operands are: strided, or of a size that a function knows: scratch and packed weights.

#include "runtime/struct_operands.h"

#include "runtime/features.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

// Of an instruction that may have some.
uint32_t ScratchBytesOf(fb::Instruction type, const void* op) {
  if (Has(fb::Instruction::DotF32) && type == fb::Instruction::DotF32)
    return DotScratchBytes(*static_cast<const fb::DotF32*>(op));
  if (Has(fb::Instruction::WinogradF32) && type == fb::Instruction::WinogradF32)
    return WinogradScratchBytes(*static_cast<const fb::WinogradF32*>(op));
  if (Has(fb::Instruction::ConvF32) && type == fb::Instruction::ConvF32)
    return ConvScratchBytes(*static_cast<const fb::ConvF32*>(op));
  if (Has(fb::Instruction::MatVecS8) && type == fb::Instruction::MatVecS8)
    return MatVecScratchBytes(*static_cast<const fb::MatVecS8*>(op));
  if (Has(fb::Instruction::ConvS8) && type == fb::Instruction::ConvS8)
    return ConvScratchBytes(*static_cast<const fb::ConvS8*>(op));
  if (Has(fb::Instruction::DepthwiseS8) && type == fb::Instruction::DepthwiseS8)
    return DepthwiseScratchBytes(*static_cast<const fb::DepthwiseS8*>(op));
  return Has(fb::Instruction::DepthwiseF32) ? DepthwiseScratchBytes(*static_cast<const fb::DepthwiseF32*>(op)) : 0;
}

// Of an integer kernel.
OperandSpan PackedSpan(fb::Instruction type, const void* op, fb::Ref ref) {
  OperandSpan span(ref, Access::kRead, 1);
  span.alignment = sizeof(uint32_t);
  span.Multiply(type == fb::Instruction::MatVecS8 ? PackedBytes(*static_cast<const fb::MatVecS8*>(op))
                                                  : PackedBytes(*static_cast<const fb::ConvS8*>(op)));
  return span;
}

}  // namespace

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
  if (row.IsScratch()) return ScratchSpan(ref, ScratchBytesOf(type, op), row.optional);
  if (!row.IsStrided()) return PackedSpan(type, op, ref);
  OperandSpan span(ref, row.access, ElementBytes(TypeOf(op, row)));
  for (uint32_t i = 0; i < row.extent_count; ++i)
    span.Loop(WordAt(op, row.extents[i]), static_cast<int32_t>(WordAt(op, row.strides + 4 * i)));
  return span;
}

}  // namespace tmb
