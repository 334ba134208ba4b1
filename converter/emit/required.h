// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What a program needs from a firmware: the bit set `required` (runtime/features.h) and a
// name for each bit that is set, in order, so that a refusal can say what is missing.
#ifndef TMB_CONVERTER_EMIT_REQUIRED_H_
#define TMB_CONVERTER_EMIT_REQUIRED_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tmb_generated.h"

namespace tmb {

std::vector<uint32_t> RequiredFeatures(const std::vector<fb::InstructionUnion>& code);

// "DotF32", "f32 functions".
std::vector<std::string> NamesOfFeatures(const std::vector<uint32_t>& features);

}  // namespace tmb

#endif  // TMB_CONVERTER_EMIT_REQUIRED_H_
