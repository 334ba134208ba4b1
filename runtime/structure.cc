// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// FlatBuffers' own primitives, called from one place each: the generated Verify of all
// tables is several KB, the rows of FieldInfo are four bytes a field.

#include "runtime/structure.h"

namespace tmb {
namespace {

flatbuffers::Verifier::Options Unlimited() {
  flatbuffers::Verifier::Options options;
  options.max_tables = UINT32_MAX;  // Pay bounds them
  return options;
}

}  // namespace

Structure::Structure(const uint8_t* model, uint32_t program_bytes)
    : model_(model), verifier_(model, program_bytes, Unlimited()), unpaid_(program_bytes) {}

bool Structure::Pay(uint64_t bytes) {
  if (bytes > unpaid_) return false;
  unpaid_ -= bytes;
  return true;
}

bool Structure::CheckStruct(const void* at, uint32_t bytes) {
  const size_t position = static_cast<size_t>(static_cast<const uint8_t*>(at) - model_);
  return verifier_.VerifyAlignment(position, 4) && verifier_.Verify(position, bytes) && Pay(bytes);
}

bool Structure::CheckOffset(const void* offset) const {
  return verifier_.VerifyOffset(static_cast<const uint8_t*>(offset), 0) != 0;
}

bool Structure::CheckTable(const void* table, const FieldInfo* fields, size_t count) {
  if (!verifier_.VerifyTableStart(static_cast<const uint8_t*>(table)) || !Pay(4)) return false;
  verifier_.EndTable();
  for (size_t i = 0; i < count; ++i) {
    if (!CheckField(*static_cast<const flatbuffers::Table*>(table), fields[i])) return false;
  }
  return true;
}

bool Structure::CheckField(const flatbuffers::Table& table, FieldInfo field) {
  const flatbuffers::voffset_t offset = table.GetOptionalFieldOffset(field.field);
  if (offset == 0) return field.presence == FieldInfo::Presence::kOptional;
  const uint8_t* const at = reinterpret_cast<const uint8_t*>(&table) + offset;
  const size_t position = static_cast<size_t>(at - model_);
  if (field.kind == FieldInfo::Kind::kInline) {
    const size_t alignment = field.bytes < 4 ? field.bytes : 4;
    return verifier_.VerifyAlignment(position, alignment) && verifier_.Verify(position, field.bytes) &&
           Pay(field.bytes);
  }
  return CheckOffset(at) && CheckElements(at, field);
}

bool Structure::CheckString(const void* offset) {
  return CheckOffset(offset) && CheckElements(static_cast<const uint8_t*>(offset), StringField(0));
}

// By hand: FlatBuffers' check of a vector divides 64 bits, which is 700 bytes of library.
bool Structure::CheckElements(const uint8_t* offset, FieldInfo field) {
  const uint8_t* const vector = offset + flatbuffers::ReadScalar<flatbuffers::uoffset_t>(offset);
  const size_t position = static_cast<size_t>(vector - model_);
  if (!verifier_.Verify<flatbuffers::uoffset_t>(position)) return false;
  const uint32_t count = flatbuffers::ReadScalar<flatbuffers::uoffset_t>(vector);
  const bool is_string = field.kind == FieldInfo::Kind::kString;
  if (count == 0 && !is_string) return false;  // left out instead: kernels ask only whether it is there
  const uint64_t bytes = sizeof count + uint64_t{count} * field.bytes + is_string;  // a string ends with 0
  return Pay(bytes) && verifier_.Verify(position, static_cast<size_t>(bytes)) &&
         (!is_string || vector[bytes - 1] == 0);
}

}  // namespace tmb
