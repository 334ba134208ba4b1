// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Shapes, and the simple values of attributes: numbers, lists, words, strings.
#include <fmt/format.h>

#include <charconv>

#include "converter/hlo/parser.h"

namespace tmb::hlo {
namespace {

constexpr char kDynamic[] =
    "dynamic dimensions have no static memory plan; lower the program at fixed shapes";

}  // namespace

// A name is a dtype only before '[': instructions may be called s8.
bool Parser::AtShape() {
  if (lexer_.Is('(')) return true;
  if (lexer_.token().kind != TokenKind::kName || TypeFromName(lexer_.token().text) == Type::kInvalid)
    return false;
  const Token next = lexer_.Peek();
  return next.kind == TokenKind::kPunctuation && next.text == "[";
}

bool Parser::ParseShape(Shape& shape) {
  const Depth depth(*this);
  if (!CheckDepth()) return false;
  if (lexer_.Is('(')) return ParseTupleShape(shape);
  if (!AtShape()) return FailExpected("a shape");
  shape.type = TypeFromName(lexer_.token().text);
  lexer_.Next();
  return ParseDims(shape) && ParseLayout(shape);
}

bool Parser::ParseTupleShape(Shape& shape) {
  shape.type = Type::kTuple;
  lexer_.Next();
  while (!lexer_.Eat(')')) {
    if (!shape.tuple.empty() && !Expect(',')) return false;
    if (!ParseShape(shape.tuple.emplace_back())) return false;
  }
  return true;
}

bool Parser::ParseDims(Shape& shape) {
  if (!Expect('[')) return false;
  while (!lexer_.Eat(']')) {
    if (!shape.dims.empty() && !Expect(',')) return false;
    if (lexer_.Is('<') || lexer_.Is('?')) {
      return FailAt(lexer_.token().offset, kDynamic, ErrorKind::kUnsupported);
    }
    const size_t offset = lexer_.token().offset;
    if (!ParseInt(shape.dims.emplace_back())) return false;
    if (shape.dims.back() < 0) return FailAt(offset, "a dimension is negative");
  }
  return shape.IsValid() || Fail(fmt::format("{} is too large", shape.ToString()));
}

// The brace of "-> f32[42] {" begins a body, so only a number, a colon or nothing makes a layout.
bool Parser::ParseLayout(Shape& shape) {
  if (!lexer_.Is('{')) return true;
  const Token next = lexer_.Peek();
  const bool layout = next.kind == TokenKind::kNumber || next.text == ":" || next.text == "}";
  if (!layout) return true;
  const size_t offset = lexer_.token().offset;
  lexer_.Next();
  layout_.clear();
  while (lexer_.token().kind == TokenKind::kNumber) {
    if (!ParseInt(layout_.emplace_back())) return false;
    if (!lexer_.Eat(',')) break;
  }
  if (!layout_.empty() && layout_.size() != shape.dims.size()) {
    return FailAt(offset, fmt::format("the layout has {} dimensions, the shape {}", layout_.size(),
                                      shape.dims.size()));
  }
  if (!IsDefaultLayout(layout_)) shape.layout = layout_;
  // Tiles, memory spaces and the like are the compiler's own affair.
  if (lexer_.Is(':') && lexer_.Value().empty()) return Fail("brackets of a layout do not match");
  if (!shape.layout.empty() && !shape.IsValid())
    return FailAt(offset, "the layout is not a permutation of the dimensions");
  return Expect('}');
}

bool Parser::ParseInt(int64_t& value) {
  const Token token = lexer_.token();
  if (token.kind != TokenKind::kNumber) return FailExpected("an integer");
  const char* const end = token.text.data() + token.text.size();
  const auto [parsed, status] = std::from_chars(token.text.data(), end, value);
  if (status == std::errc::result_out_of_range) return Fail("the integer is out of range");
  if (status != std::errc() || parsed != end) return FailExpected("an integer");
  lexer_.Next();
  return true;
}

bool Parser::ParseInts(std::vector<int64_t>& values) {
  if (!Expect('{')) return false;
  while (!lexer_.Eat('}')) {
    if (!values.empty() && !Expect(',')) return false;
    if (!ParseInt(values.emplace_back())) return false;
  }
  return true;
}

bool Parser::ParseBool(bool& value) {
  if (!lexer_.IsName("true") && !lexer_.IsName("false")) return FailExpected("true or false");
  value = lexer_.IsName("true");
  lexer_.Next();
  return true;
}

bool Parser::ParseDouble(double& value) {
  const Token token = lexer_.token();
  if (token.kind != TokenKind::kNumber) return FailExpected("a number");
  const char* const end = token.text.data() + token.text.size();
  const auto [parsed, status] = std::from_chars(token.text.data(), end, value);
  if (status != std::errc() || parsed != end) return Fail("the number is out of range");
  value = static_cast<float>(value);  // HLO holds such attributes as floats
  lexer_.Next();
  return true;
}

bool Parser::ParseWord(std::string& text) {
  if (lexer_.token().kind != TokenKind::kName) return FailExpected("a word");
  text = lexer_.token().text;
  lexer_.Next();
  return true;
}

bool Parser::ParseText(std::string& text) {
  if (lexer_.token().kind != TokenKind::kString) return FailExpected("a string");
  text = Unquote(lexer_.token().text);
  lexer_.Next();
  return true;
}

bool Parser::SkipValue() {
  if (lexer_.token().kind == TokenKind::kString) {
    lexer_.Next();
    return true;
  }
  const size_t offset = lexer_.token().offset;
  return !lexer_.Value().empty() || FailAt(offset, "expected a value with matching brackets");
}

}  // namespace tmb::hlo
