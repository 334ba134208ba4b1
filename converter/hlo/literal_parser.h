// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Reads the braces and numbers of a constant straight from the characters: constants
// are most of a large module's text, and token by token would be several times slower.
#ifndef TMB_CONVERTER_HLO_LITERAL_PARSER_H_
#define TMB_CONVERTER_HLO_LITERAL_PARSER_H_

#include <string>

#include "converter/hlo/ir.h"

namespace tmb::hlo {

class LiteralParser {
 public:
  LiteralParser(const char* begin, const char* end) : p_(begin), end_(end) {}

  // Reads one literal of `shape` (checked dimensions). False: error() says why, at position().
  bool Parse(const Shape& shape, Literal& literal);

  const char* position() const { return p_; }  // behind the literal, or at the error
  const std::string& error() const { return error_; }

 private:
  bool ParseTuple(const Shape& shape, Literal& literal);
  bool ParseArray(size_t dimension);
  bool ParseRow(int64_t count);
  bool ParseElement();
  bool ParseComplex();
  bool ParsePred();
  bool ParseInteger();
  bool ParseFloat(Type type);
  bool ParseNan(Type type, bool negative);
  void Store(uint64_t bits, size_t bytes);
  bool StoreFloat(Type type, double value);

  void Skip();
  bool Eat(char c);
  bool EatWord(std::string_view word);
  bool Fail(std::string text);

  const char* p_;
  const char* const end_;
  const Shape* shape_ = nullptr;  // of the array being read
  uint8_t* out_ = nullptr;
  std::string error_;
};

}  // namespace tmb::hlo

#endif  // TMB_CONVERTER_HLO_LITERAL_PARSER_H_
