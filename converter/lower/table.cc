// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The opcodes that are lowered one by one. Element-wise operations, views, constants and
// tuples are not here: they become parts of Maps or nothing at all.

#include <algorithm>

#include "converter/integer_kernels.h"
#include "converter/lower/lowering.h"

namespace tmb {
namespace {

constexpr LowerRow kRows[] = {
    {"concatenate", LowerConcatenate},
    {"conditional", LowerConditional},
    {"convolution", LowerConvolution},
    {"custom-call", LowerCustomCall},
    {"dot", LowerDot},
    {"dynamic-update-slice", LowerDynamicUpdateSlice},
    {"gather", LowerGather},
    {kIntegerConvolution, LowerIntegerKernel},
    {kIntegerDot, LowerIntegerKernel},
    {"pad", LowerPad},
    {"reduce", LowerReduce},
    {"reduce-window", LowerReduceWindow},
    {"scatter", LowerScatter},
    {"sort", LowerSort},
    {"topk", LowerTopK},
    {"while", LowerWhile},
};

}  // namespace

LowerFunction FindLowering(std::string_view opcode) {
  const auto row = std::find_if(std::begin(kRows), std::end(kRows),
                                [opcode](const LowerRow& candidate) { return candidate.opcode == opcode; });
  return row == std::end(kRows) ? nullptr : row->lower;
}

}  // namespace tmb
