// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// flatc 2.0.8 refuses to print vectors of unions as JSON; the library beneath it does not,
// when it believes that it generates C++.

#include "ports/host/tmdump_schema.h"

#include <fmt/format.h>

#include <cassert>

namespace tmb {
namespace {

flatbuffers::IDLOptions OptionsOfJson() {
  flatbuffers::IDLOptions options;
  options.lang_to_generate = flatbuffers::IDLOptions::kCpp;
  options.strict_json = true;
  options.indent_step = 1;
  return options;
}

}  // namespace

Schema::Schema() : parser_(OptionsOfJson()) {
  [[maybe_unused]] const bool parsed = parser_.Parse(kSchemaText);
  assert(parsed);
}

std::string Schema::EnumName(const char* enum_name, uint64_t value) const {
  const flatbuffers::EnumDef* definition = parser_.enums_.Lookup(std::string("tmb.fb.") + enum_name);
  const auto* found = definition == nullptr ? nullptr : definition->ReverseLookup(static_cast<int64_t>(value));
  return found == nullptr ? fmt::format("{}", value) : found->name;
}

std::string Schema::ScalarText(const flatbuffers::Type& type, const uint8_t* data) const {
  using flatbuffers::ReadScalar;
  if (type.base_type == flatbuffers::BASE_TYPE_STRUCT) {
    if (type.struct_def->name == "Ref") return RefText(fb::Ref(ReadScalar<uint32_t>(data)));
    return fmt::format("{{{}}}", StructText(type.struct_def->name, data));
  }
  uint64_t value = 0;
  switch (flatbuffers::SizeOf(type.base_type)) {
    case 1: value = *data; break;
    case 2: value = ReadScalar<uint16_t>(data); break;
    case 4: value = ReadScalar<uint32_t>(data); break;
    default: value = ReadScalar<uint64_t>(data); break;
  }
  if (type.enum_def != nullptr) return EnumName(type.enum_def->name.c_str(), value);
  if (type.base_type == flatbuffers::BASE_TYPE_FLOAT) return fmt::format("{}", ReadScalar<float>(data));
  if (type.base_type == flatbuffers::BASE_TYPE_INT) return fmt::format("{}", ReadScalar<int32_t>(data));
  return fmt::format("{}", value);
}

std::string Schema::FieldText(const flatbuffers::Type& type, const uint8_t* data) const {
  if (type.base_type != flatbuffers::BASE_TYPE_ARRAY) return ScalarText(type, data);
  const flatbuffers::Type element = type.VectorType();
  std::string text;
  for (size_t i = 0; i < type.fixed_length; ++i) {
    text += (i == 0 ? "" : ",") + ScalarText(element, data + i * flatbuffers::InlineSize(element));
  }
  return text;
}

std::string Schema::StructText(std::string_view struct_name, const uint8_t* data) const {
  const flatbuffers::StructDef* definition = parser_.LookupStruct("tmb.fb." + std::string(struct_name));
  std::string text;
  if (definition == nullptr) return text;
  for (const flatbuffers::FieldDef* field : definition->fields.vec) {
    const std::string value = FieldText(field->value.type, data + field->value.offset);
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", field->name, value);
  }
  return text;
}

std::string Schema::Json(const uint8_t* file) const {
  std::string text;
  [[maybe_unused]] const bool printed = flatbuffers::GenerateText(parser_, file, &text);
  assert(printed);
  return text;
}

std::string RefText(fb::Ref ref) {
  if (!HasOperand(ref)) return "none";
  const uint32_t space = SpaceOf(ref);
  switch (space) {
    case kArena0: return fmt::format("arena+{}", OffsetOf(ref));
    case kConstants: return fmt::format("constants+{}", OffsetOf(ref));
    case kState: return fmt::format("state+{}", OffsetOf(ref));
    case kBoundRead:
    case kBoundWrite: return fmt::format("bound{}+{}", SlotOf(ref), BoundOffsetOf(ref));
    default: return fmt::format("arena{}+{}", space, OffsetOf(ref));
  }
}

}  // namespace tmb
