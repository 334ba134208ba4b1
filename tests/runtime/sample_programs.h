// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Small programs that several tests load, run or damage.
#ifndef TMB_TESTS_RUNTIME_SAMPLE_PROGRAMS_H_
#define TMB_TESTS_RUNTIME_SAMPLE_PROGRAMS_H_

#include "tests/runtime/program_builder.h"

namespace tmb::test {

// "scale": y[i] = x[i] * w[i] + 1 for `count` f32, w a constant (1, 2, 3, ...).
ProgramBuilder ScaleProgram(uint32_t count);

// "count": adds 1 to the s32 in state `turns` times, in a loop of jumps; output "total".
ProgramBuilder CounterProgram(int32_t turns);

// "quad_roots": both roots of a x^2 + b x + c, as one Map of scalars.
ProgramBuilder QuadRootsProgram();

// Two entries that use every instruction, each form of reduction, guards, a run-time start,
// constants, state with initial values, and bound buffers.
ProgramBuilder EveryInstructionProgram();

}  // namespace tmb::test

#endif  // TMB_TESTS_RUNTIME_SAMPLE_PROGRAMS_H_
