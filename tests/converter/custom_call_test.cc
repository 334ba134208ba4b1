// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// HLO's custom-calls as calls of registered functions, from text to a run; and the ones that
// are refused.

#include <gtest/gtest.h>

#include <string>

#include "converter/convert.h"
#include "tests/runtime/loaded_program.h"
#include "tmb/tmb.hpp"

namespace tmb {
namespace {

using test::Block;

Result<Converted> ConvertText(const std::string& text, CustomCallTargets targets) {
  ConvertOptions options;
  options.custom_calls = std::move(targets);
  return Convert({{"", "test.hlo", "HloModule m\n" + text}}, options);
}

std::string RefusalOf(const std::string& text, CustomCallTargets targets) {
  const Result<Converted> converted = ConvertText(text, std::move(targets));
  if (converted.ok()) return "converted";
  EXPECT_EQ(converted.error().kind, ErrorKind::kUnsupported);
  return converted.error().text;
}

// A converted module with its memory; functions get this as their `user`.
class Program {
 public:
  explicit Program(const std::string& text) : Program(ConvertText(text, {"f", "g", "log"})) {}

  tmb_status Run() { return machine_.Run(); }
  Elements<float> Input(unsigned i) { return machine_.Input(i).As<float>(); }
  Elements<float> Output(unsigned i) { return machine_.Output(i).As<float>(); }

  std::vector<std::vector<float>> logged;  // what `log` was called with
  std::vector<uint32_t> operand_dims;      // of the last call of `f`
  std::string config;

 private:
  explicit Program(const Result<Converted>& converted)
      : file_(converted.ok() ? converted.value().file : std::vector<uint8_t>()) {
    EXPECT_TRUE(converted.ok()) << converted.error().text;
    if (!converted.ok()) return;
    EXPECT_EQ(machine_.Load(file_.data(), file_.bytes()), TMB_OK);
    arena_.emplace(machine_.arena_bytes());
    EXPECT_EQ(machine_.SetArena(arena_->data(), arena_->bytes()), TMB_OK);
    EXPECT_EQ(machine_.SetFunctions(functions_), TMB_OK);
  }

  // result = 10 * operand + 1
  static int RunF(void* user, const tmb_call* call) {
    auto& self = *static_cast<Program*>(user);
    const tmb_tensor& x = call->operands[0];
    self.operand_dims.assign(x.dims, x.dims + x.rank);
    self.config = call->config;
    for (size_t i = 0; i < Tensor(x).As<float>().size(); ++i) {
      Tensor(call->results[0]).As<float>()[i] = 10 * Tensor(x).As<float>()[i] + 1;
    }
    return 0;
  }
  // (sum, difference) of two operands
  static int RunG(void*, const tmb_call* call) {
    const Elements<float> a = Tensor(call->operands[0]).As<float>(),
                          b = Tensor(call->operands[1]).As<float>();
    for (size_t i = 0; i < a.size(); ++i) {
      Tensor(call->results[0]).As<float>()[i] = a[i] + b[i];
      Tensor(call->results[1]).As<float>()[i] = a[i] - b[i];
    }
    return 0;
  }
  static int RunLog(void* user, const tmb_call* call) {
    const Elements<float> x = Tensor(call->operands[0]).As<float>();
    static_cast<Program*>(user)->logged.emplace_back(x.begin(), x.end());
    return 0;
  }

  const tmb_function functions_[3] = {{"f", RunF, this}, {"g", RunG, this}, {"log", RunLog, this}};
  Block file_;
  std::optional<Block> arena_;
  Machine machine_;
};

TEST(CustomCall, OperandsAreComputedAndResultsRead) {
  Program program(R"(ENTRY main { a = f32[4] parameter(0)
  n = f32[4] negate(a)
  c = f32[4] custom-call(n), custom_call_target="f", backend_config={gain = 2.5 : f32}
  ROOT r = f32[4] add(c, a) })");
  program.Input(0)[3] = 3;
  ASSERT_EQ(program.Run(), TMB_OK);
  EXPECT_EQ(program.Output(0)[3], -30 + 1 + 3);
  EXPECT_EQ(program.config, "{gain = 2.5 : f32}");
}

TEST(CustomCall, ViewsArriveRowMajorWhateverTheLayout) {
  Program program(R"(ENTRY main { a = f32[2,3] parameter(0)
  t = f32[3,2] transpose(a), dimensions={1,0}
  c = f32[3,2]{0,1} custom-call(t), custom_call_target="f", operand_layout_constraints={f32[3,2]{0,1}}
  ROOT r = f32[3,2] copy(c) })");
  for (size_t i = 0; i < 6; ++i) program.Input(0)[i] = static_cast<float>(i);
  ASSERT_EQ(program.Run(), TMB_OK);
  EXPECT_EQ(program.operand_dims, (std::vector<uint32_t>{3, 2}));
  EXPECT_EQ(program.Output(0)[1], 31);  // a[1,0] is 3
}

TEST(CustomCall, TuplesAreTheirLeaves) {
  Program program(R"(ENTRY main { a = f32[2] parameter(0)
  k = f32[2] constant({5, 6})
  p = (f32[2], f32[2]) tuple(a, k)
  c = (f32[2], (f32[2])) custom-call(p), custom_call_target="g", output_to_operand_aliasing={{0}: (0, {0})}
  d = (f32[2]) get-tuple-element(c), index=1
  e = f32[2] get-tuple-element(d), index=0
  ROOT r = f32[2] multiply(e, a) })");
  program.Input(0)[1] = 2;
  ASSERT_EQ(program.Run(), TMB_OK);
  EXPECT_EQ(program.Output(0)[1], (2 - 6) * 2);
}

TEST(CustomCall, SideEffectsHappenInOrderThoughNobodyReadsThem) {
  Program program(R"(ENTRY main { a = f32[1] parameter(0)
  s = f32[] reshape(a)
  big = f32[64] broadcast(s), dimensions={}
  ignored = f32[64] custom-call(big), custom_call_target="f"
  l0 = () custom-call(big), custom_call_target="log", custom_call_has_side_effect=true
  n = f32[1] negate(a)
  l1 = f32[9] custom-call(n), custom_call_target="log", custom_call_has_side_effect=true
  l2 = () custom-call(a), custom_call_target="log", custom_call_has_side_effect=true
  l3 = () custom-call(a), custom_call_target="log"
  ROOT r = f32[1] add(a, a) })");
  program.Input(0)[0] = 7;
  ASSERT_EQ(program.Run(), TMB_OK);
  ASSERT_EQ(program.logged.size(), 3u);
  EXPECT_EQ(program.logged[0], std::vector<float>(64, 7));
  EXPECT_EQ(program.logged[1], std::vector<float>{-7});
  EXPECT_EQ(program.logged[2], std::vector<float>{7});
  EXPECT_TRUE(program.operand_dims.empty());
  EXPECT_EQ(program.Output(0)[0], 14);
}

// `w` could be gone before `v` is made.
TEST(CustomCall, SideEffectsKeepTheirOrderThoughAnotherOneNeedsLessMemory) {
  Program program(R"(ENTRY main { a = f32[1] parameter(0)
  w = f32[256] custom-call(a), custom_call_target="f"
  first = f32[1] slice(w), slice={[0:1]}
  n = f32[1] custom-call(first), custom_call_target="f"
  s = f32[] reshape(n)
  v = f32[256] broadcast(s), dimensions={}
  l0 = () custom-call(v), custom_call_target="log", custom_call_has_side_effect=true
  l1 = () custom-call(w), custom_call_target="log", custom_call_has_side_effect=true
  ROOT r = f32[1] negate(a) })");
  program.Input(0)[0] = 1;
  ASSERT_EQ(program.Run(), TMB_OK);
  ASSERT_EQ(program.logged.size(), 2u);
  EXPECT_EQ(program.logged[0][255], 111);
  EXPECT_EQ(program.logged[1][0], 11);
}

TEST(CustomCall, SideEffectsOfALoopThatGivesNothing) {
  Program program(R"(body { s = (s32[], f32[1]) parameter(0)
  i = s32[] get-tuple-element(s), index=0
  x = f32[1] get-tuple-element(s), index=1
  one = s32[] constant(1)
  next = s32[] add(i, one)
  y = f32[1] custom-call(x), custom_call_target="f"
  l = () custom-call(y), custom_call_target="log", custom_call_has_side_effect=true
  ROOT t = (s32[], f32[1]) tuple(next, y) }
condition { s = (s32[], f32[1]) parameter(0)
  i = s32[] get-tuple-element(s), index=0
  end = s32[] constant(3)
  ROOT c = pred[] compare(i, end), direction=LT }
ENTRY main { a = f32[1] parameter(0)
  zero = s32[] constant(0)
  t = (s32[], f32[1]) tuple(zero, a)
  w = (s32[], f32[1]) while(t), condition=condition, body=body
  ROOT r = f32[1] negate(a) })");
  program.Input(0)[0] = 1;
  ASSERT_EQ(program.Run(), TMB_OK);
  ASSERT_EQ(program.logged.size(), 3u);
  EXPECT_EQ(program.logged[2], std::vector<float>{1111});
}

TEST(CustomCall, ArraysWithoutElementsHaveNoPlace) {
  Program program(R"(ENTRY main { a = f32[3,0] parameter(0)
  b = f32[2] parameter(1)
  c = f32[0] custom-call(a), custom_call_target="f"
  n = f32[0] negate(c)
  ROOT r = (f32[0], f32[2]) tuple(n, b) })");
  ASSERT_EQ(program.Run(), TMB_OK);
  EXPECT_EQ(program.operand_dims, (std::vector<uint32_t>{3, 0}));
}

constexpr char kCallOfF[] = R"(ENTRY main { a = f32[4] parameter(0)
  ROOT c = f32[4] custom-call(a), custom_call_target="f", metadata={source_file="train.py" source_line=88} })";

TEST(CustomCall, OnlyPermittedTargetsBecomeCalls) {
  const std::string refusal = RefusalOf(kCallOfF, {"ff", "g"});
  EXPECT_NE(refusal.find("--custom-call f "), std::string::npos) << refusal;
  EXPECT_NE(refusal.find("train.py:88"), std::string::npos) << refusal;
  EXPECT_EQ(RefusalOf(kCallOfF, {"f"}), "converted");
}

TEST(CustomCall, HostCallbacksAreRefusedEvenIfPermitted) {
  for (const std::string target :
       {"xla_python_cpu_callback", "xla_ffi_python_cpu_callback", "xla_ffi_partitioned_python_cpu_callback",
        "xla_python_gpu_callback", "xla_ffi_python_gpu_callback"}) {
    const std::string refusal = RefusalOf(
        "ENTRY main { a = f32[4] parameter(0)\n ROOT c = f32[4] custom-call(a), "
        "custom_call_target=\"" +
            target +
            "\", "
            "metadata={source_file=\"train.py\" source_line=88} }",
        {target});
    EXPECT_NE(refusal.find("needs the Python of the host"), std::string::npos) << refusal;
    EXPECT_NE(refusal.find(target), std::string::npos) << refusal;
    EXPECT_NE(refusal.find("train.py:88"), std::string::npos) << refusal;
  }
}

TEST(CustomCall, ArraysThatNoFunctionCanTake) {
  EXPECT_NE(RefusalOf(R"(ENTRY main { a = f32[1,1,1,1,1,1,1,1,2] parameter(0)
  ROOT c = f32[4] custom-call(a), custom_call_target="f" })",
                      {"f"})
                .find("up to 8 dimensions"),
            std::string::npos);
  EXPECT_NE(RefusalOf(R"(ENTRY main { a = f32[4] parameter(0)
  ROOT c = f4e2m1fn[4] custom-call(a), custom_call_target="f" })",
                      {"f"})
                .find("f4e2m1fn[4] among the results"),
            std::string::npos);
}

}  // namespace
}  // namespace tmb
