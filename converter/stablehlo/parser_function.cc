// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Functions, and what @main's attributes say about the entry: names, layouts, donations.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "converter/stablehlo/parser.h"

namespace tmb::stablehlo {

// func.func public @main(%arg0: T {..} loc(..)) -> (T {..}) attributes {..} { .. }
bool Parser::ParseFunction() {
  lexer_.Next();
  if (!lexer_.EatName("public") && !lexer_.EatName("private")) lexer_.EatName("nested");
  const Token symbol = lexer_.token();
  if (symbol.kind != TokenKind::kSymbol) return FailExpected("a function's name");
  lexer_.Next();
  std::vector<Argument> arguments, results;
  std::vector<Attribute> ignored;
  if (!ParseFunctionArguments(arguments) || !ParseFunctionResults(results)) return false;
  if (lexer_.EatName("attributes") && !ParseDictionary(ignored)) return false;
  LocationId location = kNoLocation;
  if (!lexer_.Is('{')) return ParseOptionalLocation(location);  // a declaration
  return ParseFunctionBody(symbol, arguments, &results) && ParseOptionalLocation(location);
}

// "func.func"() <{function_type = (..) -> .., sym_name = "main"}> ({ ^bb0(..): .. }) : () -> ()
bool Parser::ParseGenericFunction() {
  const size_t offset = lexer_.token().offset;
  std::vector<Attribute> attributes, ignored;
  lexer_.Next();
  if (!Expect('(') || !Expect(')')) return false;
  if (lexer_.Eat('<') && !(ParseDictionary(attributes) && Expect('>'))) return false;
  const Attribute* name = FindItem(attributes, "sym_name");
  if (name == nullptr || name->kind != AttributeKind::kString)
    return FailAt(offset, "the function has no sym_name");
  const Token symbol{TokenKind::kSymbol, name->text.substr(1, name->text.size() - 2), offset};
  std::vector<Argument> arguments;
  if (!Expect('(') || !lexer_.Is('{')) return FailExpected("the function's region");
  if (lexer_.Peek().kind == TokenKind::kBlock) {
    lexer_.Next();
    lexer_.Next();
    if (lexer_.Is('(') && !ParseBlockArguments(arguments)) return false;
    if (!lexer_.Is(':')) return FailExpected("':'");
  }
  const Attribute* argument_attributes = FindItem(attributes, "arg_attrs");
  for (size_t i = 0; argument_attributes != nullptr && i < arguments.size(); ++i) {
    if (i < argument_attributes->items.size()) arguments[i].attributes = argument_attributes->items[i].items;
  }
  if (!ParseFunctionBody(symbol, arguments, nullptr) || !Expect(')')) return false;
  if (lexer_.Is('{') && !ParseDictionary(ignored)) return false;
  LocationId location = kNoLocation;
  return Expect(':') && SkipType() && ParseOptionalLocation(location);
}

bool Parser::ParseFunctionArguments(std::vector<Argument>& arguments) {
  if (!Expect('(')) return false;
  while (!lexer_.Eat(')')) {
    if (!arguments.empty() && !Expect(',')) return false;
    Argument& argument = arguments.emplace_back();
    argument.offset = lexer_.token().offset;
    if (lexer_.Is(TokenKind::kValue)) {  // declarations have types only
      argument.name = lexer_.token().text;
      lexer_.Next();
      if (!Expect(':')) return false;
    }
    if (!ParseType(argument.shape)) return false;
    if (lexer_.Is('{') && !ParseDictionary(argument.attributes)) return false;
    if (!ParseOptionalLocation(argument.location)) return false;
  }
  return true;
}

bool Parser::ParseFunctionResults(std::vector<Argument>& results) {
  if (!lexer_.Is(TokenKind::kArrow)) return true;
  lexer_.Next();
  if (!lexer_.Eat('(')) return ParseType(results.emplace_back().shape);
  while (!lexer_.Eat(')')) {
    if (!results.empty() && !Expect(',')) return false;
    Argument& result = results.emplace_back();
    if (!ParseType(result.shape)) return false;
    if (lexer_.Is('{') && !ParseDictionary(result.attributes)) return false;
  }
  return true;
}

bool Parser::OpenFunction(const Token& symbol, hlo::Computation*& computation) {
  Function& function = emitter_.FunctionOf(symbol.text, symbol.offset);
  if (function.defined)
    return FailAt(symbol.offset, fmt::format("function @{} is defined twice", symbol.text));
  function.defined = true;
  computation = function.computation;
  return true;
}

// `results` null: not declared. The opening brace, or the ':' of the generic form, is current.
bool Parser::ParseFunctionBody(const Token& symbol, const std::vector<Argument>& arguments,
                               const std::vector<Argument>* results) {
  hlo::Computation* computation = nullptr;
  if (!OpenFunction(symbol, computation)) return false;
  Region region(RegionKind::kFunction, *computation, nullptr);
  if (!AddArguments(region, arguments)) return false;
  lexer_.Next();
  if (!ParseBody(region)) return false;
  emitter_.SetRoot(*computation, region.results);
  std::vector<Argument> returned;
  for (const hlo::Instruction* result : region.results)
    returned.emplace_back().shape = emitter_.TypeOf(*result);
  if (results != nullptr) {
    const bool same =
        std::equal(results->begin(), results->end(), returned.begin(), returned.end(),
                   [](const Argument& a, const Argument& b) { return SameType(a.shape, b.shape); });
    if (!same)
      return FailAt(symbol.offset, fmt::format("@{} returns other types than it declares", symbol.text));
  }
  if (symbol.text == "main" || emitter_.module().entry == nullptr)
    MakeEntry(*computation, arguments, results != nullptr ? *results : returned);
  return true;
}

// What integers of the entry's signature stand for, where one scale is theirs all.
std::vector<hlo::SignatureScale> Parser::ScalesOf(const std::vector<Argument>& values) {
  std::vector<hlo::SignatureScale> scales;
  for (size_t i = 0; i < values.size(); ++i) {
    const QuantizedTypePointer& type = values[i].shape.quantized;
    if (type == nullptr || type->dimension >= 0) continue;
    scales.resize(i + 1);
    scales[i] = {type->scales[0], static_cast<int32_t>(type->zeros[0])};
  }
  return scales;
}

void Parser::MakeEntry(hlo::Computation& computation, const std::vector<Argument>& arguments,
                       const std::vector<Argument>& results) {
  hlo::Module& module = emitter_.module();
  module.entry = &computation;
  module.aliases.clear();
  module.entry_parameters.clear();
  bool has_layout = false;
  for (size_t i = 0; i < arguments.size(); ++i) {
    hlo::Shape& shape = module.entry_parameters.emplace_back(arguments[i].shape);
    has_layout |= FindLayout(arguments[i], shape);
    const Attribute* output = FindItem(arguments[i].attributes, "tf.aliasing_output");
    if (output == nullptr) continue;
    std::vector<int64_t> index;
    if (results.size() != 1) index.push_back(output->integer);
    module.aliases.push_back({index, static_cast<int64_t>(i), {}});
  }
  module.parameter_scales = ScalesOf(arguments);
  module.result_scales = ScalesOf(results);
  hlo::Shape all;
  all.type = hlo::Type::kTuple;
  for (const Argument& result : results) {
    hlo::Shape& shape = all.tuple.emplace_back(result.shape);
    has_layout |= FindLayout(result, shape);
  }
  module.entry_result = results.size() == 1 ? all.tuple[0] : std::move(all);
  if (has_layout) return;
  module.entry_parameters.clear();  // CheckShapes takes them from the computation
  module.entry_result = {};
}

// mhlo.layout_mode = "{0,1}"; "default" and "auto" leave the layout alone.
bool Parser::FindLayout(const Argument& argument, hlo::Shape& shape) {
  const Attribute* mode = FindItem(argument.attributes, "mhlo.layout_mode");
  if (mode == nullptr || mode->kind != AttributeKind::kString || !mode->text.starts_with("\"{")) return false;
  std::vector<int64_t> layout;
  const char* const end = mode->text.data() + mode->text.size();
  for (const char* p = mode->text.data() + 2; p < end;) {
    int64_t dimension = 0;
    const auto [next, status] = std::from_chars(p, end, dimension);
    if (status == std::errc()) layout.push_back(dimension);
    p = next + 1;
  }
  hlo::Shape laid_out = shape;
  laid_out.layout = layout;
  if (layout.size() != shape.dims.size() || !laid_out.IsValid()) return false;
  shape = std::move(laid_out);
  return true;
}

}  // namespace tmb::stablehlo
