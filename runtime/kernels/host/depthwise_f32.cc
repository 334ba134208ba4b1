// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// DepthwiseF32 for x86: channels in vectors by the loop of depthwise_loop.h, as far as lines of a vector of channels fit
// its buffer; the others by the portable channel.
#include "runtime/kernels/depthwise_channel.h"
#include "runtime/kernels/host/loops.h"

namespace tmb {
namespace {

constexpr uint32_t kConverted = 8;  // channels whose weights are converted at a time: a vector's at most

bool FitsVectors(const fb::DepthwiseF32& op) {
  const uint64_t pixels = uint64_t{DepthwiseLine(op)} * DepthwiseLines(op) + uint64_t{op.k_h()} * op.k_w();
  return op.k_h() <= kDepthwiseRows && pixels * 8 <= kDepthwiseFloats;
}

// Convolves channels [channel, channel + count) of the image in vectors; the number of them that is done.
uint32_t ConvolveVectors(const fb::DepthwiseF32& op, const Context& context, uint32_t image, uint32_t channel,
                         uint32_t count) {
  alignas(32) float buffer[kDepthwiseFloats];
  float converted[kDepthwiseFloats];
  const float* weights = context.At<const float>(op.w()) + channel * op.k_h() * op.k_w();
  if (op.w_type() != fb::Type::F32) {
    count = count < kConverted ? count : kConverted;
    const uint32_t taps = op.k_h() * op.k_w();
    for (uint32_t i = 0; i < count; ++i) DepthwiseWeights(op, context, channel + i, 0, taps, converted + i * taps);
    weights = converted;
  }
  const float* const bias = OptionalAt(context, op.bias());
  const DepthwiseRun run = {context.At<const float>(op.x()) + image * op.in_h() * op.in_w() * op.c() + channel,
                            weights,
                            bias == nullptr ? nullptr : bias + channel,
                            context.At<float>(op.y()) + image * op.out_h() * op.out_w() * op.c() + channel,
                            buffer,
                            op.c(), op.in_h(), op.in_w(), op.out_h(), op.out_w(), op.k_h(), op.k_w(),
                            op.stride_h(), op.stride_w(), op.dilation_h(), op.dilation_w(), op.pad_h(), op.pad_w(),
                            DepthwiseLine(op), DepthwiseLines(op), op.clamp_lo(), op.clamp_hi()};
  return HostLoops().depthwise(run, count);
}

}  // namespace

void DepthwiseF32(const fb::DepthwiseF32& op, const Context& context, uint32_t first_unit,
                  uint32_t unit_count) {
  const fb::DepthwiseF32 local = op;  // on the stack no store through y can change it
  const uint32_t c = local.c();
  const uint32_t end = EndUnit(Units(local), first_unit, unit_count);
  const bool vectors = FitsVectors(local);
  for (uint32_t unit = first_unit; unit < end;) {
    const uint32_t channel = unit % c, count = c - channel < end - unit ? c - channel : end - unit;
    uint32_t done = 0;
    for (uint32_t more = vectors ? 1 : 0; more != 0 && done < count; done += more)
      more = ConvolveVectors(local, context, unit / c, channel + done, count - done);
    for (; done < count; ++done) DepthwiseChannel(local, context, unit / c, channel + done).Convolve();
    unit += count;
  }
}

}  // namespace tmb
