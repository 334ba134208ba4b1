// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The layout of the constants: equal contents once, unused ones not at all.
#ifndef TMB_CONVERTER_PLAN_CONSTANTS_H_
#define TMB_CONVERTER_PLAN_CONSTANTS_H_

#include <cstdint>
#include <vector>

#include "converter/program.h"
#include "converter/result.h"

namespace tmb {

// Sets `offset` of every constant and returns the bytes of all, in the order of their
// buffers. Fails when a constant's data is not as long as its buffer.
Result<uint64_t> PlaceConstants(const Program& program, std::vector<uint64_t>& offset);

}  // namespace tmb

#endif  // TMB_CONVERTER_PLAN_CONSTANTS_H_
