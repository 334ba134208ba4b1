// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// libFuzzer target: any text is read or refused; what was read prints, and the print
// reads back to the same print.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "converter/hlo/parser.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t bytes) {
  using namespace tmb::hlo;
  const std::string text(reinterpret_cast<const char*>(data), bytes);
  tmb::Result<Module> module = Parser(text, "fuzz").Parse();
  if (!module.ok() || !CheckShapes(module.value(), "fuzz").ok()) return 0;
  const std::string printed = ToText(module.value(), Constants::kWhole);
  tmb::Result<Module> again = Parser(printed, "printed").Parse();
  if (!again.ok() || !CheckShapes(again.value(), "printed").ok()) std::abort();
  if (ToText(again.value(), Constants::kWhole) != printed) std::abort();
  return 0;
}
