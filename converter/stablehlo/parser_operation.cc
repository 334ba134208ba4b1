// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Operations. One loop reads every pretty form: operands, words, keys with values, an
// attribute dictionary and types stand in an order that only the printer cares about.
#include <fmt/format.h>

#include <charconv>

#include "converter/stablehlo/parser.h"
#include "converter/stablehlo/translation.h"

namespace tmb::stablehlo {
namespace {

bool IsReturn(std::string_view name) {
  return name == "stablehlo.return" || name == "func.return" || name == "return" || name == "sdy.return" ||
         name == "mhlo.return";
}

}  // namespace

bool Parser::ParseOperation(Region& region) {
  Operation op;
  if (!ParseResultNames(op)) return false;
  op.offset = lexer_.token().offset;
  op.position = lexer_.Position(op.offset);
  emitter_.SetPlace(op.position, kNoLocation);
  if (!ParseForm(op, region) || !ParseOptionalLocation(op.location)) return false;
  if (IsReturn(op.name)) {
    region.results = std::move(op.operands);
    region.returned = true;
    return true;
  }
  return Translate(op, region);
}

// %0 = , %0:2 = , %values, %indices =
bool Parser::ParseResultNames(Operation& op) {
  if (!lexer_.Is(TokenKind::kValue)) return true;
  do {
    if (!lexer_.Is(TokenKind::kValue)) return FailExpected("a value's name");
    ResultName& result = op.result_names.emplace_back();
    result.name = lexer_.token().text;
    lexer_.Next();
    int64_t count = 1;
    const size_t offset = lexer_.token().offset;
    if (lexer_.Eat(':') && !ParseInt(count)) return false;
    if (count < 1 || count > static_cast<int64_t>(lexer_.text().size()))
      return FailAt(offset, "no such number of results");
    result.count = static_cast<size_t>(count);
  } while (lexer_.Eat(','));
  return Expect('=');
}

bool Parser::ParseForm(Operation& op, Region& region) {
  const Token name = lexer_.token();
  if (name.kind == TokenKind::kString) {
    op.name = name.text.substr(1, name.text.size() - 2);
    lexer_.Next();
    return ParseGenericForm(op, region);
  }
  if (name.kind != TokenKind::kName) return FailExpected("an operation");
  op.name = name.text;
  lexer_.Next();
  if (op.name == "stablehlo.while") return ParseWhile(op, region);
  if (op.name == "stablehlo.reduce") return ParseReduce(op, region);
  if (op.name == "sdy.manual_computation") return ParseManualComputation(op, region);
  if (op.name == "chlo.scan") return ParseScan(op, region);
  return ParsePrettyForm(op, region);
}

// "name"(%a, %b) <{..}> ({..}, {..}) {..} : (T, T) -> T
bool Parser::ParseGenericForm(Operation& op, Region& region) {
  if (!Expect('(') || !ParseUses(region, op.operands) || !Expect(')')) return false;
  if (lexer_.Eat('<') && !(ParseDictionary(op.attributes) && Expect('>'))) return false;
  if (lexer_.Eat('(')) {
    do {
      if (!ParseRegion(op, region, nullptr)) return false;
    } while (lexer_.Eat(','));
    if (!Expect(')')) return false;
  }
  if (lexer_.Is('{') && !ParseDictionary(op.attributes)) return false;
  return ParseSignature(op);
}

bool Parser::ParsePrettyForm(Operation& op, Region& region) {
  int open = 0;  // parentheses around operands
  for (;;) {
    const Token& token = lexer_.token();
    if (token.kind == TokenKind::kValue) {
      if (!ParseUse(region, op.operands.emplace_back())) return false;
    } else if (lexer_.IsName("loc") && lexer_.Peek().text == "(") {
      break;
    } else if (lexer_.IsName("dense") || lexer_.IsName("dense_resource")) {
      return ParseValue(op);
    } else if (token.kind == TokenKind::kName && lexer_.Peek().text == "=") {
      if (!ParseKeyed(op)) return false;
    } else if (token.kind == TokenKind::kName || token.kind == TokenKind::kSymbol ||
               token.kind == TokenKind::kString) {
      if (!ParseWord(op)) return false;
    } else if (lexer_.Is('[')) {
      if (!ParseSubscript(op)) return false;
    } else if (lexer_.Is('{')) {
      if (!ParseDictionary(op.attributes)) return false;
    } else if (lexer_.Is('<') && lexer_.Peek().text == "{") {  // constant() <{value = ..}>
      if (!Expect('<') || !ParseDictionary(op.attributes) || !Expect('>')) return false;
    } else if (lexer_.Is('<')) {  // a sharding
      if (lexer_.AngleBody().data() == nullptr) return FailExpected("matching brackets");
    } else if (lexer_.Eat('(')) {
      ++open;
    } else if (open != 0 && lexer_.Eat(')')) {
      --open;
    } else if (!lexer_.Eat(',')) {
      break;
    }
  }
  if (open != 0) return FailExpected("')'");
  return lexer_.Is(':') ? ParseSignature(op)
                        : (op.result_names.empty() && op.operands.empty()) || FailExpected("':' and types");
}

// constant dense<0> : T; the type is the result's and ends the operation.
bool Parser::ParseValue(Operation& op) {
  Attribute& value = op.attributes.emplace_back();
  if (!ParseAttribute(value)) return false;
  value.name = "value";
  op.results = {value.type};
  return true;
}

// A word without a key or a symbol: compare LT, call @f
bool Parser::ParseWord(Operation& op) {
  Attribute& attribute = op.attributes.emplace_back();
  if (!ParseAttribute(attribute)) return false;
  if (attribute.kind == AttributeKind::kSymbol) attribute.name = "@";
  return true;
}

// dims = [0], contracting_dims = [0] x [1], dim_numbers = [b, f]x[i, o]->[b, f]
bool Parser::ParseKeyed(Operation& op) {
  Attribute attribute;
  const std::string_view name = lexer_.token().text;
  lexer_.Next();
  lexer_.Next();
  const bool read = name == "dim_numbers"           ? ParseDimensionNumbers(attribute)
                    : lexer_.Is(TokenKind::kNumber) ? ParseNumber(attribute)  // a ':' begins the types
                                                    : ParseAttribute(attribute);
  if (!read) return false;
  if (lexer_.EatName("x")) {
    Attribute pair;
    pair.kind = AttributeKind::kArray;
    pair.items.resize(2);
    pair.items[0] = std::move(attribute);
    if (!ParseAttribute(pair.items[1])) return false;
    attribute = std::move(pair);
  }
  attribute.name = name;
  op.attributes.push_back(std::move(attribute));
  return true;
}

bool Parser::ParseDimensionNumbers(Attribute& attribute) {
  const size_t begin = lexer_.token().offset;
  attribute.kind = AttributeKind::kOpaque;
  attribute.offset = begin;
  for (int group = 0; group < 3; ++group) {
    if (group == 1 && !lexer_.EatName("x")) return FailExpected("x");
    if (group == 2) {
      if (!lexer_.Is(TokenKind::kArrow)) return FailExpected("->");
      lexer_.Next();
    }
    if (!lexer_.Is('[') || lexer_.Bracketed().data() == nullptr) return FailExpected("dimension labels");
  }
  attribute.text = lexer_.text().substr(begin, lexer_.previous_end() - begin);
  return true;
}

// %0[1] and %0 [0:2, 1:9:2]: the numbers in threes (start, limit, stride); limit is -1 for
// an index alone.
bool Parser::ParseSubscript(Operation& op) {
  Attribute& attribute = op.attributes.emplace_back();
  attribute.name = "[]";
  attribute.kind = AttributeKind::kArray;
  lexer_.Next();
  while (!lexer_.Eat(']')) {
    if (!attribute.items.empty() && !Expect(',')) return false;
    int64_t range[3] = {0, -1, 1};
    if (!ParseInt(range[0])) return false;
    if (lexer_.Eat(':') && !ParseInt(range[1])) return false;
    if (lexer_.Eat(':') && !ParseInt(range[2])) return false;
    for (const int64_t number : range) {
      Attribute& item = attribute.items.emplace_back();
      item.kind = AttributeKind::kInt;
      item.integer = number;
    }
  }
  return true;
}

// : (T, T) -> (T, T), : T, T -> T, or : T, T, whose last types are the results'
bool Parser::ParseSignature(Operation& op) {
  const size_t offset = lexer_.token().offset;
  if (!Expect(':')) return false;
  const bool functional = lexer_.Is('(');
  std::vector<ValueType> types;
  if (!(functional ? ParseTypeOrList(types) : ParseTypes(types))) return false;
  if (functional && !CheckOperandTypes(op, types))
    return FailAt(offset, "the operands have other types than written");
  const size_t named = op.ResultCount();
  op.results.clear();
  if (lexer_.Is(TokenKind::kArrow)) {
    lexer_.Next();
    if (!ParseTypeOrList(op.results)) return false;
    if (op.result_names.empty() || op.results.size() == named) return true;
    return FailAt(offset, fmt::format("{} results are named, {} have a type", named, op.results.size()));
  }
  if (functional) return FailExpected("->");
  if (named == 0 && !CheckOperandTypes(op, types))  // a return
    return FailAt(offset, "the operands have other types than written");
  if (named > types.size())
    return FailAt(offset, fmt::format("{} results are named, {} have a type", named, types.size()));
  op.results.assign(types.end() - static_cast<int64_t>(named), types.end());
  return true;
}

bool Parser::CheckOperandTypes(const Operation& op, const std::vector<ValueType>& types) {
  if (types.size() != op.operands.size()) return false;
  for (size_t i = 0; i < types.size(); ++i) {
    if (!SameType(types[i], emitter_.TypeOf(*op.operands[i]))) return false;
  }
  return true;
}

// %0 or %0#1
bool Parser::ParseUse(Region& region, hlo::Instruction*& value) {
  const Token name = lexer_.token();
  if (name.kind != TokenKind::kValue) return FailExpected("a value");
  lexer_.Next();
  const Token& number = lexer_.token();
  size_t index = 0;
  if (number.kind == TokenKind::kHash && number.offset == name.offset + 1 + name.text.size()) {
    const char* const end = number.text.data() + number.text.size();
    const auto [next, status] = std::from_chars(number.text.data(), end, index);
    if (next != end || status != std::errc()) return FailExpected("a result's number");
    lexer_.Next();
  }
  value = region.Use(name.text, index, emitter_);
  if (value != nullptr) return CheckTuples(name.offset);
  const bool closed = region.kind() == RegionKind::kCombiner;
  return FailAt(
      name.offset,
      fmt::format("value %{} is not defined here{}", name.text,
                  closed ? "; a computation on elements sees constants around it, nothing else" : ""));
}

bool Parser::ParseUses(Region& region, std::vector<hlo::Instruction*>& values) {
  if (!lexer_.Is(TokenKind::kValue)) return true;
  do {
    if (!ParseUse(region, values.emplace_back())) return false;
  } while (lexer_.Eat(','));
  return true;
}

bool Parser::Translate(Operation& op, Region& region) {
  emitter_.SetPlace(op.position, op.location);
  Translation translation(op, region.computation(), emitter_);
  if (!translation.Run()) return FailAt(op.offset, fmt::format("{}: {}", op.name, translation.error()));
  if (!CheckTuples(op.offset)) return false;
  const std::vector<hlo::Instruction*>& values = translation.values();
  if (!op.result_names.empty() && op.ResultCount() != values.size())
    return FailAt(op.offset, fmt::format("{}: has {} results", op.name, values.size()));
  for (size_t i = 0; i < op.results.size() && i < values.size(); ++i) {
    const hlo::Shape& shape = values[i]->shape;
    if (hlo::SameShape(shape, op.results[i])) {
      emitter_.SetQuantized(*values[i], op.results[i].quantized);
      continue;
    }
    return FailAt(op.offset, fmt::format("{}: result {} is {}, but {} is written", op.name, i,
                                         shape.ToString(), op.results[i].ToString()));
  }
  auto next = values.begin();
  for (const ResultName& result : op.result_names) {
    const auto end = next + static_cast<int64_t>(result.count);
    if (!region.Define(result.name, {next, end}))
      return FailAt(op.offset, fmt::format("value %{} is defined twice", result.name));
    next = end;
  }
  return true;
}

bool Parser::CheckTuples(size_t offset) {
  return emitter_.tuple_shapes() <= kMaxTupleShapes ||
         FailAt(offset, "the tuples of loops and branches have too many elements");
}

}  // namespace tmb::stablehlo
