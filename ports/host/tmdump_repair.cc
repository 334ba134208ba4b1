// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The file may be damaged anywhere, so only the path to the header is followed, checked.

#include "ports/host/tmdump_repair.h"

#include "runtime/crc32.h"
#include "runtime/load.h"

namespace tmb {
namespace {

using flatbuffers::Table;

// Bytes of the program part: it ends where the constants begin, or, without constants, where the header says.
uint32_t ProgramBytes(const fb::Program& program, const std::vector<uint8_t>& file, flatbuffers::Verifier& verifier) {
  const uint32_t total_bytes = static_cast<uint32_t>(file.size());
  const auto& table = reinterpret_cast<const Table&>(program);
  const bool has_constants = table.VerifyOffset(verifier, fb::Program::VT_CONSTANTS) &&
                             program.constants() != nullptr && verifier.VerifyVector(program.constants());
  if (has_constants) return static_cast<uint32_t>(program.constants()->data() - file.data());
  const uint32_t stated_bytes = program.header()->program_bytes();
  return stated_bytes <= total_bytes ? stated_bytes : total_bytes;
}

}  // namespace

bool RepairHeader(std::vector<uint8_t>& file) {
  flatbuffers::Verifier verifier(file.data(), file.size());
  if (file.size() < 16 || !fb::ProgramBufferHasIdentifier(file.data())) return false;
  const size_t root = flatbuffers::ReadScalar<uint32_t>(file.data());
  if (root < 8 || root > file.size() - 4 || root % 4 != 0) return false;
  fb::Program& program = *fb::GetMutableProgram(file.data());
  const auto& table = reinterpret_cast<const Table&>(program);
  if (!table.VerifyTableStart(verifier) || !table.VerifyField<fb::Header>(verifier, fb::Program::VT_HEADER, 4)) return false;
  fb::Header* header = program.mutable_header();
  if (header == nullptr) return false;
  const uint32_t total_bytes = static_cast<uint32_t>(file.size());
  const uint32_t program_bytes = ProgramBytes(program, file, verifier);
  *header = fb::Header(total_bytes, program_bytes, 0, 0);
  const uint32_t program_crc = ProgramCrc(file.data(), program_bytes, header);
  const uint32_t constants_crc = Crc32(0, file.data() + program_bytes, total_bytes - program_bytes);
  *header = fb::Header(total_bytes, program_bytes, program_crc, constants_crc);
  return true;
}

}  // namespace tmb
