// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What the tests of the StableHLO reader share: reading a text and printing it as HLO.
#ifndef TMB_TESTS_STABLEHLO_READING_H_
#define TMB_TESTS_STABLEHLO_READING_H_

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "converter/hlo/read.h"

namespace tmb::stablehlo {

// The module as HLO text, or "error: " and why not.
inline std::string Printed(std::string_view text) {
  const Result<hlo::Module> module = hlo::ReadModule(text, "m.mlir");
  return module.ok() ? hlo::ToText(module.value(), hlo::Constants::kWhole) : "error: " + module.error().text;
}

// A module whose @main takes `arguments` and returns %r of `type`, made by `body`.
inline std::string Main(std::string_view arguments, std::string_view body, std::string_view type) {
  return "func.func @main(" + std::string(arguments) + ") -> " + std::string(type) + " {\n" +
         std::string(body) + "\nreturn %r : " + std::string(type) + "\n}\n";
}

inline void ExpectContains(const std::string& text, std::string_view part) {
  EXPECT_NE(text.find(part), std::string::npos) << "missing: " << part << "\nin: " << text;
}

}  // namespace tmb::stablehlo

#endif  // TMB_TESTS_STABLEHLO_READING_H_
