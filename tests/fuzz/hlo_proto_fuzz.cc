// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// libFuzzer target: any bytes are read as a module or refused, without a crash; what was
// read prints.
#include <cstdint>
#include <string>

#include "converter/hlo/proto_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t bytes) {
  using namespace tmb::hlo;
  tmb::Result<Module> module = ReadProto({reinterpret_cast<const char*>(data), bytes}, "fuzz");
  if (!module.ok() || !CheckShapes(module.value(), "fuzz").ok()) return 0;
  // Reading the print back is not asked for: names of a proto need not be names in text.
  return ToText(module.value(), Constants::kWhole).empty() ? 1 : 0;
}
