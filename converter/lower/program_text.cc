// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The listing of a Program before it is planned: buffers by name instead of addresses.

#include <fmt/format.h>

#include "converter/lower/lower.h"
#include "runtime/isa_host.h"

namespace tmb {
namespace {

std::string OperandText(const Program& program, const Operand& operand) {
  const Buffer& buffer = program.buffers[operand.buffer];
  std::string text = fmt::format("%{}", operand.buffer);
  if (!buffer.name.empty()) text += fmt::format(":{}", buffer.name);
  if (operand.offset != 0) text += fmt::format("+{}", operand.offset);
  return text;
}

std::string InstructionText(const Program& program, Instruction& instruction) {
  std::string text = fb::EnumNameInstruction(instruction.op.type);
  if (instruction.is_copy) text += " (copy)";
  if (const fb::Jump* jump = instruction.op.AsJump()) text += fmt::format(" -> {}", jump->target());
  if (const fb::JumpIf* jump = instruction.op.AsJumpIf()) {
    text += fmt::format(" -> {} when {}", jump->target(), jump->when() != 0 ? "true" : "false");
  }
  ForEachRef(instruction.op, [&](fb::Ref& ref, Access access, const char* name) {
    const char* arrow = access == Access::kRead ? "<-" : access == Access::kWrite ? "->" : "<>";
    text += fmt::format("  {} {} {}", name, arrow, OperandText(program, program.operands[ref.word()]));
  });
  return text;
}

}  // namespace

std::string ToText(const Program& program) {
  std::string text;
  for (const EntryPoint& entry : program.entries) {
    text += fmt::format("entry {}: {} to {}\n", entry.name, entry.first, entry.end);
    for (const Signature& input : entry.inputs) {
      text += fmt::format("  input {} {} {}\n", input.name, input.shape.ToString(),
                          OperandText(program, input.operand));
    }
    for (const Signature& output : entry.outputs) {
      text += fmt::format("  output {} {} {}\n", output.name, output.shape.ToString(),
                          OperandText(program, output.operand));
    }
  }
  for (size_t i = 0; i < program.code.size(); ++i) {
    Instruction instruction = program.code[i];
    text += fmt::format("{:5}  {}  // {}\n", i, InstructionText(program, instruction), instruction.name);
  }
  return text;
}

}  // namespace tmb
