// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Programs for tests of streams.
#ifndef TMB_TESTS_STREAM_LOWERED_H_
#define TMB_TESTS_STREAM_LOWERED_H_

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "converter/hlo/read.h"
#include "converter/lower/lower.h"
#include "converter/passes/passes.h"

namespace tmb {

// Of these instructions of the entry.
inline Program Lowered(const std::string& body) {
  const std::string text = "HloModule m\nENTRY m {\n" + body + "}\n";
  Result<hlo::Module> module = hlo::ReadModule(text, "m.hlo");
  EXPECT_TRUE(module.ok()) << module.error().text;
  for (const Pass& pass : kPasses) EXPECT_TRUE(pass.run(module.value()).ok());
  Result<Program> program = Lower(module.value(), "m.hlo");
  EXPECT_TRUE(program.ok()) << program.error().text;
  return std::move(program.value());
}

}  // namespace tmb

#endif  // TMB_TESTS_STREAM_LOWERED_H_
