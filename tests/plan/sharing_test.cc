// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Which copies are dropped and which buffers share a place, by PlanMemory as a whole.
#include <gtest/gtest.h>

#include <algorithm>

#include "converter/plan/plan.h"
#include "tests/plan/program_text.h"
#include "tests/plan/simulator.h"

namespace tmb {
namespace {

// A planned program, proven on a few paths.
struct Planned {
  explicit Planned(const std::string& text, bool keep_inputs = false) {
    program = ProgramText::Parse(text);
    program.keep_inputs = keep_inputs;
    const Program original = program;
    plan = PlanMemory(program).value();
    for (uint64_t path = 0; path < 20; ++path) EXPECT_EQ(Simulate(original, program, plan, path), "");
  }
  bool Share(std::string_view a, std::string_view b) const {
    return plan.place[BufferNamed(program, a)] == plan.place[BufferNamed(program, b)];
  }
  bool Has(std::string_view name) const {
    return std::ranges::any_of(program.code, [&](const Instruction& i) { return i.name == name; });
  }

  Program program;
  MemoryPlan plan;
};

TEST(Sharing, LoopStateIsUpdatedInPlace) {
  const Planned planned(R"(
    input x 64
    output y 64
    buffer s 64
    buffer n 64
    buffer p 1
    copy s = x
  head:
    p = f(s)
    jump-if p done
    n = g(s) in-place s
    copy s = n
    jump head
  done:
    copy y = s
  )");
  EXPECT_EQ(planned.plan.copies_dropped, 3u);
  EXPECT_EQ(planned.program.code.size(), 4u);
  EXPECT_EQ(planned.plan.arena_bytes, 80u);
  EXPECT_TRUE(planned.Share("x", "y"));
}

TEST(Sharing, ReadersOfTheOldStateRunFirst) {
  const Planned planned(R"(
    input x 64
    output y 64
    buffer s 64
    buffer n 64
    buffer t 16
    buffer p 16
    copy s = x
  head:
    n = g(s) in-place s
    t = f(s)
    p = h(t)
    copy s = n
    jump-if p head
    copy y = s
  )");
  EXPECT_EQ(planned.plan.copies_dropped, 3u);
  EXPECT_EQ(planned.program.code[0].name, "t = f(s)");
}

TEST(Sharing, SwappedStateKeepsACopy) {
  const Planned planned(R"(
    input a 64
    input b 64
    output y 64
    output z 64
    buffer s 64
    buffer t 64
    buffer s1 64
    buffer t1 64
    buffer p 16
    copy s = a
    copy t = b
  head:
    p = f(s, t)
    jump-if p done
    copy s1 = t
    copy t1 = s
    copy s = s1
    copy t = t1
    jump head
  done:
    copy y = s
    copy z = t
  )");
  EXPECT_FALSE(planned.Share("s", "t"));
  EXPECT_EQ(planned.plan.copies_dropped, 5u);  // a swap takes three copies
}

TEST(Sharing, DynamicUpdateSliceIsInPlace) {
  const Planned planned(R"(
    input x 64
    input u 16
    output y 64
    buffer t 64
    copy t = x
    t[16:32] = f(u)
    copy y = t
  )");
  EXPECT_EQ(planned.program.code.size(), 1u);
  EXPECT_EQ(planned.plan.arena_bytes, 80u);
}

TEST(Sharing, AnUpdatedOperandThatIsReadLaterIsCopied) {
  const Planned planned(R"(
    input x 64
    input u 16
    output y 64
    buffer t 64
    copy t = x
    t[16:32] = f(u)
    y = g(t, x)
  )");
  EXPECT_TRUE(planned.Has("copy t = x"));
  EXPECT_FALSE(planned.Share("t", "x"));
}

TEST(Sharing, ACopyThatIsOnlyReadIsDroppedThoughBothLive) {
  const Planned planned(R"(
    input x 64
    output y 64
    buffer t 64
    copy t = x
    y = g(t, x)
  )");
  EXPECT_TRUE(planned.Share("t", "x"));
  EXPECT_EQ(planned.program.code.size(), 1u);
}

TEST(Sharing, InputsAreOverwrittenUnlessKept) {
  constexpr char text[] = R"(
    input x 64
    output y 64
    y = f(x) in-place x
  )";
  EXPECT_EQ(Planned(text).plan.arena_bytes, 64u);
  EXPECT_EQ(Planned(text, true).plan.arena_bytes, 128u);
}

TEST(Sharing, TwoOutputsOfOneValueStayApart) {
  const Planned planned(R"(
    input x 64
    output y 64
    output z 64
    copy y = x
    copy z = x
  )");
  EXPECT_FALSE(planned.Share("y", "z"));
  EXPECT_EQ(planned.plan.copies_dropped, 1u);
}

TEST(Sharing, InPlaceNeedsTheInputToDie) {
  const Planned planned(R"(
    input x 64
    output y 64
    buffer t 64
    t = f(x) in-place x
    y = g(t, x) in-place t
  )");
  EXPECT_FALSE(planned.Share("t", "x"));
  EXPECT_TRUE(planned.Share("y", "t"));
}

// The small output of a conversion frees what lies behind it.
TEST(Sharing, AShrinkingValueGivesBytesBack) {
  const Planned planned(R"(
    input x 256
    output y 64
    buffer t 64
    buffer u 192
    t = f(x) in-place x
    u = g(t)
    y = h(t, u)
  )");
  EXPECT_EQ(planned.plan.lower_bound, 320u);
  EXPECT_EQ(planned.plan.arena_bytes, 320u);
  EXPECT_TRUE(planned.Share("t", "x"));
}

TEST(Sharing, NothingIsCopiedFromAConstantForNothing) {
  const Planned planned("constant c 64\noutput y 64\ncopy y = c\n");
  EXPECT_EQ(planned.program.code.size(), 1u);
}

}  // namespace
}  // namespace tmb
