// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Random programs in the language of program_text.h: straight code, branches, nested
// loops with permuted state, partial writes, copies, in-place pairs, scratch.
#ifndef TMB_TESTS_PLAN_RANDOM_PROGRAM_H_
#define TMB_TESTS_PLAN_RANDOM_PROGRAM_H_

#include <cstdint>
#include <string>

namespace tmb {

// About `statements` instructions in 1 to 3 entries.
std::string RandomProgram(uint64_t seed, int statements);

}  // namespace tmb

#endif  // TMB_TESTS_PLAN_RANDOM_PROGRAM_H_
