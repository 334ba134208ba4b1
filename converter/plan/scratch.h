// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Scratch that an instruction can do without makes it faster, or lets its output lie over its
// input; elsewhere it costs bytes. Of a depthwise convolution of integers that is what strips of more than a
// row take.
#ifndef TMB_CONVERTER_PLAN_SCRATCH_H_
#define TMB_CONVERTER_PLAN_SCRATCH_H_

#include "converter/plan/plan.h"
#include "converter/program.h"
#include "converter/result.h"

namespace tmb {

// Takes such scratch from those instructions where that lowers the most that is live at
// once; the others keep theirs.
Result<void> DropScratch(Program& program);

// Takes such scratch of instructions that have an operand beyond `bytes` in a plan of the program;
// false when there is none.
bool DropScratchBeyond(Program& program, const MemoryPlan& plan, uint64_t bytes);

}  // namespace tmb

#endif  // TMB_CONVERTER_PLAN_SCRATCH_H_
