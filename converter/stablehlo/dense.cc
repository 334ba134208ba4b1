// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A row of numbers is one loop over std::from_chars; a string is the elements' bytes in
// hexadecimal, little-endian.
#include "converter/stablehlo/dense.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <limits>

#include "converter/hlo/minifloat.h"
#include "converter/stablehlo/lexer.h"

namespace tmb::stablehlo {
namespace {

using hlo::Literal;
using hlo::Shape;
using hlo::Type;

constexpr int64_t kMaxAttributeInts = 4096;

// Width of an integer type; sub-byte types by their own.
int IntegerBits(Type type) {
  switch (static_cast<uint8_t>(type)) {
    case static_cast<uint8_t>(Type::kS1):
    case static_cast<uint8_t>(Type::kU1):
      return 1;
    case static_cast<uint8_t>(Type::kS2):
    case static_cast<uint8_t>(Type::kU2):
      return 2;
    case static_cast<uint8_t>(Type::kS4):
    case static_cast<uint8_t>(Type::kU4):
      return 4;
    default:
      return static_cast<int>(8 * hlo::TypeBytes(type));
  }
}

constexpr std::array<int8_t, 256> MakeDigits() {
  std::array<int8_t, 256> digits{};
  for (int c = 0; c < 256; ++c) {
    int value = -1;
    if (c >= '0' && c <= '9') value = c - '0';
    if (c >= 'a' && c <= 'f') value = c - 'a' + 10;
    if (c >= 'A' && c <= 'F') value = c - 'A' + 10;
    digits[static_cast<size_t>(c)] = static_cast<int8_t>(value);
  }
  return digits;
}
constexpr std::array<int8_t, 256> kDigits = MakeDigits();

int Digit(char c) { return kDigits[static_cast<uint8_t>(c)]; }

// The digits of a "0x..." string with an even number of them; null data: it is none.
std::string_view HexDigits(std::string_view quoted) {
  const bool is_hex = quoted.size() >= 4 && quoted.substr(0, 3) == "\"0x" && quoted.back() == '"';
  if (!is_hex || quoted.size() % 2 != 0) return {};
  return quoted.substr(3, quoted.size() - 4);
}

class DenseReader {
 public:
  DenseReader(std::string_view body, Literal& literal, DenseError& error)
      : p_(body.data()), end_(body.data() + body.size()), literal_(literal), error_(error) {}

  bool ReadList();
  bool ReadBytes(std::string_view digits, size_t skipped_bytes);

 private:
  bool ReadRows(size_t dimension);
  bool ReadElement();
  bool ReadComplex();
  bool ReadPredicate();
  bool ReadInteger();
  bool ReadFloat(Type type);
  bool ReadHex(Type type, int bits);
  bool UnpackBits(std::string_view digits);
  bool NormalizeBytes();
  void Store(uint64_t bits, Type type);
  void Skip() {
    while (p_ != end_ && (*p_ == ' ' || *p_ == '\n' || *p_ == '\t' || *p_ == '\r')) ++p_;
  }
  bool Eat(char c) {
    Skip();
    if (p_ == end_ || *p_ != c) return false;
    ++p_;
    return true;
  }
  bool Fail(std::string text) {
    error_ = {std::move(text), p_};
    return false;
  }

  const char* p_;
  const char* const end_;
  Literal& literal_;
  DenseError& error_;
  uint8_t* out_ = nullptr;
};

bool DenseReader::ReadList() {
  const Shape& shape = literal_.shape;
  const int64_t elements = shape.Elements();
  if (elements > end_ - p_)
    return Fail(fmt::format("the constant has fewer elements than {}", shape.ToString()));
  literal_.data.resize(static_cast<size_t>(shape.Bytes()));
  out_ = literal_.data.data();
  Skip();
  if (elements != 0 || p_ != end_) {
    if (!ReadRows(0)) return false;
  }
  Skip();
  return p_ == end_ || Fail("expected the end of the constant");
}

bool DenseReader::ReadRows(size_t dimension) {
  const Shape& shape = literal_.shape;
  if (dimension == shape.dims.size()) return ReadElement();
  if (!Eat('['))
    return Fail(fmt::format("expected '[' before dimension {} of {}", dimension, shape.ToString()));
  const int64_t count = shape.dims[dimension];
  const bool innermost = dimension + 1 == shape.dims.size();
  for (int64_t i = 0; i < count; ++i) {
    if (i != 0 && !Eat(',')) {
      return Fail(
          fmt::format("expected {} elements of dimension {} of {}", count, dimension, shape.ToString()));
    }
    if (!(innermost ? ReadElement() : ReadRows(dimension + 1))) return false;
  }
  if (Eat(']')) return true;
  return Fail(fmt::format("expected ']' behind {} elements of dimension {} of {}", count, dimension,
                          shape.ToString()));
}

bool DenseReader::ReadElement() {
  Skip();
  const Type type = literal_.shape.type;
  if (hlo::IsFloat(type)) return ReadFloat(type);
  if (hlo::IsComplex(type)) return ReadComplex();
  return type == Type::kPred ? ReadPredicate() : ReadInteger();
}

bool DenseReader::ReadComplex() {
  const Type part = literal_.shape.type == Type::kC64 ? Type::kF32 : Type::kF64;
  if (!Eat('(')) return Fail("expected '(' before a complex number");
  if (!ReadFloat(part)) return false;
  if (!Eat(',')) return Fail("expected ',' in a complex number");
  return ReadFloat(part) && (Eat(')') || Fail("expected ')' behind a complex number"));
}

bool DenseReader::ReadPredicate() {
  const std::string_view rest(p_, static_cast<size_t>(end_ - p_));
  for (const std::string_view word : {"true", "false", "1", "0"}) {
    if (!rest.starts_with(word)) continue;
    p_ += word.size();
    Store(word == "true" || word == "1" ? 1 : 0, Type::kPred);
    return true;
  }
  return Fail("expected true or false");
}

bool DenseReader::ReadInteger() {
  const Type type = literal_.shape.type;
  const int bits = IntegerBits(type);
  if (end_ - p_ > 1 && p_[0] == '0' && p_[1] == 'x') return ReadHex(type, bits);
  std::from_chars_result end{};
  bool in_range = true;
  uint64_t stored = 0;
  if (hlo::IsSigned(type)) {
    int64_t value = 0;
    end = std::from_chars(p_, end_, value);
    const int64_t limit = bits == 64 ? std::numeric_limits<int64_t>::max() : (int64_t{1} << (bits - 1)) - 1;
    in_range = value <= limit && value >= -limit - 1;
    stored = static_cast<uint64_t>(value);
  } else {
    end = std::from_chars(p_, end_, stored);
    in_range = bits == 64 || stored >> bits == 0;
  }
  if (end.ec == std::errc::invalid_argument)
    return Fail(fmt::format("expected an integer of type {}", hlo::TypeName(type)));
  if (end.ec != std::errc() || !in_range)
    return Fail(fmt::format("the number is out of range for {}", hlo::TypeName(type)));
  p_ = end.ptr;
  Store(stored, type);
  return true;
}

bool DenseReader::ReadFloat(Type type) {
  Skip();
  if (end_ - p_ > 1 && p_[0] == '0' && p_[1] == 'x') return ReadHex(type, IntegerBits(type));
  double value = 0;
  const bool is_number = p_ != end_ && ((*p_ >= '0' && *p_ <= '9') || *p_ == '-');
  const auto [end, status] = std::from_chars(p_, end_, value);
  if (!is_number || status == std::errc::invalid_argument || end[-1] > '9')  // "-inf" and the like
    return Fail(fmt::format("expected a number of type {}", hlo::TypeName(type)));
  // Beyond double: strtod tells too large (refused below) from too small (zero).
  if (status != std::errc()) value = std::strtod(std::string(p_, end).c_str(), nullptr);
  const std::optional<uint64_t> bits = hlo::FloatBits(type, value);
  if (!bits || value > std::numeric_limits<double>::max() || value < std::numeric_limits<double>::lowest())
    return Fail(fmt::format("the number is out of range for {}", hlo::TypeName(type)));
  p_ = end;
  Store(*bits, type);
  return true;
}

// 0x7FC00000: a float's bits, or an integer.
bool DenseReader::ReadHex(Type type, int bits) {
  uint64_t value = 0;
  const auto [end, status] = std::from_chars(p_ + 2, end_, value, 16);
  if (status != std::errc() || (bits < 64 && value >> bits != 0))
    return Fail(fmt::format("the bits are out of range for {}", hlo::TypeName(type)));
  p_ = end;
  // Sign-extended in its byte, as every literal.
  if (hlo::IsSigned(type) && bits < 64 && (value >> (bits - 1) & 1) != 0) value |= ~uint64_t{0} << bits;
  Store(value, type);
  return true;
}

bool DenseReader::ReadBytes(std::string_view digits, size_t skipped_bytes) {
  if (digits.size() < 2 * skipped_bytes) return Fail("the blob ends within its header");
  digits.remove_prefix(2 * skipped_bytes);
  const Shape& shape = literal_.shape;
  const size_t bytes = digits.size() / 2;
  const auto elements = static_cast<size_t>(shape.Elements());
  p_ = digits.data();
  if (shape.type == Type::kPred && bytes != elements && bytes == (elements + 7) / 8)
    return UnpackBits(digits);
  if (bytes != static_cast<size_t>(shape.Bytes())) {
    return Fail(
        fmt::format("the constant has {} bytes, {} needs {}", bytes, shape.ToString(), shape.Bytes()));
  }
  literal_.data.resize(bytes);
  for (size_t i = 0; i < bytes; ++i) {
    const int high = Digit(digits[2 * i]), low = Digit(digits[2 * i + 1]);
    if (high < 0 || low < 0) {
      p_ += 2 * i;
      return Fail("expected a hexadecimal digit");
    }
    literal_.data[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return NormalizeBytes();
}

// Eight predicates a byte, the first in the lowest bit, as older writers print them.
bool DenseReader::UnpackBits(std::string_view digits) {
  literal_.data.resize(static_cast<size_t>(literal_.shape.Elements()));
  for (size_t i = 0; i < literal_.data.size(); ++i) {
    const int digit = Digit(digits[i / 8 * 2 + (i % 8 < 4 ? 1 : 0)]);
    if (digit < 0) return Fail("expected a hexadecimal digit");
    literal_.data[i] = static_cast<uint8_t>(digit >> i % 4 & 1);
  }
  return true;
}

// Predicates become 0 or 1, sub-byte integers fill their byte.
bool DenseReader::NormalizeBytes() {
  const Type type = literal_.shape.type;
  if (type == Type::kPred) {
    for (uint8_t& byte : literal_.data) byte = byte != 0 ? 1 : 0;
  } else if (!hlo::IsFloat(type) && IntegerBits(type) < 8) {
    const int unused = 8 - IntegerBits(type);
    for (uint8_t& byte : literal_.data) {
      const auto shifted = static_cast<uint8_t>(byte << unused);
      byte = hlo::IsSigned(type) ? static_cast<uint8_t>(static_cast<int8_t>(shifted) >> unused)
                                 : static_cast<uint8_t>(shifted >> unused);
    }
  }
  return true;
}

void DenseReader::Store(uint64_t bits, Type type) {
  const auto bytes = static_cast<size_t>(hlo::TypeBytes(type));
  for (size_t i = 0; i < bytes; ++i) out_[i] = static_cast<uint8_t>(bits >> (8 * i));
  out_ += bytes;
}

}  // namespace

bool IsSplat(std::string_view body, const Shape& shape) {
  if (shape.dims.empty()) return false;
  const size_t first = body.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || body[first] == '[') return false;
  if (body[first] != '"') return true;
  if (shape.Elements() == 0) return false;
  const size_t bytes = HexDigits(body).size() / 2;
  const bool packed = shape.type == Type::kPred && shape.Elements() <= 8;
  return !packed && bytes == static_cast<size_t>(hlo::TypeBytes(shape.type)) &&
         bytes != static_cast<size_t>(shape.Bytes());
}

bool DecodeDense(std::string_view body, Literal& literal, DenseError& error) {
  DenseReader reader(body, literal, error);
  if (!body.starts_with('"')) return reader.ReadList();
  const std::string_view digits = HexDigits(body);
  if (digits.data() == nullptr) {
    error = {"expected pairs of hexadecimal digits behind 0x", body.data()};
    return false;
  }
  return reader.ReadBytes(digits, 0);
}

bool DecodeResource(std::string_view blob, Literal& literal, DenseError& error) {
  constexpr size_t kAlignmentBytes = 4;
  const std::string_view digits = HexDigits(blob);
  if (digits.data() == nullptr) {
    error = {"expected pairs of hexadecimal digits behind 0x", blob.data()};
    return false;
  }
  return DenseReader(blob, literal, error).ReadBytes(digits, kAlignmentBytes);
}

bool DecodeInts(std::string_view body, const Shape& shape, std::vector<int64_t>& values) {
  if (!shape.IsArray() || hlo::IsFloat(shape.type) || hlo::IsComplex(shape.type)) return false;
  if (shape.Elements() > kMaxAttributeInts) return false;
  const bool splat = IsSplat(body, shape);
  Literal literal;
  literal.shape = shape;
  if (splat) literal.shape.dims.clear();
  DenseError error;
  if (!DecodeDense(body, literal, error)) return false;
  const auto bytes = static_cast<size_t>(hlo::TypeBytes(shape.type));
  const auto read = [&](size_t index) {
    uint64_t bits = 0;
    for (size_t b = 0; b < bytes; ++b) bits |= uint64_t{literal.data[index * bytes + b]} << (8 * b);
    const int unused = 64 - static_cast<int>(8 * bytes);
    return hlo::IsSigned(shape.type) ? static_cast<int64_t>(bits << unused) >> unused
                                     : static_cast<int64_t>(bits);
  };
  for (int64_t i = 0; i < shape.Elements(); ++i) values.push_back(read(splat ? 0 : static_cast<size_t>(i)));
  return true;
}

}  // namespace tmb::stablehlo
