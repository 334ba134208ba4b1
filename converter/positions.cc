// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#include "converter/positions.h"

#include "runtime/isa_host.h"

namespace tmb {

std::vector<bool> FindTargets(const Program& program) {
  std::vector<bool> is_target(program.code.size() + 1);
  for (const Instruction& instruction : program.code) {
    if (const fb::Jump* jump = instruction.op.AsJump()) is_target[jump->target()] = true;
    if (const fb::JumpIf* jump = instruction.op.AsJumpIf()) is_target[jump->target()] = true;
  }
  for (const EntryPoint& entry : program.entries) is_target[entry.first] = is_target[entry.end] = true;
  return is_target;
}

std::vector<std::set<uint32_t>> FindTouches(Program& program) {
  std::vector<std::set<uint32_t>> touches(program.buffers.size());
  for (uint32_t i = 0; i < program.code.size(); ++i) {
    ForEachRef(program.code[i].op, [&](fb::Ref& ref, Access, const char*) {
      touches[program.operands[ref.word()].buffer].insert(i);
    });
  }
  const auto caller = static_cast<uint32_t>(program.code.size());
  for (const EntryPoint& entry : program.entries) {
    for (const auto* signatures : {&entry.inputs, &entry.outputs}) {
      for (const Signature& signature : *signatures) touches[signature.operand.buffer].insert(caller);
    }
  }
  return touches;
}

void MoveTargets(Program& program, const std::vector<uint32_t>& place) {
  for (Instruction& instruction : program.code) {
    if (fb::Jump* jump = instruction.op.AsJump()) jump->mutate_target(place[jump->target()]);
    if (fb::JumpIf* jump = instruction.op.AsJumpIf()) jump->mutate_target(place[jump->target()]);
  }
  for (EntryPoint& entry : program.entries) {
    entry.first = place[entry.first];
    entry.end = place[entry.end];
  }
}

}  // namespace tmb
