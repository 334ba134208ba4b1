// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// ConvS8, portable.
#include "runtime/kernels/conv_s8_layer.h"

namespace tmb {

void ConvS8(const fb::ConvS8& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const fb::ConvS8 local = op;  // on the stack no store through y can change it
  const uint32_t end = EndUnit(Units(local), first_unit, unit_count);
  ConvS8Layer(local, context).Convolve(first_unit * local.out_w(), end * local.out_w());
}

}  // namespace tmb
