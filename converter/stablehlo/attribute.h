// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// One attribute of an MLIR operation, as parsed: a small tree whose texts and dense
// bodies point into the module's text.
#ifndef TMB_CONVERTER_STABLEHLO_ATTRIBUTE_H_
#define TMB_CONVERTER_STABLEHLO_ATTRIBUTE_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "converter/stablehlo/quantized_type.h"

namespace tmb::stablehlo {

enum class AttributeKind : uint8_t {
  kUnit,  // a name alone
  kBool,
  kInt,
  kFloat,       // number; the text is kept for bit patterns (0x7FC00000)
  kString,      // text: with its quotes
  kWord,        // DEFAULT, #stablehlo<precision DEFAULT>, f32
  kSymbol,      // @f
  kArray,       // [..] and array<i64: ..>: items
  kDictionary,  // {..}: items with names; text: as written, with its braces
  kFields,      // #stablehlo.gather<key = value>: items with names
  kDense,       // dense<text> : type
  kResource,    // dense_resource<text> : type
  kOpaque       // anything else, skipped: text
};

struct Attribute {
  AttributeKind kind = AttributeKind::kUnit;
  std::string_view name;  // its key in a dictionary
  std::string_view text;
  size_t offset = 0;
  int64_t integer = 0;  // kInt, kBool
  double number = 0;    // kFloat, kInt
  std::vector<Attribute> items;
  ValueType type;  // kDense, kResource
};

// The item called `name`; null when there is none.
const Attribute* FindItem(const std::vector<Attribute>& items, std::string_view name);

// Integers of an array, a dense or an integer alone; false for anything else.
bool ReadInts(const Attribute& attribute, std::vector<int64_t>& values);

}  // namespace tmb::stablehlo

#endif  // TMB_CONVERTER_STABLEHLO_ATTRIBUTE_H_
