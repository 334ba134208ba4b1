// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Texts that are refused: what is said, and the line and column it points to.
#include "tests/hlo/reading.h"

namespace tmb::hlo {
namespace {

struct Refused {
  std::string text;
  std::string_view error;
};

TEST(ParserErrors, Table) {
  const Refused cases[] = {
      {"", "m.hlo: the file is empty"},
      {" \n\t", "m.hlo: the file is empty"},
      {"HloModule", "m.hlo:1:10: expected the module's name, found the end of the text"},
      {"HloModule m", "m.hlo:1:12: the module has no computation"},
      {"HloModule m, a", "m.hlo:1:15: expected '=', found the end of the text"},
      {"HloModule m, a={", "m.hlo:1:16: expected a value with matching brackets"},
      {"HloModule m, num_partitions=2",
       "m.hlo:1:29: num_partitions is 2: a program for one device is needed"},
      {"HloModule m\n/* no end", "m.hlo:1:12: a comment does not end"},
      {"ENTRY e {", "m.hlo:1:10: expected an instruction, found the end of the text"},
      {"ENTRY e { }", "m.hlo:1:9: computation e is empty"},
      {"f32[4] add(f32[4] a, f32[4] b)",
       "m.hlo:1:1: an instruction outside of a computation; write ENTRY main { ... } around it"},
      {"r = f32[] add(a, b)",
       "m.hlo:1:1: an instruction outside of a computation; write ENTRY main { ... } around it"},
      {Entry("a = f32[] parameter(0)") + "ENTRY b { ROOT p = f32[] parameter(0) }",
       "m.hlo:4:1: a second ENTRY computation"},
      {"a { p = f32[] parameter(0) } a { p = f32[] parameter(0) }",
       "m.hlo:1:30: computation a is defined twice"},
      {Entry("ROOT a = f32[] parameter(0) ROOT b = f32[] negate(a)"),
       "m.hlo:2:29: a second ROOT in the computation"},
      {Entry("a = f32[] parameter(0)\na = f32[] parameter(1)"), "m.hlo:3:1: instruction a is defined twice"},
      {Entry("a = f32[] parameter(0)\nb = f32[] negate(c)"),
       "m.hlo:3:18: operand c is not defined before its use"},
      {Entry("a = f32[] parameter(0)\nb = f32[] call(a), to_apply=f"),
       "m.hlo:3:29: computation f is not defined before its use"},
      {Entry("a = f32[] parameter(0)\nb = f32[] negate(s32[] a)"),
       "m.hlo:3:24: operand a is f32[], but s32[] is written before it"},
      {Entry("a = f32[] parameter(0), x=1, x=2"), "m.hlo:2:30: attribute x is given twice"},
      {Entry("a = f32[2] parameter(0)\nb = f32[2] reverse(a)"),
       "m.hlo:4:1: reverse needs the attribute dimensions"},
      {Entry("a = f32[-1] parameter(0)"), "m.hlo:2:9: a dimension is negative"},
      {Entry("a = f32[99999999999,99999999999] parameter(0)"),
       "m.hlo:2:34: f32[99999999999,99999999999] is too large"},
      {Entry("a = f32[99999999999999999999] parameter(0)"), "m.hlo:2:9: the integer is out of range"},
      {Entry("a = f32[2]{1} parameter(0)"), "m.hlo:2:11: the layout is not a permutation of the dimensions"},
      {Entry("a = f32[2]{1,0} parameter(0)"), "m.hlo:2:11: the layout has 2 dimensions, the shape 1"},
      {Entry("a = f32[<=4] parameter(0)"),
       "m.hlo:2:9: dynamic dimensions have no static memory plan; lower the program at fixed shapes"},
      {Entry("a = f32[?] parameter(0)"),
       "m.hlo:2:9: dynamic dimensions have no static memory plan; lower the program at fixed shapes"},
      {Entry("a = f32[] parameter(-1)"), "m.hlo:2:21: a parameter's number is negative"},
      {Entry("a = f32[] parameter(x)"), "m.hlo:2:21: expected an integer, found x"},
      {Entry("a = constant(1)"), "m.hlo:2:13: a constant needs its shape"},
      {Entry("a = f32[] parameter(0), metadata={op_name=\"x}"), "m.hlo:2:43: a string does not end"},
      {Entry("a = f32[] parameter(0) }"), "m.hlo:3:1: expected a computation, found }"},
      {Entry("a = f32[4] parameter(0)\nb = f32[2] slice(a), slice={[0:2}"),
       "m.hlo:3:33: expected ']', found }"},
      {Entry("a = f32[4] parameter(0)\nb = f32[2] pad(a, a), padding=1"),
       "m.hlo:3:31: expected padding such as 0_1x2_3_1"},
      {Entry("a = f32[4] parameter(0)\nb = f32[2] convolution(a, a), dim_labels=bb_io->bf"),
       "m.hlo:3:42: expected dimension labels such as b01f_01io->b01f"},
      {Entry("a = f32[4] parameter(0)\nb = f32[2] reduce-window(a, a), window={size=2 pad=0_0x1_1}"),
       "m.hlo:3:48: the parts of the window differ in rank"},
      {"e (a: f32[2]) -> f32[3] { ROOT a = f32[2] parameter(0) }",
       "m.hlo:1:1: e returns f32[3], but its root a is f32[2]"},
      {"ML\xefR123", "m.hlo: this is MLIR bytecode; hand over text: lowered.as_text(), or jax.export's "
                     "exported.mlir_module()"},
  };
  for (const Refused& c : cases) EXPECT_EQ(ErrorOf(c.text), c.error) << c.text;
}

TEST(ParserErrors, NestingIsBounded) {
  const std::string deep_shape = std::string(100000, '(');
  EXPECT_NE(ErrorOf(Entry("a = " + deep_shape)).find("nested more than"), std::string::npos);
  std::string operands;
  for (int n = 0; n < 100000; ++n) operands += "negate(";
  EXPECT_NE(ErrorOf(Entry("a = f32[] " + operands)).find("nested more than"), std::string::npos);
  std::string bodies;
  for (int n = 0; n < 100000; ++n) bodies += "a = f32[] call(), to_apply={";
  EXPECT_NE(ErrorOf(Entry(bodies)).find("nested more than"), std::string::npos);
}

TEST(ParserErrors, KindsFollowTheExitStatus) {
  EXPECT_EQ(ReadModule("HloModule m", "m").error().kind, ErrorKind::kMalformed);
  EXPECT_EQ(ReadModule("ML\xefR123", "m").error().kind, ErrorKind::kUnsupported);
  EXPECT_EQ(ReadModule(Entry("a = f32[?] parameter(0)"), "m").error().kind, ErrorKind::kUnsupported);
}

// Columns count bytes, lines count \n; a later position does not forget an earlier one.
TEST(ParserErrors, SourceIsNamed) {
  EXPECT_EQ(
      ErrorOf("ENTRY e {\n  a = f32[4] parameter(0)\n  b = f32[8] parameter(1)\n"
              "  ROOT add.3 = f32[4] add(a, b), metadata={op_name=\"jit(f)/add\" source_file=\"train.py\""
              " source_line=88}\n}"),
      "m.hlo:4:8: add.3: add: operand 1 is f32[8], expected f32[4] (from train.py:88)");
}

}  // namespace
}  // namespace tmb::hlo
