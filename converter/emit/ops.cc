// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What a program needs stands in its file, for the handshake.

#include "converter/emit/ops.h"

#include <fmt/format.h>

#include <cstring>

#include "runtime/features.h"
#include "tmb/tmb.h"

namespace tmb {
namespace {

// Adds the bits that the file requires.
Result<void> AddRequired(const ProgramFile& file, FeatureSet& set) {
  std::vector<uint8_t> room(file.bytes.size() + TMB_ALIGNMENT);
  const size_t past = reinterpret_cast<uintptr_t>(room.data()) % TMB_ALIGNMENT;
  uint8_t* const model = room.data() + (TMB_ALIGNMENT - past) % TMB_ALIGNMENT;
  std::memcpy(model, file.bytes.data(), file.bytes.size());
  tmb_machine machine;
  const tmb_status status = tmb_load(&machine, model, file.bytes.size());
  if (status == TMB_UNSUPPORTED)
    return Unsupported(fmt::format("{}: {}", file.name, tmb_status_text(status)));
  if (status != TMB_OK) return Malformed(fmt::format("{}: {}", file.name, tmb_status_text(status)));
  const auto* const required = fb::GetProgram(model)->required();
  for (uint32_t word = 0; required != nullptr && word < required->size(); ++word)
    set.words[word] |= required->Get(word);
  return {};
}

}  // namespace

Result<std::string> OpsOf(const std::vector<ProgramFile>& files) {
  FeatureSet set;
  std::string text =
      "# A firmware for these programs alone: cmake --preset cortex-m4 -B DIR -DTMB_OPS=FILE\n";
  for (const ProgramFile& file : files) {
    TMB_CHECK_OK(AddRequired(file, set));
    text += fmt::format("#   {}\n", file.name);
  }
#define TMB_LINE(feature, name) \
  if (set.Has(BitOf(Feature::k##feature))) text += fmt::format("feature {:<18}# {}\n", #feature, name);
  TMB_FOR_EACH_FEATURE(TMB_LINE)
#undef TMB_LINE
  for (uint32_t i = 1; i <= static_cast<uint32_t>(fb::Instruction::MAX); ++i) {
    const fb::Instruction type = static_cast<fb::Instruction>(i);
    if (set.Has(BitOf(type))) text += fmt::format("instruction {}\n", fb::EnumNameInstruction(type));
  }
  return text;
}

}  // namespace tmb
