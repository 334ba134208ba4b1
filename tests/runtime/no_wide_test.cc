// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The runtime built without 64-bit types (CMake: TMB_WIDE_TYPES=OFF): it says so, refuses by
// name what needs them and runs the rest. Files come from tmconvert at build time: this
// program links no other build of the runtime.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tests/runtime/loaded_program.h"
#include "tmb/tmb.h"

namespace tmb::test {
namespace {

constexpr unsigned kWideTypesBit = 26;  // Feature::kTypesWide: bits never change their meaning

std::vector<uint8_t> ReadFile(const char* name) {
  std::ifstream stream(std::string(TMB_FILES "/") + name, std::ios::binary);
  return std::vector<uint8_t>(std::istreambuf_iterator<char>(stream), {});
}

TEST(NoWide, TheHandshakeSaysSo) {
  unsigned words = 0;
  const uint32_t* const features = tmb_features(&words);
  ASSERT_GE(words, 2u);
  EXPECT_EQ(features[0] >> kWideTypesBit & 1, 0u);
  const uint32_t others = features[0] | 1u << kWideTypesBit;
  EXPECT_EQ(others & (others + 1), 0u);  // and nothing else is missing
}

TEST(NoWide, RefusesByName) {
  for (const char* name : {"no_wide_s64.tmb", "no_wide_f64.tmb"}) {
    LoadedProgram program(ReadFile(name));
    EXPECT_EQ(program.status(), TMB_UNSUPPORTED) << name;
    EXPECT_EQ(program.machine()->fault.unit, kWideTypesBit);
    EXPECT_STREQ(tmb_missing_feature(program.machine()), "64-bit types");
  }
}

TEST(NoWide, RunsWhatNeedsNone) {
  LoadedProgram program(ReadFile("no_wide_f32.tmb"));
  ASSERT_EQ(program.status(), TMB_OK);
  program.SetInput<float>(0, 0, {1, 2, 3, 4});
  ASSERT_EQ(tmb_run(program.machine(), 0), TMB_OK);
  EXPECT_EQ(program.Output<float>(0, 0), (std::vector<float>{1, 4, 9, 16}));
}

}  // namespace
}  // namespace tmb::test
