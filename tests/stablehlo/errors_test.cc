// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Texts that are refused: what is said, and the line and column it points to.
#include "tests/stablehlo/reading.h"

namespace tmb::stablehlo {
namespace {

TEST(Errors, Table) {
  const std::pair<std::string, std::string_view> cases[] = {
      {"module @m {}", "m.mlir:1:13: the module has no function @main"},
      {"module @m {", "m.mlir:1:12: expected module or func.func, found the end of the text"},
      {"module @m attributes {mhlo.num_partitions = 4 : i32} {}",
       "m.mlir:1:45: mhlo.num_partitions is 4: a program for one device is needed"},
      {"module @m { module @n {} }", "m.mlir:1:13: a module within a module; hand over one of them"},
      {"func.func @main(%a: tensor<f32>)", "m.mlir:1:33: the module has no function @main"},
      {"func.func @main(%a: tensor<f32>) { }", "m.mlir:1:36: expected a return, found }"},
      {"func.func @main(%a: tensor<?xf32>)",
       "m.mlir:1:21: dynamic dimensions have no static memory plan; lower the program at fixed shapes"},
      {"func.func @main(%a: tensor<2xf33>)", "m.mlir:1:30: element type f33 is not supported"},
      {"func.func @main(%a: memref<2xf32>)", "m.mlir:1:21: type memref is not supported; values are tensors"},
      {"func.func @main(%a: tensor<99999999999x99999999999xf32>)",
       "m.mlir:1:21: f32[99999999999,99999999999] is too large"},
      {"func.func @main(%a: tensor<f32>, %a: tensor<f32>) {", "m.mlir:1:34: value %a is defined twice"},
      {"func.func @main() { return }\nfunc.func @main() { return }",
       "m.mlir:2:11: function @main is defined twice"},
      {"func.func @main() -> tensor<f32> { return }",
       "m.mlir:1:11: @main returns other types than it declares"},
      {Main("%a: tensor<f32>", "%r = stablehlo.add %a, %b : tensor<f32>", "tensor<f32>"),
       "m.mlir:2:24: value %b is not defined here"},
      {Main("%a: tensor<f32>", "%r = stablehlo.negate %a#1 : tensor<f32>", "tensor<f32>"),
       "m.mlir:2:23: value %a is not defined here"},
      {Main("%a: tensor<f32>", "%a = stablehlo.negate %a : tensor<f32>", "tensor<f32>"),
       "m.mlir:2:6: value %a is defined twice"},
      {Main("%a: tensor<f32>", "%r:2 = stablehlo.negate %a : tensor<f32>", "tensor<f32>"),
       "m.mlir:2:28: 2 results are named, 1 have a type"},
      {Main("%a: tensor<f32>", "%r = stablehlo.negate %a : (tensor<2xf32>) -> tensor<f32>", "tensor<f32>"),
       "m.mlir:2:26: the operands have other types than written"},
      {Main("%a: tensor<2xf32>", "%r = stablehlo.transpose %a : (tensor<2xf32>) -> tensor<2xf32>",
            "tensor<2xf32>"),
       "m.mlir:2:6: stablehlo.transpose: needs the attribute dims|permutation"},
      {Main("%a: tensor<2xf32>", "%r = stablehlo.negate %a : tensor<3xf32>", "tensor<3xf32>"),
       "m.mlir:2:6: negate.3: negate: the result is f32[3], expected f32[2]"},
      {Main("%a: tensor<f32>",
            "%r = stablehlo.while(%i = %a) : tensor<f32> cond { %c = stablehlo.constant dense<true> : "
            "tensor<i1> "
            "stablehlo.return %c : tensor<i1> } do { stablehlo.return %i, %i : tensor<f32>, tensor<f32> }",
            "tensor<f32>"),
       "m.mlir:2:6: stablehlo.while: the condition returns a predicate, the body the next state"},
      {Main("%a: tensor<2xf32>", "%r = chlo.is_inf %a : tensor<2xf32> -> tensor<2xf32>", "tensor<2xf32>"),
       "m.mlir:2:6: chlo.is_inf: result 0 is pred[2], but f32[2] is written"},
      {Main("%a: tensor<2xf32>", "%r = call @f(%a) : (tensor<2xf32>) -> tensor<2xf32>", "tensor<2xf32>"),
       "m.mlir:2:11: there is no function @f"},
      {Main("%a: tensor<2xi32>", "%r = chlo.lgamma %a : tensor<2xi32> -> tensor<2xi32>", "tensor<2xi32>"),
       "m.mlir:2:6: chlo.lgamma: is not defined for s32[2]"},
      {Main("%a: tensor<2xf32>", "%r = stablehlo.custom_call @f(%a) {x = \"} : tensor<2xf32>",
            "tensor<2xf32>"),
       "m.mlir:2:40: a string does not end"},
      {"func.func @main() { cf.br ^bb1\n^bb1: return }",
       "m.mlir:1:27: a region of several blocks; write it with stablehlo.case or while"},
      {Main("%a: tensor<4xf32>",
            "%c = stablehlo.constant dense<0.0> : tensor<f32>\n"
            "%s = stablehlo.slice %a [0:1] : (tensor<4xf32>) -> tensor<1xf32>\n"
            "%b = stablehlo.reshape %s : (tensor<1xf32>) -> tensor<f32>\n"
            "%r = stablehlo.reduce(%a init: %c) across dimensions = [0] : (tensor<4xf32>, tensor<f32>) -> "
            "tensor<f32>\n"
            "reducer(%x: tensor<f32>, %y: tensor<f32>) {\n"
            "%0 = stablehlo.add %x, %b : tensor<f32>\nstablehlo.return %0 : tensor<f32>\n}",
            "tensor<f32>"),
       "m.mlir:7:24: value %b is not defined here; a computation on elements sees constants around it, "
       "nothing else"},
  };
  for (const auto& [text, error] : cases) EXPECT_EQ(Printed(text), "error: " + std::string(error)) << text;
}

TEST(Errors, KindsFollowTheExitStatus) {
  const auto kind = [](std::string_view text) { return hlo::ReadModule(text, "m").error().kind; };
  EXPECT_EQ(kind("module @m {}"), ErrorKind::kMalformed);
  EXPECT_EQ(kind("func.func @main(%a: tensor<?xf32>)"), ErrorKind::kUnsupported);
  EXPECT_EQ(kind("module attributes {mhlo.num_replicas = 2 : i32} {}"), ErrorKind::kUnsupported);
}

TEST(Errors, ComplexDoesNotNest) {
  std::string type = "tensor<";
  for (int n = 0; n < 100000; ++n) type += "complex<";
  ExpectContains(Printed("func.func @main(%a: " + type), "expected '>', found <");
}

TEST(Errors, NestingIsBounded) {
  constexpr size_t kMany = 100000;
  const auto repeat = [](std::string_view part) {
    std::string text;
    for (size_t n = 0; n < kMany; ++n) text += part;
    return text;
  };
  const std::string texts[] = {
      "func.func @main(%a: " + repeat("tuple<"),
      "module attributes {a = " + repeat("["),
      "module attributes {a = " + repeat("array<i64: "),
      "module attributes " + repeat("{a = "),
      "module attributes {a = " + repeat("() -> "),
      "#loc = loc(" + repeat("\"a\"("),
      "#loc = loc(" + repeat("callsite("),
      "func.func @main(%p: tensor<i1>) {\n" + repeat("%0 = \"stablehlo.if\"(%p) ({"),
  };
  for (const std::string& text : texts) ExpectContains(Printed(text), "nested more than 64 deep");
}

// A region's use of a large tuple copies its type, which a short text need not write again.
TEST(Errors, CapturedTuplesAreBounded) {
  constexpr int kElements = 20000, kRegions = 2000;
  std::string type = "tuple<tensor<f32>", parts = "%a";
  for (int n = 1; n < kElements; ++n) {
    type += ", tensor<f32>";
    parts += ", %a";
  }
  std::string body = "%t = stablehlo.tuple " + parts + " : " + type + ">\n";
  for (int n = 0; n < kRegions; ++n) {
    body += "%" + std::to_string(n) + " = \"stablehlo.if\"(%p) ({ %e = stablehlo.negate %t : tensor<f32> " +
            "stablehlo.return %e : tensor<f32> }, { stablehlo.return %a : tensor<f32> }) : (tensor<i1>) -> " +
            "tensor<f32>\n";
  }
  ExpectContains(Printed(Main("%a: tensor<f32>, %p: tensor<i1>", body, "tensor<f32>")),
                 "the tuples of loops and branches have too many elements");
}

}  // namespace
}  // namespace tmb::stablehlo
