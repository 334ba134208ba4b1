// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// tmrun against a device that lacks something of the model, or whose function fails: every
// text has the name of it.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "converter/arrays/file.h"
#include "ports/host/session.h"
#include "runtime/kernels/kernel_units.h"
#include "tests/ports/fake_board.h"
#include "tests/runtime/sample_programs.h"

namespace tmb::test {
namespace {

// y = call of "scale" (x), as instruction 1.
std::vector<uint8_t> CallFile() {
  ProgramBuilder builder = ScaleProgram(4);
  fb::ProgramT& program = builder.program();
  const fb::Ref y = *program.entries[0]->outputs[0]->ref;
  fb::CustomCallT call;
  call.target = "scale";
  call.operands = {fb::CallArray(y, fb::Type::F32, 1, 0)};
  call.results = {fb::CallArray(builder.Arena(16), fb::Type::F32, 1, 0)};
  call.dims = {4, 4};
  call.scratch = std::make_unique<fb::Ref>(builder.Arena(CustomCallScratchBytes(2)));
  *program.entries[0]->outputs[0]->ref = call.results[0].ref();
  builder.Add(std::move(call));
  program.entries[0]->end = 2;
  program.debug = std::make_unique<fb::DebugT>();
  program.debug->strings = {"", "multiply.1", "ffi_call.7", "train.py"};
  program.debug->instructions = {fb::InstructionDebug(1, 0, 0, 0, 0), fb::InstructionDebug(2, 0, 3, 88, 0)};
  return builder.Build();
}

int Negate(void* answer, const tmb_call* call) {
  for (uint32_t i = 0; i < call->operands[0].dims[0]; ++i) {
    static_cast<float*>(call->results[0].data)[i] = -static_cast<const float*>(call->operands[0].data)[i];
  }
  return *static_cast<int*>(answer);
}

class Device : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("tmb_device_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Result<void> Run(const std::vector<uint8_t>& model, std::span<const tmb_function> functions,
                   const std::string& expected) {
    SessionOptions options;
    options.file = folder_ / "model.tmb";
    EXPECT_TRUE(WriteFile(options.file, std::string(model.begin(), model.end())).ok());
    FakeBoard board(model, {});
    board.SetFunctions(functions);
    options.on = "serial:" + board.OpenTerminal();
    options.inputs = {"4xf32=1 2 3 4"};
    options.expected = {expected};
    return RunSession(options);
  }

  std::filesystem::path folder_;
  int answer_ = 0;
  const tmb_function functions_[1] = {{"scale", Negate, &answer_}};
};

TEST_F(Device, RunsItsFunctions) {
  const Result<void> ran = Run(CallFile(), functions_, "4xf32=-2 -5 -10 -17");
  EXPECT_TRUE(ran.ok()) << ran.error().text;
}

TEST_F(Device, NamesTheFunctionThatIsMissing) {
  const Result<void> ran = Run(CallFile(), {}, "(ignored)");
  ASSERT_FALSE(ran.ok());
  EXPECT_EQ(ran.error().kind, ErrorKind::kUnsupported);
  EXPECT_EQ(ran.error().text, "the fake refuses the model: a custom-call has no function: \"scale\"");
}

TEST_F(Device, NamesTheFunctionThatFails) {
  answer_ = -5;
  const Result<void> ran = Run(CallFile(), functions_, "(ignored)");
  ASSERT_FALSE(ran.ok());
  EXPECT_EQ(ran.error().kind, ErrorKind::kRunFailed);
  EXPECT_EQ(ran.error().text,
            "the run failed: \"scale\" returned -5 (instruction 1, ffi_call.7, train.py:88)");
}

TEST_F(Device, TheHostHasNoFunctions) {
  SessionOptions options;
  options.file = folder_ / "model.tmb";
  const std::vector<uint8_t> model = CallFile();
  ASSERT_TRUE(WriteFile(options.file, std::string(model.begin(), model.end())).ok());
  options.inputs = {"4xf32=1 2 3 4"};
  const Result<void> ran = RunSession(options);
  ASSERT_FALSE(ran.ok());
  EXPECT_EQ(ran.error().kind, ErrorKind::kUnsupported);
  EXPECT_NE(ran.error().text.find("\"scale\""), std::string::npos) << ran.error().text;
}

}  // namespace
}  // namespace tmb::test
