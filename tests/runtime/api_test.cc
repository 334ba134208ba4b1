// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The C API as a caller uses it: memory, signatures, runs, state, and each wrong call.

#include <gtest/gtest.h>

#include <cmath>

#include "tests/runtime/loaded_program.h"
#include "tests/runtime/sample_programs.h"
#include "tmb/tmb.h"

namespace tmb::test {
namespace {

TEST(Api, RunsAProgram) {
  LoadedProgram program(ScaleProgram(21).Build());
  ASSERT_EQ(program.status(), TMB_OK);
  program.SetInput<float>(0, 0, std::vector<float>(21, 0.5f));
  ASSERT_EQ(tmb_run(program.machine(), 0), TMB_OK);
  const std::vector<float> y = program.Output<float>(0, 0);
  for (size_t i = 0; i < y.size(); ++i) EXPECT_EQ(y[i], 0.5f * static_cast<float>(i + 1) + 1) << i;
}

TEST(Api, QuadRoots) {
  LoadedProgram program(QuadRootsProgram().Build());
  ASSERT_EQ(program.status(), TMB_OK);
  program.SetInput<float>(0, 0, {2});
  program.SetInput<float>(0, 1, {-6});
  program.SetInput<float>(0, 2, {-20});
  ASSERT_EQ(tmb_run(program.machine(), 0), TMB_OK);
  EXPECT_EQ(program.Output<float>(0, 0), std::vector<float>{5});
  EXPECT_EQ(program.Output<float>(0, 1), std::vector<float>{-2});
}

TEST(Api, DescribesEntriesAndTensors) {
  LoadedProgram program(EveryInstructionProgram().Build());
  ASSERT_EQ(program.status(), TMB_OK);
  const tmb_machine* machine = program.machine();
  ASSERT_EQ(tmb_entry_count(machine), 2u);
  EXPECT_STREQ(tmb_entry_name(machine, 1), "second");
  EXPECT_EQ(tmb_entry_name(machine, 2), nullptr);
  EXPECT_EQ(tmb_find_entry(machine, "second"), 1);
  EXPECT_EQ(tmb_find_entry(machine, "third"), -1);
  EXPECT_EQ(tmb_input_count(machine, 0), 3u);
  EXPECT_EQ(tmb_output_count(machine, 0), 2u);
  EXPECT_EQ(tmb_input_count(machine, 2), 0u);
  const tmb_tensor x = tmb_input(machine, 0, 0);
  EXPECT_STREQ(x.name, "x");
  EXPECT_EQ(x.rank, 2u);
  EXPECT_EQ(x.dims[1], 24u);
  EXPECT_EQ(x.bytes, 384u);
  EXPECT_EQ(x.type, TMB_F32);
  EXPECT_EQ(tmb_input(machine, 0, 3).name, nullptr);
  EXPECT_EQ(tmb_instruction_count(machine), 24u);
}

TEST(Api, NothingRunsWithoutItsMemory) {
  const std::vector<uint8_t> bytes = EveryInstructionProgram().Build();
  const Block file(bytes);
  tmb_machine machine;
  ASSERT_EQ(tmb_load(&machine, file.data(), file.bytes()), TMB_OK);
  EXPECT_EQ(tmb_run(&machine, 0), TMB_NO_MEMORY_SET);
  EXPECT_EQ(tmb_input(&machine, 0, 0).data, nullptr);
  EXPECT_EQ(tmb_reset_state(&machine), TMB_NO_MEMORY_SET);
  const Block arena(tmb_arena_bytes(&machine, 0)), state(8), in(96), out(96);
  EXPECT_EQ(tmb_set_arena(&machine, 0, arena.data(), arena.bytes() - 1), TMB_ARENA_TOO_SMALL);
  EXPECT_EQ(tmb_set_arena(&machine, 0, arena.data() + 4, arena.bytes()), TMB_MISALIGNED);
  EXPECT_EQ(tmb_set_arena(&machine, 0, nullptr, arena.bytes()), TMB_ARENA_TOO_SMALL);
  EXPECT_EQ(tmb_set_arena(&machine, 4, arena.data(), arena.bytes()), TMB_NO_SUCH_ENTRY);
  EXPECT_EQ(tmb_set_arena(&machine, 0, arena.data(), arena.bytes()), TMB_OK);
  EXPECT_EQ(tmb_set_arena(&machine, 1, nullptr, 0), TMB_OK);
  EXPECT_EQ(tmb_run(&machine, 0), TMB_NO_MEMORY_SET);
  EXPECT_EQ(tmb_set_state(&machine, state.data(), 7), TMB_ARENA_TOO_SMALL);
  EXPECT_EQ(tmb_set_state(&machine, state.data(), state.bytes()), TMB_OK);
  EXPECT_EQ(tmb_bind(&machine, 2, in.data(), in.bytes()), TMB_NO_SUCH_ENTRY);
  EXPECT_EQ(tmb_bind(&machine, 0, in.data(), in.bytes()), TMB_OK);
  EXPECT_EQ(tmb_run(&machine, 0), TMB_NO_MEMORY_SET);
  EXPECT_EQ(tmb_bind(&machine, 1, out.data(), out.bytes()), TMB_OK);
  EXPECT_EQ(tmb_run(&machine, 0), TMB_NO_FUNCTION);
  EXPECT_EQ(tmb_set_functions(&machine, kSampleFunctions, 1), TMB_OK);
  EXPECT_EQ(tmb_run(&machine, 0), TMB_OK);
  EXPECT_EQ(tmb_run(&machine, 2), TMB_NO_SUCH_ENTRY);
}

TEST(Api, BoundBuffersAreUsedInPlace) {
  LoadedProgram program(EveryInstructionProgram().Build());
  ASSERT_EQ(program.status(), TMB_OK);
  program.SetInput<float>(0, 2, std::vector<float>(24, 0));
  ASSERT_EQ(tmb_run(program.machine(), 0), TMB_OK);
  EXPECT_EQ(tmb_output(program.machine(), 0, 1).data, program.machine()->bound[1]);
  EXPECT_EQ(program.Output<float>(0, 1)[0], 1);  // exp(0)
  EXPECT_NEAR(program.Output<float>(0, 1)[2], std::exp(2.0), 1e-5);
}

TEST(Api, StateSurvivesRunsAndIsReset) {
  LoadedProgram program(CounterProgram(5).Build());
  ASSERT_EQ(program.status(), TMB_OK);
  ASSERT_EQ(tmb_run(program.machine(), 0), TMB_OK);
  ASSERT_EQ(tmb_run(program.machine(), 0), TMB_OK);
  EXPECT_EQ(program.Output<int32_t>(0, 0)[0], 10);
  EXPECT_EQ(tmb_reset_state(program.machine()), TMB_OK);
  EXPECT_EQ(program.Output<int32_t>(0, 0)[0], 0);
}

TEST(Api, StateBeginsWithItsInitialValues) {
  LoadedProgram program(EveryInstructionProgram().Build());
  ASSERT_EQ(program.status(), TMB_OK);
  int32_t state[2];
  std::memcpy(state, program.machine()->base[5], sizeof state);
  EXPECT_EQ(state[0], 7);
  EXPECT_EQ(state[1], 3);
}

TEST(Api, AMachineMayBeCopied) {
  LoadedProgram program(CounterProgram(5).Build());
  tmb_machine copy = *program.machine();
  ASSERT_EQ(tmb_run(&copy, 0), TMB_OK);
  EXPECT_EQ(program.Output<int32_t>(0, 0)[0], 5);
}

TEST(Api, TextForEveryStatus) {
  for (int status = TMB_OK; status <= TMB_FUNCTION_FAILED; ++status) {
    EXPECT_STRNE(tmb_status_text(static_cast<tmb_status>(status)), "unknown status");
  }
}

}  // namespace
}  // namespace tmb::test
