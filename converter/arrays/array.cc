// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The table of element types, and what fits what.
#include "converter/arrays/array.h"

#include <fmt/format.h>

#include <functional>
#include <numeric>

namespace tmb {
namespace {

constexpr ElementType kElementTypes[] = {
    {TMB_PRED, "pred", {'b', 1}},
    {TMB_S8, "s8", {'i', 1}},
    {TMB_S16, "s16", {'i', 2}},
    {TMB_S32, "s32", {'i', 4}},
    {TMB_S64, "s64", {'i', 8}},
    {TMB_U8, "u8", {'u', 1}},
    {TMB_U16, "u16", {'u', 2}},
    {TMB_U32, "u32", {'u', 4}},
    {TMB_U64, "u64", {'u', 8}},
    {TMB_F16, "f16", {'f', 2}},
    {TMB_F32, "f32", {'f', 4}},
    {TMB_F64, "f64", {'f', 8}},
    {TMB_C64, "c64", {'c', 8}},
    {TMB_C128, "c128", {'c', 16}},
    {TMB_BF16, "bf16", {'u', 2}},
    {TMB_F8E5M2, "f8e5m2", {'u', 1}},
    {TMB_F8E4M3FN, "f8e4m3fn", {'u', 1}},
    {TMB_F8E4M3B11FNUZ, "f8e4m3b11fnuz", {'u', 1}},
    {TMB_F8E5M2FNUZ, "f8e5m2fnuz", {'u', 1}},
    {TMB_F8E4M3FNUZ, "f8e4m3fnuz", {'u', 1}},
    {TMB_F8E4M3, "f8e4m3", {'u', 1}},
    {TMB_F8E3M4, "f8e3m4", {'u', 1}},
    {TMB_S4, "s4", {'i', 1}},
    {TMB_U4, "u4", {'u', 1}},
};

// iree-run-module's spelling -> ours.
struct Alias {
  std::string_view name;
  std::string_view ours;
};
constexpr Alias kAliases[] = {
    {"i1", "pred"},
    {"bool", "pred"},
    {"i4", "s4"},
    {"si4", "s4"},
    {"ui4", "u4"},
    {"i8", "s8"},
    {"i16", "s16"},
    {"i32", "s32"},
    {"i64", "s64"},
    {"si8", "s8"},
    {"si16", "s16"},
    {"si32", "s32"},
    {"si64", "s64"},
    {"ui8", "u8"},
    {"ui16", "u16"},
    {"ui32", "u32"},
    {"ui64", "u64"},
    {"complex<f32>", "c64"},
    {"complex<f64>", "c128"},
};

}  // namespace

const ElementType* FindElementType(tmb_type type) {
  for (const ElementType& element : kElementTypes) {
    if (element.type == type) return &element;
  }
  return nullptr;
}

const ElementType* FindElementType(std::string_view name) {
  for (const Alias& alias : kAliases) {
    if (alias.name == name) name = alias.ours;
  }
  for (const ElementType& element : kElementTypes) {
    if (element.name == name) return &element;
  }
  return nullptr;
}

uint64_t Array::ElementCount() const {
  return std::accumulate(dims.begin(), dims.end(), uint64_t{1}, std::multiplies<>());
}

std::string StorageName(Storage storage) { return fmt::format("{}{}", storage.kind, storage.bytes); }

std::string ShapeText(const std::vector<uint32_t>& dims, tmb_type type) {
  std::string text;
  for (const uint32_t dim : dims) text += fmt::format("{}x", dim);
  const ElementType* element = FindElementType(type);
  return text + std::string(element == nullptr ? "?" : element->name);
}

std::vector<uint32_t> DimsOf(const tmb_tensor& tensor) {
  return std::vector<uint32_t>(tensor.dims, tensor.dims + tensor.rank);
}

Result<void> CheckFits(const Array& array, tmb_type type, const std::vector<uint32_t>& dims) {
  const ElementType* element = FindElementType(type);
  if (element == nullptr) return Unsupported(fmt::format("element type {}", static_cast<int>(type)));
  if (array.storage != element->storage) {
    return Error{ErrorKind::kUsage,
                 fmt::format("elements are {}, {} is wanted ({} for {})", StorageName(array.storage),
                             ShapeText(dims, type), StorageName(element->storage), element->name)};
  }
  if (array.dims != dims) {
    return Error{ErrorKind::kUsage, fmt::format("shape is {}, {} is wanted", ShapeText(array.dims, type),
                                                ShapeText(dims, type))};
  }
  return {};
}

}  // namespace tmb
