// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Attributes and locations. What no operation here looks at is skipped in matching
// brackets.
#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "converter/stablehlo/parser.h"

namespace tmb::stablehlo {

bool Parser::ParseAttribute(Attribute& attribute) {
  const Depth depth(*this);
  if (!CheckDepth()) return false;
  const Token token = lexer_.token();
  attribute.offset = token.offset;
  switch (token.kind) {
    case TokenKind::kNumber:
      return ParseNumber(attribute) && (!lexer_.Eat(':') || SkipType());
    case TokenKind::kName:
      return ParseNamedAttribute(attribute);
    case TokenKind::kHash:
      return ParseDialectAttribute(attribute);
    case TokenKind::kString:
      attribute.kind = AttributeKind::kString;
      attribute.text = token.text;
      lexer_.Next();
      return !lexer_.Eat(':') || SkipType();
    case TokenKind::kSymbol:
      attribute.kind = AttributeKind::kSymbol;
      attribute.text = token.text;
      lexer_.Next();
      while (lexer_.Is(':') && lexer_.Peek().text == ":") {  // @a::@b
        lexer_.Next();
        lexer_.Next();
        lexer_.Next();
      }
      return true;
    case TokenKind::kType:
      attribute.kind = AttributeKind::kOpaque;
      return SkipType();
    case TokenKind::kPunctuation:
      if (token.text == "[") return ParseArray(attribute);
      if (token.text == "{") {
        attribute.kind = AttributeKind::kDictionary;
        if (!ParseDictionary(attribute.items)) return false;
        attribute.text = lexer_.text().substr(token.offset, lexer_.previous_end() - token.offset);
        return true;
      }
      if (token.text == "<" || token.text == "(") {
        attribute.kind = AttributeKind::kOpaque;
        return SkipType();
      }
      break;
    case TokenKind::kEnd:
    case TokenKind::kValue:
    case TokenKind::kBlock:
    case TokenKind::kArrow:
    case TokenKind::kBad:
      break;
  }
  return FailExpected("an attribute's value");
}

// 1, 1.0e-5 or 0x7F800000, without its type.
bool Parser::ParseNumber(Attribute& attribute) {
  const std::string_view text = lexer_.token().text;
  const char* const end = text.data() + text.size();
  attribute.text = text;
  attribute.kind = AttributeKind::kInt;
  const bool hex = text.starts_with("0x");
  if (hex) {
    uint64_t bits = 0;
    if (std::from_chars(text.data() + 2, end, bits, 16).ec != std::errc())
      return Fail("the number is out of range");
    attribute.integer = static_cast<int64_t>(bits);
  } else {
    const auto [integer_end, status] = std::from_chars(text.data(), end, attribute.integer);
    if (integer_end != end || status != std::errc()) attribute.kind = AttributeKind::kFloat;
    if (std::from_chars(text.data(), end, attribute.number).ec != std::errc())
      return Fail("the number is out of range");
  }
  lexer_.Next();
  return true;
}

bool Parser::ParseNamedAttribute(Attribute& attribute) {
  const std::string_view name = lexer_.token().text;
  if (name == "dense" || name == "dense_resource") return ParseDense(attribute);
  if (name == "array") return ParseTypedArray(attribute);
  if (name == "loc") {
    LocationId location = kNoLocation;
    attribute.kind = AttributeKind::kOpaque;
    return ParseLocation(location);
  }
  if (name == "true" || name == "false") {
    attribute.kind = AttributeKind::kBool;
    attribute.integer = name == "true" ? 1 : 0;
    lexer_.Next();
    return true;
  }
  attribute.kind = AttributeKind::kWord;
  attribute.text = name;
  lexer_.Next();
  if (!lexer_.Is('<')) return true;         // DEFAULT, f32, unit
  attribute.kind = AttributeKind::kOpaque;  // a type, affine_map<..>
  return lexer_.AngleBody().data() != nullptr || FailExpected("matching brackets");
}

bool Parser::ParseArray(Attribute& attribute) {
  attribute.kind = AttributeKind::kArray;
  lexer_.Next();
  while (!lexer_.Eat(']')) {
    if (!attribute.items.empty() && !Expect(',')) return false;
    if (!ParseAttribute(attribute.items.emplace_back())) return false;
  }
  return true;
}

// array<i64: 1, 2>, array<i1: true>, array<i64>
bool Parser::ParseTypedArray(Attribute& attribute) {
  attribute.kind = AttributeKind::kArray;
  lexer_.Next();
  if (!Expect('<')) return false;
  if (!lexer_.Is(TokenKind::kName)) return FailExpected("an element type");
  lexer_.Next();
  if (!lexer_.Eat(':')) return Expect('>');
  do {
    if (!ParseAttribute(attribute.items.emplace_back())) return false;
  } while (lexer_.Eat(','));
  return Expect('>');
}

bool Parser::ParseDictionary(std::vector<Attribute>& attributes) {
  const Depth depth(*this);
  if (!CheckDepth() || !Expect('{')) return false;
  bool first = true;
  while (!lexer_.Eat('}')) {
    if (!first && !Expect(',')) return false;
    first = false;
    Attribute& attribute = attributes.emplace_back();
    const Token name = lexer_.token();
    if (name.kind != TokenKind::kName && name.kind != TokenKind::kString)
      return FailExpected("an attribute's name");
    const bool quoted = name.kind == TokenKind::kString;
    const std::string_view plain = quoted ? name.text.substr(1, name.text.size() - 2) : name.text;
    lexer_.Next();
    attribute.offset = name.offset;
    if (lexer_.Eat('=') && !ParseAttribute(attribute)) return false;
    attribute.name = plain;
  }
  return true;
}

// #stablehlo<precision DEFAULT>, #stablehlo.gather<offset_dims = [1], ..>; aliases and
// those of other dialects are skipped.
bool Parser::ParseDialectAttribute(Attribute& attribute) {
  const Token name = lexer_.token();
  lexer_.Next();
  attribute.kind = AttributeKind::kOpaque;
  if (!lexer_.Is('<')) return true;
  const bool known = name.text.starts_with("stablehlo") || name.text.starts_with("chlo");
  const char* const body = lexer_.begin();
  if (known) {
    lexer_.Next();
    const Token first = lexer_.token();
    const Token second = lexer_.Peek();
    if (first.text == "raw") {  // convolution dimensions by name
      lexer_.Next();
      attribute.kind = AttributeKind::kFields;
      return ParseFields(attribute.items);
    }
    if (first.kind == TokenKind::kName && second.kind == TokenKind::kName) {
      lexer_.Next();
      lexer_.Next();
      attribute.kind = AttributeKind::kWord;
      attribute.text = second.text;
      return Expect('>');
    }
    if (first.kind == TokenKind::kName && second.text == "=") {
      attribute.kind = AttributeKind::kFields;
      return ParseFields(attribute.items);
    }
    lexer_.ContinueAt(body);
  }
  attribute.text = lexer_.AngleBody();
  return attribute.text.data() != nullptr || FailExpected("matching brackets");
}

// offset_dims = [1], index_vector_dim = 1>; a comma may end it.
bool Parser::ParseFields(std::vector<Attribute>& fields) {
  do {
    if (!fields.empty() && lexer_.Is('>')) break;
    const Token name = lexer_.token();
    if (name.kind != TokenKind::kName) return FailExpected("a field's name");
    lexer_.Next();
    Attribute& field = fields.emplace_back();
    if (!Expect('=') || !ParseAttribute(field)) return false;
    field.name = name.text;
  } while (lexer_.Eat(','));
  return Expect('>');
}

// dense<[1, 2]> : tensor<2xi32>, dense_resource<name> : tensor<2xi32>
bool Parser::ParseDense(Attribute& attribute) {
  attribute.kind = lexer_.IsName("dense") ? AttributeKind::kDense : AttributeKind::kResource;
  lexer_.Next();
  if (!lexer_.Is('<')) return FailExpected("'<'");
  attribute.text = lexer_.AngleBody();
  if (attribute.text.data() == nullptr) return FailExpected("matching brackets around a constant");
  return Expect(':') && ParseType(attribute.type);
}

// Any type: f32, tensor<..>, !dialect.x<..>, (..) -> ..
bool Parser::SkipType() {
  if (lexer_.Is('(') || lexer_.Is('<')) {
    if (lexer_.Bracketed().data() == nullptr) return FailExpected("matching brackets");
  } else {
    if (!lexer_.Is(TokenKind::kName) && !lexer_.Is(TokenKind::kType)) return FailExpected("a type");
    lexer_.Next();
    if (lexer_.Is('<') && lexer_.AngleBody().data() == nullptr) return FailExpected("matching brackets");
  }
  if (!lexer_.Is(TokenKind::kArrow)) return true;
  const Depth depth(*this);
  lexer_.Next();
  return CheckDepth() && SkipType();
}

bool Parser::ParseOptionalLocation(LocationId& location) {
  return !lexer_.IsName("loc") || ParseLocation(location);
}

bool Parser::ParseLocation(LocationId& location) {
  lexer_.Next();
  return Expect('(') && ParseLocationBody(location) && Expect(')');
}

bool Parser::ParseLocationBody(LocationId& location) {
  const Depth depth(*this);
  if (!CheckDepth()) return false;
  const Token token = lexer_.token();
  lexer_.Next();
  if (token.kind == TokenKind::kHash) {
    location = emitter_.locations().Add({Location::Kind::kAlias, token.text});
    return true;
  }
  if (token.kind == TokenKind::kString) {
    Location read{Location::Kind::kName, token.text};
    if (lexer_.Eat('(')) {  // a name at a place
      if (!ParseLocationBody(read.child) || !Expect(')')) return false;
    } else if (lexer_.Eat(':')) {  // "f.py":3:4 to 5:6, to :6
      int64_t ignored = 0;
      read.kind = Location::Kind::kFile;
      if (!ParseInt(read.line) || !Expect(':') || !ParseInt(ignored)) return false;
      if (lexer_.EatName("to")) {
        if (lexer_.Is(TokenKind::kNumber) && !ParseInt(ignored)) return false;
        if (!Expect(':') || !ParseInt(ignored)) return false;
      }
    }
    location = emitter_.locations().Add(read);
    return true;
  }
  if (token.text == "callsite" && token.kind == TokenKind::kName) {
    LocationId caller = kNoLocation;
    if (!Expect('(') || !ParseLocationBody(location)) return false;
    return (lexer_.EatName("at") || FailExpected("at")) && ParseLocationBody(caller) && Expect(')');
  }
  if (token.text == "fused" && token.kind == TokenKind::kName) {
    if (lexer_.Is('<') && lexer_.AngleBody().data() == nullptr) return FailExpected("matching brackets");
    if (!Expect('[')) return false;
    for (bool first = true; !lexer_.Eat(']'); first = false) {
      LocationId part = kNoLocation;
      if ((!first && !Expect(',')) || !ParseLocationBody(part)) return false;
      if (first) location = part;
    }
    return true;
  }
  if (token.text == "unknown" && token.kind == TokenKind::kName) return true;
  return FailAt(token.offset, "expected a location");
}

}  // namespace tmb::stablehlo
