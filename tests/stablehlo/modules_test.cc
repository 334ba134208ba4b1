// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Modules that JAX wrote, in three spellings each; locations; what @main's attributes say.
#include <fstream>
#include <regex>
#include <sstream>

#include "tests/stablehlo/reading.h"

namespace tmb::stablehlo {
namespace {

std::string File(const std::string& name) {
  std::ifstream file(TMB_TEST_DATA "/" + name, std::ios::binary);
  std::stringstream contents;
  contents << file.rdbuf();
  return contents.str();
}

// Without sources, and without the names of parameters, which the forms number differently.
std::string PrintedWithoutNames(const std::string& name) {
  const std::string printed = Printed(File(name));
  EXPECT_EQ(printed.substr(0, 9), "HloModule") << name << ": " << printed;
  const std::string bare = std::regex_replace(printed, std::regex(", metadata=\\{[^}]*\\}"), "");
  return std::regex_replace(bare, std::regex("\\b(arg|iterArg_?)[0-9]*\\."), "parameter.");
}

TEST(Modules, EveryFormIsTheSameProgram) {
  for (const std::string name : {"attention", "newton_while", "pooling_gradient", "sort_and_switch"}) {
    const std::string pretty = PrintedWithoutNames(name + ".mlir");
    EXPECT_EQ(pretty, PrintedWithoutNames(name + ".generic.mlir")) << name;
    EXPECT_EQ(pretty, PrintedWithoutNames(name + ".locations.mlir")) << name;
  }
}

TEST(Modules, LocationsBecomeSources) {
  const Result<hlo::Module> module = hlo::ReadModule(R"(
#loc = loc(unknown)
#loc1 = loc("params['w']")
module @jit_f {
  func.func public @main(%arg0: tensor<f32> loc("params['w']"), %arg1: tensor<f32> loc(#loc1), %arg2: tensor<f32> {jax.arg_info = "x"}) -> tensor<f32> {
    %0 = stablehlo.add %arg0, %arg1 : tensor<f32> loc(#loc9)
    %1 = stablehlo.multiply %0, %arg2 : tensor<f32> loc("jit(f)/mul"("f.py":3:4 to 5:6))
    %2 = stablehlo.negate %1 : tensor<f32> loc(fused<"meta">["jit(f)/neg"(#loc3), #loc])
    %3 = stablehlo.sine %2 : tensor<f32> loc(#loc)
    return %3 : tensor<f32> loc(#loc)
  } loc(#loc)
} loc(#loc)
#loc3 = loc("g.py":88:1 to :9)
#loc4 = loc("loss_fn"(#loc3))
#loc5 = loc("main"("h.py":1:2))
#loc6 = loc(callsite(#loc4 at #loc5))
#loc9 = loc("jit(f)/add"(#loc6))
#loc10 = loc(#loc10)
)",
                                                     "m.mlir");
  ASSERT_TRUE(module.ok()) << module.error().text;
  const auto& instructions = module.value().entry->instructions;
  const auto source = [&](size_t n) {
    const hlo::Source& s = instructions[n]->source;
    return s.op_name + "|" + s.file + "|" + std::to_string(s.line) + "|" + s.function;
  };
  EXPECT_EQ(source(0), "params['w']||0|");
  EXPECT_EQ(source(1), "params['w']||0|");
  EXPECT_EQ(source(2), "x||0|");
  EXPECT_EQ(source(3), "jit(f)/add|g.py|88|loss_fn");
  EXPECT_EQ(source(4), "jit(f)/mul|f.py|3|");
  EXPECT_EQ(source(5), "jit(f)/neg|g.py|88|");
  EXPECT_EQ(source(6), "||0|");
  EXPECT_EQ(hlo::Where(*instructions[3], "m.mlir"), "m.mlir:6:10: add.5");
}

TEST(Modules, EntryLayoutsAndDonations) {
  const Result<hlo::Module> module = hlo::ReadModule(
      "module @m attributes {mhlo.num_partitions = 1 : i32} {\n"
      "func.func private @helper(%a: tensor<f32>) -> tensor<f32> { return %a : tensor<f32> }\n"
      "func.func public @main(%a: tensor<2x3xf32> {mhlo.layout_mode = \"{0,1}\", tf.aliasing_output = 1 : "
      "i32}, "
      "%b: tensor<f32> {mhlo.layout_mode = \"default\"}) -> (tensor<f32> {jax.result_info = \"[0]\"}, "
      "tensor<2x3xf32>) { return %b, %a : tensor<f32>, tensor<2x3xf32> }\n}",
      "m.mlir");
  ASSERT_TRUE(module.ok()) << module.error().text;
  EXPECT_EQ(module.value().name, "m");
  EXPECT_EQ(module.value().entry->root->shape.tuple.size(), 2u);
  EXPECT_EQ(module.value().entry_parameters[0].layout, (std::vector<int64_t>{0, 1}));
  EXPECT_TRUE(module.value().entry_parameters[1].layout.empty());
  ASSERT_EQ(module.value().aliases.size(), 1u);
  EXPECT_EQ(module.value().aliases[0].output_index, std::vector<int64_t>{1});
  EXPECT_EQ(module.value().aliases[0].parameter, 0);
}

}  // namespace
}  // namespace tmb::stablehlo
