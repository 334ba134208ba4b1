// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What the reader tests share: reading a text that must be right, or one that must not.
#ifndef TMB_TESTS_HLO_READING_H_
#define TMB_TESTS_HLO_READING_H_

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

#include "converter/hlo/read.h"

namespace tmb::hlo {

inline Module MustRead(std::string_view bytes) {
  Result<Module> module = ReadModule(bytes, "m.hlo");
  if (module.ok()) return std::move(module.value());
  ADD_FAILURE() << module.error().text << "\n" << bytes;
  std::exit(1);
}

// The error's text, empty when the text was read.
inline std::string ErrorOf(std::string_view bytes) {
  const Result<Module> module = ReadModule(bytes, "m.hlo");
  return module.ok() ? std::string() : module.error().text;
}

// An entry computation around `body`.
inline std::string Entry(std::string_view body) { return "ENTRY main {\n" + std::string(body) + "\n}\n"; }

}  // namespace tmb::hlo

#endif  // TMB_TESTS_HLO_READING_H_
