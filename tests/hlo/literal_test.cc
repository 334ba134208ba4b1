// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Constants: text to bytes, text that is refused and where, and back to text.
#include <cstring>

#include "tests/hlo/reading.h"

namespace tmb::hlo {
namespace {

std::string Constant(std::string_view shape, std::string_view literal) {
  return Entry("ROOT c = " + std::string(shape) + " constant(" + std::string(literal) + ")");
}

template <typename T>
std::vector<T> ValuesOf(std::string_view shape, std::string_view literal) {
  const Module module = MustRead(Constant(shape, literal));
  const std::vector<uint8_t>& data = module.entry->root->literal->data;
  std::vector<T> values(data.size() / sizeof(T));
  if (!data.empty()) std::memcpy(values.data(), data.data(), data.size());
  return values;
}

TEST(Literal, Values) {
  EXPECT_EQ(ValuesOf<int32_t>("s32[2,3]", "{ {1, -2, 3}, { 4, 5, 2147483647 } }"),
            (std::vector<int32_t>{1, -2, 3, 4, 5, 2147483647}));
  EXPECT_EQ(ValuesOf<int32_t>("s32[2,2]{0,1}", "{{1, 2}, {3, 4}}"), (std::vector<int32_t>{1, 2, 3, 4}));
  EXPECT_EQ(ValuesOf<uint64_t>("u64[]", "18446744073709551615"), (std::vector<uint64_t>{~uint64_t{0}}));
  EXPECT_EQ(ValuesOf<float>("f32[4]", "{1, .5, -1.5e-3, 2.}"), (std::vector<float>{1, .5f, -1.5e-3f, 2}));
  EXPECT_EQ(ValuesOf<uint32_t>("f32[5]", "{nan, -nan, inf, -inf, nan(0x123)}"),
            (std::vector<uint32_t>{0x7fc00000, 0xffc00000, 0x7f800000, 0xff800000, 0x7f800123}));
  EXPECT_EQ(ValuesOf<double>("f64[2]", "{1e-400, 1e308}"), (std::vector<double>{0, 1e308}));
  EXPECT_EQ(ValuesOf<float>("c64[2]", "{(1, -2), (inf, 0)}"),
            (std::vector<float>{1, -2, std::numeric_limits<float>::infinity(), 0}));
  EXPECT_EQ(ValuesOf<uint8_t>("pred[4]", "{true, 0, 1, false}"), (std::vector<uint8_t>{1, 0, 1, 0}));
  EXPECT_EQ(ValuesOf<int8_t>("s4[3]", "{-8, 7, 0}"), (std::vector<int8_t>{-8, 7, 0}));
  EXPECT_EQ(ValuesOf<uint16_t>("bf16[2]", "{1, -2.5}"), (std::vector<uint16_t>{0x3f80, 0xc020}));
  EXPECT_EQ(ValuesOf<uint8_t>("u8[3]", "{ /*i0=0*/ 1, 2 /* two */, // to the end\n 3}"),
            (std::vector<uint8_t>{1, 2, 3}));
  EXPECT_TRUE(ValuesOf<float>("f32[2,0]", "{ {}, { } }").empty());
}

TEST(Literal, Tuple) {
  const Module module = MustRead(Constant("(s32[], (f32[2]))", "(7, ( {1, 2} ))"));
  const Literal& literal = *module.entry->root->literal;
  ASSERT_EQ(literal.tuple.size(), 2u);
  EXPECT_EQ(literal.tuple[0].data, (std::vector<uint8_t>{7, 0, 0, 0}));
  EXPECT_EQ(literal.tuple[1].tuple[0].data.size(), 8u);
}

struct Refused {
  std::string_view shape, literal, error;
};

TEST(Literal, Refused) {
  const Refused cases[] = {
      {"s8[]", "128", "m.hlo:2:24: the number is out of range for s8"},
      {"s8[]", "-129", "m.hlo:2:24: the number is out of range for s8"},
      {"u4[]", "16", "m.hlo:2:24: the number is out of range for u4"},
      {"u8[]", "-1", "m.hlo:2:24: expected an integer of type u8"},
      {"s32[]", "1.5", "m.hlo:2:25: expected an integer of type s32"},
      {"s64[]", "9223372036854775808", "m.hlo:2:25: the number is out of range for s64"},
      {"f16[]", "70000", "m.hlo:2:25: the number is out of range for f16"},
      {"f64[]", "1e999", "m.hlo:2:25: the number is out of range for f64"},
      {"f32[]", "nan(0x800000)", "m.hlo:2:38: f32 has no such NaN"},
      {"f32[]", "infinity", "m.hlo:2:28: expected ')', found inity"},
      {"f32[]", "x", "m.hlo:2:25: expected a number of type f32"},
      {"f32[2]", "{1}", "m.hlo:2:28: the constant has fewer elements than f32[2]"},
      {"f32[2]", "{1, 2, 3}", "m.hlo:2:31: expected '}' behind 2 elements of dimension 0 of f32[2]"},
      {"f32[2,2]", "{1, 2, 3, 4}", "m.hlo:2:29: expected '{' before dimension 1 of f32[2,2]"},
      {"f32[]", "{1}", "m.hlo:2:25: expected a number of type f32"},
      {"f32[9999999,99999]", "{1}", "m.hlo:2:38: the constant has fewer elements than f32[9999999,99999]"},
      {"pred[]", "maybe", "m.hlo:2:26: expected true, false, 1 or 0"},
      {"c64[]", "1", "m.hlo:2:25: expected '(' before a complex number"},
      {"(f32[])", "1", "m.hlo:2:27: expected '(' before a tuple's constants"},
      {"token[]", "1", "m.hlo:2:27: a constant cannot be token[]"},
  };
  for (const Refused& c : cases) EXPECT_EQ(ErrorOf(Constant(c.shape, c.literal)), c.error);
}

TEST(Literal, ElidedIsRefusedWithAdvice) {
  for (const std::string_view literal : {"{...}", "{ {...} }"}) {
    const std::string error = ErrorOf(Constant("f32[2,2]", literal));
    EXPECT_NE(error.find("elided"), std::string::npos) << error;
    EXPECT_NE(error.find("as_hlo_text(print_large_constants=True)"), std::string::npos) << error;
  }
  EXPECT_NE(ErrorOf(Constant("f32[1000,1000]", "{...}")).find("elided"), std::string::npos);
}

TEST(Literal, PrintsWhatItRead) {
  const std::string_view literals[][2] = {
      {"f32[3]", "{0.1, -0, 1e+30}"},    {"f64[2]", "{0.1, nan}"},
      {"f32[2]", "{-nan, nan(0x1)}"},    {"bf16[2,1]{0,1}", "{{1.5}, {-inf}}"},
      {"f8e4m3fn[2]", "{448, nan}"},     {"s4[2]", "{-8, 7}"},
      {"u64[]", "18446744073709551615"}, {"s64[]", "-9223372036854775808"},
      {"c128[1]", "{(1, -2.5)}"},        {"pred[2]", "{true, false}"},
  };
  for (const auto& [shape, literal] : literals) {
    const std::string line = std::string(shape) + " constant(" + std::string(literal) + ")";
    EXPECT_NE(ToText(MustRead(Constant(shape, literal))).find(line), std::string::npos) << line;
  }
}

TEST(Literal, LargeOnesPrintElidedOnDemand) {
  std::string zeros = "{0";
  for (int n = 1; n < 17; ++n) zeros += ", 0";
  const Module module = MustRead(Constant("s32[17]", zeros + "}"));
  EXPECT_NE(ToText(module).find("constant({...})"), std::string::npos);
  EXPECT_NE(ToText(module, Constants::kWhole).find(zeros), std::string::npos);
}

}  // namespace
}  // namespace tmb::hlo
