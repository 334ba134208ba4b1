// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Tokens of MLIR text, one at a time, straight from the caller's buffer. Dimensions
// (2x3xf32) and the bodies of dense<...> and #dialect<...> are tokens only in their
// context, so the parser asks for them. Invariant: each character is read a bounded
// number of times; the text must outlive the lexer and every token.
#ifndef TMB_CONVERTER_STABLEHLO_LEXER_H_
#define TMB_CONVERTER_STABLEHLO_LEXER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "converter/hlo/lexer.h"

namespace tmb::stablehlo {

enum class TokenKind : uint8_t {
  kEnd,
  kName,         // stablehlo.add, tensor, loc
  kNumber,       // integer, decimal float or 0x...
  kString,       // with its quotes, still escaped
  kValue,        // %0, without the %
  kSymbol,       // @main or @"a name", without the @
  kHash,         // #loc1, #stablehlo.gather, the 1 of %0#1; without the #
  kType,         // !stablehlo.token, without the !
  kBlock,        // ^bb0, without the ^
  kArrow,        // ->
  kPunctuation,  // one character
  kBad           // text says why
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string_view text;
  size_t offset = 0;
};

class Lexer {
 public:
  explicit Lexer(std::string_view text);

  const Token& token() const { return token_; }
  void Next() {
    previous_end_ = token_end_;
    token_ = Read(token_end_);
  }
  size_t previous_end() const { return previous_end_; }  // of the token before the current one
  Token Peek() const;                                    // the token after the current one
  bool Is(TokenKind kind) const { return token_.kind == kind; }
  bool Is(char c) const { return token_.kind == TokenKind::kPunctuation && token_.text[0] == c; }
  bool IsName(std::string_view name) const { return token_.kind == TokenKind::kName && token_.text == name; }
  bool Eat(char c);
  bool EatName(std::string_view name);

  std::string_view text() const { return text_; }
  // The current token is '<': what stands up to its '>', strings and inner brackets
  // included; moves behind it. Null data: it does not end.
  std::string_view AngleBody();
  // The current token opens any bracket: as AngleBody, with the brackets.
  std::string_view Bracketed();

  // For dimensions: the characters from the current token on, and a way to go on elsewhere.
  const char* begin() const { return text_.data() + token_.offset; }
  const char* end() const { return text_.data() + text_.size(); }
  void ContinueAt(const char* p);

  // Cheap when asked in rising order: counts lines from the last answer.
  hlo::TextPosition Position(size_t offset);

 private:
  Token Read(size_t& position) const;

  std::string_view text_;
  Token token_;
  size_t token_end_ = 0, previous_end_ = 0;
  size_t counted_ = 0, line_start_ = 0;  // Position's cursor
  int64_t line_ = 1;
};

// The characters that a quoted token, or a symbol with or without quotes, means.
std::string Unquote(std::string_view text);

// Value of a hexadecimal digit, -1 for other characters.
int HexDigit(char c);

}  // namespace tmb::stablehlo

#endif  // TMB_CONVERTER_STABLEHLO_LEXER_H_
