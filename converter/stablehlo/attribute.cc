// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#include "converter/stablehlo/attribute.h"

#include <string>

#include "converter/stablehlo/dense.h"

namespace tmb::stablehlo {

const Attribute* FindItem(const std::vector<Attribute>& items, std::string_view name) {
  for (const Attribute& item : items) {
    if (item.name == name) return &item;
  }
  return nullptr;
}

bool ReadInts(const Attribute& attribute, std::vector<int64_t>& values) {
  values.clear();
  switch (attribute.kind) {
    case AttributeKind::kBool:
    case AttributeKind::kInt:
      values.push_back(attribute.integer);
      return true;
    case AttributeKind::kArray:
      for (const Attribute& item : attribute.items) {
        if (item.kind != AttributeKind::kInt && item.kind != AttributeKind::kBool) return false;
        values.push_back(item.integer);
      }
      return true;
    case AttributeKind::kDense:
      return DecodeInts(attribute.text, attribute.type, values);
    case AttributeKind::kUnit:
    case AttributeKind::kFloat:
    case AttributeKind::kString:
    case AttributeKind::kWord:
    case AttributeKind::kSymbol:
    case AttributeKind::kDictionary:
    case AttributeKind::kFields:
    case AttributeKind::kResource:
    case AttributeKind::kOpaque:
      break;
  }
  return false;
}

}  // namespace tmb::stablehlo
