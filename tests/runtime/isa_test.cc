// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The rows of isa.h against the schema's own reflection and against shapes whose sizes
// are known; every Ref of the schema is described.

#include "runtime/isa.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "runtime/isa_host.h"
#include "runtime/struct_operands.h"
#include "tests/runtime/sample_programs.h"

namespace tmb::test {
namespace {

const flatbuffers::TypeTable* ReflectionOf(fb::Instruction type) {
  switch (type) {
    case fb::Instruction::Jump:
      return fb::JumpTypeTable();
    case fb::Instruction::JumpIf:
      return fb::JumpIfTypeTable();
    case fb::Instruction::DotF32:
      return fb::DotF32TypeTable();
    case fb::Instruction::MatVecF32:
      return fb::MatVecF32TypeTable();
    case fb::Instruction::Dot:
      return fb::DotTypeTable();
    case fb::Instruction::ConvF32:
      return fb::ConvF32TypeTable();
    case fb::Instruction::WinogradF32:
      return fb::WinogradF32TypeTable();
    case fb::Instruction::DepthwiseF32:
      return fb::DepthwiseF32TypeTable();
    case fb::Instruction::Conv:
      return fb::ConvTypeTable();
    case fb::Instruction::MatVecS8:
      return fb::MatVecS8TypeTable();
    case fb::Instruction::ConvS8:
      return fb::ConvS8TypeTable();
    case fb::Instruction::DepthwiseS8:
      return fb::DepthwiseS8TypeTable();
    case fb::Instruction::WinogradS8:
      return fb::WinogradS8TypeTable();
    case fb::Instruction::MaxPoolS8:
      return fb::MaxPoolS8TypeTable();
    case fb::Instruction::NONE:
    case fb::Instruction::Map:
    case fb::Instruction::Gather:
    case fb::Instruction::Scatter:
    case fb::Instruction::Sort:
    case fb::Instruction::CustomCall:
      break;
  }
  return nullptr;
}

// Fields that are Refs, by name, from the schema.
std::map<std::string, int64_t> RefsOf(const flatbuffers::TypeTable& table) {
  std::map<std::string, int64_t> refs;
  for (size_t i = 0; i < table.num_elems; ++i) {
    const flatbuffers::TypeCode code = table.type_codes[i];
    if (code.sequence_ref >= 0 && table.type_refs[code.sequence_ref] == fb::RefTypeTable) {
      refs[table.names[i]] = table.values[i];
    }
  }
  return refs;
}

int64_t OffsetOfField(const flatbuffers::TypeTable& table, const std::string& name) {
  for (size_t i = 0; i < table.num_elems; ++i) {
    if (table.names[i] == name) return table.values[i];
  }
  return -1;
}

TEST(Isa, EveryRefOfAKernelIsAnOperandAtItsPlace) {
  for (uint32_t i = 1; i <= static_cast<uint32_t>(fb::Instruction::MAX); ++i) {
    const fb::Instruction type = static_cast<fb::Instruction>(i);
    const InstructionInfo& info = InfoOf(type);
    if (!info.IsKernel()) continue;
    const flatbuffers::TypeTable& table = *ReflectionOf(type);
    EXPECT_EQ(info.bytes, table.values[table.num_elems]);
    std::map<std::string, int64_t> rows;
    for (uint32_t o = 0; o < info.operand_count; ++o)
      rows[TextOf(info.operands[o].name)] = info.operands[o].ref;
    EXPECT_EQ(rows, RefsOf(table)) << fb::EnumNameInstruction(type);
  }
}

// One field of each list suffices after each array or type; the lists are in order.
TEST(Isa, FieldsLieWhereTheSchemaPutsThem) {
  const flatbuffers::TypeTable& dot = *fb::DotTypeTable();
  EXPECT_EQ(OffsetOfField(dot, "k"), dot_fields::k);
  EXPECT_EQ(OffsetOfField(dot, "w_n"), dot_fields::w_n);
  EXPECT_EQ(OffsetOfField(dot, "y_type"), dot_fields::y_type);
  EXPECT_EQ(OffsetOfField(*fb::DotF32TypeTable(), "w_type"), dot_f32_fields::w_type);
  EXPECT_EQ(OffsetOfField(*fb::MatVecF32TypeTable(), "w_type"), mat_vec_f32_fields::w_type);
  const flatbuffers::TypeTable& conv_f32 = *fb::ConvF32TypeTable();
  EXPECT_EQ(OffsetOfField(conv_f32, "in_c"), conv_f32_fields::in_c);
  EXPECT_EQ(OffsetOfField(conv_f32, "k_w"), conv_f32_fields::k_w);
  EXPECT_EQ(OffsetOfField(conv_f32, "dilation_w"), conv_f32_fields::dilation_w);
  EXPECT_EQ(OffsetOfField(conv_f32, "w_type"), conv_f32_fields::w_type);
  const flatbuffers::TypeTable& depthwise = *fb::DepthwiseF32TypeTable();
  EXPECT_EQ(OffsetOfField(depthwise, "c"), depthwise_f32_fields::c);
  EXPECT_EQ(OffsetOfField(depthwise, "dilation_w"), depthwise_f32_fields::dilation_w);
  EXPECT_EQ(OffsetOfField(depthwise, "w_type"), depthwise_f32_fields::w_type);
  EXPECT_EQ(OffsetOfField(*fb::MatVecS8TypeTable(), "y_type"), mat_vec_s8_fields::y_type);
  EXPECT_EQ(OffsetOfField(*fb::ConvS8TypeTable(), "clamp_hi"), conv_s8_fields::clamp_hi);
  EXPECT_EQ(OffsetOfField(*fb::ConvS8TypeTable(), "residual_type"), conv_s8_fields::residual_type);
  EXPECT_EQ(OffsetOfField(*fb::DepthwiseS8TypeTable(), "strip_rows"), depthwise_s8_fields::strip_rows);
  EXPECT_EQ(OffsetOfField(*fb::DepthwiseS8TypeTable(), "y_type"), depthwise_s8_fields::y_type);
  EXPECT_EQ(OffsetOfField(*fb::WinogradS8TypeTable(), "in_c"), winograd_s8_fields::in_c);
  EXPECT_EQ(OffsetOfField(*fb::WinogradS8TypeTable(), "out_c"), winograd_s8_fields::out_c);
  EXPECT_EQ(OffsetOfField(*fb::WinogradS8TypeTable(), "y_zero"), winograd_s8_fields::y_zero);
  EXPECT_EQ(OffsetOfField(*fb::WinogradS8TypeTable(), "residual_type"), winograd_s8_fields::residual_type);
  const flatbuffers::TypeTable& conv = *fb::ConvTypeTable();
  const std::map<std::string, int64_t> fields = {{"in", conv_fields::in},
                                                 {"out", conv_fields::out},
                                                 {"k", conv_fields::k},
                                                 {"stride", conv_fields::stride},
                                                 {"pad", conv_fields::pad},
                                                 {"in_dilation", conv_fields::in_dilation},
                                                 {"k_dilation", conv_fields::k_dilation},
                                                 {"x_spatial", conv_fields::x_spatial},
                                                 {"w_in", conv_fields::w_in},
                                                 {"w_spatial", conv_fields::w_spatial},
                                                 {"y_spatial", conv_fields::y_spatial},
                                                 {"x_type", conv_fields::x_type},
                                                 {"y_type", conv_fields::y_type}};
  for (const auto& [name, offset] : fields) EXPECT_EQ(OffsetOfField(conv, name), offset) << name;
}

// The operands of a struct, by name.
std::map<std::string, OperandSpan> SpansOf(fb::Instruction type, const void* op) {
  std::map<std::string, OperandSpan> spans;
  const InstructionInfo& info = InfoOf(type);
  for (uint32_t i = 0; i < info.operand_count; ++i) {
    spans[TextOf(info.operands[i].name)] = SpanOf(type, op, info.operands[i]);
  }
  return spans;
}

// Word and access of each operand that is there.
using Refs = std::multiset<std::pair<uint32_t, Access>>;

bool Collect(void* refs, const OperandSpan& operand) {
  if (HasOperand(operand.ref)) static_cast<Refs*>(refs)->emplace(operand.ref.word(), operand.access);
  return true;
}

Refs RefsOf(fb::Instruction type, const void* op) {
  Refs refs;
  for (const auto& [name, span] : SpansOf(type, op)) Collect(&refs, span);
  if (type == fb::Instruction::Map) {
    const fb::Map& map = *static_cast<const fb::Map*>(op);
    EXPECT_TRUE(ForEachMapOperand(ViewOf(map), *map.scratch(), Collect, &refs));
  }
  EXPECT_TRUE(ForEachTableOperand(type, op, Collect, &refs));
  return refs;
}

TEST(Operands, DotF32) {
  const fb::DotF32 op(At(kArena0, 0), At(kConstants, 0), Nowhere(), Nowhere(), At(kArena0, 64), Nowhere(), 5,
                      17, 6, 0, 0, fb::Type::BF16);
  const auto spans = SpansOf(fb::Instruction::DotF32, &op);
  EXPECT_EQ(spans.at("x").behind, 4u * 5 * 6);
  EXPECT_EQ(spans.at("w").behind, 2u * 20 * 6);
  EXPECT_TRUE(spans.at("bias").optional && spans.at("residual").optional && spans.at("scratch").optional);
  EXPECT_EQ(spans.at("scratch").behind, 4u * 4 * 6);
  EXPECT_EQ(spans.at("y").behind, 4u * 5 * 17);
  EXPECT_EQ(spans.at("y").access, Access::kWrite);
  EXPECT_EQ(UnitsOf(fb::Instruction::DotF32, &op), 2u);
  EXPECT_EQ(WorkOf(fb::Instruction::DotF32, &op), 5.0f * 17 * 6);
}

// A scale for each column of each panel, words among bytes.
TEST(Operands, WeightsOf8BitsHaveScales) {
  const fb::DotF32 dot(At(kArena0, 0), At(kConstants, 0), Nowhere(), Nowhere(), At(kArena0, 64), Nowhere(), 5,
                       17, 6, 0, 0, fb::Type::S8);
  const auto spans = SpansOf(fb::Instruction::DotF32, &dot);
  EXPECT_EQ(spans.at("w").behind, 20u * (6 + 4));
  EXPECT_EQ(spans.at("w").alignment, kAlignment);
  EXPECT_EQ(spans.at("x").behind, 4u * 5 * 6);
  const fb::MatVecF32 row(At(kArena0, 0), At(kConstants, 0), Nowhere(), At(kArena0, 64), 1, 17, 6, 0, 0,
                          fb::Type::S8);
  EXPECT_EQ(SpansOf(fb::Instruction::MatVecF32, &row).at("w").behind, 32u * (6 + 4));
  for (const uint32_t n : {1u << 29, ~0u - 2, ~0u}) {
    const fb::DotF32 huge(At(kArena0, 0), At(kConstants, 0), Nowhere(), Nowhere(), At(kArena0, 64), Nowhere(),
                          1, n, 1, 0, 0, fb::Type::S8);
    const OperandSpan w = SpansOf(fb::Instruction::DotF32, &huge).at("w");
    EXPECT_TRUE(w.alignment == 0 || w.behind >= 1u << 29) << n;
  }
}

TEST(Operands, StridesGoBothWays) {
  const fb::Dot op(At(kArena0, 0), At(kArena0, 0), At(kArena0, 0), 2, 3, 5, 7, 100, -4, 2, 0, -2, 14,
                   fb::Type::F16, fb::Type::F16, fb::Type::F32);
  const auto spans = SpansOf(fb::Instruction::Dot, &op);
  EXPECT_EQ(spans.at("x").before, 8u);
  EXPECT_EQ(spans.at("x").behind, 100u + 12 + 2);
  EXPECT_EQ(spans.at("x").alignment, 2u);
  EXPECT_EQ(spans.at("w").before, 12u);
  EXPECT_EQ(spans.at("w").behind, 56u + 2);
  EXPECT_EQ(spans.at("y").behind, 4u * 2 * 3 * 5);
}

TEST(Operands, HugeNumbersStayFar) {
  const fb::Dot op(At(kArena0, 0), At(kArena0, 0), At(kArena0, 0), ~0u, ~0u, ~0u, ~0u, INT32_MIN, INT32_MAX,
                   -1, 1, 1, 1, fb::Type::F32, fb::Type::F32, fb::Type::F32);
  const auto spans = SpansOf(fb::Instruction::Dot, &op);
  EXPECT_EQ(spans.at("x").before, kFar);
  EXPECT_EQ(spans.at("x").behind, kFar);
  EXPECT_EQ(spans.at("y").behind, kFar);
}

// The object API's walk and the file's walk agree on every Ref.
TEST(IsaHost, VisitsWhatTheVerifierVisits) {
  ProgramBuilder builder = EveryInstructionProgram();
  const std::vector<uint8_t> file = builder.Build();
  const fb::Program& program = *fb::GetProgram(file.data());
  for (uint32_t i = 0; i < program.code()->size(); ++i) {
    const Refs from_file =
        RefsOf(program.code_type()->GetEnum<fb::Instruction>(i), program.code()->GetAs<void>(i));
    Refs from_objects;
    ForEachRef(builder.program().code[i],
               [&](fb::Ref& ref, Access access, const char*) { from_objects.emplace(ref.word(), access); });
    EXPECT_EQ(from_file, from_objects) << i;
  }
}

}  // namespace
}  // namespace tmb::test
