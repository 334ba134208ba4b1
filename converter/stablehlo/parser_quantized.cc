// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Quantized element types.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "converter/stablehlo/parser.h"

namespace tmb::stablehlo {
namespace {

// Of integers up to 32 bits.
struct StorageRange {
  std::string_view name;
  hlo::Type type;
  int64_t lowest, highest;
};
constexpr StorageRange kStorage[] = {
    {"i4", hlo::Type::kS4, -8, 7},
    {"i8", hlo::Type::kS8, -128, 127},
    {"i16", hlo::Type::kS16, -32768, 32767},
    {"i32", hlo::Type::kS32, INT32_MIN, INT32_MAX},
    {"si8", hlo::Type::kS8, -128, 127},
    {"si16", hlo::Type::kS16, -32768, 32767},
    {"si32", hlo::Type::kS32, INT32_MIN, INT32_MAX},
    {"u4", hlo::Type::kU4, 0, 15},
    {"u8", hlo::Type::kU8, 0, 255},
    {"u16", hlo::Type::kU16, 0, 65535},
    {"ui4", hlo::Type::kU4, 0, 15},
    {"ui8", hlo::Type::kU8, 0, 255},
    {"ui16", hlo::Type::kU16, 0, 65535},
};

}  // namespace

bool MeanTheSame(const QuantizedType& a, const QuantizedType& b) {
  return a.storage == b.storage && a.lowest == b.lowest && a.highest == b.highest && a.scales == b.scales &&
         a.zeros == b.zeros;
}

bool SameType(const ValueType& a, const ValueType& b) {
  if (!hlo::SameShape(a, b) || (a.quantized == nullptr) != (b.quantized == nullptr)) return false;
  return a.quantized == nullptr || *a.quantized == *b.quantized;
}

// !quant.uniform<i8:f32, 0.1:5>, !quant.uniform<i8<-127:127>:f32:1, {0.1, 0.2:3}>
bool Parser::ParseQuantizedType(ValueType& type) {
  const Token name = lexer_.token();
  const auto unsupported = [&](std::string text) {
    return FailAt(name.offset, std::move(text), ErrorKind::kUnsupported);
  };
  if (name.text != "quant.uniform")
    return unsupported(fmt::format("type !{} is not supported; !quant.uniform is", name.text));
  lexer_.Next();
  auto quantized = std::make_shared<QuantizedType>();
  if (!Expect('<')) return false;
  const std::string_view storage = lexer_.token().text;
  const auto* found = std::find_if(std::begin(kStorage), std::end(kStorage),
                                   [storage](const StorageRange& row) { return row.name == storage; });
  if (found == std::end(kStorage))
    return unsupported(fmt::format("quantized values stored as {} are not supported", storage));
  lexer_.Next();
  type.type = quantized->storage = found->type;
  quantized->lowest = found->lowest;
  quantized->highest = found->highest;
  if (lexer_.Eat('<')) {
    const size_t offset = lexer_.token().offset;
    if (!ParseInt(quantized->lowest) || !Expect(':') || !ParseInt(quantized->highest) || !Expect('>'))
      return false;
    if (quantized->lowest < found->lowest || quantized->highest > found->highest ||
        quantized->lowest >= quantized->highest)
      return FailAt(offset, fmt::format("{} has no such range", storage));
  }
  if (!Expect(':')) return false;
  if (!lexer_.EatName("f32"))
    return unsupported(
        fmt::format("quantized values that stand for {} are not supported; f32 is", lexer_.token().text));
  if (lexer_.Eat(':')) {
    if (lexer_.Is('{')) return unsupported("quantization of blocks (several dimensions) is not supported");
    const size_t offset = lexer_.token().offset;
    if (!ParseInt(quantized->dimension)) return false;
    if (quantized->dimension < 0) return FailAt(offset, "the quantized dimension is negative");
  }
  if (!Expect(',')) return false;
  const bool listed = lexer_.Eat('{');
  do {
    if (!ParseQuantizedParameters(*quantized)) return false;
  } while (listed && lexer_.Eat(','));
  if (listed && !Expect('}')) return false;
  if (listed != (quantized->dimension >= 0))
    return FailAt(name.offset, "scales in braces are those of a dimension, :D behind the type");
  type.quantized = std::move(quantized);
  return Expect('>');
}

// 0.1 or 0.1:-5
bool Parser::ParseQuantizedParameters(QuantizedType& type) {
  const Token token = lexer_.token();
  if (token.kind != TokenKind::kNumber) return FailExpected("a scale");
  double scale = 0;
  const char* const end = token.text.data() + token.text.size();
  const auto [next, status] = std::from_chars(token.text.data(), end, scale);
  const auto rounded = static_cast<float>(scale);
  if (next != end || status != std::errc() || !(rounded > 0) || !std::isfinite(rounded))
    return FailAt(token.offset, "a scale is a positive f32 number");
  lexer_.Next();
  int64_t zero = 0;
  const size_t offset = lexer_.token().offset;
  if (lexer_.Eat(':') && !ParseInt(zero)) return false;
  if (zero < type.lowest || zero > type.highest)
    return FailAt(offset, fmt::format("zero point {} is not among the integers {} to {}", zero, type.lowest,
                                      type.highest));
  type.scales.push_back(rounded);
  type.zeros.push_back(zero);
  return true;
}

// Of a tensor whose dimensions are known.
bool Parser::CheckQuantizedDimension(const ValueType& type, size_t offset) {
  const QuantizedType& quantized = *type.quantized;
  if (quantized.dimension < 0) return true;
  if (quantized.dimension >= type.Rank())
    return FailAt(offset, fmt::format("{} has no dimension {}", type.ToString(), quantized.dimension));
  const int64_t extent = type.dims[static_cast<size_t>(quantized.dimension)];
  return extent == static_cast<int64_t>(quantized.scales.size()) ||
         FailAt(offset, fmt::format("{} scales for {} slices of {}", quantized.scales.size(), extent,
                                    type.ToString()));
}

}  // namespace tmb::stablehlo
