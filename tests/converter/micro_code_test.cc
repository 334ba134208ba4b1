// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Accumulator code for small graphs: operand order, reversed forms, temporaries.

#include "converter/lower/micro_code.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <bit>

#include "converter/lower/elementwise.h"

namespace tmb {
namespace {

using fb::MicroOp;

// Readable code: "Load 0; AddF 1; Store 2; End".
std::string Text(const std::vector<uint8_t>& code) {
  std::string text;
  for (size_t i = 0; i < code.size();) {
    const auto op = static_cast<MicroOp>(code[i]);
    if (!text.empty()) text += "; ";
    text += fb::EnumNameMicroOp(op);
    const size_t operands = op == MicroOp::End ? 0 : op == MicroOp::Select ? 2 : 1;
    for (size_t k = 1; k <= operands; ++k) text += fmt::format(" {}", code[i + k]);
    i += 1 + operands;
  }
  return text;
}

class Graph : public testing::Test {
 protected:
  NodeId Input(BufferId buffer) {
    return map_.Load({buffer, 0}, fb::Type::F32, Scale(VariableOf(loop_), 4), {}, 0);
  }
  std::string Code(NodeId result) {
    map_.Store({9, 0}, fb::Type::F32, Scale(VariableOf(loop_), 4), result);
    const Result<MicroCode> code = GenerateCode(map_);
    if (!code.ok()) return code.error().text;
    return Text(code.value().code);
  }
  MapBuilder map_;
  const int loop_ = map_.AddLoop(32);
  // Named, so that nodes have the same order whatever order arguments are evaluated in.
  const NodeId a_ = Input(0), b_ = Input(1), c_ = Input(2), d_ = Input(3);
};

TEST_F(Graph, ChainStaysInTheAccumulator) {
  const NodeId sum = map_.Binary(MicroOp::AddF, a_, b_);
  EXPECT_EQ(Code(map_.Unary(MicroOp::SqrtF, sum)), "Load 1; AddF 0; SqrtF 0; Store 2; End");
}

TEST_F(Graph, ComputedSecondOperandTakesTheReversedForm) {
  const NodeId product = map_.Binary(MicroOp::MulF, b_, c_);
  EXPECT_EQ(Code(map_.Binary(MicroOp::SubF, a_, product)), "Load 2; MulF 1; RSubF 0; Store 3; End");
}

TEST_F(Graph, TwoComputedOperandsNeedOneTemporary) {
  const NodeId product = map_.Binary(MicroOp::MulF, a_, b_);
  const NodeId sum = map_.Binary(MicroOp::AddF, c_, d_);
  EXPECT_EQ(Code(map_.Binary(MicroOp::DivF, product, sum)),
            "Load 1; AddF 0; Store 5; Load 3; MulF 2; DivF 5; Store 4; End");
}

TEST_F(Graph, SharedValueIsComputedOnce) {
  const NodeId root = map_.Unary(MicroOp::SqrtF, a_);
  EXPECT_EQ(Code(map_.Binary(MicroOp::MulF, root, root)), "Load 0; SqrtF 0; Store 2; MulF 2; Store 1; End");
}

TEST_F(Graph, MaximumWithAPlainImmediateNeedsNoChecks) {
  EXPECT_EQ(Code(map_.Binary(MicroOp::MaxF, map_.Immediate(0), a_)), "Load 0; MaxFI 2; Store 1; End");
}

TEST_F(Graph, MaximumWithNegativeZeroKeepsItsChecks) {
  EXPECT_EQ(Code(map_.Binary(MicroOp::MaxF, a_, map_.Immediate(0x80000000u))),
            "Load 0; MaxF 2; Store 1; End");
}

TEST_F(Graph, SelectReadsBothSidesFromMemory) {
  const NodeId smaller = map_.Binary(MicroOp::LtF, a_, b_);
  const NodeId product = map_.Binary(MicroOp::MulF, a_, b_);
  EXPECT_EQ(Code(map_.Select(smaller, product, b_)),
            "Load 1; MulF 0; Store 3; Load 1; LtF 0; Select 3 0; Store 2; End");
}

// f32 bounds: of a rounded number they are the integer's, as is the saturation to a narrow type.
class Conversion : public Graph {
 protected:
  NodeId Number(float value) { return map_.Immediate(std::bit_cast<uint32_t>(value)); }
  NodeId Clipped(NodeId value, float low, float high) {
    return map_.Binary(MicroOp::MinF, map_.Binary(MicroOp::MaxF, value, Number(low)), Number(high));
  }
  std::string CodeTo(hlo::Type type, NodeId value) {
    return Code(ConvertNode(map_, value, hlo::Type::kF32, type).value());
  }
  const NodeId rounded_ = map_.Unary(MicroOp::RoundEvenF, a_);
};

TEST_F(Conversion, RoundedNumbersSaturate) {
  EXPECT_EQ(CodeTo(hlo::Type::kS8, Clipped(rounded_, -128, 127)),
            "Load 0; RoundToS32 0; SatS8 0; Store 1; End");
}
TEST_F(Conversion, BoundsBeyondTheTypeAreNone) {
  EXPECT_EQ(CodeTo(hlo::Type::kU8, Clipped(rounded_, -1, 300)),
            "Load 0; RoundToS32 0; SatU8 0; Store 1; End");
}
TEST_F(Conversion, NarrowerBoundsFollow) {
  EXPECT_EQ(CodeTo(hlo::Type::kS16, Clipped(rounded_, -32767, 32767)),
            "Load 0; RoundToS32 0; SatS16 0; MaxS 2; Store 1; End");
}
TEST_F(Conversion, NumbersThatAreCutOffHaveIntegralBounds) {
  EXPECT_EQ(CodeTo(hlo::Type::kS8, Clipped(a_, -128, 127)), "Load 0; F32ToS32 0; SatS8 0; Store 1; End");
}
TEST_F(Conversion, OfANaNIs0WhateverTheBounds) {
  EXPECT_EQ(CodeTo(hlo::Type::kS8, Clipped(rounded_, 1, 127)),
            "Load 0; RoundEvenF 0; MaxFI 2; F32ToS32 0; SatS8 0; Store 1; End");
}
TEST_F(Conversion, BoundsBetweenIntegersStay) {
  EXPECT_EQ(CodeTo(hlo::Type::kS8, Clipped(a_, -127.5f, 200)),
            "Load 0; MaxFI 2; F32ToS32 0; SatS8 0; Store 1; End");
}

TEST_F(Graph, IntegersClippedToATypeSaturate) {
  const NodeId low = map_.Immediate(static_cast<uint32_t>(-32768)), high = map_.Immediate(32767);
  const NodeId below = map_.Binary(MicroOp::MinS, high, a_);
  EXPECT_EQ(Code(map_.Unary(MicroOp::SextS16, map_.Binary(MicroOp::MaxS, low, below))),
            "Load 0; SatS16 0; Store 1; End");
}
TEST_F(Graph, OtherBoundsOfIntegersStay) {
  const NodeId raised = map_.Binary(MicroOp::MaxS, a_, map_.Immediate(static_cast<uint32_t>(-127)));
  EXPECT_EQ(Code(map_.Binary(MicroOp::MinS, raised, map_.Immediate(127))),
            "Load 0; MaxS 3; MinS 2; Store 1; End");
}

}  // namespace
}  // namespace tmb
