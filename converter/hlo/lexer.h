// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Tokens of HLO text, one at a time, straight from the caller's buffer. Some attribute
// values (3x2x1, 0_1x0_1, b01f_01io->b01f, raw JSON) are tokens only in their context,
// so the parser asks for them as a Word or a raw Value. Invariant: one pass, so linear
// time; the text must outlive the lexer and every token.
#ifndef TMB_CONVERTER_HLO_LEXER_H_
#define TMB_CONVERTER_HLO_LEXER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tmb::hlo {

enum class TokenKind : uint8_t {
  kEnd,
  kName,         // identifier, without its %
  kNumber,       // integer or decimal float
  kString,       // with its quotes, still escaped
  kArrow,        // ->
  kPunctuation,  // one character
  kBad           // text says why
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string_view text;
  size_t offset = 0;
};

struct TextPosition {
  int64_t line = 1, column = 1;
};

class Lexer {
 public:
  explicit Lexer(std::string_view text);

  const Token& token() const { return token_; }
  void Next() { token_ = Read(token_end_); }
  Token Peek() const;  // the token after the current one
  bool Is(char c) const { return token_.kind == TokenKind::kPunctuation && token_.text[0] == c; }
  bool IsName(std::string_view name) const { return token_.kind == TokenKind::kName && token_.text == name; }
  bool Eat(char c);

  // From the current token on: letters, digits and _ ? - > . (not more); moves behind them.
  std::string_view Word();
  // From the current token on: an attribute's value up to a blank, comma or closing
  // bracket outside of its own brackets and strings. Empty when brackets do not match.
  std::string_view Value();

  // For the literal reader, which walks the characters itself: where the current token
  // begins, and a way to go on at another place.
  const char* begin() const { return text_.data() + token_.offset; }
  const char* end() const { return text_.data() + text_.size(); }
  void ContinueAt(const char* p);

  // Cheap when asked in rising order: counts lines from the last answer.
  TextPosition Position(size_t offset);

 private:
  Token Read(size_t& position) const;

  std::string_view text_;
  Token token_;
  size_t token_end_ = 0;
  size_t counted_ = 0, line_start_ = 0;  // Position's cursor
  int64_t line_ = 1;
};

// Behind blanks and comments; null: a comment does not end.
const char* SkipBlanks(const char* p, const char* end);

// The characters that a quoted token means.
std::string Unquote(std::string_view quoted);

}  // namespace tmb::hlo

#endif  // TMB_CONVERTER_HLO_LEXER_H_
