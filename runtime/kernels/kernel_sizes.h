// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What loader, verifier and planner ask of a struct instruction that its row (isa_rows.h) does not say: the functions of
// kernel_units.h by the instruction's type, as far as the build has its kernel.
#ifndef TMB_RUNTIME_KERNELS_KERNEL_SIZES_H_
#define TMB_RUNTIME_KERNELS_KERNEL_SIZES_H_

#include "runtime/isa.h"

namespace tmb {

uint32_t ScratchBytesOf(fb::Instruction type, const void* op);
// Of packed weights.
uint32_t PackedBytesOf(fb::Instruction type, const void* op);
uint32_t KernelUnitsOf(fb::Instruction type, const void* op);
// Multiply-adds, and the elements that are copied for each row of output, of a depthwise convolution.
float DepthwiseWorkOf(fb::Instruction type, const void* op);

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_KERNEL_SIZES_H_
