// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// ConvF32 with dilated windows and no scratch, which the converter avoids: the portable rows, built for size.
#include "runtime/kernels/conv_rows.h"
#include "runtime/kernels/cortex_m4/conv_dilated.h"

namespace tmb {

void ConvDilated(const fb::ConvF32& op, const Context& context, uint32_t first, uint32_t end) {
  ConvolveRows<Windows::kInPlace>(op, context, first, end);
}

}  // namespace tmb
