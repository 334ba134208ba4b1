// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A run computes in its own FPU mode and gives the caller's back; NaNs that arithmetic
// makes are 7fc00000.

#include <gtest/gtest.h>
#include <xmmintrin.h>

#include "tests/runtime/loaded_program.h"
#include "tests/runtime/sample_programs.h"
#include "tmb/tmb.h"

namespace tmb::test {
namespace {

constexpr unsigned kRoundUpAndFlush = 0x1f80 | _MM_ROUND_UP | _MM_FLUSH_ZERO_ON | 0x40;

class CallerMode {
 public:
  explicit CallerMode(unsigned mode) { _mm_setcsr(mode); }
  ~CallerMode() { _mm_setcsr(saved_); }

 private:
  const unsigned saved_ = _mm_getcsr();
};

TEST(FpuMode, RunRoundsToNearestAndKeepsSubnormals) {
  LoadedProgram program(ScaleProgram(2).Build());
  ASSERT_EQ(program.status(), TMB_OK);
  program.SetInput<float>(0, 0, {0x1p-30f, 0x1p-30f});
  {
    const CallerMode caller(kRoundUpAndFlush);
    ASSERT_EQ(tmb_run(program.machine(), 0), TMB_OK);
    EXPECT_EQ(_mm_getcsr() & ~_MM_EXCEPT_MASK, kRoundUpAndFlush & ~_MM_EXCEPT_MASK);
  }
  EXPECT_EQ(program.Output<float>(0, 0), (std::vector<float>{1, 1}));
}

TEST(FpuMode, StepsToo) {
  LoadedProgram program(ScaleProgram(2).Build());
  program.SetInput<float>(0, 0, {0x1p-30f, 0x1p-30f});
  {
    const CallerMode caller(kRoundUpAndFlush);
    uint32_t budget = 1;
    ASSERT_EQ(tmb_step(program.machine(), 0, &budget), TMB_OK);
    EXPECT_EQ(_mm_getcsr() & ~_MM_EXCEPT_MASK, kRoundUpAndFlush & ~_MM_EXCEPT_MASK);
  }
  EXPECT_EQ(program.Output<float>(0, 0), (std::vector<float>{1, 1}));
}

TEST(FpuMode, ArithmeticMakesTheCanonicalNan) {
  LoadedProgram program(ScaleProgram(4).Build());
  program.SetInput<uint32_t>(0, 0, {0xffc12345u, 0x7f800001u, 0x7fc00000u, 0x3f800000u});
  ASSERT_EQ(tmb_run(program.machine(), 0), TMB_OK);
  EXPECT_EQ(program.Output<uint32_t>(0, 0),
            (std::vector<uint32_t>{0x7fc00000u, 0x7fc00000u, 0x7fc00000u, 0x40a00000u}));
}

}  // namespace
}  // namespace tmb::test
