// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// In place of wide.cc in a build without 64-bit types: load refuses the programs that would
// get here.

#include "runtime/kernels/wide.h"

namespace tmb {

extern "C" void RunWide(uint32_t, uint32_t*, uint32_t) {}

uint64_t AddWideProducts(uint64_t sum, WideFactor, WideFactor, uint32_t) { return sum; }

}  // namespace tmb
