// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Cycles of the f32 kernels on layers of MLPerf Tiny's networks: one region a layer.
// run.sh divides them by the multiply-adds.
#include "runtime/kernel.h"
#include "tests/runtime/kernels/target/bare_metal.h"

namespace tmb {
namespace {

alignas(16) uint8_t x[80 << 10], w[340 << 10], y[80 << 10], bias[4 << 10];

fb::Ref InSpace(uint32_t space) { return fb::Ref(space << 28); }

Context Memory() {
  Context context = {};
  context.base[0] = x;
  context.base[1] = w;
  context.base[2] = y;
  context.base[3] = bias;
  return context;
}

constexpr float kInfinity = __builtin_inff();

template <uint32_t kId>
void Dense(uint32_t n, uint32_t k) {
  const fb::DotF32 op(InSpace(0), InSpace(1), InSpace(3), InSpace(2), 1, n, k, 0.0f, kInfinity);
  const Context context = Memory();
  bare_metal::BeginRegion<kId>();
  DotF32(op, context, 0, kAllUnits);
  bare_metal::EndRegion<kId>();
}

template <uint32_t kId>
void Convolution(uint32_t h, uint32_t width, uint32_t in_c, uint32_t out_c, uint32_t kernel) {
  const int32_t pad = static_cast<int32_t>(kernel / 2);
  const fb::ConvF32 op(InSpace(0), InSpace(1), InSpace(3), InSpace(2), 1, h, width, in_c, h, width, out_c,
                       kernel, kernel, 1, 1, pad, pad, 1, 1, 0.0f, kInfinity);
  const Context context = Memory();
  bare_metal::BeginRegion<kId>();
  ConvF32(op, context, 0, kAllUnits);
  bare_metal::EndRegion<kId>();
}

template <uint32_t kId>
void Depthwise(uint32_t h, uint32_t width, uint32_t c) {
  const fb::DepthwiseF32 op(InSpace(0), InSpace(1), InSpace(3), InSpace(2), 1, h, width, c, h, width, 3, 3, 1,
                            1, 1, 1, 1, 1, 0.0f, kInfinity);
  const Context context = Memory();
  bare_metal::BeginRegion<kId>();
  DepthwiseF32(op, context, 0, kAllUnits);
  bare_metal::EndRegion<kId>();
}

}  // namespace
}  // namespace tmb

int main() {
  tmb::Dense<0>(128, 640);
  tmb::Dense<1>(8, 128);
  tmb::Convolution<2>(32, 32, 16, 16, 3);
  tmb::Convolution<3>(25, 5, 64, 64, 1);
  tmb::Convolution<4>(32, 32, 3, 16, 3);
  tmb::Depthwise<5>(24, 24, 32);
  tmb::Depthwise<6>(25, 5, 64);
  return 0;
}
