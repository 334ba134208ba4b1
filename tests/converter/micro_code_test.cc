// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Accumulator code for small graphs: operand order, reversed forms, temporaries.

#include "converter/lower/micro_code.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

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

}  // namespace
}  // namespace tmb
