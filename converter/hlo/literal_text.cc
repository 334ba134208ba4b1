// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Finite numbers print as the shortest decimal that reads back, NaNs with their payload
// when it is not the usual one.
#include "converter/hlo/literal_text.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "converter/hlo/minifloat.h"

namespace tmb::hlo {
namespace {

constexpr int64_t kMaxShown = 16;

uint64_t LoadBits(const uint8_t* data, int64_t bytes) {
  uint64_t bits = 0;
  for (int64_t i = 0; i < bytes; ++i) bits |= static_cast<uint64_t>(data[i]) << (8 * i);
  return bits;
}

void AppendFloat(Type type, uint64_t bits, std::string& text) {
  const double value = FloatValue(type, bits);
  const auto out = std::back_inserter(text);
  if (std::isnan(value)) {
    const uint64_t payload = NanPayload(type, bits);
    fmt::format_to(out, "{}nan", IsNegative(type, bits) ? "-" : "");
    if (payload != 0) fmt::format_to(out, "({:#x})", payload);
  } else if (type == Type::kF64) {
    fmt::format_to(out, "{}", value);
  } else {
    fmt::format_to(out, "{}", static_cast<float>(value));
  }
}

void AppendInteger(Type type, uint64_t bits, std::string& text) {
  const auto shift = static_cast<int>(64 - 8 * TypeBytes(type));
  const auto out = std::back_inserter(text);
  if (IsSigned(type)) {
    fmt::format_to(out, "{}", static_cast<int64_t>(bits << shift) >> shift);
  } else {
    fmt::format_to(out, "{}", bits);
  }
}

class ArrayPrinter {
 public:
  ArrayPrinter(const Literal& literal, std::string& text)
      : shape_(literal.shape), data_(literal.data.data()), text_(text) {}

  void Append(size_t dimension) {
    if (dimension == shape_.dims.size()) return AppendElement();
    text_ += '{';
    for (int64_t i = 0; i < shape_.dims[dimension]; ++i) {
      if (i != 0) text_ += ", ";
      Append(dimension + 1);
    }
    text_ += '}';
  }

 private:
  void AppendElement() {
    const int64_t bytes = TypeBytes(shape_.type);
    if (IsComplex(shape_.type)) {
      const Type part = shape_.type == Type::kC64 ? Type::kF32 : Type::kF64;
      text_ += '(';
      AppendFloat(part, LoadBits(data_, bytes / 2), text_);
      text_ += ", ";
      AppendFloat(part, LoadBits(data_ + bytes / 2, bytes / 2), text_);
      text_ += ')';
    } else if (IsFloat(shape_.type)) {
      AppendFloat(shape_.type, LoadBits(data_, bytes), text_);
    } else if (shape_.type == Type::kPred) {
      text_ += *data_ != 0 ? "true" : "false";
    } else {
      AppendInteger(shape_.type, LoadBits(data_, bytes), text_);
    }
    data_ += bytes;
  }

  const Shape& shape_;
  const uint8_t* data_;
  std::string& text_;
};

}  // namespace

void AppendLiteral(const Literal& literal, Constants constants, std::string& text) {
  if (literal.shape.IsTuple()) {
    text += '(';
    for (size_t i = 0; i < literal.tuple.size(); ++i) {
      if (i != 0) text += ", ";
      AppendLiteral(literal.tuple[i], constants, text);
    }
    text += ')';
  } else if (constants == Constants::kElided && literal.shape.Elements() > kMaxShown) {
    text += "{...}";
  } else {
    ArrayPrinter(literal, text).Append(0);
  }
}

}  // namespace tmb::hlo
