// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Every spelling of a constant.
#include "tests/stablehlo/reading.h"

namespace tmb::stablehlo {
namespace {

std::string Constant(std::string_view body, std::string_view type) {
  return Main("", "%r = stablehlo.constant dense<" + std::string(body) + "> : " + std::string(type), type);
}

TEST(Constants, Table) {
  const struct {
    std::string_view body, type, expected;
  } cases[] = {
      {"1.500000e+00", "tensor<f32>", "f32[] constant(1.5)"},
      {"0x7FC00000", "tensor<f32>", "f32[] constant(nan)"},
      {"0xFF800000", "tensor<f32>", "f32[] constant(-inf)"},
      {"[0x7F800000, -0.0, 1.0E-45]", "tensor<3xf32>", "f32[3] constant({inf, -0, 1e-45})"},
      {"[0x7E00, 1.099610e+00]", "tensor<2xf16>", "f16[2] constant({nan, 1.0996094})"},
      {"[1.101560e+00, 0x7F80]", "tensor<2xbf16>", "bf16[2] constant({1.1015625, inf})"},
      {"[1.0e+308, 1.0e-400]", "tensor<2xf64>", "f64[2] constant({1e+308, 0})"},
      {"[1.125000e+00, 0x7F]", "tensor<2xf8E4M3FN>", "f8e4m3fn[2] constant({1.125, nan})"},
      {"[[1, -2], [3, 4]]", "tensor<2x2xi8>", "s8[2,2] constant({{1, -2}, {3, 4}})"},
      {"[0xFF, 7]", "tensor<2xui8>", "u8[2] constant({255, 7})"},
      {"[0xFF, 7]", "tensor<2xi8>", "s8[2] constant({-1, 7})"},
      {"[-9223372036854775808]", "tensor<1xi64>", "s64[1] constant({-9223372036854775808})"},
      {"[-8, 7]", "tensor<2xi4>", "s4[2] constant({-8, 7})"},
      {"[true, false]", "tensor<2xi1>", "pred[2] constant({true, false})"},
      {"[1, 0]", "tensor<2xi1>", "pred[2] constant({true, false})"},
      {"(1.0,-2.0)", "tensor<complex<f32>>", "c64[] constant((1, -2))"},
      {"[(1.0,0x7FC00000), (3.0,4.0)]", "tensor<2xcomplex<f32>>", "c64[2] constant({(1, nan), (3, 4)})"},
      {"", "tensor<0x3xf32>", "f32[0,3] constant({})"},
      {"[]", "tensor<0xf32>", "f32[0] constant({})"},
      {"[[], []]", "tensor<2x0xi32>", "s32[2,0] constant({{}, {}})"},
      // A splat is a scalar, broadcast.
      {"2", "tensor<2x3xi32>", "s32[] constant(2)\n  ROOT broadcast.3 = s32[2,3] broadcast(constant.2)"},
      {"\"0x0000803F\"", "tensor<3xf32>", "f32[] constant(1)"},
      // Bytes in hexadecimal, little-endian.
      {"\"0x0000803F000000C0\"", "tensor<2xf32>", "f32[2] constant({1, -2})"},
      {"\"0x0000803f000000c0\"", "tensor<2xf32>", "f32[2] constant({1, -2})"},
      {"\"0x010001\"", "tensor<3xi1>", "pred[3] constant({true, false, true})"},
      {"\"0x0502\"", "tensor<10xi1>",
       "pred[10] constant({true, false, true, false, false, false, false, false, false, true})"},
      {"\"0x0F01\"", "tensor<2xi4>", "s4[2] constant({-1, 1})"},
      {"\"0x0F01\"", "tensor<2xui4>", "u4[2] constant({15, 1})"},
      {"\"0x0000803F000000C00000000000000000\"", "tensor<2xcomplex<f32>>",
       "c64[2] constant({(1, -2), (0, 0)})"},
  };
  for (const auto& c : cases) ExpectContains(Printed(Constant(c.body, c.type)), c.expected);
}

TEST(Constants, Refused) {
  const struct {
    std::string_view body, type, error;
  } cases[] = {
      {"[1, 2]", "tensor<3xi32>", "expected 3 elements of dimension 0 of s32[3]"},
      {"[1, 2, 3]", "tensor<2xi32>", "expected ']' behind 2 elements of dimension 0 of s32[2]"},
      {"[1, 2]", "tensor<2x1xi32>", "expected '[' before dimension 1 of s32[2,1]"},
      {"300", "tensor<i8>", "the number is out of range for s8"},
      {"-1", "tensor<ui8>", "expected an integer of type u8"},
      {"1.0e+39", "tensor<f32>", "the number is out of range for f32"},
      {"inf", "tensor<f32>", "expected a number of type f32"},
      {"2", "tensor<i1>", "expected true or false"},
      {"0x123456789", "tensor<f32>", "the bits are out of range for f32"},
      {"1.0", "tensor<complex<f32>>", "expected '(' before a complex number"},
      {"1 2", "tensor<i32>", "expected the end of the constant"},
      {"", "tensor<2xi32>", "the constant has fewer elements than s32[2]"},
      {"\"0x00\"", "tensor<2xf32>", "the constant has 1 bytes, f32[2] needs 8"},
      {"\"0x0000803F000000G0\"", "tensor<2xf32>", "expected a hexadecimal digit"},
      {"\"12345678\"", "tensor<1xf32>", "expected pairs of hexadecimal digits behind 0x"},
      {"[[[[1]]]]", "tensor<1000000x1000000xi32>",
       "the constant has fewer elements than s32[1000000,1000000]"},
  };
  for (const auto& c : cases) ExpectContains(Printed(Constant(c.body, c.type)), c.error);
}

// The blob's first four bytes are its alignment.
TEST(Constants, Resources) {
  const std::string text =
      Main("", "%r = stablehlo.constant dense_resource<w> : tensor<2xf32>", "tensor<2xf32>");
  const std::string resources = "{-#\n dialect_resources: {\n builtin: {\n v: \"0x04000000\",\n w: ";
  ExpectContains(Printed(text + resources + "\"0x040000000000803F000000C0\"\n }\n }\n#-}\n"),
                 "f32[2] constant({1, -2})");
  ExpectContains(Printed(text + resources + "\"0x040000000000803F\"\n }\n }\n#-}\n"),
                 "the constant has 4 bytes, f32[2] needs 8");
  ExpectContains(Printed(Main("",
                              "%r = stablehlo.constant dense_resource<w> : tensor<2xf32>\n"
                              "%0 = stablehlo.constant dense_resource<w> : tensor<2xi32>",
                              "tensor<2xf32>")),
                 "m.mlir:3:6: stablehlo.constant: its resource has another type elsewhere");
  ExpectContains(Printed(text), "m.mlir:2:25: there is no resource w at the end of the file");
  ExpectContains(Printed(Main("", "%r = stablehlo.constant dense_resource<__elided__> : tensor<2xf32>",
                              "tensor<2xf32>")),
                 "the constant's values are elided; print the module with whole constants");
}

}  // namespace
}  // namespace tmb::stablehlo
