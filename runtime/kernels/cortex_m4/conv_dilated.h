// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#ifndef TMB_RUNTIME_KERNELS_CORTEX_M4_CONV_DILATED_H_
#define TMB_RUNTIME_KERNELS_CORTEX_M4_CONV_DILATED_H_

#include "runtime/kernel.h"

namespace tmb {

// Units [first, end). Taps apart from each other are no run for the loop of tile.h.
void ConvDilated(const fb::ConvF32& op, const Context& context, uint32_t first, uint32_t end);

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_CORTEX_M4_CONV_DILATED_H_
