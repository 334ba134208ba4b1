// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Computations, their instructions and operands. Nested operands and tuple#1#0 chains
// become instructions of their own, before the one that uses them.
#include <fmt/format.h>

#include <utility>

#include "converter/hlo/literal_parser.h"
#include "converter/hlo/parser.h"

namespace tmb::hlo {

// [ENTRY] name [(parameters) -> shape] { body } [, execution_thread="t"]
bool Parser::ParseComputation() {
  const bool is_entry = lexer_.IsName("ENTRY");
  if (is_entry && module_.entry != nullptr) return Fail("a second ENTRY computation");
  if (is_entry) lexer_.Next();
  const Token name = lexer_.token();
  if (name.kind != TokenKind::kName) return FailExpected("a computation");
  if (!is_entry && !RefuseBareInstruction()) return false;
  lexer_.Next();
  std::optional<Shape> result;
  if (lexer_.Is('(') && !ParseSignature(result)) return false;
  Computation* computation = nullptr;
  if (!ParseBody(std::string(name.text), computation)) return false;
  if (!computations_.Insert(name.text, computation).second) {
    return FailAt(name.offset, fmt::format("computation {} is defined twice", name.text));
  }
  if (is_entry) module_.entry = computation;
  const Shape& root = computation->root->shape;
  if (result && root.type != Type::kInvalid && !SameShape(*result, root)) {
    return FailAt(name.offset, fmt::format("{} returns {}, but its root {} is {}", name.text,
                                           result->ToString(), computation->root->name, root.ToString()));
  }
  while (lexer_.Eat(',')) {
    std::string attribute;
    if (!ParseWord(attribute) || !Expect('=') || !SkipValue()) return false;
  }
  return true;
}

// HLO text may also be one instruction without a computation around it.
bool Parser::RefuseBareInstruction() {
  const Token next = lexer_.Peek();
  const bool assignment = next.kind == TokenKind::kPunctuation && next.text == "=";
  if (!assignment && !AtShape()) return true;
  return Fail("an instruction outside of a computation; write ENTRY main { ... } around it");
}

// Only the result matters: parameters say their shapes themselves.
bool Parser::ParseSignature(std::optional<Shape>& result) {
  lexer_.Next();
  for (bool first = true; !lexer_.Eat(')'); first = false) {
    if (!first && !Expect(',')) return false;
    if (lexer_.token().kind != TokenKind::kName) return FailExpected("a parameter's name");
    lexer_.Next();
    Shape shape;
    if (!Expect(':') || !ParseShape(shape)) return false;
  }
  if (lexer_.token().kind != TokenKind::kArrow) return FailExpected("->");
  lexer_.Next();
  return ParseShape(result.emplace());
}

bool Parser::ParseBody(std::string name, Computation*& computation) {
  const Depth depth(*this);
  const size_t offset = lexer_.token().offset;
  if (!CheckDepth() || !Expect('{')) return false;
  auto owned = std::make_unique<Computation>();
  owned->name = std::move(name);
  Scope scope;
  scope.computation = owned.get();
  while (!lexer_.Eat('}')) {
    if (!ParseInstruction(scope)) return false;
  }
  if (owned->instructions.empty()) return FailAt(offset, fmt::format("computation {} is empty", owned->name));
  Name(scope.unnamed, scope.names);
  if (owned->root == nullptr) owned->root = owned->instructions.back().get();
  computation = owned.get();
  module_.computations.push_back(std::move(owned));
  return true;
}

bool Parser::FindComputation(Computation*& computation) {
  if (lexer_.token().kind != TokenKind::kName) return FailExpected("a computation's name");
  Computation* const* found = computations_.Find(lexer_.token().text);
  if (found == nullptr) {
    return Fail(fmt::format("computation {} is not defined before its use", lexer_.token().text));
  }
  computation = *found;
  lexer_.Next();
  return true;
}

// [ROOT] name = [shape] opcode(operands)[, attribute=value]*
bool Parser::ParseInstruction(Scope& scope) {
  const bool is_root = lexer_.IsName("ROOT");
  if (is_root && scope.computation->root != nullptr) return Fail("a second ROOT in the computation");
  if (is_root) lexer_.Next();
  const Token name = lexer_.token();
  if (name.kind != TokenKind::kName) return FailExpected("an instruction");
  auto owned = std::make_unique<Instruction>();
  Instruction& instruction = *owned;
  instruction.name = name.text;
  lexer_.Next();
  if (!Expect('=') || (AtShape() && !ParseShape(instruction.shape))) return false;
  if (!ParseOpcodeAndOperands(scope, instruction) || !ParseAttributes(instruction)) return false;
  if (!scope.names.Insert(name.text, owned.get()).second) {
    return FailAt(name.offset, fmt::format("instruction {} is defined twice", name.text));
  }
  if (is_root) scope.computation->root = owned.get();
  AddInstruction(scope, std::move(owned), name.offset);
  return true;
}

void Parser::AddInstruction(Scope& scope, std::unique_ptr<Instruction> instruction, size_t offset) {
  const TextPosition position = lexer_.Position(offset);
  instruction->text_line = position.line;
  instruction->text_column = position.column;
  scope.computation->instructions.push_back(std::move(instruction));
}

bool Parser::ParseOpcodeAndOperands(Scope& scope, Instruction& instruction) {
  const Token opcode = lexer_.token();
  if (opcode.kind != TokenKind::kName) return FailExpected("an opcode");
  instruction.opcode = opcode.text;
  lexer_.Next();
  if (opcode.text == "parameter") {
    if (!Expect('(')) return false;
    const size_t offset = lexer_.token().offset;
    if (!ParseInt(instruction.parameter_number)) return false;
    if (instruction.parameter_number < 0) return FailAt(offset, "a parameter's number is negative");
    return Expect(')');
  }
  return opcode.text == "constant" ? ParseConstant(instruction) : ParseOperands(scope, instruction);
}

bool Parser::ParseConstant(Instruction& instruction) {
  if (!lexer_.Is('(')) return FailExpected("'('");
  if (instruction.shape.type == Type::kInvalid) return Fail("a constant needs its shape");
  LiteralParser parser(lexer_.begin() + 1, lexer_.end());
  auto literal = std::make_shared<Literal>();
  if (!parser.Parse(instruction.shape, *literal)) {
    return FailAt(lexer_.token().offset + static_cast<size_t>(parser.position() - lexer_.begin()),
                  parser.error());
  }
  instruction.literal = std::move(literal);
  lexer_.ContinueAt(parser.position());
  return Expect(')');
}

bool Parser::ParseOperands(Scope& scope, Instruction& instruction) {
  if (!Expect('(')) return false;
  while (!lexer_.Eat(')')) {
    if (!instruction.operands.empty() && !Expect(',')) return false;
    if (!ParseOperand(scope, instruction.operands.emplace_back())) return false;
  }
  return true;
}

// [shape] name[#index]*, or a nested instruction without attributes.
bool Parser::ParseOperand(Scope& scope, Instruction*& operand) {
  Shape shape;
  if (AtShape() && !ParseShape(shape)) return false;
  const Token name = lexer_.token();
  if (name.kind != TokenKind::kName) return FailExpected("an operand");
  const Token next = lexer_.Peek();
  if (next.kind == TokenKind::kPunctuation && next.text == "(")
    return ParseNested(scope, std::move(shape), operand);
  Instruction* const* found = scope.names.Find(name.text);
  if (found == nullptr) {
    return Fail(fmt::format("operand {} is not defined before its use", name.text));
  }
  operand = *found;
  lexer_.Next();
  while (lexer_.Is('#')) {
    if (!ParseTupleElement(scope, name.text, operand)) return false;
  }
  if (shape.type == Type::kInvalid || operand->shape.type == Type::kInvalid ||
      SameShape(shape, operand->shape)) {
    return true;
  }
  return FailAt(name.offset, fmt::format("operand {} is {}, but {} is written before it", name.text,
                                         operand->shape.ToString(), shape.ToString()));
}

bool Parser::ParseNested(Scope& scope, Shape shape, Instruction*& operand) {
  const Depth depth(*this);
  if (!CheckDepth()) return false;
  const Token opcode = lexer_.token();
  auto owned = std::make_unique<Instruction>();
  owned->name = fmt::format("{}.nested", opcode.text);
  scope.unnamed.push_back(owned.get());
  owned->shape = std::move(shape);
  if (!ParseOpcodeAndOperands(scope, *owned)) return false;
  operand = owned.get();
  AddInstruction(scope, std::move(owned), opcode.offset);
  return true;
}

bool Parser::ParseTupleElement(Scope& scope, std::string_view tuple_name, Instruction*& operand) {
  const size_t offset = lexer_.token().offset;
  lexer_.Next();
  auto owned = std::make_unique<Instruction>();
  owned->name = fmt::format("{}.element", tuple_name);
  scope.unnamed.push_back(owned.get());
  owned->opcode = "get-tuple-element";
  owned->operands = {operand};
  if (!ParseInt(owned->tuple_index)) return false;
  operand = owned.get();
  AddInstruction(scope, std::move(owned), offset);
  return true;
}

}  // namespace tmb::hlo
