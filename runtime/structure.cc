// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What FlatBuffers' own Verifier checks, in the same order, but one walk over a table's fields: the generated Verify
// of all tables is several KB, the rows of FieldInfo are four bytes a field, and a vtable is looked up once.

#include "runtime/structure.h"

namespace tmb {

bool Structure::Pay(uint64_t bytes) {
  if (bytes > unpaid_) return false;
  unpaid_ -= static_cast<size_t>(bytes);
  return true;
}

bool Structure::CheckStruct(const void* at, uint32_t bytes) {
  const size_t position = PositionOf(at);
  return position % 4 == 0 && IsInside(position, bytes) && Pay(bytes);
}

bool Structure::CheckOffset(size_t position) const {
  if (position % 4 != 0 || !IsInside(position, 4)) return false;
  const uint32_t offset = Read<uint32_t>(position);
  return offset != 0 && offset <= INT32_MAX && IsInside(position + offset, 1);
}

bool Structure::CheckTable(const void* table, const FieldInfo* fields, size_t count) {
  const size_t position = PositionOf(table);
  if (position % 4 != 0 || !IsInside(position, 4)) return false;
  const size_t vtable = position - static_cast<size_t>(Read<int32_t>(position));
  if (vtable % 2 != 0 || !IsInside(vtable, 2)) return false;
  const uint32_t vtable_bytes = Read<uint16_t>(vtable);
  if (vtable_bytes % 2 != 0 || !IsInside(vtable, vtable_bytes) || !Pay(4)) return false;
  for (const FieldInfo* field = fields; field != fields + count; ++field) {
    const uint32_t offset = field->field < vtable_bytes ? Read<uint16_t>(vtable + field->field) : 0;
    const bool fits = offset == 0 ? field->presence == FieldInfo::Presence::kOptional
                                  : CheckField(position + offset, *field);
    if (!fits) return false;
  }
  return true;
}

bool Structure::CheckField(size_t position, FieldInfo field) {
  if (field.kind != FieldInfo::Kind::kInline) return CheckElements(position, field);
  const size_t alignment = field.bytes < 4 ? field.bytes : 4u;
  return (position & (alignment - 1)) == 0 && IsInside(position, field.bytes) && Pay(field.bytes);
}

bool Structure::CheckString(const void* offset) { return CheckElements(PositionOf(offset), StringField(0)); }

bool Structure::CheckElements(size_t position, FieldInfo field) {
  if (!CheckOffset(position)) return false;
  position += Read<uint32_t>(position);
  if (position % 4 != 0 || !IsInside(position, 4)) return false;
  const uint32_t count = Read<uint32_t>(position);
  const bool is_string = field.kind == FieldInfo::Kind::kString;
  if (count == 0 && !is_string) return false;  // left out instead: kernels ask only whether it is there
  const uint64_t bytes = sizeof count + uint64_t{count} * field.bytes + is_string;  // a string ends with 0
  return Pay(bytes) && IsInside(position, static_cast<size_t>(bytes)) &&
         (!is_string || model_[position + static_cast<size_t>(bytes) - 1] == 0);
}

}  // namespace tmb
