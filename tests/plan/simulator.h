// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Simulator: proves on one path through a program that its plan clobbers nothing. The
// program runs twice on bytes that each hold a number saying who wrote them: before
// planning, every buffer in memory of its own, and planned, all in one arena. Both must
// read the same bytes everywhere. In the arena
//   - what is not live at a point is filled with garbage there,
//   - an instruction first fills its outputs with garbage, then reads its inputs, except
//     where it may write in place,
//   - a product does so unit by unit, and reads all that later units need, too.
#ifndef TMB_TESTS_PLAN_SIMULATOR_H_
#define TMB_TESTS_PLAN_SIMULATOR_H_

#include <cstdint>
#include <string>

#include "converter/plan/plan.h"
#include "converter/program.h"

namespace tmb {

// "" or what went wrong first. Instructions are known by their names, which must differ.
// `seed` picks the path. Jumps are taken at random, at most `max_jumps` of them.
std::string Simulate(const Program& program, const Program& planned, const MemoryPlan& plan, uint64_t seed,
                     int max_jumps = 200);

}  // namespace tmb

#endif  // TMB_TESTS_PLAN_SIMULATOR_H_
