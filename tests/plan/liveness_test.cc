// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Live ranges over straight code, branches and loops; point 0 is the entry's start,
// instruction i is point i + 1.
#include "converter/plan/liveness.h"

#include <gtest/gtest.h>

#include "converter/plan/order.h"
#include "tests/plan/program_text.h"

namespace tmb {
namespace {

// "1..4, 6..6"
std::string RangeOf(const std::string& text, std::string_view buffer, bool keep_inputs = false) {
  Program program = ProgramText::Parse(text);
  program.keep_inputs = keep_inputs;
  const Flow flow = BuildFlow(program).value();
  const Liveness liveness = ComputeLiveness(flow, OwnOrder(flow), program.buffers.size());
  std::string result;
  for (const LiveSpan& span : liveness.range[BufferNamed(program, buffer)]) {
    result += (result.empty() ? "" : ", ") + std::to_string(span.first) + ".." + std::to_string(span.last);
  }
  return result;
}

constexpr char kStraight[] = R"(
  input x 16
  input unused 16
  output y 16
  buffer t 16
  t = f(x)
  y = g(t)
  t = h(y)
  y = k(t)
)";

TEST(Liveness, OfInputsBeginsAtTheStart) {
  EXPECT_EQ(RangeOf(kStraight, "x"), "0..1");
  EXPECT_EQ(RangeOf(kStraight, "unused"), "0..0");
}

TEST(Liveness, OfKeptInputsReachesTheEnd) {
  EXPECT_EQ(RangeOf(kStraight, "x", true), "0..5");
  EXPECT_EQ(RangeOf(kStraight, "unused", true), "0..5");
}

TEST(Liveness, HasASpanForEachValueWithHolesBetween) {
  EXPECT_EQ(RangeOf(kStraight, "t"), "1..2, 3..4");
  EXPECT_EQ(RangeOf(kStraight, "y"), "2..3, 4..5");
}

constexpr char kBranch[] = R"(
  input p 1
  input x 16
  output z 16
  buffer y 16
  buffer t 16
  t = f(x)
  jump-if p other
  y = g(t)
  jump join
other:
  y = h(x)
join:
  z = k(y)
)";

TEST(Liveness, InABranchIsOnlyWhereItIsRead) {
  EXPECT_EQ(RangeOf(kBranch, "t"), "1..3");
  EXPECT_EQ(RangeOf(kBranch, "x"), "0..2, 5..5");
  EXPECT_EQ(RangeOf(kBranch, "y"), "3..4, 5..6");
  EXPECT_EQ(RangeOf(kBranch, "p"), "0..2");
}

constexpr char kLoop[] = R"(
  input x 16
  input k 16
  output y 16
  buffer s 16
  buffer n 16
  buffer p 1
  copy s = x
head:
  p = f(s)
  jump-if p done
  n = g(s, k)
  copy s = n
  jump head
done:
  copy y = s
)";

TEST(Liveness, OfWhatALoopReadsCoversAllOfIt) {
  EXPECT_EQ(RangeOf(kLoop, "k"), "0..6");
  EXPECT_EQ(RangeOf(kLoop, "n"), "4..5");
  EXPECT_EQ(RangeOf(kLoop, "p"), "2..3");
}

TEST(Liveness, OfLoopStateHasAHoleBehindItsLastRead) { EXPECT_EQ(RangeOf(kLoop, "s"), "1..4, 5..7"); }

TEST(Liveness, OfABufferWrittenInPartsBeginsWithTheFirst) {
  constexpr char text[] = R"(
    input x 16
    output y 16
    buffer t 32
    y = f(x)
    t[0:16] = g(x)
    t[16:32] = h(x)
    y = k(t)
  )";
  EXPECT_EQ(RangeOf(text, "t"), "2..4");
}

TEST(Liveness, OfAPartWrittenInALoopGoesAround) {
  constexpr char text[] = R"(
    input x 16
    output y 32
    buffer p 1
    y[0:32] = f(x)
  head:
    y[0:16] = g(x)
    p = h(x)
    jump-if p head
  )";
  EXPECT_EQ(RangeOf(text, "y"), "1..5");
}

TEST(Liveness, EntriesDoNotMeet) {
  constexpr char text[] = R"(
    entry a
    input x 16
    output y 16
    y = f(x)
    entry b
    input u 16
    output v 16
    v = g(u)
  )";
  EXPECT_EQ(RangeOf(text, "y"), "1..2");
  EXPECT_EQ(RangeOf(text, "u"), "3..4");
}

// "0..1: 0-64, 2..2: 16-64"
std::string PiecesOf(const std::string& text, std::string_view buffer) {
  Program program = ProgramText::Parse(text);
  const Flow flow = BuildFlow(program).value();
  const Liveness liveness = ComputeLiveness(flow, OwnOrder(flow), program.buffers.size());
  std::string result;
  for (const Piece& piece : liveness.pieces[BufferNamed(program, buffer)]) {
    result += (result.empty() ? "" : ", ") + std::to_string(piece.first) + ".." + std::to_string(piece.last) +
              ": " + std::to_string(piece.begin) + "-" + std::to_string(piece.end);
  }
  return result;
}

constexpr char kRows[] = R"(
  input x 64
  output y 32
  buffer t 16
  y[0:16] = first f(x[0:32])
  t = g(x[32:64])
  y[16:32] = h(t)
)";

TEST(Pieces, DieWithTheirLastReadAndAreBornWithTheFirstWrite) {
  EXPECT_EQ(PiecesOf(kRows, "x"), "0..1: 0-64, 2..2: 32-64");
  EXPECT_EQ(PiecesOf(kRows, "y"), "1..2: 0-16, 3..4: 0-32");
  EXPECT_EQ(PiecesOf(kRows, "t"), "2..3: 0-16");
}

TEST(Pieces, ThatAreReadAgainStay) {
  EXPECT_EQ(PiecesOf("input x 64\noutput y 16\ny = f(x[0:32])\ny = g(x[32:64])\ny = h(x[16:32])\n", "x"),
            "0..1: 0-64, 2..2: 16-64, 3..3: 16-32");
}

TEST(Pieces, InALoopAreWhole) {
  constexpr char text[] = R"(
    input x 64
    output y 16
    buffer p 1
  head:
    y = f(x[0:32])
    p = g(x[32:64])
    jump-if p head
  )";
  EXPECT_EQ(PiecesOf(text, "x"), "0..3: 0-64");
}

TEST(Flow, RefusesWhatIsNotAProgram) {
  Program program = ProgramText::Parse("input x 16\noutput y 16\ny = f(x)\njump away\naway:\n");
  EXPECT_TRUE(BuildFlow(program).ok());
  program.code[1].op.AsJump()->mutate_target(7);
  EXPECT_EQ(BuildFlow(program).error().text, "jump away: jump to 7 leaves the entry");
  program.code[1].op.AsJump()->mutate_target(2);
  program.entries[0].end = 1;
  EXPECT_EQ(BuildFlow(program).error().text, "instruction 1 belongs to no entry");
  program.entries[0].end = 2;
  program.operands[0].buffer = 9;
  EXPECT_EQ(BuildFlow(program).error().text, "y = f(x): buffer 9 does not exist");
  program.operands.clear();
  EXPECT_EQ(BuildFlow(program).error().kind, ErrorKind::kMalformed);
}

}  // namespace
}  // namespace tmb
