// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Conv: any convolution of up to 3 spatial dimensions over strided operands of any type:
// grouped, dilated on both sides (transposed), padded by negative amounts, reversed.
#include "runtime/kernel.h"
#include "runtime/kernels/dot_product.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

constexpr uint32_t kDims = 3;

// Bytes from the start of the input to what output o meets with kernel index k along
// dimension d. False in the padding and between dilated elements.
bool OffsetAlong(const fb::Conv& op, uint32_t d, uint32_t o, uint32_t k, int32_t* offset) {
  const uint32_t position =
      o * (*op.stride())[d] + k * (*op.k_dilation())[d] - static_cast<uint32_t>((*op.pad())[d]);
  if (position >> 31) return false;
  const uint32_t dilation = (*op.in_dilation())[d];
  const uint32_t index = position / dilation;
  if (index >= (*op.in())[d] || index * dilation != position) return false;
  *offset = static_cast<int32_t>(index) * (*op.x_spatial())[d];
  return true;
}

// Adds all taps of output position `out`: kernel dimension 0 outermost, then input channels.
void AddWindow(const fb::Conv& op, const uint32_t (&out)[kDims], const uint8_t* x, const uint8_t* w,
               DotProduct* product) {
  const auto& k = *op.k();
  const auto& w_step = *op.w_spatial();
  int32_t offset[kDims];
  uint32_t at[kDims];
  for (at[0] = 0; at[0] < k[0]; ++at[0]) {
    if (!OffsetAlong(op, 0, out[0], at[0], &offset[0])) continue;
    for (at[1] = 0; at[1] < k[1]; ++at[1]) {
      if (!OffsetAlong(op, 1, out[1], at[1], &offset[1])) continue;
      for (at[2] = 0; at[2] < k[2]; ++at[2]) {
        if (!OffsetAlong(op, 2, out[2], at[2], &offset[2])) continue;
        int32_t w_offset = 0;
        for (uint32_t d = 0; d < kDims; ++d) w_offset += static_cast<int32_t>(at[d]) * w_step[d];
        product->Add(x + offset[0] + offset[1] + offset[2], op.x_channel(), w + w_offset, op.w_in(),
                     op.in_c());
      }
    }
  }
}

// All groups and channels of one output position; x, w and y at its image.
void ConvolvePosition(const fb::Conv& op, const uint32_t (&out)[kDims], const uint8_t* x, const uint8_t* w,
                      uint8_t* y, DotProduct* product) {
  for (uint32_t d = 0; d < kDims; ++d) y += static_cast<int32_t>(out[d]) * (*op.y_spatial())[d];
  for (uint32_t group = 0; group < op.groups(); ++group) {
    const uint8_t* w_channel = w;
    uint8_t* y_channel = y;
    for (uint32_t o = 0; o < op.out_c(); ++o, w_channel += op.w_out(), y_channel += op.y_channel()) {
      AddWindow(op, out, x, w_channel, product);
      product->Store(y_channel);
    }
    x += op.x_group();
    w += op.w_group();
    y += op.y_group();
  }
}

}  // namespace

void Conv(const fb::Conv& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const fb::Conv local = op;  // on the stack no store through y can change it
  DotProduct product(local.x_type(), local.w_type(), local.y_type());
  const uint32_t out0 = (*local.out())[0], out1 = (*local.out())[1], out2 = (*local.out())[2];
  const uint8_t* const w = context.Address(local.w());
  const uint32_t end = EndUnit(Units(local), first_unit, unit_count);
  for (uint32_t unit = first_unit; unit < end; ++unit) {
    const int32_t image = static_cast<int32_t>(unit / out1 / out0);
    const uint8_t* const x = context.Address(local.x()) + image * local.x_batch();
    uint8_t* const y = context.Address(local.y()) + image * local.y_batch();
    for (uint32_t column = 0; column < out2; ++column) {
      const uint32_t out[kDims] = {unit / out1 % out0, unit % out1, column};
      ConvolvePosition(local, out, x, w, y, &product);
    }
  }
}

}  // namespace tmb
