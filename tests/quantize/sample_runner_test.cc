// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// SampleRunner: values come from the nearest ones that are known.
#include "converter/quantize/sample_runner.h"

#include <gtest/gtest.h>

#include <cstring>

#include "converter/hlo/read.h"

namespace tmb {
namespace {

constexpr const char* kModule = R"(HloModule m
ENTRY main { x = f32[2] parameter(0)
  unused = f32[2] parameter(1)
  c = f32[2] constant({10, 20})
  sum = f32[2] add(x, c)
  square = f32[2] multiply(sum, sum)
  both = f32[2] add(square, x)
  ROOT t = (f32[2], f32[2]) tuple(both, unused) })";

std::vector<uint8_t> BytesOf(const std::vector<float>& values) {
  std::vector<uint8_t> bytes(values.size() * sizeof(float));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

class SampleRunnerTest : public testing::Test {
 protected:
  SampleRunnerTest() : module_(hlo::ReadModule(kModule, "m.hlo")) {}

  const hlo::Instruction& At(const std::string& name) {
    for (const auto& instruction : module_.value().entry->instructions) {
      if (instruction->name == name) return *instruction;
    }
    ADD_FAILURE() << name;
    return *module_.value().entry->root;
  }

  Result<hlo::Module> module_;
  SampleRunner runner_{2};
};

TEST_F(SampleRunnerTest, ValuesOfEachSample) {
  runner_.Set(At("x"), {BytesOf({1, 2}), BytesOf({3, 4})});
  std::vector<std::vector<SampleRunner::Bytes>> seen;
  const auto visit = [&seen](size_t sample, const std::vector<SampleRunner::Bytes>& values) {
    EXPECT_EQ(sample, seen.size());
    seen.push_back(values);
  };
  ASSERT_TRUE(runner_.Run({&At("square"), &At("x")}, visit).ok());
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[0][0], BytesOf({121, 484}));
  EXPECT_EQ(seen[1], (std::vector{BytesOf({169, 576}), BytesOf({3, 4})}));
  EXPECT_FALSE(runner_.Has(At("square")));
}

TEST_F(SampleRunnerTest, KnownValuesAreNotComputedAgain) {
  runner_.Set(At("x"), {BytesOf({1, 2}), BytesOf({3, 4})});
  ASSERT_TRUE(runner_.Keep({&At("sum")}).ok());
  EXPECT_EQ(runner_.At(At("sum"), 1), BytesOf({13, 24}));
  runner_.Set(At("sum"), {BytesOf({2, 3}), BytesOf({4, 5})});
  ASSERT_TRUE(runner_.Keep({&At("both")}).ok());
  EXPECT_EQ(runner_.At(At("both"), 0), BytesOf({5, 11}));
  EXPECT_EQ(runner_.At(At("both"), 1), BytesOf({19, 29}));
}

TEST_F(SampleRunnerTest, ValuesThatNothingReadsAreDropped) {
  for (const char* name : {"x", "sum", "square"}) runner_.Set(At(name), {BytesOf({1, 2}), BytesOf({3, 4})});
  runner_.DropAllBut({&At("both")});
  EXPECT_TRUE(runner_.Has(At("x")) && runner_.Has(At("square")));
  EXPECT_FALSE(runner_.Has(At("sum")));
}

TEST_F(SampleRunnerTest, AnArgumentWithoutValuesIsAnError) {
  const Result<void> run = runner_.Keep({&At("sum")});
  ASSERT_FALSE(run.ok());
  EXPECT_EQ(run.error().text, "parameter x has no value");
}

}  // namespace
}  // namespace tmb
