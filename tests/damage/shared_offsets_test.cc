// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// FlatBuffers may share what offsets lead to, so a small file can describe a huge tree. Such
// files are refused, in time linear in their bytes.

#include <gtest/gtest.h>

#include <chrono>

#include "runtime/crc32.h"
#include "runtime/load.h"
#include "tests/damage/trial.h"
#include "tests/runtime/loaded_program.h"
#include "tests/runtime/sample_programs.h"

namespace tmb::test {
namespace {

using flatbuffers::FlatBufferBuilder;
using flatbuffers::Offset;

constexpr uint32_t kCount = 100000;

std::vector<uint8_t> Finish(FlatBufferBuilder& builder, Offset<fb::Program> program) {
  builder.Finish(program, fb::ProgramIdentifier());
  std::vector<uint8_t> file(builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize());
  fb::Header& header = *fb::GetMutableProgram(file.data())->mutable_header();
  const uint32_t bytes = static_cast<uint32_t>(file.size());
  header = fb::Header(bytes, bytes, ProgramCrc(file.data(), bytes, &header), 0);
  return file;
}

void ExpectRefusedSoon(const std::vector<uint8_t>& file) {
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(Try(file), Verdict::kRefused);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST(SharedOffsets, OneMapForAllInstructions) {
  FlatBufferBuilder builder;
  ProgramBuilder sample = EveryInstructionProgram();
  const std::vector<Offset<void>> code(kCount, sample.program().code[0].Pack(builder));
  const std::vector<fb::Instruction> types(kCount, fb::Instruction::Map);
  const fb::Header header;
  const std::vector<uint32_t> arena = {1 << 20};
  const std::vector<fb::BoundBuffer> bound = {fb::BoundBuffer(96, 0), fb::BoundBuffer(96, 1)};
  ExpectRefusedSoon(Finish(builder, fb::CreateProgramDirect(builder, &header, nullptr, &types, &code, nullptr,
                                                            &arena, 0, nullptr, &bound)));
}

TEST(SharedOffsets, OneTensorListForAllEntries) {
  FlatBufferBuilder builder;
  const fb::Ref ref = At(kArena0, 0);
  const auto tensor = fb::CreateTensor(builder, 0, fb::Type::F32, 0, &ref);
  const auto tensors = builder.CreateVector(std::vector<Offset<fb::Tensor>>(kCount, tensor));
  const auto entry = fb::CreateEntry(builder, 0, 0, 0, tensors);
  const std::vector<Offset<fb::Entry>> entries(kCount, entry);
  const fb::Header header;
  const std::vector<uint32_t> arena = {16};
  ExpectRefusedSoon(Finish(
      builder, fb::CreateProgramDirect(builder, &header, &entries, nullptr, nullptr, nullptr, &arena)));
}

TEST(SharedOffsets, InstructionsOutOfOrder) {
  FlatBufferBuilder builder;
  std::vector<Offset<void>> code;
  for (int i = 0; i < 2; ++i)
    code.push_back(builder.CreateStruct(fb::Jump(2)).Union());  // the later lies in front
  const std::vector<fb::Instruction> types(2, fb::Instruction::Jump);
  const std::vector<Offset<fb::Entry>> entries = {fb::CreateEntryDirect(builder, "main", 0, 2)};
  const fb::Header header;
  ExpectRefusedSoon(Finish(builder, fb::CreateProgramDirect(builder, &header, &entries, &types, &code)));
}

// The longest programs are verified in a blink, so that the bound above means something.
TEST(SharedOffsets, AsManyInstructionsOfTheirOwnLoad) {
  ProgramBuilder builder;
  const fb::Ref place = builder.Arena(4);
  const std::vector<uint8_t> code = Code({{fb::MicroOp::Load, 0}, {fb::MicroOp::Store, 1}});
  const MapAccess access = Memory(place, fb::Type::F32, {});
  for (uint32_t i = 0; i < kCount; ++i) builder.AddMap({}, {access}, {access}, {}, code);
  builder.EndEntry("main");
  const std::vector<uint8_t> file = builder.Build();
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(Try(file), Verdict::kRan);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

}  // namespace
}  // namespace tmb::test
