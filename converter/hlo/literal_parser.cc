// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A row of numbers is one loop over std::from_chars; comments and blanks may stand
// between any two tokens, and commas are optional, as in XLA.
#include "converter/hlo/literal_parser.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>

#include "converter/hlo/lexer.h"
#include "converter/hlo/minifloat.h"

namespace tmb::hlo {
namespace {

constexpr char kElided[] =
    "the constant's values are elided as {...}; print the module with whole constants: "
    "lowered.as_text(dialect='hlo'), as_hlo_text(print_large_constants=True) or "
    "--xla_dump_large_constants, or hand over the HloModuleProto";

// Bits of an integer in the type's range; sub-byte types by their own width.
int IntegerBits(Type type) {
  switch (static_cast<uint8_t>(type)) {
    case static_cast<uint8_t>(Type::kS1):
    case static_cast<uint8_t>(Type::kU1): return 1;
    case static_cast<uint8_t>(Type::kS2):
    case static_cast<uint8_t>(Type::kU2): return 2;
    case static_cast<uint8_t>(Type::kS4):
    case static_cast<uint8_t>(Type::kU4): return 4;
    default: return static_cast<int>(8 * TypeBytes(type));
  }
}

bool IsNumberCharacter(char c) {
  return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
}

}  // namespace

bool LiteralParser::Parse(const Shape& shape, Literal& literal) {
  literal.shape = shape;
  if (shape.IsTuple()) return ParseTuple(shape, literal);
  if (!shape.IsArray()) return Fail(fmt::format("a constant cannot be {}", shape.ToString()));
  // Each element takes at least one character, so a short text cannot ask for much memory.
  const int64_t elements = shape.Elements();
  if (elements > end_ - p_) {
    Skip();
    if (p_ != end_ && *p_ == '{' &&
        std::string_view(p_, static_cast<size_t>(end_ - p_)).substr(1, 3) == "...") {
      return Fail(kElided);
    }
    return Fail(fmt::format("the constant has fewer elements than {}", shape.ToString()));
  }
  literal.data.resize(static_cast<size_t>(elements * TypeBytes(shape.type)));
  shape_ = &literal.shape;
  out_ = literal.data.data();
  return ParseArray(0);
}

bool LiteralParser::ParseTuple(const Shape& shape, Literal& literal) {
  if (!Eat('(')) return Fail("expected '(' before a tuple's constants");
  literal.tuple.resize(shape.tuple.size());
  for (size_t i = 0; i < shape.tuple.size(); ++i) {
    if (i != 0) Eat(',');
    if (!Parse(shape.tuple[i], literal.tuple[i])) return false;
  }
  return Eat(')') || Fail("expected ')' behind a tuple's constants");
}

bool LiteralParser::ParseArray(size_t dimension) {
  if (dimension == shape_->dims.size()) return ParseElement();
  if (!Eat('{'))
    return Fail(fmt::format("expected '{{' before dimension {} of {}", dimension, shape_->ToString()));
  if (EatWord("...")) return Fail(kElided);
  const int64_t count = shape_->dims[dimension];
  if (dimension + 1 == shape_->dims.size()) {
    if (!ParseRow(count)) return false;
  } else {
    for (int64_t i = 0; i < count; ++i) {
      if (i != 0) Eat(',');
      if (!ParseArray(dimension + 1)) return false;
    }
  }
  if (Eat('}')) return true;
  return Fail(fmt::format("expected '}}' behind {} elements of dimension {} of {}", count, dimension,
                          shape_->ToString()));
}

bool LiteralParser::ParseRow(int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    if (i != 0) Eat(',');
    if (!ParseElement()) return false;
  }
  return true;
}

bool LiteralParser::ParseElement() {
  Skip();
  if (p_ != end_ && (*p_ == '}' || *p_ == ')')) {
    return Fail(fmt::format("the constant has fewer elements than {}", shape_->ToString()));
  }
  if (IsFloat(shape_->type)) return ParseFloat(shape_->type);
  if (IsComplex(shape_->type)) return ParseComplex();
  return shape_->type == Type::kPred ? ParsePred() : ParseInteger();
}

bool LiteralParser::ParseComplex() {
  const Type part = shape_->type == Type::kC64 ? Type::kF32 : Type::kF64;
  if (!Eat('(')) return Fail("expected '(' before a complex number");
  if (!ParseFloat(part)) return false;
  Eat(',');
  if (!ParseFloat(part)) return false;
  return Eat(')') || Fail("expected ')' behind a complex number");
}

bool LiteralParser::ParsePred() {
  if (EatWord("true") || EatWord("1")) {
    Store(1, 1);
  } else if (EatWord("false") || EatWord("0")) {
    Store(0, 1);
  } else {
    return Fail("expected true, false, 1 or 0");
  }
  return true;
}

bool LiteralParser::ParseInteger() {
  const int bits = IntegerBits(shape_->type);
  const auto bytes = static_cast<size_t>(TypeBytes(shape_->type));
  std::from_chars_result end{};
  bool in_range = true;
  if (IsSigned(shape_->type)) {
    int64_t value = 0;
    end = std::from_chars(p_, end_, value);
    const int64_t limit = bits == 64 ? std::numeric_limits<int64_t>::max() : (int64_t{1} << (bits - 1)) - 1;
    in_range = value <= limit && value >= -limit - 1;
    if (end.ec == std::errc() && in_range) Store(static_cast<uint64_t>(value), bytes);
  } else {
    uint64_t value = 0;
    end = std::from_chars(p_, end_, value);
    in_range = bits == 64 || value >> bits == 0;
    if (end.ec == std::errc() && in_range) Store(value, bytes);
  }
  const bool whole = end.ptr == end_ || !IsNumberCharacter(*end.ptr);
  if (end.ec == std::errc::invalid_argument || !whole) {
    return Fail(fmt::format("expected an integer of type {}", TypeName(shape_->type)));
  }
  if (end.ec != std::errc() || !in_range) {
    return Fail(fmt::format("the number is out of range for {}", TypeName(shape_->type)));
  }
  p_ = end.ptr;
  return true;
}

bool LiteralParser::ParseFloat(Type type) {
  Skip();
  double value = 0;
  const auto [end, status] = std::from_chars(p_, end_, value);
  const bool word = status != std::errc::invalid_argument && (end[-1] > '9' || end[-1] == ')');
  if (status == std::errc() && !word) {
    if (!StoreFloat(type, value)) return false;
    p_ = end;
    return true;
  }
  const bool negative = p_ != end_ && *p_ == '-';
  if (EatWord(negative ? "-inf" : "inf")) {
    const double infinity = std::numeric_limits<double>::infinity();
    return StoreFloat(type, negative ? -infinity : infinity);
  }
  if (EatWord(negative ? "-nan" : "nan")) return ParseNan(type, negative);
  if (status != std::errc::result_out_of_range) {
    return Fail(fmt::format("expected a number of type {}", TypeName(type)));
  }
  // Beyond double: strtod tells too large (refused below) from too small (zero).
  value = std::strtod(std::string(p_, end).c_str(), nullptr);
  if (std::isinf(value)) return Fail(fmt::format("the number is out of range for {}", TypeName(type)));
  if (!StoreFloat(type, value)) return false;
  p_ = end;
  return true;
}

bool LiteralParser::ParseNan(Type type, bool negative) {
  std::optional<uint64_t> payload;
  if (p_ != end_ && *p_ == '(') {
    ++p_;
    if (!EatWord("0x")) return Fail("expected 0x and the payload of a NaN");
    uint64_t value = 0;
    const auto [end, status] = std::from_chars(p_, end_, value, 16);
    if (status != std::errc()) return Fail("expected the payload of a NaN in hexadecimal");
    p_ = end;
    payload = value;
    if (!Eat(')')) return Fail("expected ')' behind the payload of a NaN");
  }
  const std::optional<uint64_t> bits = NanBits(type, negative, payload);
  if (!bits) return Fail(fmt::format("{} has no such NaN", TypeName(type)));
  Store(*bits, static_cast<size_t>(TypeBytes(type)));
  return true;
}

bool LiteralParser::StoreFloat(Type type, double value) {
  const std::optional<uint64_t> bits = FloatBits(type, value);
  if (!bits) return Fail(fmt::format("the number is out of range for {}", TypeName(type)));
  Store(*bits, static_cast<size_t>(TypeBytes(type)));
  return true;
}

void LiteralParser::Store(uint64_t bits, size_t bytes) {
  for (size_t i = 0; i < bytes; ++i) out_[i] = static_cast<uint8_t>(bits >> (8 * i));
  out_ += bytes;
}

void LiteralParser::Skip() {
  while (p_ != end_ && *p_ == ' ') ++p_;
  if (p_ == end_ || (*p_ > ' ' && *p_ != '/')) return;
  const char* next = SkipBlanks(p_, end_);
  p_ = next == nullptr ? end_ : next;
}

bool LiteralParser::Eat(char c) {
  Skip();
  if (p_ == end_ || *p_ != c) return false;
  ++p_;
  return true;
}

bool LiteralParser::EatWord(std::string_view word) {
  Skip();
  if (!std::string_view(p_, static_cast<size_t>(end_ - p_)).starts_with(word)) return false;
  p_ += word.size();
  return true;
}

bool LiteralParser::Fail(std::string text) {
  error_ = std::move(text);
  return false;
}

}  // namespace tmb::hlo
