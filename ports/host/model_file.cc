// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Loading, and the signatures of entry points.
#include "ports/host/model_file.h"

#include <fmt/format.h>

#include <cstring>

#include "converter/arrays/file.h"

namespace tmb {
namespace {

constexpr unsigned kArenas = 4;

Error Refusal(const std::string& path, const tmb_machine& machine, tmb_status status) {
  std::string text = fmt::format("{}: {}", path, tmb_status_text(status));
  if (status == TMB_UNSUPPORTED) {
    const char* missing = tmb_missing_feature(&machine);
    text += fmt::format(": this build lacks {}", missing == nullptr ? "a feature without a name" : missing);
  }
  if (status == TMB_MALFORMED) text += fmt::format(" (instruction {})", machine.fault.instruction);
  return Error{KindOf(status), text};
}

}  // namespace

AlignedBytes AllocateAligned(size_t bytes) {
  const size_t whole = (bytes + TMB_ALIGNMENT) / TMB_ALIGNMENT * TMB_ALIGNMENT;
  auto* memory = static_cast<uint8_t*>(std::aligned_alloc(TMB_ALIGNMENT, whole));
  if (memory != nullptr) std::memset(memory, 0, whole);
  return AlignedBytes(memory);
}

uint64_t ModelFile::ArenaBytes() const {
  uint64_t sum = 0;
  for (unsigned region = 0; region < kArenas; ++region) sum += tmb_arena_bytes(&machine, region);
  return sum;
}

ErrorKind KindOf(tmb_status status) {
  switch (status) {
    case TMB_UNSUPPORTED:
    case TMB_NO_FUNCTION:
      return ErrorKind::kUnsupported;
    case TMB_ARENA_TOO_SMALL:
      return ErrorKind::kDoesNotFit;
    case TMB_NOT_A_MODEL:
    case TMB_MISALIGNED:
    case TMB_TRUNCATED:
    case TMB_BAD_CHECKSUM:
    case TMB_MALFORMED:
      return ErrorKind::kMalformed;
    case TMB_OK:
    case TMB_NO_MEMORY_SET:
    case TMB_NO_SUCH_ENTRY:
    case TMB_PAUSED:
    case TMB_FAULT:
    case TMB_FUNCTION_FAILED:
      break;
  }
  return ErrorKind::kRunFailed;
}

Result<ModelFile> LoadModelFile(const std::string& path) {
  TMB_ASSIGN(const std::string file, ReadFile(path));
  if (file.size() > INT32_MAX) return Malformed(fmt::format("{}: larger than any model", path));
  ModelFile model;
  model.path = path;
  model.bytes = static_cast<uint32_t>(file.size());
  model.data = AllocateAligned(file.size());
  if (model.data == nullptr) return Error{ErrorKind::kDoesNotFit, fmt::format("{}: no memory for it", path)};
  std::memcpy(model.data.get(), file.data(), file.size());
  tmb_status status = tmb_load(&model.machine, model.data.get(), model.bytes);
  if (status == TMB_OK) status = tmb_check_constants(&model.machine);
  if (status != TMB_OK) return Refusal(path, model.machine, status);
  return model;
}

Result<unsigned> FindEntry(const ModelFile& model, const std::string& name) {
  const unsigned count = tmb_entry_count(&model.machine);
  if (name.empty() && count == 1) return 0u;
  const int found = name.empty() ? -1 : tmb_find_entry(&model.machine, name.c_str());
  if (found >= 0) return static_cast<unsigned>(found);
  std::string names;
  for (unsigned entry = 0; entry < count; ++entry) {
    names += fmt::format("{}{}", entry == 0 ? "" : ", ", tmb_entry_name(&model.machine, entry));
  }
  const std::string what = name.empty() ? "it has several entry points, name one with --entry"
                                        : fmt::format("no entry point '{}'", name);
  return Error{ErrorKind::kUsage, fmt::format("{}: {}; there are: {}", model.path, what, names)};
}

std::vector<tmb_tensor> InputsOf(const ModelFile& model, unsigned entry) {
  std::vector<tmb_tensor> inputs(tmb_input_count(&model.machine, entry));
  for (unsigned i = 0; i < inputs.size(); ++i) inputs[i] = tmb_input(&model.machine, entry, i);
  return inputs;
}

std::vector<tmb_tensor> OutputsOf(const ModelFile& model, unsigned entry) {
  std::vector<tmb_tensor> outputs(tmb_output_count(&model.machine, entry));
  for (unsigned i = 0; i < outputs.size(); ++i) outputs[i] = tmb_output(&model.machine, entry, i);
  return outputs;
}

}  // namespace tmb
