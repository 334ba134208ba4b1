// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The C++ wrapper: the same run through methods and typed views.

#include <gtest/gtest.h>

#include "tests/runtime/loaded_program.h"
#include "tests/runtime/sample_programs.h"
#include "tmb/tmb.hpp"

namespace tmb::test {
namespace {

TEST(Hpp, RunsAProgram) {
  const Block file(ScaleProgram(3).Build());
  Machine machine;
  ASSERT_EQ(machine.Load(file.data(), file.bytes()), TMB_OK);
  ASSERT_EQ(machine.CheckConstants(), TMB_OK);
  EXPECT_EQ(machine.Input(0).As<float>().size(), 0u);  // no memory yet
  const Block arena(machine.arena_bytes());
  ASSERT_EQ(machine.SetArena(arena.data(), arena.bytes()), TMB_OK);
  EXPECT_EQ(machine.FindEntry("scale"), 0);
  EXPECT_EQ(machine.Input(0).As<int32_t>().size(), 0u);  // another type
  for (float& x : machine.Input(0).As<float>()) x = 2;
  ASSERT_EQ(machine.Run(), TMB_OK);
  const Tensor y = machine.Output(0);
  EXPECT_STREQ(y.name(), "y");
  EXPECT_EQ(y.dim(0), 3u);
  EXPECT_EQ(y.As<float>()[2], 7);
  EXPECT_EQ(machine.Output(1).name(), nullptr);
}

TEST(Hpp, ReportsFaults) {
  const Block file(std::vector<uint8_t>(64, 0xff));
  Machine machine;
  EXPECT_EQ(machine.Load(file.data(), file.bytes()), TMB_NOT_A_MODEL);
  EXPECT_EQ(machine.fault().status, TMB_NOT_A_MODEL);
  EXPECT_EQ(machine.fault().instruction, TMB_NO_INSTRUCTION);
}

}  // namespace
}  // namespace tmb::test
