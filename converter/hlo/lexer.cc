// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Hand-written, on raw characters. A token that cannot be read is kBad and carries its
// message; the parser reports it where it stands.
#include "converter/hlo/lexer.h"

#include <array>
#include <cstring>

namespace tmb::hlo {
namespace {

enum CharClass : uint8_t { kNameStart = 1, kNamePart = 2, kDigit = 4, kBlank = 8, kWordPart = 16 };

constexpr std::array<uint8_t, 256> MakeClasses() {
  std::array<uint8_t, 256> classes{};
  for (int c = 0; c < 256; ++c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    const bool digit = c >= '0' && c <= '9';
    int value = 0;
    if (letter) value |= kNameStart;
    if (letter || digit || c == '.' || c == '-') value |= kNamePart | kWordPart;
    if (digit) value |= kDigit;
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') value |= kBlank;
    if (c == '?' || c == '>') value |= kWordPart;
    classes[static_cast<size_t>(c)] = static_cast<uint8_t>(value);
  }
  return classes;
}
constexpr std::array<uint8_t, 256> kClasses = MakeClasses();

bool IsA(char c, int classes) { return (kClasses[static_cast<uint8_t>(c)] & classes) != 0; }

const char* SkipDigits(const char* p, const char* end) {
  while (p != end && IsA(*p, kDigit)) ++p;
  return p;
}

// Behind a number at p, which is a digit, or - or . before one.
const char* NumberEnd(const char* p, const char* end) {
  if (*p == '-') ++p;
  p = SkipDigits(p, end);
  if (p != end && *p == '.') p = SkipDigits(p + 1, end);
  if (p != end && (*p == 'e' || *p == 'E')) {
    const char* q = p + 1;
    if (q != end && (*q == '-' || *q == '+')) ++q;
    if (q != end && IsA(*q, kDigit)) p = SkipDigits(q, end);
  }
  return p;
}

bool StartsNumber(const char* p, const char* end) {
  if (*p == '-' && ++p == end) return false;
  if (*p == '.' && ++p == end) return false;
  return IsA(*p, kDigit);
}

const char* NameEnd(const char* p, const char* end) {
  while (p != end && IsA(*p, kNamePart)) {
    if (*p == '-' && p + 1 != end && p[1] == '>') break;
    ++p;
  }
  return p;
}

// Behind the string whose quote is at p; null when it does not end.
const char* StringEnd(const char* p, const char* end) {
  const char quote = *p++;
  while (p != end && *p != quote) {
    if (*p == '\\' && p + 1 != end) ++p;
    ++p;
  }
  return p == end ? nullptr : p + 1;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The character of the escape at p (behind its backslash); moves p to its last character.
char Unescape(const char*& p, const char* end) {
  if (*p == 'x') {
    int value = 0;
    for (int digits = 0; digits < 2 && p + 1 != end && HexDigit(p[1]) >= 0; ++digits)
      value = value * 16 + HexDigit(*++p);
    return static_cast<char>(value);
  }
  if (*p >= '0' && *p <= '7') {
    int value = *p - '0';
    for (int digits = 1; digits < 3 && p + 1 != end && p[1] >= '0' && p[1] <= '7'; ++digits)
      value = value * 8 + (*++p - '0');
    return static_cast<char>(value);
  }
  constexpr std::string_view kLetters = "abfnrtv", kMeanings = "\a\b\f\n\r\t\v";
  const size_t letter = kLetters.find(*p);
  return letter == std::string_view::npos ? *p : kMeanings[letter];
}

}  // namespace

const char* SkipBlanks(const char* p, const char* end) {
  while (p != end) {
    if (IsA(*p, kBlank)) {
      ++p;
    } else if (*p == '/' && p + 1 != end && p[1] == '/') {
      while (p != end && *p != '\n' && *p != '\r') ++p;
    } else if (*p == '/' && p + 1 != end && p[1] == '*') {
      const std::string_view rest(p + 2, static_cast<size_t>(end - p - 2));
      const size_t close = rest.find("*/");
      if (close == std::string_view::npos) return nullptr;
      p += close + 4;
    } else {
      break;
    }
  }
  return p;
}

std::string Unquote(std::string_view quoted) {
  if (quoted.find('\\') == std::string_view::npos) return std::string(quoted.substr(1, quoted.size() - 2));
  std::string text;
  const char* const end = quoted.data() + quoted.size() - 1;
  for (const char* p = quoted.data() + 1; p != end; ++p) {
    if (*p == '\\' && p + 1 != end) {
      ++p;
      text += Unescape(p, end);
    } else {
      text += *p;
    }
  }
  return text;
}

Lexer::Lexer(std::string_view text) : text_(text) { Next(); }

Token Lexer::Peek() const {
  size_t position = token_end_;
  return Read(position);
}

bool Lexer::Eat(char c) {
  if (!Is(c)) return false;
  Next();
  return true;
}

Token Lexer::Read(size_t& position) const {
  const char* const text_begin = text_.data();
  const char* const end = text_begin + text_.size();
  const char* p = SkipBlanks(text_begin + position, end);
  if (p == nullptr) return {TokenKind::kBad, "a comment does not end", position};
  const auto offset = static_cast<size_t>(p - text_begin);
  const auto finish = [&](TokenKind kind, const char* token_end, size_t skipped = 0) {
    position = static_cast<size_t>(token_end - text_begin);
    return Token{kind, text_.substr(offset + skipped, position - offset - skipped), offset};
  };
  if (p == end) return finish(TokenKind::kEnd, end);
  if (*p == '%' && p + 1 != end && IsA(p[1], kNameStart))
    return finish(TokenKind::kName, NameEnd(p + 1, end), 1);
  if (IsA(*p, kNameStart)) return finish(TokenKind::kName, NameEnd(p, end));
  if (StartsNumber(p, end)) return finish(TokenKind::kNumber, NumberEnd(p, end));
  if (*p == '"' || *p == '\'') {
    const char* string_end = StringEnd(p, end);
    if (string_end == nullptr) return {TokenKind::kBad, "a string does not end", offset};
    return finish(TokenKind::kString, string_end);
  }
  if (*p == '-' && p + 1 != end && p[1] == '>') return finish(TokenKind::kArrow, p + 2);
  return finish(TokenKind::kPunctuation, p + 1);
}

std::string_view Lexer::Word() {
  const char* p = begin();
  while (p != end() && IsA(*p, kWordPart)) ++p;
  const std::string_view word = text_.substr(token_.offset, static_cast<size_t>(p - begin()));
  ContinueAt(p);
  return word;
}

std::string_view Lexer::Value() {
  const char* p = begin();
  int64_t depth = 0;
  while (p != end()) {
    if (*p == '"') {
      p = StringEnd(p, end());
      if (p == nullptr) return {};
      continue;
    }
    if (depth == 0 && (*p == ',' || IsA(*p, kBlank) || *p == '}' || *p == ')' || *p == ']')) break;
    if (*p == '{' || *p == '(' || *p == '[') ++depth;
    if (*p == '}' || *p == ')' || *p == ']') --depth;
    ++p;
  }
  if (depth != 0) return {};
  const std::string_view value = text_.substr(token_.offset, static_cast<size_t>(p - begin()));
  ContinueAt(p);
  return value;
}

void Lexer::ContinueAt(const char* p) {
  token_end_ = static_cast<size_t>(p - text_.data());
  Next();
}

TextPosition Lexer::Position(size_t offset) {
  if (offset < counted_) {
    counted_ = line_start_ = 0;
    line_ = 1;
  }
  while (const void* found = std::memchr(text_.data() + counted_, '\n', offset - counted_)) {
    counted_ = line_start_ = static_cast<size_t>(static_cast<const char*>(found) - text_.data()) + 1;
    ++line_;
  }
  counted_ = offset;
  return {line_, static_cast<int64_t>(offset - line_start_) + 1};
}

}  // namespace tmb::hlo
