// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// DepthwiseF32: NHWC, one output channel for each input channel, one after the other.
#include "runtime/kernels/depthwise_channel.h"

namespace tmb {

void DepthwiseF32(const fb::DepthwiseF32& op, const Context& context, uint32_t first_unit,
                  uint32_t unit_count) {
  const fb::DepthwiseF32 local = op;  // on the stack no store through y can change it
  const uint32_t c = local.c();
  const uint32_t end = EndUnit(Units(local), first_unit, unit_count);
  for (uint32_t unit = first_unit; unit < end; ++unit) {
    DepthwiseChannel(local, context, unit / c, unit % c).Convolve();
  }
}

}  // namespace tmb
