// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// DepthwiseS8: units after each other.
#include "runtime/kernels/depthwise_channels.h"

namespace tmb {

void DepthwiseS8(const fb::DepthwiseS8& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const fb::DepthwiseS8 local = op;  // on the stack no store through y can change it
  const uint32_t groups = CeilDiv(local.c(), kChannels), end = EndUnit(Units(local), first_unit, unit_count);
  for (uint32_t unit = first_unit; unit < end; ++unit)
    DepthwiseChannels(local, context, unit / groups, unit % groups * kChannels).Convolve();
}

}  // namespace tmb
