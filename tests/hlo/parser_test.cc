// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The forms that HLO text takes: print styles, tables, inline computations, nested
// operands, whatever attributes; and what of them arrives in the module.
#include "tests/hlo/reading.h"

namespace tmb::hlo {
namespace {

constexpr std::string_view kAdd =
    "add_f32 { a = f32[] parameter(0) b = f32[] parameter(1) ROOT r = f32[] add(a, b) }\n";

const Instruction& Root(const Module& module) { return *module.entry->root; }

TEST(Parser, PrintStylesMeanTheSame) {
  const std::string_view styles[] = {
      // XLA's default, with signatures and metadata
      "HloModule m, is_scheduled=true, entry_computation_layout={(f32[4]{0})->f32[4]{0}}\n\n"
      "ENTRY %main.3 (x.1: f32[4]) -> f32[4] {\n"
      "  %x.1 = f32[4]{0:T(128)S(1)} parameter(0), sharding={replicated}\n"
      "  ROOT %n.2 = f32[4]{0} negate(f32[4]{0} %x.1), frontend_attributes={a=\"}\",b={\"k\": [1]}}\n}\n",
      // jax's
      "HloModule m, entry_computation_layout={(f32[4]{0})->f32[4]{0}}\n\n"
      "ENTRY main.3 {\n  x.1 = f32[4]{0} parameter(0)\n  ROOT n.2 = f32[4]{0} negate(x.1)\n}\n\n",
      // without layouts, roots and result shapes, on one line
      "HloModule m ENTRY main.3{x.1=f32[4]parameter(0)n.2=negate(x.1),control-predecessors={x.1}}",
  };
  std::string first;
  for (const std::string_view text : styles) {
    Module module = MustRead(text);
    for (auto& i : module.entry->instructions) i->shape.layout.clear();
    module.entry_parameters[0].layout = module.entry_result.layout = {};
    if (first.empty()) first = ToText(module);
    EXPECT_EQ(ToText(module), first);
  }
}

TEST(Parser, StackFramesBecomeSources) {
  const Module module = MustRead(
      "HloModule m\n\nFileNames\n1 \"train.py\"\n2 \"lib.py\"\n\nFunctionNames\n1 "
      "\"loss_fn\"\n\nFileLocations\n"
      "1 {file_name_id=1 function_name_id=1 line=88 end_line=88 column=2 end_column=9}\n\n"
      "StackFrames\n1 {file_location_id=1 parent_frame_id=1}\n\n"
      "ENTRY e { x = f32[] parameter(0), metadata={op_name=\"jit(f)/mul\" stack_frame_id=1}\n"
      "ROOT y = f32[] negate(x), metadata={op_type=\"neg\", source_file=\"a.py\", source_line=3 "
      "profile_type={1}} }");
  const Source& x = Root(module).operands[0]->source;
  EXPECT_EQ(x.file, "train.py");
  EXPECT_EQ(x.function, "loss_fn");
  EXPECT_EQ(x.line, 88);
  EXPECT_EQ(x.op_name, "jit(f)/mul");
  EXPECT_EQ(Root(module).source.file, "a.py");
  EXPECT_EQ(Root(module).source.line, 3);
}

TEST(Parser, InlineComputations) {
  const Module module =
      MustRead(Entry("x = f32[3] parameter(0) z = f32[] constant(0)\n"
                     "ROOT r = f32[] reduce(x, z), to_apply={a = f32[] parameter(0) b = f32[] parameter(1) "
                     "ROOT s = add(a, b)},"
                     " dimensions={0}"));
  ASSERT_EQ(module.computations.size(), 2u);
  EXPECT_EQ(Root(module).called[0]->root->opcode, "add");
  EXPECT_EQ(module.entry->name, "main");
}

TEST(Parser, NestedOperandsAndTupleElements) {
  const Module module =
      MustRead(Entry("t = (f32[2], (s32[], f32[2])) parameter(0)\n"
                     "ROOT r = f32[2] add(negate(f32[2] t#0), t#1#1)"));
  EXPECT_EQ(Root(module).operands[0]->opcode, "negate");
  EXPECT_EQ(Root(module).operands[0]->operands[0]->tuple_index, 0);
  const Instruction& inner = *Root(module).operands[1];
  EXPECT_EQ(inner.opcode, "get-tuple-element");
  EXPECT_EQ(inner.operands[0]->tuple_index, 1);
  EXPECT_EQ(module.entry->instructions.size(), 6u);
}

TEST(Parser, EntryIsTheLastComputationWithoutEntry) {
  const Module module = MustRead(std::string(kAdd) + "last { ROOT p = f32[] parameter(0) }");
  EXPECT_EQ(module.entry->name, "last");
}

TEST(Parser, Attributes) {
  const Module module = MustRead(Entry(
      "x = f32[1,9,9,2] parameter(0) w = f32[3,3,1,4] parameter(1)\n"
      "ROOT c = f32[1,4,4,4] convolution(x, w), window={pad=0_1x-1_2 stride=2x2 size=3x3 rhs_reversal=1x0},"
      " dim_labels=b01f_01io->b01f, feature_group_count=2, operand_precision={highest,default}"));
  const Instruction& c = Root(module);
  EXPECT_EQ(c.feature_group_count, 2);
  EXPECT_EQ(c.window[1].pad_low, -1);
  EXPECT_EQ(c.window[1].pad_high, 2);
  EXPECT_TRUE(c.window[0].reversal);
  EXPECT_FALSE(c.window[1].reversal);
  EXPECT_EQ(c.convolution.kernel_input, 2);
  EXPECT_EQ(c.convolution.input_spatial, (std::vector<int64_t>{1, 2}));
}

TEST(Parser, AliasesAndReplicaGroups) {
  const Module module = MustRead(
      "HloModule m, input_output_alias={ {0}: (1, {}, may-alias), {1}: (0, {}) }, unknown={a={b},c}\n" +
      std::string(kAdd) +
      "ENTRY e { a = f32[] parameter(0) b = f32[2] parameter(1)\n"
      "r = f32[] all-reduce(a), replica_groups={{0,1},{2,3}}, to_apply=add_f32, channel_id=1\n"
      "ROOT t = (f32[2], f32[]) tuple(b, r) }");
  ASSERT_EQ(module.aliases.size(), 2u);
  EXPECT_EQ(module.aliases[0].parameter, 1);
  EXPECT_EQ(module.aliases[0].output_index, (std::vector<int64_t>{0}));
  EXPECT_EQ(Root(module).operands[1]->replica_group_size, 2);
}

TEST(Parser, BackendConfigIsKeptAsWritten) {
  const Module module = MustRead(Entry(
      R"(ROOT c = f32[] custom-call(), custom_call_target="f\x41\"", api_version=API_VERSION_TYPED_FFI,)"
      R"( backend_config={diag = 78 : ui8, s = "}"})"));
  EXPECT_EQ(Root(module).custom_call_target, "fA\"");
  EXPECT_EQ(Root(module).backend_config, R"({diag = 78 : ui8, s = "}"})");
  EXPECT_EQ(ToText(MustRead(ToText(module))), ToText(module));
}

TEST(Parser, PrintedTextReadsBack) {
  const std::string text =
      "HloModule m\n" + std::string(kAdd) +
      "max { a = f32[] parameter(0) b = f32[] parameter(1) ROOT r = pred[] compare(a, b), direction=GE }\n"
      "t { ROOT a = f32[2] parameter(0) }\n"
      "ENTRY e { x = f32[2] parameter(0) p = pred[] parameter(1) m = f32[1,4,4,1] parameter(2) z = f32[] "
      "constant(0)\n"
      "s = f32[1,2,2,1] reduce-window(m, z), to_apply=add_f32, window={size=1x2x2x1 stride=1x2x2x1 "
      "pad=0_0x0_1x0_0x0_0}\n"
      "g = f32[1,4,4,1] select-and-scatter(m, s, z), window={size=1x2x2x1 stride=1x2x2x1 "
      "pad=0_0x0_1x0_0x0_0},"
      " select=max, scatter=add_f32\n"
      "d = f32[5] pad(x, z), padding=1_1_1\n"
      "l = f32[2] slice(d), slice={[0:4:2]}\n"
      "c = f32[2] conditional(p, l, x), true_computation=t, false_computation=t\n"
      "i = s32[] constant(1)\n"
      "j = f32[2] conditional(i, l, x), branch_computations={t, t}\n"
      "k = (f32[1], s32[1]) topk(x), k=1, largest=false\n"
      "ROOT r = (f32[2], f32[2], f32[1,4,4,1], (f32[1], s32[1])) tuple(c, j, g, k) }";
  const std::string printed = ToText(MustRead(text));
  EXPECT_EQ(ToText(MustRead(printed)), printed);
}

}  // namespace
}  // namespace tmb::hlo
