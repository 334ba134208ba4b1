// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The runtime never touches debug info, so loading did not verify it: that is done here.
#include "ports/host/debug_info.h"

#include <fmt/format.h>

#include "tmb_generated.h"

namespace tmb {
namespace {

std::string TextAt(const fb::Debug& debug, uint32_t index) {
  if (index == 0 || debug.strings() == nullptr || index >= debug.strings()->size()) return "";
  return debug.strings()->Get(index)->str();
}

std::string SourceOf(const fb::Debug& debug, const fb::InstructionDebug& instruction) {
  const std::string file = TextAt(debug, instruction.file());
  if (file.empty()) return "";
  const std::string function = TextAt(debug, instruction.function());
  const std::string line = fmt::format("{}:{}", file, instruction.line());
  return function.empty() ? line : fmt::format("{} ({})", line, function);
}

}  // namespace

std::string CustomCallTarget(const ModelFile& model, uint32_t index) {
  const fb::Program& program = *fb::GetProgram(model.data.get());
  if (index >= tmb_instruction_count(&model.machine)) return "";
  if (program.code_type()->GetEnum<fb::Instruction>(index) != fb::Instruction::CustomCall) return "";
  return fmt::format("\"{}\"", program.code()->GetAs<fb::CustomCall>(index)->target()->str());
}

std::vector<InstructionName> NameInstructions(const ModelFile& model) {
  std::vector<InstructionName> names(tmb_instruction_count(&model.machine));
  flatbuffers::Verifier verifier(model.data.get(), model.bytes);
  if (!fb::VerifyProgramBuffer(verifier)) return names;
  const fb::Program* program = fb::GetProgram(model.data.get());
  const fb::Debug* debug = program->debug();
  for (uint32_t i = 0; i < names.size(); ++i) {
    names[i].opcode = fb::EnumNameInstruction(static_cast<fb::Instruction>(program->code_type()->Get(i)));
    if (debug == nullptr || debug->instructions() == nullptr || i >= debug->instructions()->size()) continue;
    const fb::InstructionDebug& instruction = *debug->instructions()->Get(i);
    names[i].hlo = TextAt(*debug, instruction.name());
    names[i].source = SourceOf(*debug, instruction);
  }
  return names;
}

}  // namespace tmb
