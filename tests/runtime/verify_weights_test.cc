// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Packed weights before the verifier: their types, the scales of 8-bit ones, which must be there and aligned, and what those of 4 bits
// need.

#include <gtest/gtest.h>

#include "converter/emit/pack.h"
#include "runtime/kernels/kernel_units.h"
#include "tests/runtime/loaded_program.h"
#include "tests/runtime/sample_programs.h"
#include "tmb/tmb.h"

namespace tmb::test {
namespace {

// A program with a DotF32 whose 8-bit weights are the end of the constants.
class WeightsOf8Bits : public testing::Test {
 protected:
  WeightsOf8Bits() : builder_(EveryInstructionProgram()) {
    builder_.Build();
    std::vector<uint8_t>& constants = builder_.program().constants;
    const uint32_t bytes = (Dot().n() + 3) / 4 * 4 * (Dot().k() + 4);
    constants.resize((constants.size() + 15) / 16 * 16 + bytes % 16);
    Dot().mutate_w_type(fb::Type::S8);
    Dot().mutable_w() = At(kConstants, static_cast<uint32_t>(constants.size()) - bytes);
  }

  fb::DotF32& Dot() {
    for (fb::InstructionUnion& op : builder_.program().code) {
      if (op.AsDotF32() != nullptr) return *op.AsDotF32();
    }
    std::abort();
  }
  tmb_status Loaded() { return LoadedProgram(Pack(builder_.program())).status(); }

  ProgramBuilder builder_;
};

TEST_F(WeightsOf8Bits, AreAllowedWithTheirScales) { EXPECT_EQ(Loaded(), TMB_OK); }

TEST_F(WeightsOf8Bits, LackALastScale) {
  builder_.program().constants.resize(builder_.program().constants.size() - 4);
  EXPECT_EQ(Loaded(), TMB_MALFORMED);
}

TEST_F(WeightsOf8Bits, HaveMisalignedScales) {
  Dot().mutable_w() = fb::Ref(Dot().w().word() - 2);
  EXPECT_EQ(Loaded(), TMB_MALFORMED);
}

TEST_F(WeightsOf8Bits, HaveNoRows) {
  Dot().mutate_k(0);
  EXPECT_EQ(Loaded(), TMB_MALFORMED);
}

TEST_F(WeightsOf8Bits, AreOfOtherTypes) {
  for (const fb::Type type : {fb::Type::U8, fb::Type::S16, fb::Type::S32, fb::Type::F64, fb::Type::None}) {
    Dot().mutate_w_type(type);
    EXPECT_EQ(Loaded(), TMB_MALFORMED) << fb::EnumNameType(type);
  }
}

TEST_F(WeightsOf8Bits, Of4BitsAreUnpackedToScratch) {
  Dot().mutate_w_type(fb::Type::S4);  // fewer bytes
  EXPECT_EQ(Loaded(), TMB_OK);
  Dot().mutable_scratch() = fb::Ref(kNoOperand);
  EXPECT_EQ(Loaded(), TMB_MALFORMED);
}

TEST_F(WeightsOf8Bits, Of4BitsHaveWholeBlocks) {
  Dot().mutate_w_type(fb::Type::S4);
  const uint32_t bytes = PackedBytes(Dot());
  Dot().mutable_w() = At(kConstants, (static_cast<uint32_t>(builder_.program().constants.size()) - bytes + 16) / 16 * 16);
  EXPECT_EQ(Loaded(), TMB_MALFORMED);
}

TEST_F(WeightsOf8Bits, Of4BitsAreThoseOfDotAndConvolution) {
  for (fb::InstructionUnion& op : builder_.program().code) {
    if (op.AsMatVecF32() != nullptr) op.AsMatVecF32()->mutate_w_type(fb::Type::S4);
  }
  EXPECT_EQ(Loaded(), TMB_MALFORMED);
}

// A window without taps has no weights, only scales.
TEST_F(WeightsOf8Bits, OfAWindowWithoutTaps) {
  for (fb::InstructionUnion& op : builder_.program().code) {
    if (op.AsConvF32() == nullptr) continue;
    op.AsConvF32()->mutate_w_type(fb::Type::S8);
    EXPECT_EQ(Loaded(), TMB_OK);
    op.AsConvF32()->mutate_k_h(0);
  }
  EXPECT_EQ(Loaded(), TMB_MALFORMED);
}

}  // namespace
}  // namespace tmb::test
