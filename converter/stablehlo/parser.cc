// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The module and what stands beside it: aliases, meshes, resources; and how errors get
// their place.
#include "converter/stablehlo/parser.h"

#include <fmt/format.h>

#include "converter/stablehlo/dense.h"

namespace tmb::stablehlo {

Result<hlo::Module> Parser::Parse() {
  if (!ParseFile()) return *error_;
  return std::move(emitter_.module());
}

bool Parser::ParseFile() {
  while (!lexer_.Is(TokenKind::kEnd)) {
    if (!ParseTopLevel()) return false;
  }
  return Finish();
}

// A module, or its contents without one.
bool Parser::ParseTopLevel() {
  if (lexer_.Is(TokenKind::kHash) || lexer_.Is(TokenKind::kType)) return ParseAlias();
  if (lexer_.Is('{')) return ParseResources();
  if (lexer_.IsName("module") || lexer_.IsName("builtin.module")) return ParseModule();
  if (lexer_.Is(TokenKind::kString)) {
    const std::string_view name = lexer_.token().text;
    if (name == "\"builtin.module\"") return ParseGenericModule();
    if (name == "\"func.func\"") return ParseGenericFunction();
    if (name == "\"sdy.mesh\"") return ParseGenericMesh();
  }
  if (lexer_.IsName("func.func") || lexer_.IsName("func")) return ParseFunction();
  if (lexer_.IsName("sdy.mesh")) return ParseMesh();
  return FailExpected("module or func.func");
}

// sdy.mesh @mesh = <["x"=1]> {..}: names of devices, of which there is one.
bool Parser::ParseMesh() {
  lexer_.Next();
  lexer_.Next();
  if (!Expect('=')) return false;
  if (!lexer_.Is('<') || lexer_.AngleBody().data() == nullptr) return FailExpected("a mesh <[..]>");
  std::vector<Attribute> ignored;
  LocationId location = kNoLocation;
  return (!lexer_.Is('{') || ParseDictionary(ignored)) && ParseOptionalLocation(location);
}

// "sdy.mesh"() <{..}> {..} : () -> ()
bool Parser::ParseGenericMesh() {
  std::vector<Attribute> ignored;
  LocationId location = kNoLocation;
  lexer_.Next();
  if (!Expect('(') || !Expect(')')) return false;
  if (lexer_.Eat('<') && !(ParseDictionary(ignored) && Expect('>'))) return false;
  if (lexer_.Is('{') && !ParseDictionary(ignored)) return false;
  return Expect(':') && SkipType() && ParseOptionalLocation(location);
}

bool Parser::ParseModule() {
  const size_t offset = lexer_.token().offset;
  const Depth depth(*this);
  if (depth_ > 1)
    return FailAt(offset, "a module within a module; hand over one of them", ErrorKind::kUnsupported);
  lexer_.Next();
  if (lexer_.Is(TokenKind::kSymbol)) {
    emitter_.module().name = Unquote(lexer_.token().text);
    lexer_.Next();
  }
  std::vector<Attribute> attributes;
  if (lexer_.EatName("attributes") && !ParseDictionary(attributes)) return false;
  return CheckDevices(attributes) && ParseModuleBody();
}

// "builtin.module"() <{sym_name = "m"}> ({ .. }) {..} : () -> ()
bool Parser::ParseGenericModule() {
  const Depth depth(*this);
  if (depth_ > 1) return Fail("a module within a module; hand over one of them");
  lexer_.Next();
  std::vector<Attribute> attributes;
  if (!Expect('(') || !Expect(')')) return false;
  if (lexer_.Eat('<') && !(ParseDictionary(attributes) && Expect('>'))) return false;
  const Attribute* name = FindItem(attributes, "sym_name");
  if (name != nullptr) emitter_.module().name = Unquote(name->text);
  if (!Expect('(') || !ParseModuleBody() || !Expect(')')) return false;
  if (lexer_.Is('{') && !ParseDictionary(attributes)) return false;
  LocationId location = kNoLocation;
  return CheckDevices(attributes) && Expect(':') && SkipType() && ParseOptionalLocation(location);
}

bool Parser::ParseModuleBody() {
  if (!Expect('{')) return false;
  while (!lexer_.Eat('}')) {
    if (lexer_.Is(TokenKind::kBlock)) {  // ^bb0:
      lexer_.Next();
      if (!Expect(':')) return false;
    }
    if (!ParseTopLevel()) return false;
  }
  LocationId location = kNoLocation;
  return ParseOptionalLocation(location);
}

bool Parser::CheckDevices(const std::vector<Attribute>& attributes) {
  for (const std::string_view name : {"mhlo.num_replicas", "mhlo.num_partitions"}) {
    const Attribute* devices = FindItem(attributes, name);
    if (devices == nullptr || devices->kind != AttributeKind::kInt || devices->integer == 1) continue;
    return FailAt(devices->offset,
                  fmt::format("{} is {}: a program for one device is needed", name, devices->integer),
                  ErrorKind::kUnsupported);
  }
  return true;
}

// #loc1 = loc(..), #name = attribute, !name = type
bool Parser::ParseAlias() {
  const Token name = lexer_.token();
  lexer_.Next();
  if (!Expect('=')) return false;
  if (name.kind == TokenKind::kType)
    return FailAt(name.offset, "type aliases are not read; print the module without them",
                  ErrorKind::kUnsupported);
  if (lexer_.IsName("loc")) {
    LocationId location = kNoLocation;
    if (!ParseLocation(location)) return false;
    emitter_.locations().Define(name.text, location);
    return true;
  }
  Attribute ignored;
  return ParseAttribute(ignored);
}

// {-# dialect_resources: { builtin: { name: "0x.." } }, external_resources: {..} #-}
bool Parser::ParseResources() {
  if (!Expect('{') || !Expect('-') || !Expect('#')) return false;
  int open = 0;
  while (!lexer_.Is('#') || open != 0) {
    const Token token = lexer_.token();
    if (token.kind == TokenKind::kEnd || token.kind == TokenKind::kBad) return FailExpected("#-}");
    lexer_.Next();
    if (token.kind == TokenKind::kPunctuation) open += token.text == "{" ? 1 : token.text == "}" ? -1 : 0;
    const bool is_key =
        (token.kind == TokenKind::kName || token.kind == TokenKind::kString) && lexer_.Eat(':');
    if (is_key && lexer_.Is(TokenKind::kString)) {
      const bool quoted = token.kind == TokenKind::kString;
      blobs_[quoted ? token.text.substr(1, token.text.size() - 2) : token.text] = lexer_.token().text;
    }
  }
  return Expect('#') && Expect('-') && Expect('}');
}

bool Parser::FillResources() {
  for (const auto& [name, resource] : emitter_.resources()) {
    if (name == "__elided__") {
      return FailAt(resource.offset,
                    "the constant's values are elided; print the module with whole constants: "
                    "lowered.as_text(), or hand over the HloModuleProto");
    }
    const auto blob = blobs_.find(name);
    if (blob == blobs_.end())
      return FailAt(resource.offset, fmt::format("there is no resource {} at the end of the file", name));
    DenseError error;
    if (!DecodeResource(blob->second, *resource.literal, error))
      return FailAt(static_cast<size_t>(error.at - lexer_.text().data()), error.text);
  }
  return true;
}

bool Parser::Finish() {
  const Function* missing = nullptr;
  std::string_view name;
  for (const auto& [symbol, function] : emitter_.functions()) {
    if (function.defined || (missing != nullptr && missing->first_use < function.first_use)) continue;
    missing = &function;
    name = symbol;
  }
  if (missing != nullptr) return FailAt(missing->first_use, fmt::format("there is no function @{}", name));
  hlo::Module& module = emitter_.module();
  if (module.entry == nullptr) return Fail("the module has no function @main");
  if (!FillResources()) return false;
  emitter_.locations().Resolve();
  return true;
}

bool Parser::Expect(char c) { return lexer_.Eat(c) || FailExpected(fmt::format("'{}'", c)); }

bool Parser::FailAt(size_t offset, std::string text, ErrorKind kind) {
  if (error_) return false;
  const hlo::TextPosition position = lexer_.Position(offset);
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

}  // namespace tmb::stablehlo
