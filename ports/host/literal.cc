// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Parsing and formatting by storage kind; only f16 and bf16 need their type.
#include "ports/host/literal.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>

#include "ports/host/half.h"

namespace tmb {
namespace {

constexpr uint64_t kMaxElements = uint64_t{1} << 28;
constexpr std::string_view kSeparators = " \t\n,[]()";

// Reads one number from the front of `text` and takes it away.
template <typename T>
bool TakeNumber(std::string_view& text, T& value) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc()) return false;
  text.remove_prefix(static_cast<size_t>(parsed.ptr - text.data()));
  return true;
}

template <typename T>
void Store(uint8_t* at, T value) {
  std::memcpy(at, &value, sizeof value);
}

template <typename T>
T Fetch(const uint8_t* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

template <typename T>
bool ParseAs(std::string_view word, uint8_t* at) {
  T value;
  if (!TakeNumber(word, value) || !word.empty()) return false;
  Store(at, value);
  return true;
}

bool ParseHalf(HalfFormat format, std::string_view word, uint8_t* at) {
  double value;
  if (!ParseAs<double>(word, reinterpret_cast<uint8_t*>(&value))) return false;
  Store(at, HalfFromDouble(format, value));
  return true;
}

// "1.5", "1.5+2i", "-1-0.5i", "2i".
template <typename T>
bool ParseComplex(std::string_view word, uint8_t* at) {
  T parts[2] = {0, 0};
  T first;
  if (!TakeNumber(word, first)) return false;
  if (word == "i") {
    parts[1] = first;
  } else {
    parts[0] = first;
    if (!word.empty() && (!TakeNumber(word, parts[1]) || word != "i")) return false;
  }
  Store(at, parts[0]);
  Store(at + sizeof(T), parts[1]);
  return true;
}

bool ParsePred(std::string_view word, uint8_t* at) {
  const bool yes = word == "1" || word == "true";
  *at = yes ? 1 : 0;
  return yes || word == "0" || word == "false";
}

bool ParseNibble(tmb_type type, std::string_view word, uint8_t* at) {
  int value = 0;
  if (!TakeNumber(word, value) || !word.empty()) return false;
  *at = static_cast<uint8_t>(value);
  return type == TMB_S4 ? value >= -8 && value <= 7 : value >= 0 && value <= 15;
}

bool ParseElement(const ElementType& type, std::string_view word, uint8_t* at) {
  switch (type.type) {
    case TMB_PRED:
      return ParsePred(word, at);
    case TMB_S8:
      return ParseAs<int8_t>(word, at);
    case TMB_S16:
      return ParseAs<int16_t>(word, at);
    case TMB_S32:
      return ParseAs<int32_t>(word, at);
    case TMB_S64:
      return ParseAs<int64_t>(word, at);
    case TMB_U8:
    case TMB_F8E5M2:
    case TMB_F8E4M3FN:
    case TMB_F8E4M3B11FNUZ:
    case TMB_F8E5M2FNUZ:
    case TMB_F8E4M3FNUZ:
    case TMB_F8E4M3:
    case TMB_F8E3M4:
      return ParseAs<uint8_t>(word, at);
    case TMB_U16:
      return ParseAs<uint16_t>(word, at);
    case TMB_U32:
      return ParseAs<uint32_t>(word, at);
    case TMB_U64:
      return ParseAs<uint64_t>(word, at);
    case TMB_F16:
      return ParseHalf(kF16, word, at);
    case TMB_BF16:
      return ParseHalf(kBF16, word, at);
    case TMB_F32:
      return ParseAs<float>(word, at);
    case TMB_F64:
      return ParseAs<double>(word, at);
    case TMB_C64:
      return ParseComplex<float>(word, at);
    case TMB_C128:
      return ParseComplex<double>(word, at);
    case TMB_S4:
    case TMB_U4:
      return ParseNibble(type.type, word, at);
  }
  return false;
}

template <typename T>
std::string FormatComplex(const uint8_t* at) {
  return fmt::format("{}{:+}i", Fetch<T>(at), Fetch<T>(at + sizeof(T)));
}

std::string FormatAt(const uint8_t* at, tmb_type type) {
  switch (type) {
    case TMB_PRED:
    case TMB_U8:
    case TMB_F8E5M2:
    case TMB_F8E4M3FN:
    case TMB_F8E4M3B11FNUZ:
    case TMB_F8E5M2FNUZ:
    case TMB_F8E4M3FNUZ:
    case TMB_F8E4M3:
    case TMB_F8E3M4:
    case TMB_U4:
      return fmt::format("{}", Fetch<uint8_t>(at));
    case TMB_S8:
    case TMB_S4:
      return fmt::format("{}", Fetch<int8_t>(at));
    case TMB_S16:
      return fmt::format("{}", Fetch<int16_t>(at));
    case TMB_S32:
      return fmt::format("{}", Fetch<int32_t>(at));
    case TMB_S64:
      return fmt::format("{}", Fetch<int64_t>(at));
    case TMB_U16:
      return fmt::format("{}", Fetch<uint16_t>(at));
    case TMB_U32:
      return fmt::format("{}", Fetch<uint32_t>(at));
    case TMB_U64:
      return fmt::format("{}", Fetch<uint64_t>(at));
    case TMB_F16:
      return fmt::format("{}", DoubleFromHalf(kF16, Fetch<uint16_t>(at)));
    case TMB_BF16:
      return fmt::format("{}", DoubleFromHalf(kBF16, Fetch<uint16_t>(at)));
    case TMB_F32:
      return fmt::format("{}", Fetch<float>(at));
    case TMB_F64:
      return fmt::format("{}", Fetch<double>(at));
    case TMB_C64:
      return FormatComplex<float>(at);
    case TMB_C128:
      return FormatComplex<double>(at);
  }
  return "?";
}

Error BadLiteral(std::string_view text, std::string_view why) {
  return Error{ErrorKind::kUsage, fmt::format("'{}': {}", text.substr(0, 40), why)};
}

// "2x3xf32" -> dims and type.
Result<Literal> ParseShape(std::string_view shape) {
  Literal literal = {};
  std::string_view rest = shape;
  uint64_t elements = 1;
  for (;;) {
    uint32_t dim;
    std::string_view after = rest;
    if (!TakeNumber(after, dim) || !after.starts_with('x')) break;
    rest = after.substr(1);
    literal.array.dims.push_back(dim);
    elements *= dim;
    if (elements > kMaxElements) return BadLiteral(shape, "too many elements");
  }
  const ElementType* type = FindElementType(rest);
  if (type == nullptr) return BadLiteral(shape, "no shape such as 2x3xf32 or f32");
  literal.type = type->type;
  literal.array.storage = type->storage;
  literal.array.data.resize(elements * type->storage.bytes);
  return literal;
}

}  // namespace

Result<Literal> ParseLiteral(std::string_view text) {
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos)
    return BadLiteral(text, "no value: write SHAPExTYPE=VALUES or @FILE.npy");
  TMB_ASSIGN(Literal literal, ParseShape(text.substr(0, equals)));
  const ElementType& type = *FindElementType(literal.type);
  const uint64_t wanted = literal.array.ElementCount();
  std::string_view rest = text.substr(equals + 1);
  uint64_t count = 0;
  for (;;) {
    const size_t start = rest.find_first_not_of(kSeparators);
    if (start == std::string_view::npos) break;
    const size_t end = std::min(rest.find_first_of(kSeparators, start), rest.size());
    const std::string_view word = rest.substr(start, end - start);
    if (count == wanted) return BadLiteral(text, fmt::format("more than {} values", wanted));
    if (!ParseElement(type, word, literal.array.data.data() + count * type.storage.bytes)) {
      return BadLiteral(text, fmt::format("'{}' is no {}", word, type.name));
    }
    ++count;
    rest = rest.substr(end);
  }
  if (count == 1) {
    for (uint64_t i = 1; i < wanted; ++i) {
      std::memcpy(literal.array.data.data() + i * type.storage.bytes, literal.array.data.data(),
                  type.storage.bytes);
    }
  } else if (count != wanted) {
    return BadLiteral(text, fmt::format("{} values, {} are wanted", count, wanted));
  }
  return literal;
}

std::string FormatElement(const Array& array, tmb_type type, uint64_t index) {
  return FormatAt(array.data.data() + index * array.storage.bytes, type);
}

std::string FormatLiteral(const Array& array, tmb_type type) {
  std::string text = ShapeText(array.dims, type) + "=";
  const uint64_t count = array.ElementCount();
  for (uint64_t i = 0; i < count; ++i) {
    if (i != 0) text += ' ';
    text += FormatElement(array, type, i);
  }
  return text;
}

}  // namespace tmb
