// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Plans of random programs, run in the simulator: nothing is clobbered on any path tried.
// And the simulator itself: it must notice a wrong plan.
#include <gtest/gtest.h>

#include "converter/plan/plan.h"
#include "tests/plan/program_text.h"
#include "tests/plan/random_program.h"
#include "tests/plan/simulator.h"

namespace tmb {
namespace {

class RandomPrograms : public testing::TestWithParam<int> {};

TEST_P(RandomPrograms, AreNotClobbered) {
  const int statements = GetParam();
  int copies_dropped = 0;
  for (uint64_t seed = 0; seed < 300; ++seed) {
    const std::string text = RandomProgram(seed, statements);
    Program program = ProgramText::Parse(text);
    program.keep_inputs = seed % 5 == 0;
    Program planned = program;
    const Result<MemoryPlan> plan = PlanMemory(planned);
    ASSERT_TRUE(plan.ok()) << plan.error().text;
    EXPECT_GE(plan.value().arena_bytes, plan.value().lower_bound);
    for (uint64_t path = 0; path < 4; ++path) {
      ASSERT_EQ(Simulate(program, planned, plan.value(), path), "")
          << "seed " << seed << " path " << path << "\n"
          << text << ToText(planned, plan.value());
    }
    copies_dropped += static_cast<int>(plan.value().copies_dropped);
  }
  EXPECT_GT(copies_dropped, 300);
}

INSTANTIATE_TEST_SUITE_P(Statements, RandomPrograms, testing::Values(3, 10, 40, 120));

TEST(Simulator, NoticesABufferMovedOntoAnother) {
  const std::string text = R"(
    input x 64
    output y 64
    buffer t 64
    t = f(x)
    y = g(t, x)
  )";
  const Program program = ProgramText::Parse(text);
  Program planned = program;
  MemoryPlan plan = PlanMemory(planned).value();
  ASSERT_EQ(Simulate(program, planned, plan, 0), "");
  const BufferId x = BufferNamed(program, "x"), t = BufferNamed(program, "t");
  for (const uint64_t distance : {0, 16, 48}) {
    MemoryPlan wrong = plan;
    wrong.offset[t] = plan.offset[x] + distance;
    EXPECT_NE(Simulate(program, planned, wrong, 0), "") << distance;
  }
}

TEST(Simulator, NoticesARangeThatEndsTooEarly) {
  const Program program = ProgramText::Parse("input x 64\noutput y 64\nbuffer t 64\nt = f(x)\ny = g(t, x)\n");
  Program planned = program;
  MemoryPlan plan = PlanMemory(planned).value();
  plan.pieces[BufferNamed(program, "x")][0].last = 1;
  EXPECT_NE(Simulate(program, planned, plan, 0), "");
}

// The second tile of 4 rows of x is read while the first of y is written.
TEST(Simulator, NoticesAProductThatIsTooFarOverItsInput) {
  const Program program = ProgramText::Parse("input x 256\noutput y 128\ny = product(x) 4 from 8\n");
  Program planned = program;
  const MemoryPlan plan = PlanMemory(planned).value();
  ASSERT_EQ(Simulate(program, planned, plan, 0), "");
  const BufferId x = BufferNamed(program, "x"), y = BufferNamed(program, "y");
  ASSERT_EQ(plan.arena_bytes, 320u);
  ASSERT_EQ(plan.offset[x], plan.offset[y] + 64);
  for (const uint64_t distance : {16, 48, 64}) {
    MemoryPlan wrong = plan;
    wrong.offset[y] = plan.offset[y] + distance;
    EXPECT_NE(Simulate(program, planned, wrong, 0), "") << distance;
  }
}

// Puts a random buffer onto another one that lives at the same time elsewhere.
TEST(Simulator, NoticesMostCollisions) {
  int wrong_plans = 0, noticed = 0;
  for (uint64_t seed = 0; seed < 100; ++seed) {
    const Program program = ProgramText::Parse(RandomProgram(seed, 20));
    Program planned = program;
    const MemoryPlan plan = PlanMemory(planned).value();
    for (BufferId a = 0; a + 1 < plan.offset.size(); ++a) {
      const BufferId b = a + 1;
      if (plan.place[a] == plan.place[b] || plan.live[a].empty() || plan.live[b].empty()) continue;
      const LiveSpan &x = plan.live[a].front(), &y = plan.live[b].front();
      if (x.first >= y.last || y.first >= x.last) continue;
      MemoryPlan wrong = plan;
      wrong.offset[a] = wrong.offset[b] = 0;
      wrong.arena_bytes += 256;
      ++wrong_plans;
      bool seen = false;
      for (uint64_t path = 0; path < 8 && !seen; ++path)
        seen = !Simulate(program, planned, wrong, path).empty();
      noticed += seen;
    }
  }
  EXPECT_GT(wrong_plans, 100);
  EXPECT_GT(noticed, wrong_plans * 9 / 10) << "of " << wrong_plans;
}

}  // namespace
}  // namespace tmb
