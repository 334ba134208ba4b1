// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The bits that a program needs, their names, and that this build has them all.

#include "runtime/features.h"

#include <gtest/gtest.h>

#include "converter/emit/required.h"
#include "tests/runtime/sample_programs.h"
#include "tmb/tmb.h"

namespace tmb::test {
namespace {

using Names = std::vector<std::string>;

TEST(Features, OfAScalingMap) {
  ProgramBuilder builder = ScaleProgram(3);
  EXPECT_EQ(NamesOfFeatures(RequiredFeatures(builder.program().code)), (Names{"f32 arithmetic", "Map"}));
}

TEST(Features, OfALoop) {
  ProgramBuilder builder = CounterProgram(3);
  EXPECT_EQ(NamesOfFeatures(RequiredFeatures(builder.program().code)),
            (Names{"32-bit integers", "scalar code", "narrow integers", "JumpIf", "Map"}));
}

TEST(Features, OfEveryInstruction) {
  ProgramBuilder builder = EveryInstructionProgram();
  const std::vector<uint32_t> required = RequiredFeatures(builder.program().code);
  unsigned words;
  const uint32_t* const features = tmb_features(&words);
  ASSERT_LE(required.size(), words);
  for (size_t i = 0; i < required.size(); ++i) EXPECT_EQ(required[i] & ~features[i], 0u);
  for (uint32_t type = 1; type <= static_cast<uint32_t>(fb::Instruction::MAX); ++type) {
    const uint32_t bit = kFirstInstructionBit + type;
    EXPECT_NE(required[bit / 32] >> bit % 32 & 1, 0u)
        << fb::EnumNameInstruction(static_cast<fb::Instruction>(type));
  }
}

TEST(Features, EachMicroOperationHasAGroup) {
  EXPECT_EQ(GroupOf(fb::MicroOp::AddF), Feature::kArithmeticF32);
  EXPECT_EQ(GroupOf(fb::MicroOp::MaxFI), Feature::kMaximaF32);
  EXPECT_EQ(GroupOf(fb::MicroOp::MinF), Feature::kMinimaF32);
  EXPECT_EQ(GroupOf(fb::MicroOp::Select), Feature::kSelections);
  EXPECT_EQ(GroupOf(fb::MicroOp::GeF), Feature::kComparisonsF32);
  EXPECT_EQ(GroupOf(fb::MicroOp::SqrtF), Feature::kDivisionF32);
  EXPECT_EQ(GroupOf(fb::MicroOp::PowF), Feature::kPower);
  EXPECT_EQ(GroupOf(fb::MicroOp::RsqrtF), Feature::kRoots);
  EXPECT_EQ(GroupOf(fb::MicroOp::TanhF), Feature::kTanh);
  EXPECT_EQ(GroupOf(fb::MicroOp::ErfF), Feature::kErf);
  EXPECT_EQ(GroupOf(fb::MicroOp::PowI), Feature::kDivision32);
  EXPECT_EQ(GroupOf(fb::MicroOp::GeU), Feature::kIntegers32);
  EXPECT_EQ(GroupOf(fb::MicroOp::Wide), Feature::kTypesWide);
  EXPECT_EQ(GroupOf(fb::MicroOp::Popcnt), Feature::kIntegers32);
  EXPECT_EQ(GroupOf(fb::MicroOp::NonZeroI), Feature::kConversions);
  EXPECT_EQ(GroupOf(fb::MicroOp::RoundBF16), Feature::kTypesHalf);
  EXPECT_EQ(GroupOf(fb::MicroOp::MulAddF), Feature::kMultiplyAdds);
  EXPECT_EQ(GroupOf(fb::MicroOp::LoadAt), Feature::kRepeat);
  EXPECT_EQ(GroupOf(fb::MicroOp::StoreAt), Feature::kRepeat);
}

}  // namespace
}  // namespace tmb::test
