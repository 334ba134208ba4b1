// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The schema as data: names of fields and enum values, a struct's fields as text, a
// whole file as JSON. It comes from the schema's own text, so nothing here knows an
// instruction.
#ifndef TMB_PORTS_HOST_TMDUMP_SCHEMA_H_
#define TMB_PORTS_HOST_TMDUMP_SCHEMA_H_

#include <flatbuffers/idl.h>

#include <string>
#include <string_view>

#include "runtime/isa.h"

namespace tmb {

extern const char kSchemaText[];

class Schema {
 public:
  Schema();  // parses kSchemaText; a schema that flatc accepted always parses

  // "Map", "F32", "AddF" of an enum or union of the schema; its number when it has none.
  std::string EnumName(const char* enum_name, uint64_t value) const;

  // "x=arena+0 w=constants+64 m=1 x_type=F32 in=2,3,1" of a struct at `data`.
  std::string StructText(std::string_view struct_name, const uint8_t* data) const;

  // The file as JSON. `file` must have passed the generated verifier.
  std::string Json(const uint8_t* file) const;

 private:
  std::string FieldText(const flatbuffers::Type& type, const uint8_t* data) const;
  std::string ScalarText(const flatbuffers::Type& type, const uint8_t* data) const;

  flatbuffers::Parser parser_;
};

// "arena+16", "constants+0", "state+4", "bound2+0", "arena1+8", "none".
std::string RefText(fb::Ref ref);

}  // namespace tmb

#endif  // TMB_PORTS_HOST_TMDUMP_SCHEMA_H_
