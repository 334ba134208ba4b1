// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// One micro-operation, written independently of the runtime: doubles, 64-bit integers,
// libm. The elementary functions are the runtime's own (their accuracy has its own test).
#ifndef TMB_TESTS_RUNTIME_MAP_REFERENCE_OP_H_
#define TMB_TESTS_RUNTIME_MAP_REFERENCE_OP_H_

#include <cstdint>

#include "tmb_generated.h"

namespace tmb {

uint32_t ReferenceOp(fb::MicroOp op, uint32_t acc, uint32_t x);

}  // namespace tmb

#endif  // TMB_TESTS_RUNTIME_MAP_REFERENCE_OP_H_
