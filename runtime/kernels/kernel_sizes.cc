// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#include "runtime/kernels/kernel_sizes.h"

#include "runtime/features.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

template <typename Op>
float WorkOfDepthwise(const Op& op) {
  const auto product = [](uint32_t a, uint32_t b) { return static_cast<float>(SaturatingProduct(a, b)); };
  const float products = static_cast<float>(op.out_w()) * product(op.k_h(), op.k_w());
  const float copies = product(DepthwiseLine(op), DepthwiseLines(op));
  return product(op.batch(), op.c()) * static_cast<float>(op.out_h()) * (products + copies);
}

}  // namespace

// Calls a function of the instruction, if the build has it.
#define TMB_CASE(name, function)                                                                     \
  if (Has(fb::Instruction::name) && type == fb::Instruction::name)                                   \
    return function(*static_cast<const fb::name*>(op))

uint32_t ScratchBytesOf(fb::Instruction type, const void* op) {
  TMB_CASE(DotF32, DotScratchBytes);
  TMB_CASE(ConvF32, ConvScratchBytes);
  TMB_CASE(WinogradF32, WinogradScratchBytes);
  TMB_CASE(DepthwiseF32, DepthwiseScratchBytes);
  TMB_CASE(MatVecS8, MatVecScratchBytes);
  TMB_CASE(ConvS8, ConvScratchBytes);
  TMB_CASE(WinogradS8, WinogradScratchBytes);
  TMB_CASE(DepthwiseS8, DepthwiseScratchBytes);
  return 0;
}

uint32_t PackedBytesOf(fb::Instruction type, const void* op) {
  TMB_CASE(DotF32, PackedBytes);
  TMB_CASE(MatVecF32, PackedBytes);
  TMB_CASE(ConvF32, PackedBytes);
  TMB_CASE(DepthwiseF32, PackedBytes);
  TMB_CASE(MatVecS8, PackedBytes);
  TMB_CASE(ConvS8, PackedBytes);
  TMB_CASE(WinogradS8, PackedBytes);
  return 0;
}

uint32_t KernelUnitsOf(fb::Instruction type, const void* op) {
  TMB_CASE(DotF32, Units);
  TMB_CASE(MatVecF32, Units);
  TMB_CASE(Dot, Units);
  TMB_CASE(ConvF32, Units);
  TMB_CASE(WinogradF32, Units);
  TMB_CASE(DepthwiseF32, Units);
  TMB_CASE(Conv, Units);
  TMB_CASE(MatVecS8, Units);
  TMB_CASE(ConvS8, Units);
  TMB_CASE(WinogradS8, Units);
  TMB_CASE(DepthwiseS8, Units);
  TMB_CASE(MaxPoolS8, Units);
  TMB_CASE(Sort, Units);
  return 0;
}

float DepthwiseWorkOf(fb::Instruction type, const void* op) {
  TMB_CASE(DepthwiseF32, WorkOfDepthwise);
  TMB_CASE(DepthwiseS8, WorkOfDepthwise);
  return 0;
}
#undef TMB_CASE

}  // namespace tmb
