// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// From bytes in flash to a verified program.
#ifndef TMB_RUNTIME_LOAD_H_
#define TMB_RUNTIME_LOAD_H_

#include "runtime/verify.h"
#include "tmb/tmb.h"

namespace tmb {

// Checks header, program checksum and features, then verifies.
[[nodiscard]] tmb_status Load(const void* model, size_t bytes, Image* image, tmb_fault* fault);

// The name that a file refused with TMB_UNSUPPORTED gives to a feature, or null.
const char* FeatureName(const Image& image, uint32_t bit);

// Over the program part, with the header's own bytes taken as zeros.
uint32_t ProgramCrc(const uint8_t* model, uint32_t program_bytes, const fb::Header* header);

}  // namespace tmb

#endif  // TMB_RUNTIME_LOAD_H_
