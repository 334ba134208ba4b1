// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Result<T>: a value or an Error. The host's only way to report bad input; errors
// carry the exit status of the tools' contract (1 run failed, 2 usage, 3 unsupported,
// 4 does not fit, 5 malformed) and a text that says what, where and what to do.
#ifndef TMB_CONVERTER_RESULT_H_
#define TMB_CONVERTER_RESULT_H_

#include <string>
#include <utility>
#include <variant>

namespace tmb {

enum class ErrorKind { kRunFailed = 1, kUsage = 2, kUnsupported = 3, kDoesNotFit = 4, kMalformed = 5 };

struct Error {
  ErrorKind kind = ErrorKind::kMalformed;
  std::string text;  // may have several lines: one for each reason
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}      // NOLINT: implicit on purpose
  Result(Error error) : state_(std::move(error)) {}  // NOLINT
  bool ok() const { return std::holds_alternative<T>(state_); }
  T& value() { return std::get<T>(state_); }
  const T& value() const { return std::get<T>(state_); }
  const Error& error() const { return std::get<Error>(state_); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)), ok_(false) {}  // NOLINT
  bool ok() const { return ok_; }
  const Error& error() const { return error_; }

 private:
  Error error_;
  bool ok_ = true;
};

inline Error Malformed(std::string text) { return {ErrorKind::kMalformed, std::move(text)}; }
inline Error Unsupported(std::string text) { return {ErrorKind::kUnsupported, std::move(text)}; }

#define TMB_CONCAT_(a, b) a##b
#define TMB_CONCAT(a, b) TMB_CONCAT_(a, b)
// TMB_ASSIGN(auto x, F()): x is the value of F(), or return its error.
#define TMB_ASSIGN(lhs, expr)                                                            \
  auto TMB_CONCAT(result_, __LINE__) = (expr);                                           \
  if (!TMB_CONCAT(result_, __LINE__).ok()) return TMB_CONCAT(result_, __LINE__).error(); \
  lhs = std::move(TMB_CONCAT(result_, __LINE__).value())
// TMB_CHECK_OK(F()): returns F()'s error if it has one.
#define TMB_CHECK_OK(expr)                     \
  do {                                         \
    auto result_ = (expr);                     \
    if (!result_.ok()) return result_.error(); \
  } while (false)

}  // namespace tmb

#endif  // TMB_CONVERTER_RESULT_H_
