// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Quantized types: what is read of them, the arithmetic that operations on them become, and what is refused.
#include "tests/stablehlo/reading.h"

namespace tmb::stablehlo {
namespace {

struct Program {
  std::string_view arguments, body, type;
  std::vector<std::string_view> expected;  // in the printed module
};

TEST(Quantized, OperationsBecomeArithmetic) {
  const Program programs[] = {
      // Divided by the scale, moved by the zero point, clipped, rounded.
      {"%a: tensor<3xf32>",
       "%r = stablehlo.uniform_quantize %a : (tensor<3xf32>) -> tensor<3x!quant.uniform<i8<-120:100>:f32, "
       "0.5:-3>>",
       "tensor<3x!quant.uniform<i8<-120:100>:f32, 0.5:-3>>",
       {"constant(0.5)", "f32[3] divide(a.2, broadcast.4)", "constant(-3)", "constant(-120)", "constant(100)",
        "f32[3] clamp(", "f32[3] round-nearest-even(", "s8[3] convert("}},
      {"%a: tensor<2x!quant.uniform<u8:f32:0, {0.5:3, 0.25}>>",
       "%r = \"stablehlo.uniform_dequantize\"(%a) : (tensor<2x!quant.uniform<ui8:f32:0, {5.0e-1:3, "
       "0.25:0}>>) -> "
       "tensor<2xf32>",
       "tensor<2xf32>",
       {"a.2 = u8[2] parameter(0)", "f32[2] convert(a.2)", "constant({3, 0})", "f32[2] subtract(",
        "constant({0.5, 0.25})", "f32[2] multiply("}},
      // Of one type: on the integers.
      {"%a: tensor<2x3x!quant.uniform<i8:f32, 0.5>>",
       "%r = stablehlo.transpose %a, dims = [1, 0] : (tensor<2x3x!quant.uniform<i8:f32, 0.5>>) -> "
       "tensor<3x2x!quant.uniform<i8:f32, 0.5>>",
       "tensor<3x2x!quant.uniform<i8:f32, 0.5>>",
       {"ROOT transpose.3 = s8[3,2] transpose(a.2)"}},
      {"%a: tensor<2x!quant.uniform<i8:f32, 0.5>>, %b: tensor<2x!quant.uniform<i8:f32, 0.5>>",
       "%r = stablehlo.maximum %a, %b : tensor<2x!quant.uniform<i8:f32, 0.5>>",
       "tensor<2x!quant.uniform<i8:f32, 0.5>>",
       {"ROOT maximum.4 = s8[2] maximum(a.2, b.3)"}},
      // Of different types: on the numbers.
      {"%a: tensor<2x!quant.uniform<i8:f32, 0.5>>, %b: tensor<2x!quant.uniform<i16:f32, 0.25>>",
       "%r = stablehlo.maximum %a, %b : (tensor<2x!quant.uniform<i8:f32, 0.5>>, "
       "tensor<2x!quant.uniform<i16:f32, 0.25>>) -> tensor<2x!quant.uniform<i8:f32, 0.5>>",
       "tensor<2x!quant.uniform<i8:f32, 0.5>>",
       {"f32[2] convert(a.2)", "f32[2] convert(b.3)", "f32[2] maximum(", "s8[2] convert("}},
      {"%a: tensor<2x!quant.uniform<i8:f32, 0.5>>",
       "%r = stablehlo.compare LT, %a, %a : (tensor<2x!quant.uniform<i8:f32, 0.5>>, "
       "tensor<2x!quant.uniform<i8:f32, 0.5>>) -> tensor<2xi1>",
       "tensor<2xi1>",
       {"f32[2] multiply(", "pred[2] compare("}},
      {"",
       "%r = stablehlo.constant() <{value = dense<[1, 2]> : tensor<2xi8>}> : () -> "
       "tensor<2x!quant.uniform<i8:f32, 2.000000e+00:15>>",
       "tensor<2x!quant.uniform<i8:f32, 2.0:15>>",
       {"s8[2] constant({1, 2})"}},
      {"%a: tensor<2x!quant.uniform<i8:f32, 0.5>>",
       "%r = stablehlo.bitcast_convert %a : (tensor<2x!quant.uniform<i8:f32, 0.5>>) -> tensor<2xi8>",
       "tensor<2xi8>",
       {"s8[2] bitcast-convert(a.2)"}},
  };
  for (const Program& program : programs) {
    const std::string text = Printed(Main(program.arguments, program.body, program.type));
    for (const std::string_view part : program.expected) ExpectContains(text, part);
  }
}

TEST(Quantized, SignatureSaysWhatIntegersStandFor) {
  const Result<hlo::Module> module =
      hlo::ReadModule(Main("%i: tensor<i32>, %a: tensor<2x!quant.uniform<i8:f32, 0.5:7>>",
                           "%r = stablehlo.reverse %a, dims = [0] : tensor<2x!quant.uniform<i8:f32, 0.5:7>>",
                           "tensor<2x!quant.uniform<i8:f32, 0.5:7>>"),
                      "m.mlir");
  ASSERT_TRUE(module.ok()) << module.error().text;
  ASSERT_EQ(module.value().parameter_scales.size(), 2u);
  EXPECT_EQ(module.value().parameter_scales[0].scale, 0);
  EXPECT_EQ(module.value().parameter_scales[1].scale, 0.5f);
  EXPECT_EQ(module.value().parameter_scales[1].zero, 7);
  ASSERT_EQ(module.value().result_scales.size(), 1u);
  EXPECT_EQ(module.value().result_scales[0].zero, 7);
}

TEST(Quantized, Errors) {
  const auto of = [](std::string_view type) {
    return Main("%a: tensor<2x" + std::string(type) + ">", "", "tensor<2xf32>");
  };
  const std::pair<std::string, std::string_view> cases[] = {
      {of("!quant.any<i8:f32>"), "m.mlir:1:30: type !quant.any is not supported; !quant.uniform is"},
      {of("!quant.uniform<i64:f32, 0.1>"), "m.mlir:1:30: quantized values stored as i64 are not supported"},
      {of("!quant.uniform<i8:f16, 0.1>"), "quantized values that stand for f16 are not supported; f32 is"},
      {of("!quant.uniform<i8<-129:0>:f32, 0.1>"), "m.mlir:1:48: i8 has no such range"},
      {of("!quant.uniform<i8:f32, 0.0>"), "a scale is a positive f32 number"},
      {of("!quant.uniform<i8:f32, 1.0e-60>"), "a scale is a positive f32 number"},
      {of("!quant.uniform<i8:f32, 0.1:300>"), "zero point 300 is not among the integers -128 to 127"},
      {of("!quant.uniform<i8:f32:0, {0.1}>"), "1 scales for 2 slices of s8[2]"},
      {of("!quant.uniform<i8:f32:1, {0.1, 0.1}>"), "s8[2] has no dimension 1"},
      {of("!quant.uniform<i8:f32:-1, {0.1, 0.1}>"), "the quantized dimension is negative"},
      {of("!quant.uniform<i8:f32, {0.1, 0.1}>"), "scales in braces are those of a dimension"},
      {of("!quant.uniform<i8:f32:{0:1}, {0.1, 0.1}>"),
       "quantization of blocks (several dimensions) is not supported"},
      {Main("%a: tuple<tensor<2x!quant.uniform<i8:f32, 0.1>>>", "", "tensor<2xf32>"),
       "quantized values in tuples are not supported"},
      {Main("%a: tensor<2x!quant.uniform<i8:f32, 0.5>>",
            "%r = stablehlo.negate %a : (tensor<2x!quant.uniform<i8:f32, 0.25>>) -> tensor<2xf32>",
            "tensor<2xf32>"),
       "the operands have other types than written"},
      {Main("%a: tensor<2xf32>", "%r = stablehlo.negate %a : tensor<2xf32>",
            "tensor<2x!quant.uniform<i8:f32, 0.5>>"),
       "m.mlir:3:11: the operands have other types than written"},
  };
  for (const auto& [text, message] : cases) ExpectContains(Printed(text), message);
}

}  // namespace
}  // namespace tmb::stablehlo
