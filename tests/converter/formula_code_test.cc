// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Which products become multiply-adds or sums, which zeros go. Operands: i inputs, o outputs, t temporaries,
// z is 0, w is 2.

#include <gtest/gtest.h>

#include <sstream>

#include "converter/lower/formula.h"
#include "runtime/map_layout.h"

namespace tmb {
namespace {

using Kind = Formula::Symbol::Kind;

Formula::Symbol SymbolOf(const std::string& text) {
  if (text.empty()) return {};
  if (text == "z") return {Kind::kImmediate, 0};
  if (text == "w") return {Kind::kImmediate, 0x40000000};
  const Kind kind = text[0] == 'i' ? Kind::kInput : text[0] == 'o' ? Kind::kOutput : Kind::kTemporary;
  return {kind, static_cast<uint32_t>(text[1] - '0')};
}

std::string TextOf(const Formula::Symbol& symbol) {
  if (symbol.kind == Kind::kImmediate) return symbol.index == 0 ? " z" : " w";
  const char kind = symbol.kind == Kind::kInput ? 'i' : symbol.kind == Kind::kOutput ? 'o' : 't';
  return std::string{' ', kind} + std::to_string(symbol.index);
}

// "Load i0; MulF i1; ..."
std::vector<Formula::Micro> Parse(const std::string& text) {
  std::vector<Formula::Micro> code;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line, ';');) {
    std::istringstream words(line);
    std::string name, x, y;
    words >> name >> x >> y;
    for (int op = 0; op <= static_cast<int>(fb::MicroOp::MAX); ++op) {
      if (name == fb::EnumNameMicroOp(static_cast<fb::MicroOp>(op)))
        code.push_back({static_cast<fb::MicroOp>(op), SymbolOf(x), SymbolOf(y)});
    }
  }
  return code;
}

std::string TextOf(const std::vector<Formula::Micro>& code) {
  std::string result;
  for (const Formula::Micro& micro : code) {
    if (!result.empty()) result += "; ";
    result += fb::EnumNameMicroOp(micro.op);
    if (micro.x.kind != Kind::kNone) result += TextOf(micro.x);
    if (micro.y.kind != Kind::kNone) result += TextOf(micro.y);
  }
  return result;
}

std::string Fused(const std::string& text) {
  std::vector<Formula::Micro> code = Parse(text);
  FuseProducts(code);
  return TextOf(code);
}

TEST(FuseProducts, SumOfTwoProducts) {
  EXPECT_EQ(Fused("Load i0; MulF i1; Store t0; Load i2; MulF i3; AddF t0; Store o0"),
            "Load i2; MulF i3; MulAddF i0 i1; Store o0");
  EXPECT_EQ(Fused("Load i0; MulF i1; Store t0; Load i2; SubF t0; Store o0"),
            "Load i2; MulSubF i0 i1; Store o0");
}

TEST(FuseProducts, FactorThatIsComputed) {
  EXPECT_EQ(Fused("Load i0; AddF i1; MulF i2; Store t0; Load i3; AddF t0; Store o0"),
            "Load i0; AddF i1; Store t0; Load i3; MulAddF t0 i2; Store o0");
}

TEST(FuseProducts, SumBehindTheProduct) {
  EXPECT_EQ(Fused("Load i0; MulF i1; AddF i2; Store o0"), "Load i2; MulAddF i0 i1; Store o0");
  EXPECT_EQ(Fused("Load i0; MulF i1; RSubF i2; Store o0"), "Load i2; MulSubF i0 i1; Store o0");
}

TEST(FuseProducts, ProductThatIsNotTheOneSubtracted) {
  for (const char* text :
       {"Load i0; MulF i1; SubF i2; Store o0", "Load i0; MulF i1; Store t0; Load i2; RSubF t0; Store o0"}) {
    EXPECT_EQ(Fused(text), text);
  }
}

TEST(FuseProducts, ProductWithAnotherUse) {
  for (const char* text : {"Load i0; MulF i1; Store t0; Load i2; AddF t0; SqrtF; AddF t0; Store o0",
                           "Load i0; MulF i1; Store t0; SqrtF; AddF t0; Store o0",
                           "Load i0; MulF i1; Store t0; Load i2; Select t0 i3; Store o0",
                           "Load i0; MulF i1; Store o0; Store t0; Load i2; AddF t0; Store o1"}) {
    EXPECT_EQ(Fused(text), text);
  }
}

TEST(FuseProducts, FactorThatChangesBefore) {
  for (const char* text : {"Load i0; MulF t1; Store t0; Load i2; SqrtF; Store t1; Load i2; AddF t0; Store o0",
                           "Load i0; MulF t0; Store t0; Load i2; AddF t0; Store o0"}) {
    EXPECT_EQ(Fused(text), text);
  }
}

TEST(FuseProducts, Copies) {
  EXPECT_EQ(Fused("Load t1; Store t0; Load i2; AddF t0; Store t1; Store o0"),
            "Load i2; AddF t1; Store t1; Store o0");
  const char* const kept = "Load t1; Store t0; Load i2; AddF t1; Store t1; MulF t0; Store o0";
  EXPECT_EQ(Fused(kept), kept);
}

TEST(FuseProducts, TemporaryThatIsStoredAgain) {
  EXPECT_EQ(
      Fused("Load i0; MulF i1; Store t0; Load i2; AddF t0; SqrtF; Store t0; Load i3; DivF t0; Store o0"),
      "Load i2; MulAddF i0 i1; SqrtF; Store t0; Load i3; DivF t0; Store o0");
}

std::string WithoutZeros(const std::string& text) {
  std::vector<Formula::Micro> code = Parse(text);
  DropZeros(code);
  return TextOf(code);
}

TEST(DropZeros, BehindASumThatBeganWithZero) {
  EXPECT_EQ(WithoutZeros("Load z; MulAddF i0 i1; AddF z; Store t0; Load z; AddF t0; MulAddF i2 i3; Store o0"),
            "Load z; MulAddF i0 i1; Store t0; Load t0; MulAddF i2 i3; Store o0");
}

TEST(DropZeros, NotWhereMinusZeroMayBe) {
  for (const char* text : {"Load z; AddF i0; Store o0", "Load i0; MulF i1; AddF z; Store o0",
                           "Load z; AddF i0; MulF i1; Store t0; Load z; AddF t0; Store o0",
                           "Load z; AddF i0; Store t0; Load i1; SqrtF; Store t0; Load z; AddF t0; Store o0",
                           "Load z; AddF i0; NegF; AddF z; Store o0"}) {
    EXPECT_EQ(WithoutZeros(text), text);
  }
}

TEST(DoubleBySums, TakesWhatWasLoaded) {
  std::vector<Formula::Micro> code = Parse("Load i0;MulF w;Store o1;Load w;MulF w;AddF i0;MulF w;Store o2");
  DoubleBySums(code);
  EXPECT_EQ(TextOf(code), "Load i0; AddF i0; Store o1; Load w; MulF w; AddF i0; MulF w; Store o2");
}

}  // namespace
}  // namespace tmb
