// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Which instructions can be streamed together.

#include <set>

#include "converter/stream/row_layer.h"
#include "converter/stream/stream.h"
#include "runtime/isa_host.h"

namespace tmb {
namespace {

// Positions that a jump leads to, or where an entry begins: a run does not reach over them.
std::set<uint32_t> Borders(const Program& program) {
  std::set<uint32_t> borders;
  for (const Instruction& instruction : program.code) {
    fb::InstructionUnion op = instruction.op;
    if (const fb::Jump* jump = op.AsJump()) borders.insert(jump->target());
    if (const fb::JumpIf* jump = op.AsJumpIf()) borders.insert(jump->target());
  }
  for (const EntryPoint& entry : program.entries) borders.insert(entry.first);
  return borders;
}

// Instructions that name each buffer, and whether something outside of the code does.
struct Uses {
  std::vector<std::vector<uint32_t>> of;
  std::vector<bool> outside;
};

Uses UsesOf(const Program& program) {
  Uses uses;
  uses.of.resize(program.buffers.size());
  uses.outside.resize(program.buffers.size());
  for (uint32_t i = 0; i < program.code.size(); ++i) {
    fb::InstructionUnion op = program.code[i].op;
    ForEachRef(op, [&](fb::Ref& ref, Access, const char*) {
      uses.of[program.operands[ref.word()].buffer].push_back(i);
    });
  }
  for (const EntryPoint& entry : program.entries) {
    for (const auto* signatures : {&entry.inputs, &entry.outputs}) {
      for (const Signature& signature : *signatures) uses.outside[signature.operand.buffer] = true;
    }
  }
  return uses;
}

bool IsUsedWithin(const Uses& uses, BufferId buffer, uint32_t first, uint32_t end) {
  return !uses.outside[buffer] && std::all_of(uses.of[buffer].begin(), uses.of[buffer].end(),
                                              [&](uint32_t at) { return at >= first && at < end; });
}

// Adds the runs that begin at `first`.
void AddRuns(const Program& program, const Uses& uses, const std::set<uint32_t>& borders, uint32_t first,
             std::vector<StreamRun>* runs) {
  RowLayers run;
  for (uint32_t i = first; i < program.code.size(); ++i) {
    if ((i != first && borders.contains(i)) || !run.Append(program, i)) return;
    const std::vector<RowLayer>& layers = run.layers();
    const bool closed = std::all_of(layers.begin(), layers.end() - 1, [&](const RowLayer& layer) {
      return IsUsedWithin(uses, layer.output, first, i + 1);
    });
    if (closed && layers.size() > 1) runs->push_back({first, i + 1, {}});
  }
}

}  // namespace

std::vector<StreamRun> FindRuns(const Program& program) {
  const std::set<uint32_t> borders = Borders(program);
  const Uses uses = UsesOf(program);
  std::vector<StreamRun> runs;
  for (uint32_t first = 0; first < program.code.size(); ++first)
    AddRuns(program, uses, borders, first, &runs);
  return runs;
}

}  // namespace tmb
