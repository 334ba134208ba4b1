// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Types: tensor<2x3xf32>, tuples and tokens.
#include <fmt/format.h>

#include <charconv>

#include "converter/stablehlo/parser.h"

namespace tmb::stablehlo {
namespace {

constexpr char kDynamic[] =
    "dynamic dimensions have no static memory plan; lower the program at fixed shapes";

// i32 and si32 are s32, ui32 is u32, i1 is pred; floats have HLO's names but for case.
hlo::Type TypeOf(std::string_view name) {
  if (name == "i1") return hlo::Type::kPred;
  if (name == "index") return hlo::Type::kS64;
  std::string lower;
  for (const char c : name) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (lower[0] == 'i') lower[0] = 's';
  if (lower.starts_with("si") || lower.starts_with("ui")) lower.erase(1, 1);
  const hlo::Type type = hlo::TypeFromName(lower);
  const bool is_element = hlo::IsFloat(type) || hlo::IsSigned(type) || hlo::IsUnsigned(type);
  return is_element ? type : hlo::Type::kInvalid;
}

}  // namespace

bool Parser::ParseType(ValueType& type) {
  const Depth depth(*this);
  if (!CheckDepth()) return false;
  const Token token = lexer_.token();
  if (token.kind == TokenKind::kType) {
    if (token.text != "stablehlo.token" && token.text != "mhlo.token")
      return FailAt(token.offset, fmt::format("type !{} is not supported", token.text),
                    ErrorKind::kUnsupported);
    lexer_.Next();
    type.type = hlo::Type::kToken;
    return true;
  }
  if (token.kind != TokenKind::kName) return FailExpected("a type");
  if (token.text == "tensor") return ParseTensor(type);
  if (token.text == "tuple") return ParseTupleType(type);
  return FailAt(token.offset, fmt::format("type {} is not supported; values are tensors", token.text),
                ErrorKind::kUnsupported);
}

bool Parser::ParseTensor(ValueType& type) {
  const size_t offset = lexer_.token().offset;
  lexer_.Next();
  if (!lexer_.Is('<')) return FailExpected("'<' behind tensor");
  const char* p = lexer_.begin() + 1;
  while (p != lexer_.end() && ((*p >= '0' && *p <= '9') || *p == '?' || *p == '*')) {
    if (*p == '?' || *p == '*') return FailAt(offset, kDynamic, ErrorKind::kUnsupported);
    int64_t extent = 0;
    const auto [next, status] = std::from_chars(p, lexer_.end(), extent);
    if (status != std::errc()) return FailAt(offset, "a dimension is out of range");
    if (next == lexer_.end() || *next != 'x') return FailAt(offset, "expected x behind a dimension");
    type.dims.push_back(extent);
    p = next + 1;
  }
  lexer_.ContinueAt(p);
  if (!ParseElementType(type)) return false;
  if (lexer_.Is(','))
    return FailAt(offset, "encodings of tensors (sparse, bounded) are not supported",
                  ErrorKind::kUnsupported);
  if (!type.IsValid()) return FailAt(offset, fmt::format("{} is too large", type.ToString()));
  if (type.quantized != nullptr && !CheckQuantizedDimension(type, offset)) return false;
  return Expect('>');
}

bool Parser::ParseElementType(ValueType& value) {
  const Token token = lexer_.token();
  if (token.kind == TokenKind::kType) {
    if (token.text.starts_with("quant.")) return ParseQuantizedType(value);
    return FailAt(token.offset, fmt::format("element type !{} is not supported", token.text),
                  ErrorKind::kUnsupported);
  }
  if (token.kind != TokenKind::kName) return FailExpected("an element type");
  lexer_.Next();
  hlo::Type& type = value.type;
  type = TypeOf(token.text);
  if (token.text == "complex") {
    if (!Expect('<')) return false;
    type = lexer_.IsName("f32") ? hlo::Type::kC64 : lexer_.IsName("f64") ? hlo::Type::kC128 : type;
    lexer_.Next();
    if (!Expect('>')) return false;
  }
  return type != hlo::Type::kInvalid ||
         FailAt(token.offset, fmt::format("element type {} is not supported", token.text),
                ErrorKind::kUnsupported);
}

bool Parser::ParseTupleType(ValueType& type) {
  lexer_.Next();
  type.type = hlo::Type::kTuple;
  if (!Expect('<')) return false;
  while (!lexer_.Eat('>')) {
    if (!type.tuple.empty() && !Expect(',')) return false;
    const size_t offset = lexer_.token().offset;
    ValueType part;
    if (!ParseType(part)) return false;
    if (part.quantized != nullptr)
      return FailAt(offset, "quantized values in tuples are not supported", ErrorKind::kUnsupported);
    type.tuple.push_back(std::move(part));
  }
  return true;
}

bool Parser::ParseTypes(std::vector<ValueType>& types) {
  do {
    if (!ParseType(types.emplace_back())) return false;
  } while (lexer_.Eat(','));
  return true;
}

bool Parser::ParseTypeOrList(std::vector<ValueType>& types) {
  if (!lexer_.Eat('(')) return ParseType(types.emplace_back());
  if (lexer_.Eat(')')) return true;
  return ParseTypes(types) && Expect(')');
}

bool Parser::ParseInt(int64_t& value) {
  const std::string_view text = lexer_.token().text;
  if (!lexer_.Is(TokenKind::kNumber)) return FailExpected("an integer");
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size()) return FailExpected("an integer");
  if (status != std::errc()) return Fail("the integer is out of range");
  lexer_.Next();
  return true;
}

}  // namespace tmb::stablehlo
