// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// tmb_step: whatever the budget, the same bits as tmb_run; a budget is never overdrawn.

#include <gtest/gtest.h>

#include "tests/runtime/loaded_program.h"
#include "tests/runtime/sample_programs.h"
#include "tmb/tmb.h"

namespace tmb::test {
namespace {

void FillInputs(LoadedProgram& program) {
  for (unsigned entry = 0; entry < tmb_entry_count(program.machine()); ++entry) {
    for (unsigned i = 0; i < tmb_input_count(program.machine(), entry); ++i) {
      const tmb_tensor input = tmb_input(program.machine(), entry, i);
      for (uint32_t word = 0; word < input.bytes / 4; ++word) {
        const float value = static_cast<float>(word % 13) * 0.25f - 1;
        const int32_t index = static_cast<int32_t>(word) - 1;
        std::memcpy(static_cast<uint8_t*>(input.data) + 4 * word,
                    input.type == TMB_F32 ? static_cast<const void*>(&value) : &index, 4);
      }
    }
  }
}

// Outputs of all entries; scratch may differ.
std::vector<std::vector<uint8_t>> Outputs(LoadedProgram& program) {
  std::vector<std::vector<uint8_t>> outputs;
  for (unsigned entry = 0; entry < tmb_entry_count(program.machine()); ++entry) {
    for (unsigned i = 0; i < tmb_output_count(program.machine(), entry); ++i) {
      outputs.push_back(program.Output<uint8_t>(entry, i));
    }
  }
  return outputs;
}

tmb_status StepThrough(tmb_machine* machine, unsigned entry, uint32_t budget_each, uint32_t* steps) {
  for (;; ++*steps) {
    uint32_t budget = budget_each;
    const tmb_status status = tmb_step(machine, entry, &budget);
    EXPECT_LE(budget, budget_each);
    if (status != TMB_PAUSED || *steps > 100000) return status;
    EXPECT_EQ(budget, 0u);
  }
}

TEST(Step, AnyBudgetGivesTheSameBits) {
  const std::vector<uint8_t> file = EveryInstructionProgram().Build();
  LoadedProgram whole(file);
  ASSERT_EQ(whole.status(), TMB_OK);
  FillInputs(whole);
  ASSERT_EQ(tmb_run(whole.machine(), 0), TMB_OK);
  ASSERT_EQ(tmb_run(whole.machine(), 1), TMB_OK);
  for (const uint32_t budget : {1u, 2u, 3u, 5u, 7u, 1000u}) {
    LoadedProgram stepped(file);
    FillInputs(stepped);
    uint32_t steps = 0;
    ASSERT_EQ(StepThrough(stepped.machine(), 0, budget, &steps), TMB_OK);
    ASSERT_EQ(StepThrough(stepped.machine(), 1, budget, &steps), TMB_OK);
    EXPECT_GE(steps * budget, budget == 1 ? 20u : 0u);
    EXPECT_EQ(Outputs(stepped), Outputs(whole)) << "budget " << budget;
  }
}

TEST(Step, CountsUnitsOfLoops) {
  LoadedProgram program(CounterProgram(5).Build());
  uint32_t budget = 100;
  ASSERT_EQ(tmb_step(program.machine(), 0, &budget), TMB_OK);
  EXPECT_EQ(budget, 100u - 1 - 5 * 3);
}

TEST(Step, AnEndlessLoopIsStopped) {
  ProgramBuilder builder;
  builder.Add(fb::Jump(0));
  builder.EndEntry("for ever");
  LoadedProgram program(builder.Build());
  ASSERT_EQ(program.status(), TMB_OK);
  uint32_t budget = 1000000;
  EXPECT_EQ(tmb_step(program.machine(), 0, &budget), TMB_PAUSED);
  EXPECT_EQ(budget, 0u);
}

TEST(Step, NoBudgetDoesNothing) {
  LoadedProgram program(CounterProgram(1).Build());
  uint32_t budget = 0;
  EXPECT_EQ(tmb_step(program.machine(), 0, &budget), TMB_PAUSED);
  EXPECT_EQ(program.Output<int32_t>(0, 0)[0], 0);
}

TEST(Step, AbandonedRunsStartAgain) {
  LoadedProgram program(CounterProgram(2).Build());
  uint32_t budget = 2;
  ASSERT_EQ(tmb_step(program.machine(), 0, &budget), TMB_PAUSED);
  EXPECT_EQ(program.Output<int32_t>(0, 0)[0], 1);
  tmb_abandon(program.machine());
  budget = 2;
  ASSERT_EQ(tmb_step(program.machine(), 0, &budget), TMB_PAUSED);
  EXPECT_EQ(program.Output<int32_t>(0, 0)[0], 2);
}

TEST(Step, OtherEntryStartsAtItsBeginning) {
  LoadedProgram program(EveryInstructionProgram().Build());
  FillInputs(program);
  uint32_t budget = 1;
  ASSERT_EQ(tmb_step(program.machine(), 0, &budget), TMB_PAUSED);
  budget = 1000;
  EXPECT_EQ(tmb_step(program.machine(), 1, &budget), TMB_OK);
}

struct Traced {
  std::vector<uint32_t> begun, ended;
};

void Record(void* user, uint32_t instruction, int begin) {
  Traced& traced = *static_cast<Traced*>(user);
  (begin != 0 ? traced.begun : traced.ended).push_back(instruction);
}

TEST(Trace, SeesEachInstructionOnce) {
  const std::vector<uint32_t> expected = {0, 1, 2, 3, 1, 2, 3};
  LoadedProgram program(CounterProgram(2).Build());
  Traced traced;
  tmb_set_trace(program.machine(), Record, &traced);
  ASSERT_EQ(tmb_run(program.machine(), 0), TMB_OK);
  EXPECT_EQ(traced.begun, expected);
  EXPECT_EQ(traced.ended, expected);
  traced = {};
  uint32_t steps = 0;
  ASSERT_EQ(StepThrough(program.machine(), 0, 1, &steps), TMB_OK);
  EXPECT_EQ(traced.begun, expected);
  EXPECT_EQ(traced.ended, expected);
}

TEST(Run, IsDeterministicWhateverTheMemoryHeld) {
  const std::vector<uint8_t> file = EveryInstructionProgram().Build();
  LoadedProgram zeros(file, 0), ones(file, 0xff);
  for (LoadedProgram* program : {&zeros, &ones}) {
    FillInputs(*program);
    ASSERT_EQ(tmb_run(program->machine(), 0), TMB_OK);
    ASSERT_EQ(tmb_run(program->machine(), 1), TMB_OK);
  }
  EXPECT_EQ(Outputs(zeros), Outputs(ones));
}

}  // namespace
}  // namespace tmb::test
