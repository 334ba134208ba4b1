// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// libFuzzer target: any bytes as a .tmb file, as they are and with checksums made right;
// what loads is run with a budget. Seeds: the .tmb files of any build.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/damage/trial.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::vector<uint8_t> file(data, data + size);
  tmb::test::Try(file);
  tmb::test::TryRepaired(std::move(file));
  return 0;
}
