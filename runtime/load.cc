// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The order of the checks is the order in which their answers can be trusted: what the
// bytes are, that all are there, that they are whole, that this build can run them, and
// only then what they say.

#include "runtime/load.h"

#include "runtime/crc32.h"
#include "runtime/features.h"
#include "runtime/operands.h"

namespace tmb {
namespace {

// The header, which lies in the root table. Null when it is not in the file.
const fb::Header* FindHeader(const uint8_t* model, uint32_t bytes, const fb::Program** program) {
  constexpr FieldInfo kHeader[] = {Required(InlineField(fb::Program::VT_HEADER, sizeof(fb::Header)))};
  Structure structure(model, bytes);
  if (!structure.CheckOffset(model)) return nullptr;
  *program = fb::GetProgram(model);
  return structure.CheckTable(*program, kHeader) ? (*program)->header() : nullptr;
}

// The first feature that this build lacks, or kNoInstruction.
uint32_t MissingFeature(const fb::Program& program) {
  const auto* const required = program.required();
  for (uint32_t word = 0; word < SizeOf(required); ++word) {
    const uint32_t missing = required->Get(word) & ~(word < kFeatureWords ? kFeatures.words[word] : 0);
    if (missing != 0) return 32 * word + static_cast<uint32_t>(__builtin_ctz(missing));
  }
  return kNoInstruction;
}

tmb_status CheckFeatures(const Image& image, tmb_fault* fault) {
  constexpr FieldInfo kRequired[] = {VectorField(fb::Program::VT_REQUIRED, 4)};
  Structure structure(image.model, image.program_bytes);
  if (!structure.CheckTable(image.program, kRequired)) return TMB_MALFORMED;
  fault->unit = MissingFeature(*image.program);
  return fault->unit == kNoInstruction ? TMB_OK : TMB_UNSUPPORTED;
}

}  // namespace

uint32_t ProgramCrc(const uint8_t* model, uint32_t program_bytes, const fb::Header* header) {
  constexpr uint8_t kZeros[sizeof(fb::Header)] = {};
  const uint32_t at = static_cast<uint32_t>(reinterpret_cast<const uint8_t*>(header) - model);
  const uint32_t behind = at + static_cast<uint32_t>(sizeof kZeros);
  const uint32_t before = Crc32(Crc32(0, model, at), kZeros, sizeof kZeros);
  return Crc32(before, model + behind, program_bytes - behind);
}

const char* FeatureName(const Image& image, uint32_t bit) {
  constexpr FieldInfo kNames[] = {VectorField(fb::Program::VT_REQUIRED, 4),
                                  VectorField(fb::Program::VT_REQUIRED_NAMES, 4)};
  Structure structure(image.model, image.program_bytes);
  if (!structure.CheckTable(image.program, kNames)) return nullptr;
  uint32_t index = 0;
  for (uint32_t i = 0; i < bit; ++i) {
    index += i / 32 < SizeOf(image.program->required()) &&
             (image.program->required()->Get(i / 32) >> i % 32 & 1) != 0;
  }
  const auto* const names = image.program->required_names();
  if (index >= SizeOf(names) || !structure.CheckString(names->Data() + 4 * index)) return nullptr;
  return names->Get(index)->c_str();
}

tmb_status Load(const void* data, size_t bytes, Image* image, tmb_fault* fault) {
  const uint8_t* const model = static_cast<const uint8_t*>(data);
  if (reinterpret_cast<uintptr_t>(model) % TMB_ALIGNMENT != 0) return TMB_MISALIGNED;
  if (bytes < 8) return TMB_TRUNCATED;
  if (WordAt(model, sizeof(flatbuffers::uoffset_t)) != WordAt(fb::ProgramIdentifier(), 0)) return TMB_NOT_A_MODEL;
  const uint32_t available = bytes < INT32_MAX ? static_cast<uint32_t>(bytes) : INT32_MAX - 1;
  image->model = model;
  const fb::Header* const header = FindHeader(model, available, &image->program);
  if (header == nullptr || header->total_bytes() > available) return TMB_TRUNCATED;
  image->total_bytes = header->total_bytes();
  image->program_bytes = header->program_bytes();
  const size_t header_end = static_cast<size_t>(reinterpret_cast<const uint8_t*>(header + 1) - model);
  if (image->program_bytes > image->total_bytes || image->program_bytes < header_end) return TMB_MALFORMED;
  if (ProgramCrc(model, image->program_bytes, header) != header->program_crc()) return TMB_BAD_CHECKSUM;
  const tmb_status supported = CheckFeatures(*image, fault);
  if (supported != TMB_OK) return supported;
  return Verify(*image, &fault->instruction) ? TMB_OK : TMB_MALFORMED;
}

}  // namespace tmb
