// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The bits of every float type that an HLO constant can have, from f64 down to
// f4e2m1fn: what the text reader and printer need, in one parametrized format.
#ifndef TMB_CONVERTER_HLO_MINIFLOAT_H_
#define TMB_CONVERTER_HLO_MINIFLOAT_H_

#include <cstdint>
#include <optional>

#include "converter/hlo/ir.h"

namespace tmb::hlo {

// Bits of a finite or infinite `value`, rounded to nearest even; none when `type` has
// no such value (overflow, an infinity or a negative that it lacks). `type` is a float.
std::optional<uint64_t> FloatBits(Type type, double value);

// Bits of a NaN. Without a payload the type's quiet NaN; none when there is no such NaN.
std::optional<uint64_t> NanBits(Type type, bool negative, std::optional<uint64_t> payload);

// The exact value of `bits`; every NaN reads as NaN.
double FloatValue(Type type, uint64_t bits);

// The payload to print in nan(0x..), 0 for the NaN that a bare `nan` means.
uint64_t NanPayload(Type type, uint64_t bits);
bool IsNegative(Type type, uint64_t bits);

}  // namespace tmb::hlo

#endif  // TMB_CONVERTER_HLO_MINIFLOAT_H_
