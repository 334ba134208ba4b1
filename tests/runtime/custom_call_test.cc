// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Registered C functions: what a function is shown, and each way in which it can be missing or fail.

#include <gtest/gtest.h>

#include <string>

#include "runtime/kernels/kernel_units.h"
#include "tests/runtime/loaded_program.h"
#include "tests/runtime/sample_programs.h"
#include "tmb/tmb.hpp"

namespace tmb::test {
namespace {

using fb::Type;

// y, count = call(x, nothing, w); z = call(y): the target is "scale" twice, then "last".
ProgramBuilder CallsProgram() {
  ProgramBuilder builder;
  const fb::Ref x = builder.Arena(24), y = builder.Arena(24), count = builder.Arena(4), z = builder.Arena(24);
  const fb::Ref w = builder.Constant(std::vector<int16_t>{5, -6});
  fb::CustomCallT call;
  call.target = "scale";
  call.config = std::string("two\0parts", 9);
  call.operands = {fb::CallArray(x, Type::F32, 2, 0), fb::CallArray(Nowhere(), Type::BF16, 3, 0),
                   fb::CallArray(w, Type::S16, 1, 0)};
  call.results = {fb::CallArray(y, Type::F32, 2, 0), fb::CallArray(count, Type::U32, 0, 0)};
  call.dims = {2, 3, 4, 0, 9, 2, 3, 2};
  call.scratch = std::make_unique<fb::Ref>(builder.Arena(CustomCallScratchBytes(5)));
  builder.Add(std::move(call));
  for (const char* target : {"scale", "last"}) {
    fb::CustomCallT next;
    next.target = target;
    next.operands = {fb::CallArray(y, Type::F32, 1, 0)};
    next.results = {fb::CallArray(z, Type::F32, 1, 0)};
    next.dims = {6, 6};
    next.scratch = std::make_unique<fb::Ref>(builder.Arena(CustomCallScratchBytes(2)));
    builder.Add(std::move(next));
  }
  builder.EndEntry("calls");
  builder.Input("x", Type::F32, {2, 3}, x);
  builder.Output("z", Type::F32, {2, 3}, z);
  return builder;
}

// What a function is shown of its first call, and how it answers.
struct Scale {
  float factor = 2;
  int answer = 0;
  int calls = 0;
  std::string config;
  std::vector<tmb_tensor> arrays;
};

int RunScale(void* user, const tmb_call* call) {
  Scale& scale = *static_cast<Scale*>(user);
  if (scale.calls++ == 0) {
    scale.config.assign(call->config, call->config_bytes);
    scale.arrays.assign(call->operands, call->operands + call->operand_count);
    scale.arrays.insert(scale.arrays.end(), call->results, call->results + call->result_count);
  }
  const Elements<float> x = Tensor(call->operands[0]).As<float>();
  const Elements<float> y = Tensor(call->results[0]).As<float>();
  for (size_t i = 0; i < x.size(); ++i) y[i] = scale.factor * x[i];
  return scale.answer;
}

// A machine with its memory and no functions yet.
class CustomCallTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(machine_.Load(file_.data(), file_.bytes()), TMB_OK);
    ASSERT_EQ(machine_.SetArena(arena_.data(), arena_.bytes()), TMB_OK);
    for (size_t i = 0; i < 6; ++i) machine_.Input(0).As<float>()[i] = static_cast<float>(i);
  }

  Scale first_, second_;
  const tmb_function functions_[3] = {
      {"unused", nullptr, nullptr}, {"last", RunScale, &second_}, {"scale", RunScale, &first_}};
  Block file_{CallsProgram().Build()}, arena_{4096};
  Machine machine_;
};

TEST_F(CustomCallTest, RunsWithTheFunctionsOfItsTargets) {
  second_.factor = 10;
  ASSERT_EQ(machine_.SetFunctions(functions_), TMB_OK);
  EXPECT_EQ(machine_.missing_function(), nullptr);
  ASSERT_EQ(machine_.Run(), TMB_OK);
  EXPECT_EQ(first_.calls, 2);
  EXPECT_EQ(second_.calls, 1);
  EXPECT_EQ(machine_.Output(0).As<float>()[5], 5 * 2 * 10);
}

TEST_F(CustomCallTest, ShowsArraysAndConfiguration) {
  ASSERT_EQ(machine_.SetFunctions(functions_), TMB_OK);
  ASSERT_EQ(machine_.Run(), TMB_OK);
  EXPECT_EQ(first_.config, std::string("two\0parts", 9));
  EXPECT_EQ(second_.config, "");
  ASSERT_EQ(first_.arrays.size(), 5u);
  const auto& [x, nothing, w, y, count] = *reinterpret_cast<const tmb_tensor(*)[5]>(first_.arrays.data());
  EXPECT_EQ(x.type, TMB_F32);
  EXPECT_EQ(x.rank, 2u);
  EXPECT_EQ(x.dims[0], 2u);
  EXPECT_EQ(x.dims[1], 3u);
  EXPECT_EQ(x.bytes, 24u);
  EXPECT_EQ(x.data, machine_.Input(0).data());
  EXPECT_EQ(nothing.type, TMB_BF16);
  EXPECT_EQ(nothing.rank, 3u);
  EXPECT_EQ(nothing.dims[2], 9u);
  EXPECT_EQ(nothing.bytes, 0u);
  EXPECT_EQ(nothing.data, nullptr);
  EXPECT_EQ(w.type, TMB_S16);
  EXPECT_EQ(static_cast<const int16_t*>(w.data)[1], -6);
  EXPECT_EQ(y.bytes, 24u);
  EXPECT_EQ(count.rank, 0u);
  EXPECT_EQ(count.bytes, 4u);
}

TEST_F(CustomCallTest, RefusesToRunWithoutThem) {
  EXPECT_STREQ(machine_.missing_function(), "scale");
  EXPECT_EQ(machine_.Run(), TMB_NO_FUNCTION);
  uint32_t budget = 10;
  EXPECT_EQ(machine_.Step(&budget), TMB_NO_FUNCTION);
  EXPECT_EQ(budget, 10u);
}

TEST_F(CustomCallTest, NamesTheFunctionThatIsMissing) {
  const tmb_function one[] = {functions_[2]};
  EXPECT_EQ(machine_.SetFunctions(one), TMB_NO_FUNCTION);
  EXPECT_EQ(machine_.fault().status, TMB_NO_FUNCTION);
  EXPECT_EQ(machine_.fault().instruction, 2u);
  EXPECT_STREQ(machine_.missing_function(), "last");
  EXPECT_EQ(machine_.Run(), TMB_NO_FUNCTION);
  EXPECT_EQ(first_.calls, 0);
  ASSERT_EQ(machine_.SetFunctions(functions_), TMB_OK);
  EXPECT_EQ(machine_.Run(), TMB_OK);
}

TEST_F(CustomCallTest, AFailureEndsTheRun) {
  ASSERT_EQ(machine_.SetFunctions(functions_), TMB_OK);
  first_.answer = -7;
  EXPECT_EQ(machine_.Run(), TMB_FUNCTION_FAILED);
  EXPECT_EQ(machine_.fault().status, TMB_FUNCTION_FAILED);
  EXPECT_EQ(machine_.fault().instruction, 0u);
  EXPECT_EQ(static_cast<int32_t>(machine_.fault().unit), -7);
  EXPECT_EQ(first_.calls, 1);
  EXPECT_EQ(second_.calls, 0);
  first_.answer = 0;
  EXPECT_EQ(machine_.Run(), TMB_OK);
}

TEST_F(CustomCallTest, AFailureEndsSteps) {
  ASSERT_EQ(machine_.SetFunctions(functions_), TMB_OK);
  second_.answer = 3;
  uint32_t budget = 2;
  EXPECT_EQ(machine_.Step(&budget), TMB_PAUSED);
  budget = 2;
  EXPECT_EQ(machine_.Step(&budget), TMB_FUNCTION_FAILED);
  EXPECT_EQ(machine_.fault().instruction, 2u);
  EXPECT_EQ(machine_.fault().unit, 3u);
  second_.answer = 0;
  budget = 10;
  EXPECT_EQ(machine_.Step(&budget), TMB_OK);  // from the start again
  EXPECT_EQ(budget, 7u);
}

TEST_F(CustomCallTest, AFailureEndsATracedRun) {
  ASSERT_EQ(machine_.SetFunctions(functions_), TMB_OK);
  first_.answer = 1;
  int begun = 0;
  const auto trace = [](void* user, uint32_t, int begin) { *static_cast<int*>(user) += begin; };
  tmb_set_trace(machine_.c_machine(), trace, &begun);
  EXPECT_EQ(machine_.Run(), TMB_FUNCTION_FAILED);
  EXPECT_EQ(begun, 1);
}

TEST(CustomCall, ProgramsWithoutCallsNeedNoFunctions) {
  LoadedProgram program(ScaleProgram(3).Build());
  EXPECT_EQ(tmb_missing_function(program.machine()), nullptr);
  EXPECT_EQ(tmb_set_functions(program.machine(), nullptr, 0), TMB_OK);
  EXPECT_EQ(tmb_run(program.machine(), 0), TMB_OK);
}

TEST(CustomCall, ARefusedFileMissesNoFunction) {
  const Block file(std::vector<uint8_t>(64, 0xff));
  Machine machine;
  ASSERT_NE(machine.Load(file.data(), file.bytes()), TMB_OK);
  EXPECT_EQ(machine.missing_function(), nullptr);
}

}  // namespace
}  // namespace tmb::test
