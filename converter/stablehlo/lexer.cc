// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Hand-written, on raw characters. A token that cannot be read is kBad and carries its
// message; the parser reports it where it stands.
#include "converter/stablehlo/lexer.h"

#include <array>
#include <cstring>

namespace tmb::stablehlo {
namespace {

enum CharClass : uint8_t { kNameStart = 1, kNamePart = 2, kDigit = 4, kBlank = 8, kSuffixPart = 16 };

constexpr std::array<uint8_t, 256> MakeClasses() {
  std::array<uint8_t, 256> classes{};
  for (int c = 0; c < 256; ++c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    const bool digit = c >= '0' && c <= '9';
    int value = 0;
    if (letter) value |= kNameStart;
    if (letter || digit || c == '$' || c == '.') value |= kNamePart;
    if (letter || digit || c == '$' || c == '.' || c == '-') value |= kSuffixPart;
    if (digit) value |= kDigit;
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') value |= kBlank;
    classes[static_cast<size_t>(c)] = static_cast<uint8_t>(value);
  }
  return classes;
}
constexpr std::array<uint8_t, 256> kClasses = MakeClasses();

bool IsA(char c, int classes) { return (kClasses[static_cast<uint8_t>(c)] & classes) != 0; }

const char* Skip(const char* p, const char* end, int classes) {
  while (p != end && IsA(*p, classes)) ++p;
  return p;
}

const char* SkipBlanks(const char* p, const char* end) {
  while (p != end) {
    if (IsA(*p, kBlank)) {
      ++p;
    } else if (*p == '/' && p + 1 != end && p[1] == '/') {
      const void* newline = std::memchr(p, '\n', static_cast<size_t>(end - p));
      p = newline == nullptr ? end : static_cast<const char*>(newline);
    } else {
      break;
    }
  }
  return p;
}

// Behind a number at p, which is a digit, or - before one.
const char* NumberEnd(const char* p, const char* end) {
  if (*p == '-') ++p;
  if (*p == '0' && p + 1 != end && p[1] == 'x') {
    const char* q = p + 2;
    while (q != end && HexDigit(*q) >= 0) ++q;
    return q == p + 2 ? p + 1 : q;
  }
  p = Skip(p, end, kDigit);
  if (p != end && *p == '.') p = Skip(p + 1, end, kDigit);
  if (p != end && (*p == 'e' || *p == 'E')) {
    const char* q = p + 1;
    if (q != end && (*q == '-' || *q == '+')) ++q;
    if (q != end && IsA(*q, kDigit)) p = Skip(q, end, kDigit);
  }
  return p;
}

// Behind the string whose quote is at p; null when it does not end.
const char* StringEnd(const char* p, const char* end) {
  ++p;
  while (p != end && *p != '"') {
    if (*p == '\\' && p + 1 != end) ++p;
    ++p;
  }
  return p == end ? nullptr : p + 1;
}

// Behind the bracket that closes the one at p; null when none does.
const char* BracketEnd(const char* p, const char* end) {
  std::string open;
  while (p != end) {
    const char c = *p;
    if (c == '"') {
      p = StringEnd(p, end);
      if (p == nullptr) return nullptr;
      continue;
    }
    if (c == '<' || c == '(' || c == '[' || c == '{') open += c;
    const bool arrow = c == '>' && p[-1] == '-';
    if ((c == '>' && !arrow) || c == ')' || c == ']' || c == '}') {
      const char expected = c == '>' ? '<' : c == ')' ? '(' : c == ']' ? '[' : '{';
      if (open.back() != expected) return nullptr;
      open.pop_back();
      if (open.empty()) return p + 1;
    }
    ++p;
  }
  return nullptr;
}

TokenKind KindOfSigil(char c) {
  switch (c) {
    case '%':
      return TokenKind::kValue;
    case '@':
      return TokenKind::kSymbol;
    case '#':
      return TokenKind::kHash;
    case '!':
      return TokenKind::kType;
    case '^':
      return TokenKind::kBlock;
    default:
      return TokenKind::kPunctuation;
  }
}

}  // namespace

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string Unquote(std::string_view text) {
  if (text.size() < 2 || text[0] != '"') return std::string(text);
  text = text.substr(1, text.size() - 2);
  if (text.find('\\') == std::string_view::npos) return std::string(text);
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      plain += text[i];
      continue;
    }
    const char c = text[++i];
    if (i + 1 < text.size() && HexDigit(c) >= 0 && HexDigit(text[i + 1]) >= 0) {
      plain += static_cast<char>(HexDigit(c) * 16 + HexDigit(text[++i]));
    } else {
      plain += c == 'n' ? '\n' : c == 't' ? '\t' : c;
    }
  }
  return plain;
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

bool Lexer::EatName(std::string_view name) {
  if (!IsName(name)) return false;
  Next();
  return true;
}

Token Lexer::Read(size_t& position) const {
  const char* const text_begin = text_.data();
  const char* const end = text_begin + text_.size();
  const char* p = SkipBlanks(text_begin + position, end);
  const auto offset = static_cast<size_t>(p - text_begin);
  const auto finish = [&](TokenKind kind, const char* token_end, size_t skipped = 0) {
    position = static_cast<size_t>(token_end - text_begin);
    return Token{kind, text_.substr(offset + skipped, position - offset - skipped), offset};
  };
  if (p == end) return finish(TokenKind::kEnd, end);
  if (IsA(*p, kNameStart)) return finish(TokenKind::kName, Skip(p, end, kNamePart));
  if (IsA(*p, kDigit) || (*p == '-' && p + 1 != end && IsA(p[1], kDigit)))
    return finish(TokenKind::kNumber, NumberEnd(p, end));
  if (*p == '"') {
    const char* string_end = StringEnd(p, end);
    if (string_end == nullptr) return {TokenKind::kBad, "a string does not end", offset};
    return finish(TokenKind::kString, string_end);
  }
  if (*p == '-' && p + 1 != end && p[1] == '>') return finish(TokenKind::kArrow, p + 2);
  const TokenKind kind = KindOfSigil(*p);
  if (kind != TokenKind::kPunctuation && p + 1 != end) {
    if (kind == TokenKind::kSymbol && p[1] == '"') {
      const char* string_end = StringEnd(p + 1, end);
      if (string_end == nullptr) return {TokenKind::kBad, "a string does not end", offset};
      return finish(kind, string_end, 1);
    }
    // Only values may have a minus inside of their name.
    const int classes = kind == TokenKind::kValue ? kSuffixPart : kNamePart;
    if (IsA(p[1], kNamePart)) return finish(kind, Skip(p + 1, end, classes), 1);
  }
  return finish(TokenKind::kPunctuation, p + 1);
}

std::string_view Lexer::Bracketed() {
  const char* const from = begin();
  const char* const to = BracketEnd(from, end());
  if (to == nullptr) return {};
  ContinueAt(to);
  return {from, static_cast<size_t>(to - from)};
}

std::string_view Lexer::AngleBody() {
  const std::string_view whole = Bracketed();
  return whole.empty() ? whole : whole.substr(1, whole.size() - 2);
}

void Lexer::ContinueAt(const char* p) {
  token_end_ = static_cast<size_t>(p - text_.data());
  Next();
}

hlo::TextPosition Lexer::Position(size_t offset) {
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

}  // namespace tmb::stablehlo
