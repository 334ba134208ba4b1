// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Damage to a text that has every part of the syntax: cut at every byte, each byte
// changed, parts moved. It is read or refused with a message; nothing crashes.
#include <fstream>
#include <sstream>

#include "tests/stablehlo/reading.h"

namespace tmb::stablehlo {
namespace {

std::string Whole() {
  std::ifstream file(TMB_TEST_DATA "/every_syntax.mlir", std::ios::binary);
  std::stringstream contents;
  contents << file.rdbuf();
  return contents.str();
}

TEST(Damage, TheWholeTextIsRead) {
  const std::string printed = Printed(Whole());
  EXPECT_EQ(printed.substr(0, 9), "HloModule") << printed;
}

// The locations at the end may be missing: they only name sources.
TEST(Damage, CutAtEveryByte) {
  const std::string whole = Whole();
  const size_t module_end = whole.find("\n}\n") + 2;
  for (size_t bytes = 0; bytes < whole.size(); ++bytes) {
    const std::string printed = Printed(std::string_view(whole).substr(0, bytes));
    if (bytes < module_end) {
      EXPECT_EQ(printed.substr(0, 7), "error: ") << bytes;
    }
  }
}

// The generic form names its operation's regions; without one, the program still prints.
TEST(Damage, ACollectiveWithoutItsComputation) {
  const std::string printed = Printed(R"(module @m {
  func.func public @main(%a: tensor<4xf32>) -> tensor<4xf32> {
    %0 = stablehlo.all_reduce %a : tensor<4xf32>
    return %0 : tensor<4xf32>
  }
})");
  EXPECT_FALSE(printed.empty());
}

TEST(Damage, EachByteChanged) {
  std::string text = Whole();
  for (char& c : text) {
    const char kept = c;
    for (const char changed : {' ', '"', '<', '}', '%', '-', '9', '\0', '\xff'}) {
      c = changed;
      EXPECT_FALSE(Printed(text).empty());
    }
    c = kept;
  }
}

TEST(Damage, PartsLeftOut) {
  const std::string whole = Whole();
  for (size_t begin = 0; begin < whole.size(); begin += 3) {
    for (const size_t bytes : {size_t{2}, size_t{17}, size_t{150}}) {
      EXPECT_FALSE(
          Printed(whole.substr(0, begin) + whole.substr(std::min(begin + bytes, whole.size()))).empty());
    }
  }
}

}  // namespace
}  // namespace tmb::stablehlo
