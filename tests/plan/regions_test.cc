// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Several regions: the rule by which buffers go to them, and what is said when they do not fit.
#include <gtest/gtest.h>

#include "converter/plan/plan.h"
#include "runtime/isa.h"
#include "tests/plan/program_text.h"

namespace tmb {
namespace {

constexpr char kProgram[] = R"(
  input x 64
  output y 64
  buffer a 64
  buffer b 64
  buffer c 64
  a = f(x)
  b = g(a)
  c = h(b)
  y = k(c, a)
)";

Result<MemoryPlan> Planned(std::vector<Region> regions, Program& program) {
  program = ProgramText::Parse(kProgram);
  PlanOptions options;
  options.regions = std::move(regions);
  return PlanMemory(program, options);
}

TEST(Regions, OneIsUsedWhileItSuffices) {
  Program program;
  const MemoryPlan plan = Planned({{"sram", 192}, {"dtcm", 1024}}, program).value();
  ASSERT_EQ(plan.regions.size(), 1u);
  EXPECT_EQ(plan.regions[0].name, "sram");
  EXPECT_EQ(plan.arena_bytes, 192u);
}

TEST(Regions, WhatLivesShortGoesToTheFirst) {
  Program program;
  const MemoryPlan plan = Planned({{"sram", 128}, {"dtcm", 64}}, program).value();
  const auto region = [&](std::string_view name) { return plan.region[BufferNamed(program, name)]; };
  EXPECT_EQ(region("a"), 1u);  // lives longest
  EXPECT_EQ(region("b"), 0u);
  EXPECT_EQ(region("c"), 0u);
  ASSERT_EQ(plan.regions.size(), 2u);
  EXPECT_EQ(plan.regions[0].bytes, 128u);
  EXPECT_EQ(plan.regions[1].bytes, 64u);
}

TEST(Regions, TooSmallOnesAreRefusedWithWhatIsMissing) {
  Program program;
  const Result<MemoryPlan> plan = Planned({{"sram", 64}, {"dtcm", 64}}, program);
  ASSERT_FALSE(plan.ok());
  EXPECT_EQ(plan.error().kind, ErrorKind::kDoesNotFit);
  EXPECT_EQ(
      plan.error().text,
      "buffers that live at the same time need 192 bytes, 64 more than there are in sram (64 bytes) and dtcm "
      "(64 bytes); largest: a (64 bytes), b (64 bytes), c (64 bytes)");
  EXPECT_EQ(Planned({{"sram", 48}, {"dtcm", 32}}, program).error().text,
            "x needs 64 bytes, 16 more than sram, the largest region, has");
}

TEST(Regions, ABufferThatOnlyTheFirstCanHoldGoesThere) {
  Program program = ProgramText::Parse(R"(
    input x 16
    output y 16
    buffer large 256
    buffer s 64
    buffer t 64
    large = f(x)
    s = g(x)
    t = h(s)
    y = k(large, t)
  )");
  PlanOptions options;
  options.regions = {{"sram", 288}, {"dtcm", 192}};
  const MemoryPlan plan = PlanMemory(program, options).value();
  EXPECT_EQ(plan.region[BufferNamed(program, "large")], 0u);
}

TEST(OptionalScratch, IsDroppedOnlyWhereItRaisesThePeak) {
  // x is still needed, so the first product's scratch saves nothing.
  constexpr char text[] = R"(
    input x 512
    output y 16
    buffer a 1024
    buffer b 16
    a = product(x) 4 from 2 scratch 32
    b = f(a, x)
    y = product(b) 4 from 4 scratch 64
  )";
  for (const Optimize optimize : {Optimize::kSpeed, Optimize::kMemory}) {
    Program program = ProgramText::Parse(text);
    PlanOptions options;
    options.optimize = optimize;
    const MemoryPlan plan = PlanMemory(program, options).value();
    const bool memory = optimize == Optimize::kMemory;
    EXPECT_EQ(HasOperand(program.code[0].op.AsDotF32()->scratch()), !memory);
    EXPECT_TRUE(HasOperand(program.code[2].op.AsDotF32()->scratch()));
    EXPECT_EQ(plan.arena_bytes, memory ? 1552u : 1568u);
  }
}

}  // namespace
}  // namespace tmb
