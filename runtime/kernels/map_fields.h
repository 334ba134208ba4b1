// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The fields of a verified Map, without the look at the vtable's end that FlatBuffers' own
// accessors take: `scratch` is required, so every field up to it lies within the vtable.
#ifndef TMB_RUNTIME_KERNELS_MAP_FIELDS_H_
#define TMB_RUNTIME_KERNELS_MAP_FIELDS_H_

#include "runtime/map_layout.h"

namespace tmb {

class MapFields {
 public:
  explicit MapFields(const fb::Map& op)
      : table_(reinterpret_cast<const uint8_t*>(&op)),
        vtable_(table_ - *reinterpret_cast<const flatbuffers::soffset_t*>(table_)) {}

  bool Has(flatbuffers::voffset_t field) const { return OffsetAt(field) != 0; }

  // The elements of a vector, nullptr when it is left out.
  template <typename T>
  const T* Vector(flatbuffers::voffset_t field, uint32_t* count) const {
    const flatbuffers::voffset_t offset = OffsetAt(field);
    if (offset == 0) {
      *count = 0;
      return nullptr;
    }
    const uint8_t* const at = table_ + offset;
    const uint8_t* const vector = at + *reinterpret_cast<const flatbuffers::uoffset_t*>(at);
    *count = *reinterpret_cast<const uint32_t*>(vector);
    return reinterpret_cast<const T*>(vector + 4);
  }

  fb::Ref Scratch() const {
    return *reinterpret_cast<const fb::Ref*>(table_ + OffsetAt(fb::Map::VT_SCRATCH));
  }

 private:
  flatbuffers::voffset_t OffsetAt(flatbuffers::voffset_t field) const {
    return *reinterpret_cast<const flatbuffers::voffset_t*>(vtable_ + field);
  }

  const uint8_t* const table_;
  const uint8_t* const vtable_;
};

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_MAP_FIELDS_H_
