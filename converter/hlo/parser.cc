// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The module around the computations: header attributes, stack-frame tables, and how
// errors get their place.
#include "converter/hlo/parser.h"

#include <fmt/format.h>

namespace tmb::hlo {

Result<Module> Parser::Parse() {
  if (!ParseModule()) return *error_;
  return std::move(module_);
}

bool Parser::ParseModule() {
  if (lexer_.IsName("HloModule") && !(ParseHeader() && ParseTables())) return false;
  while (lexer_.token().kind != TokenKind::kEnd) {
    if (!ParseComputation()) return false;
  }
  Name(unnamed_, computations_);
  if (module_.computations.empty()) return Fail("the module has no computation");
  if (module_.entry == nullptr) module_.entry = module_.computations.back().get();
  return true;
}

bool Parser::ParseHeader() {
  lexer_.Next();
  if (lexer_.token().kind != TokenKind::kName) return FailExpected("the module's name");
  module_.name = lexer_.token().text;
  lexer_.Next();
  while (lexer_.Eat(',')) {
    const Token name = lexer_.token();
    if (name.kind != TokenKind::kName) return FailExpected("an attribute's name");
    lexer_.Next();
    if (!Expect('=') || !ParseModuleAttribute(name.text)) return false;
  }
  return true;
}

bool Parser::ParseModuleAttribute(std::string_view name) {
  if (name == "entry_computation_layout") return ParseEntryLayout();
  if (name == "input_output_alias") return ParseAliases();
  if (name == "replica_count" || name == "num_partitions") {
    const size_t offset = lexer_.token().offset;
    int64_t devices = 0;
    if (!ParseInt(devices)) return false;
    return devices == 1 ||
           FailAt(offset, fmt::format("{} is {}: a program for one device is needed", name, devices),
                  ErrorKind::kUnsupported);
  }
  return SkipValue();
}

bool Parser::ParseEntryLayout() {
  Shape parameters;
  if (!Expect('{') || !ParseShape(parameters)) return false;
  if (!parameters.IsTuple()) return FailExpected("the parameters' shapes in parentheses");
  if (lexer_.token().kind != TokenKind::kArrow) return FailExpected("->");
  lexer_.Next();
  module_.entry_parameters = std::move(parameters.tuple);
  return ParseShape(module_.entry_result) && Expect('}');
}

bool Parser::ParseAliases() {
  if (!Expect('{')) return false;
  while (!lexer_.Eat('}')) {
    if (!module_.aliases.empty() && !Expect(',')) return false;
    if (!ParseAlias()) return false;
  }
  return true;
}

// {output index}: (parameter, {parameter index}[, may-alias | must-alias])
bool Parser::ParseAlias() {
  Alias& alias = module_.aliases.emplace_back();
  if (!ParseInts(alias.output_index) || !Expect(':') || !Expect('(') || !ParseInt(alias.parameter))
    return false;
  if (!Expect(',') || !ParseInts(alias.parameter_index)) return false;
  std::string kind;
  if (lexer_.Eat(',') && !ParseWord(kind)) return false;
  return Expect(')');
}

bool Parser::ParseTables() {
  if (AtTable("FileNames") && !ParseNameTable(sources_.files)) return false;
  if (AtTable("FunctionNames") && !ParseNameTable(sources_.functions)) return false;
  if (AtTable("FileLocations")) {
    lexer_.Next();
    while (lexer_.token().kind == TokenKind::kNumber) {
      int64_t id = 0;
      std::map<std::string_view, int64_t> fields;
      if (!ParseInt(id) || !ParseRecord(fields)) return false;
      sources_.locations[id] = {fields["file_name_id"], fields["function_name_id"], fields["line"]};
    }
  }
  if (AtTable("StackFrames")) {
    lexer_.Next();
    while (lexer_.token().kind == TokenKind::kNumber) {
      int64_t id = 0;
      std::map<std::string_view, int64_t> fields;
      if (!ParseInt(id) || !ParseRecord(fields)) return false;
      sources_.frames[id] = fields["file_location_id"];
    }
  }
  return true;
}

// A computation may be called like a table.
bool Parser::AtTable(std::string_view name) {
  const Token next = lexer_.Peek();
  return lexer_.IsName(name) && next.text != "{" && next.text != "(";
}

bool Parser::ParseNameTable(std::unordered_map<int64_t, std::string>& table) {
  lexer_.Next();
  while (lexer_.token().kind == TokenKind::kNumber) {
    int64_t id = 0;
    std::string name;
    if (!ParseInt(id) || !ParseText(name)) return false;
    table[id] = std::move(name);
  }
  return true;
}

// {name=1 name=2}
bool Parser::ParseRecord(std::map<std::string_view, int64_t>& fields) {
  if (!Expect('{')) return false;
  while (!lexer_.Eat('}')) {
    const Token name = lexer_.token();
    if (name.kind != TokenKind::kName) return FailExpected("a field's name");
    lexer_.Next();
    if (!Expect('=') || !ParseInt(fields[name.text])) return false;
  }
  return true;
}

bool Parser::Expect(char c) { return lexer_.Eat(c) || FailExpected(fmt::format("'{}'", c)); }

bool Parser::FailAt(size_t offset, std::string text, ErrorKind kind) {
  if (error_) return false;
  const TextPosition position = lexer_.Position(offset);
  error_ = Error{kind, fmt::format("{}:{}:{}: {}", file_name_, position.line, position.column, text)};
  return false;
}

bool Parser::FailExpected(std::string_view what) {
  constexpr size_t kMaxShown = 40;
  const Token& token = lexer_.token();
  if (token.kind == TokenKind::kBad) return Fail(std::string(token.text));
  if (token.kind == TokenKind::kEnd) return Fail(fmt::format("expected {}, found the end of the text", what));
  return Fail(fmt::format("expected {}, found {}", what, token.text.substr(0, kMaxShown)));
}

bool Parser::CheckDepth() {
  return depth_ <= kMaxDepth || Fail(fmt::format("nested more than {} deep", kMaxDepth));
}

}  // namespace tmb::hlo
