// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What target/twins.cc prints with, on the host.
#include <cinttypes>
#include <cstdio>

#include "tests/runtime/kernels/target/bare_metal.h"

namespace tmb::bare_metal {

void Print(const char* text) { std::fputs(text, stdout); }
void PrintHex(uint32_t value) { std::printf("%08" PRIx32, value); }

}  // namespace tmb::bare_metal
