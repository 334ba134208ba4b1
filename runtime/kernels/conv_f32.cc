// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// ConvF32: NHWC convolution with w packed in panels of 4 output channels.
#include "runtime/kernels/conv_rows.h"

namespace tmb {

void ConvF32(const fb::ConvF32& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const fb::ConvF32 local = op;  // on the stack no store through y can change it
  ConvolveRows<Windows::kAsScratchSays>(local, context, first_unit, EndUnit(Units(local), first_unit, unit_count));
}

}  // namespace tmb
