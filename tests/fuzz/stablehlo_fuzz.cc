// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// libFuzzer target: any text is read as StableHLO or refused; what was read prints as HLO
// text.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "converter/stablehlo/parser.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t bytes) {
  using namespace tmb;
  const std::string text(reinterpret_cast<const char*>(data), bytes);
  Result<hlo::Module> module = stablehlo::Parser(text, "fuzz").Parse();
  if (!module.ok() || !hlo::CheckShapes(module.value(), "fuzz").ok()) return 0;
  const std::string printed = hlo::ToText(module.value(), hlo::Constants::kWhole);
  return printed.empty() ? 1 : 0;
}
