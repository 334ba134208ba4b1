// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The FlatBuffers level of verification: that tables, vectors, strings and structs lie
// inside the program part, aligned. FlatBuffers may share them, so a small file can
// describe an enormous tree; here every visit pays for its bytes out of the file's size,
// which files from Pack never exceed. So verification takes time linear in the file.
#ifndef TMB_RUNTIME_STRUCTURE_H_
#define TMB_RUNTIME_STRUCTURE_H_

#include <cstddef>
#include <cstdint>

#include "tmb_generated.h"

namespace tmb {

// A field of a table: where it stands in the vtable and what it must be.
struct FieldInfo {
  enum class Kind : uint8_t { kInline, kVector, kString };
  enum class Presence : uint8_t { kOptional, kRequired };
  uint8_t field;
  Kind kind;
  uint8_t bytes;      // of the field, or of an element
  Presence presence;  // an absent vector is an empty one
};

constexpr FieldInfo InlineField(int field, size_t bytes) {
  return {static_cast<uint8_t>(field), FieldInfo::Kind::kInline, static_cast<uint8_t>(bytes),
          FieldInfo::Presence::kOptional};
}
constexpr FieldInfo VectorField(int field, size_t element_bytes) {
  return {static_cast<uint8_t>(field), FieldInfo::Kind::kVector, static_cast<uint8_t>(element_bytes),
          FieldInfo::Presence::kOptional};
}
constexpr FieldInfo StringField(int field) {
  return {static_cast<uint8_t>(field), FieldInfo::Kind::kString, 1, FieldInfo::Presence::kOptional};
}
constexpr FieldInfo Required(FieldInfo info) {
  info.presence = FieldInfo::Presence::kRequired;
  return info;
}

// Elements of a vector, which may be absent.
template <typename V>
uint32_t SizeOf(const V* vector) {
  return vector == nullptr ? 0 : vector->size();
}

class Structure {
 public:
  Structure(const uint8_t* model, uint32_t program_bytes)
      : model_(model), bytes_(program_bytes), unpaid_(program_bytes) {}

  template <size_t N>
  bool CheckTable(const void* table, const FieldInfo (&fields)[N]) {
    return CheckTable(table, fields, N);
  }
  bool CheckTable(const void* table, const FieldInfo* fields, size_t count);
  // A struct behind an offset.
  bool CheckStruct(const void* at, uint32_t bytes);
  // That `offset`, an offset in the program part, leads into it.
  bool CheckOffset(const void* offset) const { return CheckOffset(PositionOf(offset)); }
  // That it leads to a string.
  bool CheckString(const void* offset);

 private:
  // Positions are those in the file; what lies outside has some, too.
  bool IsInside(size_t position, size_t bytes) const { return bytes < bytes_ && position <= bytes_ - bytes; }
  bool CheckOffset(size_t position) const;
  bool CheckField(size_t position, FieldInfo field);
  bool CheckElements(size_t position, FieldInfo field);  // of the vector or string that an offset there leads to
  bool Pay(uint64_t bytes);
  size_t PositionOf(const void* at) const { return static_cast<size_t>(static_cast<const uint8_t*>(at) - model_); }
  template <typename T>
  T Read(size_t position) const {
    return flatbuffers::ReadScalar<T>(model_ + position);
  }

  const uint8_t* model_;
  size_t bytes_;
  size_t unpaid_;
};

}  // namespace tmb

#endif  // TMB_RUNTIME_STRUCTURE_H_
