// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Regions, and the operations that write theirs in a form of their own.
#include <fmt/format.h>

#include "converter/stablehlo/parser.h"
#include "converter/stablehlo/translation.h"

namespace tmb::stablehlo {
namespace {

RegionKind KindOfRegions(std::string_view name) {
  if (name == "stablehlo.while" || name == "stablehlo.case" || name == "stablehlo.if")
    return RegionKind::kState;
  return name == "sdy.manual_computation" ? RegionKind::kInline : RegionKind::kCombiner;
}

}  // namespace

// {..}; `arguments` null: a ^bb0(..) may begin it.
bool Parser::ParseRegion(Operation& op, Region& around, const std::vector<Argument>* arguments) {
  const Depth depth(*this);
  if (!CheckDepth() || !Expect('{')) return false;
  std::vector<Argument> own;
  if (arguments == nullptr && lexer_.Is(TokenKind::kBlock)) {
    lexer_.Next();
    if ((lexer_.Is('(') && !ParseBlockArguments(own)) || !Expect(':')) return false;
  }
  const RegionKind kind = KindOfRegions(op.name);
  const bool shares_state = op.name == "stablehlo.while" && !op.regions.empty();
  hlo::Computation& computation =
      kind == RegionKind::kInline ? around.computation() : emitter_.AddComputation("region");
  op.regions.push_back(
      std::make_unique<Region>(kind, computation, &around,
                               shares_state ? op.regions[0]->captures() : std::make_shared<CaptureList>()));
  Region& region = *op.regions.back();
  if (!OpenRegion(op, region, arguments == nullptr ? own : *arguments) || !ParseBody(region)) return false;
  if (kind == RegionKind::kCombiner) emitter_.SetRoot(computation, region.results);
  return true;
}

bool Parser::OpenRegion(Operation& op, Region& region, const std::vector<Argument>& arguments) {
  if (region.kind() == RegionKind::kCombiner) return AddArguments(region, arguments);
  std::vector<hlo::Instruction*> values;
  if (region.kind() == RegionKind::kState) {
    std::vector<hlo::Shape> shapes;
    for (const Argument& argument : arguments) shapes.push_back(argument.shape);
    values = region.OpenState(shapes, emitter_);
    for (size_t i = 0; i < values.size(); ++i)
      emitter_.SetQuantized(*values[i], arguments[i].shape.quantized);
  } else {
    values = op.operands;
    if (values.size() != arguments.size())
      return Fail(fmt::format("{} needs an argument for each operand", op.name));
  }
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (!hlo::SameShape(values[i]->shape, arguments[i].shape)) {
      return FailAt(arguments[i].offset,
                    fmt::format("{} splits its operand over devices: a program for one device "
                                "is needed",
                                op.name),
                    ErrorKind::kUnsupported);
    }
    if (!region.Define(arguments[i].name, {values[i]}))
      return FailAt(arguments[i].offset, fmt::format("value %{} is defined twice", arguments[i].name));
  }
  return true;
}

// The operations up to the closing brace, which it takes.
bool Parser::ParseBody(Region& region) {
  while (!lexer_.Is('}')) {
    if (lexer_.Is(TokenKind::kBlock))
      return FailAt(lexer_.token().offset,
                    "a region of several blocks; write it with stablehlo.case or while",
                    ErrorKind::kUnsupported);
    if (region.returned) return FailExpected("'}' behind the return");
    if (!ParseOperation(region)) return false;
  }
  if (!region.returned) return FailExpected("a return");
  lexer_.Next();
  return true;
}

// (%a: T loc(..), %b: T)
bool Parser::ParseBlockArguments(std::vector<Argument>& arguments) {
  if (!Expect('(')) return false;
  for (bool first = true; !lexer_.Eat(')'); first = false) {
    if (!first && !Expect(',')) return false;
    if (!lexer_.Is(TokenKind::kValue)) return FailExpected("an argument");
    Argument& argument = arguments.emplace_back();
    argument.name = lexer_.token().text;
    argument.offset = lexer_.token().offset;
    lexer_.Next();
    if (!Expect(':') || !ParseType(argument.shape) || !ParseOptionalLocation(argument.location)) return false;
  }
  return true;
}

// Parameters are called as in the text; the entry's name the program's inputs, unless a
// location or jax.arg_info knows the user's name.
bool Parser::AddArguments(Region& region, const std::vector<Argument>& arguments) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    const Argument& argument = arguments[i];
    emitter_.SetPlace(lexer_.Position(argument.offset), argument.location);
    hlo::Instruction& parameter =
        emitter_.AddParameter(region.computation(), static_cast<int64_t>(i), argument.shape);
    emitter_.Rename(parameter, argument.name);
    emitter_.SetQuantized(parameter, argument.shape.quantized);
    const Attribute* info = FindItem(argument.attributes, "jax.arg_info");
    if (info != nullptr && info->kind == AttributeKind::kString)
      parameter.source.op_name = Unquote(info->text);
    if (!region.Define(argument.name, {&parameter}))
      return FailAt(argument.offset, fmt::format("value %{} is defined twice", argument.name));
  }
  return true;
}

// (%iterArg = %0, %iterArg_1 = %1) : T, T attributes {..} cond {..} do {..}
bool Parser::ParseWhile(Operation& op, Region& region) {
  if (!Expect('(')) return false;
  std::vector<Argument> arguments;
  while (!lexer_.Eat(')')) {
    if (!arguments.empty() && !Expect(',')) return false;
    Argument& argument = arguments.emplace_back();
    argument.name = lexer_.token().text;
    argument.offset = lexer_.token().offset;
    if (!lexer_.Is(TokenKind::kValue)) return FailExpected("a value of the loop's state");
    lexer_.Next();
    if (!Expect('=') || !ParseUse(region, op.operands.emplace_back())) return false;
    argument.shape = emitter_.TypeOf(*op.operands.back());
    op.results.push_back(argument.shape);
  }
  std::vector<ValueType> types;
  if (lexer_.Eat(':') && !lexer_.IsName("cond") && !lexer_.IsName("attributes") && !ParseTypes(types))
    return false;
  if (!CheckOperandTypes(op, types))
    return FailAt(op.offset, "the loop's state has other types than written");
  if (lexer_.EatName("attributes") && !ParseDictionary(op.attributes)) return false;
  if (!lexer_.EatName("cond")) return FailExpected("cond");
  if (!ParseRegion(op, region, &arguments)) return false;
  if (!lexer_.EatName("do")) return FailExpected("do");
  return ParseRegion(op, region, &arguments);
}

// (%0 init: %1), (%2 init: %3) applies stablehlo.add across dimensions = [0] {..} : .. or
// (%0 init: %1) across dimensions = [0] : .. reducer(%a: T, %b: T) {..}
bool Parser::ParseReduce(Operation& op, Region& region) {
  std::vector<hlo::Instruction*> initial;
  do {
    if (!Expect('(') || !ParseUse(region, op.operands.emplace_back())) return false;
    if (!lexer_.EatName("init")) return FailExpected("init");
    if (!Expect(':') || !ParseUse(region, initial.emplace_back()) || !Expect(')')) return false;
  } while (lexer_.Eat(','));
  op.operands.insert(op.operands.end(), initial.begin(), initial.end());
  Token applied;
  if (lexer_.EatName("applies")) {
    applied = lexer_.token();
    if (applied.kind != TokenKind::kName) return FailExpected("an operation");
    lexer_.Next();
  }
  if (!lexer_.EatName("across")) return FailExpected("across");
  if (!lexer_.IsName("dimensions") || lexer_.Peek().text != "=") return FailExpected("dimensions =");
  if (!ParseKeyed(op)) return false;
  if (lexer_.Is('{') && !ParseDictionary(op.attributes)) return false;
  if (!ParseSignature(op)) return false;
  return applied.text.empty() ? ParseReducer(op, region) : ApplyReducer(op, applied.text, applied.offset);
}

// Written in pairs, (accumulator, element); the computation takes all accumulators first.
bool Parser::ParseReducer(Operation& op, Region& region) {
  if (!lexer_.EatName("reducer")) return FailExpected("reducer");
  std::vector<Argument> accumulators, elements;
  while (lexer_.Is('(')) {
    std::vector<Argument> pair;
    const size_t offset = lexer_.token().offset;
    if (!ParseBlockArguments(pair)) return false;
    if (pair.size() != 2) return FailAt(offset, "expected an accumulator and an element");
    accumulators.push_back(pair[0]);
    elements.push_back(pair[1]);
  }
  accumulators.insert(accumulators.end(), elements.begin(), elements.end());
  return ParseRegion(op, region, &accumulators);
}

bool Parser::ApplyReducer(Operation& op, std::string_view name, size_t offset) {
  if (op.operands.size() != 2) return FailAt(offset, "one operation cannot reduce several operands");
  hlo::Computation& computation = emitter_.AddComputation("region");
  const ValueType scalar = {ShapeOf(op.operands[0]->shape.type, {}), emitter_.QuantizedOf(*op.operands[0])};
  Operation apply;
  apply.name = name;
  apply.results = {scalar};
  for (int64_t i = 0; i < 2; ++i) {
    apply.operands.push_back(&emitter_.AddParameter(computation, i, scalar));
    emitter_.SetQuantized(*apply.operands.back(), scalar.quantized);
  }
  Translation translation(apply, computation, emitter_);
  if (!translation.Run()) return FailAt(offset, fmt::format("{}: {}", name, translation.error()));
  op.regions.push_back(std::make_unique<Region>(RegionKind::kCombiner, computation, nullptr));
  emitter_.SetRoot(computation, translation.values());
  return true;
}

// (%0) in_shardings=[..] out_shardings=[..] manual_axes={..} (%a: T) { .. sdy.return } : (T) -> T
bool Parser::ParseManualComputation(Operation& op, Region& region) {
  if (!Expect('(') || !ParseUses(region, op.operands) || !Expect(')')) return false;
  while (lexer_.Is(TokenKind::kName)) {
    lexer_.Next();
    if (!Expect('=')) return false;
    if (lexer_.Bracketed().data() == nullptr) return FailExpected("matching brackets");
  }
  std::vector<Argument> arguments;
  if (lexer_.Is('(') && !ParseBlockArguments(arguments)) return false;
  return ParseRegion(op, region, &arguments) && ParseSignature(op);
}

// (%0) inits (%1) dimension=0 attributes {..} { ^bb0(..): .. } : (T, T) -> (T, T)
bool Parser::ParseScan(Operation& op, Region& region) {
  if (!Expect('(') || !ParseUses(region, op.operands) || !Expect(')')) return false;
  if (!lexer_.EatName("inits")) return FailExpected("inits");
  const size_t inputs = op.operands.size();
  if (!Expect('(') || !ParseUses(region, op.operands) || !Expect(')')) return false;
  Attribute& carries = op.attributes.emplace_back();
  carries.name = "num_carries";
  carries.kind = AttributeKind::kInt;
  carries.integer = static_cast<int64_t>(op.operands.size() - inputs);
  if (!lexer_.IsName("dimension") || lexer_.Peek().text != "=") return FailExpected("dimension=");
  if (!ParseKeyed(op)) return false;
  if (lexer_.EatName("attributes") && !ParseDictionary(op.attributes)) return false;
  return ParseRegion(op, region, nullptr) && ParseSignature(op);
}

}  // namespace tmb::stablehlo
