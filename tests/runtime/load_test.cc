// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What tmb_load answers before it looks at the program: identity, length, checksums,
// features.

#include <gtest/gtest.h>

#include "converter/emit/pack.h"
#include "runtime/features.h"
#include "tests/runtime/loaded_program.h"
#include "tests/runtime/sample_programs.h"
#include "tmb/tmb.h"

namespace tmb::test {
namespace {

tmb_status LoadStatus(const std::vector<uint8_t>& bytes) {
  const Block file(bytes);
  tmb_machine machine;
  const tmb_status status = tmb_load(&machine, file.data(), file.bytes());
  EXPECT_EQ(machine.fault.status, status);
  return status;
}

TEST(Load, ErasedAndEmptyPartitionsHoldNoModel) {
  EXPECT_EQ(LoadStatus(std::vector<uint8_t>(4096, 0xff)), TMB_NOT_A_MODEL);
  EXPECT_EQ(LoadStatus(std::vector<uint8_t>(4096, 0)), TMB_NOT_A_MODEL);
  EXPECT_EQ(LoadStatus({}), TMB_TRUNCATED);
}

TEST(Load, ModelMustBeAligned) {
  const std::vector<uint8_t> bytes = ScaleProgram(4).Build();
  const Block memory(bytes.size() + 4);
  std::memcpy(memory.data() + 4, bytes.data(), bytes.size());
  tmb_machine machine;
  EXPECT_EQ(tmb_load(&machine, memory.data() + 4, bytes.size()), TMB_MISALIGNED);
}

TEST(Load, EveryShorterLengthIsTruncated) {
  std::vector<uint8_t> bytes = EveryInstructionProgram().Build();
  while (!bytes.empty()) {
    bytes.pop_back();
    ASSERT_EQ(LoadStatus(bytes), TMB_TRUNCATED) << bytes.size();
  }
}

TEST(Load, MoreBytesThanTheFileAreFine) {
  std::vector<uint8_t> bytes = ScaleProgram(4).Build();
  bytes.resize(bytes.size() + 1000, 0xff);
  EXPECT_EQ(LoadStatus(bytes), TMB_OK);
}

TEST(Load, EachByteOfTheProgramPartIsUnderItsChecksum) {
  std::vector<uint8_t> bytes = ScaleProgram(4).Build();
  const auto* const header = fb::GetProgram(bytes.data())->header();
  const size_t at = static_cast<size_t>(reinterpret_cast<const uint8_t*>(header) - bytes.data());
  for (size_t i = 8; i < header->program_bytes(); ++i) {
    if (i >= at && i < at + sizeof *header) continue;
    bytes[i] ^= 1;
    EXPECT_NE(LoadStatus(bytes), TMB_OK) << i;
    bytes[i] ^= 1;
  }
}

TEST(Load, ConstantsHaveTheirOwnChecksum) {
  std::vector<uint8_t> bytes = ScaleProgram(4).Build();
  const uint32_t program_bytes = fb::GetProgram(bytes.data())->header()->program_bytes();
  ASSERT_LT(program_bytes, bytes.size());
  {
    LoadedProgram program(bytes);
    EXPECT_EQ(tmb_check_constants(program.machine()), TMB_OK);
  }
  for (size_t i = program_bytes; i < bytes.size(); ++i) {
    bytes[i] ^= 0x80;
    LoadedProgram program(bytes);
    ASSERT_EQ(program.status(), TMB_OK);
    EXPECT_EQ(tmb_check_constants(program.machine()), TMB_BAD_CHECKSUM) << i;
    bytes[i] ^= 0x80;
  }
}

TEST(Load, DebugInfoLiesBehindTheConstants) {
  ProgramBuilder builder = ScaleProgram(4);
  const std::vector<uint8_t> stripped = builder.Build();
  builder.program().debug = std::make_unique<fb::DebugT>();
  builder.program().debug->strings = {"", "multiply.1"};
  builder.program().debug->instructions = {fb::InstructionDebug(1, 0, 0, 0, 0)};
  const std::vector<uint8_t> bytes = builder.Build();
  EXPECT_EQ(LoadStatus(bytes), TMB_OK);
  const fb::Program& program = *fb::GetProgram(bytes.data());
  EXPECT_GE(reinterpret_cast<const uint8_t*>(program.debug()),
            bytes.data() + program.header()->program_bytes());
  EXPECT_LE(program.header()->program_bytes(),
            fb::GetProgram(stripped.data())->header()->program_bytes() + 16);
}

TEST(Load, NamesTheFeatureThatIsMissing) {
  ProgramBuilder builder = ScaleProgram(4);
  builder.program().required = {1u << BitOf(Feature::kArithmeticF32), 0, 1u << 30};
  builder.program().required_names = {"f32 arithmetic", "quantum f128"};
  const std::vector<uint8_t> bytes = builder.Build();
  LoadedProgram program(bytes);
  EXPECT_EQ(program.status(), TMB_UNSUPPORTED);
  EXPECT_EQ(program.machine()->fault.unit, 94u);
  EXPECT_STREQ(tmb_missing_feature(program.machine()), "quantum f128");
}

TEST(Load, AFeatureWithoutNameIsStillRefused) {
  ProgramBuilder builder = ScaleProgram(4);
  builder.program().required = {0, 0x80000000u};
  LoadedProgram program(builder.Build());
  EXPECT_EQ(program.status(), TMB_UNSUPPORTED);
  EXPECT_EQ(tmb_missing_feature(program.machine()), nullptr);
}

TEST(RepairChecksums, MakesADamagedFileLoadAgain) {
  std::vector<uint8_t> bytes = ScaleProgram(4).Build();
  const size_t last = bytes.size() - 1;
  bytes[last] ^= 1;
  auto& names = *const_cast<flatbuffers::String*>(fb::GetProgram(bytes.data())->entries()->Get(0)->name());
  const_cast<uint8_t*>(names.Data())[0] ^= 1;
  EXPECT_EQ(LoadStatus(bytes), TMB_BAD_CHECKSUM);
  ASSERT_TRUE(RepairChecksums(bytes));
  LoadedProgram program(bytes);
  EXPECT_EQ(program.status(), TMB_OK);
  EXPECT_EQ(tmb_check_constants(program.machine()), TMB_OK);
}

}  // namespace
}  // namespace tmb::test
