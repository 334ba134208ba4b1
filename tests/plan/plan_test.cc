// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// PlanMemory as a whole: order, constants, errors, size, and plans as text beside their
// programs. TMB_UPDATE_GOLDENS=1 rewrites the texts.
#include "converter/plan/plan.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/plan/program_text.h"
#include "tests/plan/random_program.h"
#include "tests/plan/simulator.h"

namespace tmb {
namespace {

std::string Listing(const Program& program) {
  std::string text;
  for (size_t i = 0; i < program.code.size(); ++i) {
    text += std::to_string(i) + "  " + program.code[i].name;
    const fb::InstructionUnion& op = program.code[i].op;
    if (op.AsJump() != nullptr) text += "  -> " + std::to_string(op.AsJump()->target());
    if (op.AsJumpIf() != nullptr) text += "  -> " + std::to_string(op.AsJumpIf()->target());
    text += "\n";
  }
  return text;
}

class Golden : public testing::TestWithParam<const char*> {};

// The file holds the program, a line of dashes, the planned instructions and the plan.
TEST_P(Golden, IsAsBefore) {
  constexpr std::string_view kDashes = "--------\n";
  const std::string path = std::string(TMB_PLAN_GOLDENS) + "/" + GetParam();
  std::stringstream file;
  file << std::ifstream(path).rdbuf();
  const std::string text = file.str();
  const size_t dashes = text.find(kDashes);
  const std::string source = text.substr(0, dashes);
  ASSERT_FALSE(source.empty()) << path;

  const Program original = ProgramText::Parse(source);
  Program program = original;
  const MemoryPlan plan = PlanMemory(program).value();
  for (uint64_t seed = 0; seed < 20; ++seed) EXPECT_EQ(Simulate(original, program, plan, seed), "");
  const std::string planned = Listing(program) + "\n" + ToText(program, plan);
  if (std::getenv("TMB_UPDATE_GOLDENS") != nullptr) {
    std::ofstream(path) << source << kDashes << planned;
    return;
  }
  EXPECT_EQ(dashes == std::string::npos ? "" : text.substr(dashes + kDashes.size()), planned);
}

INSTANTIATE_TEST_SUITE_P(Plans, Golden, testing::Values("residual.plan", "loop.plan", "entries.plan"));

// Row by row from one buffer into another: no more than a row beside the larger one.
TEST(Pieces, ShareMemoryOfWhatDiesRowByRow) {
  std::string text = "input x 256\noutput y 128\n";
  for (int row = 0; row < 8; ++row) {
    text += "y[" + std::to_string(16 * row) + ":" + std::to_string(16 * row + 16) +
            "] = " + (row == 0 ? "first " : "") + "f(x[" + std::to_string(32 * row) + ":" +
            std::to_string(32 * row + 32) + "])\n";
  }
  const Program original = ProgramText::Parse(text);
  Program program = original;
  const MemoryPlan plan = PlanMemory(program).value();
  EXPECT_EQ(plan.arena_bytes, 256u + 16);
  EXPECT_EQ(Simulate(original, program, plan, 0), "");
}

TEST(Order, RunsWhatFreesMemoryFirst) {
  const Program original = ProgramText::Parse(R"(
    input x 16
    output y 16
    buffer a 256
    buffer b 256
    buffer c 256
    buffer a1 16
    buffer b1 16
    buffer c1 16
    a = f(x)
    b = g(x)
    c = h(x)
    a1 = k(a)
    b1 = l(b)
    c1 = m(c)
    y = n(a1, b1, c1)
  )");
  Program program = original;
  const MemoryPlan plan = PlanMemory(program).value();
  EXPECT_EQ(plan.lower_bound, 304u);
  EXPECT_EQ(plan.arena_bytes, 304u);
  EXPECT_EQ(Simulate(original, program, plan, 0), "");
}

TEST(Order, KeepsTheProgramsOwnWhenNothingIsBetter) {
  Program program = ProgramText::Parse(R"(
    input x 16
    output y 16
    buffer a 16
    buffer b 16
    a = f(x)
    b = g(x)
    y = h(a, b)
  )");
  ASSERT_TRUE(PlanMemory(program).ok());
  EXPECT_EQ(program.code[0].name, "a = f(x)");
}

TEST(Constants, AreStoredOnceAndOnlyWhenUsed) {
  Program program = ProgramText::Parse(R"(
    constant a 20
    constant unused 4
    constant b 20
    constant c 32
    constant empty 0
    output y 16
    y = f(a, b, c, empty)
  )");
  const MemoryPlan plan = PlanMemory(program).value();
  const auto offset = [&](std::string_view name) { return plan.offset[BufferNamed(program, name)]; };
  EXPECT_EQ(offset("a"), offset("b"));
  EXPECT_EQ(offset("c"), 32u);
  EXPECT_EQ(plan.constants_bytes, 64u);
  program.buffers[BufferNamed(program, "c")].data.pop_back();
  EXPECT_EQ(PlanMemory(program).error().text, "constant c: 31 bytes of data for 32 bytes");
}

TEST(Limits, AnArenaOf2To28BytesFitsAndOneMoreDoesNot) {
  constexpr char fits[] = "input x 134217728\noutput y 134217728\ny = f(x)\n";
  Program program = ProgramText::Parse(fits);
  EXPECT_EQ(PlanMemory(program).value().arena_bytes, uint64_t{1} << 28);
  program = ProgramText::Parse("input x 134217728\ninput small 1\noutput y 134217728\ny = f(x, small)\n");
  const Result<MemoryPlan> plan = PlanMemory(program);
  ASSERT_FALSE(plan.ok());
  EXPECT_EQ(plan.error().kind, ErrorKind::kDoesNotFit);
  EXPECT_EQ(plan.error().text,
            "buffers that live at the same time need 268435472 bytes, the most is 268435456; largest: x "
            "(134217728 bytes), y (134217728 bytes), small (1 bytes)");
}

TEST(Limits, OneBufferThatIsTooLargeIsNamed) {
  Program program = ProgramText::Parse("input x 18446744073709551600\noutput y 16\ny = f(x)\n");
  EXPECT_EQ(PlanMemory(program).error().kind, ErrorKind::kDoesNotFit);
  program = ProgramText::Parse("input x 16 3\noutput y 16\ny = f(x)\n");
  EXPECT_EQ(PlanMemory(program).error().text, "x: alignment 3 is not a power of two");
}

TEST(Limits, AHundredThousandInstructionsArePlanned) {
  Program program = ProgramText::Parse(RandomProgram(0, 100'000));
  ASSERT_GT(program.code.size(), 90'000u);
  const MemoryPlan plan = PlanMemory(program).value();
  EXPECT_LE(plan.arena_bytes, plan.lower_bound + plan.lower_bound / 10);
}

TEST(Empty, EntryWithoutInstructionsReturnsItsInput) {
  Program program = ProgramText::Parse("input x 16\n");
  program.entries[0].outputs = program.entries[0].inputs;
  const MemoryPlan plan = PlanMemory(program).value();
  EXPECT_EQ(plan.arena_bytes, 16u);
  EXPECT_EQ(plan.live[0], (LiveRange{{0, 1}}));
  Program nothing;
  EXPECT_EQ(PlanMemory(nothing).value().arena_bytes, 0u);
}

}  // namespace
}  // namespace tmb
