// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Cycles of the f32 kernels on layers of MLPerf Tiny's networks: one region a layer.
// run.sh divides them by the multiply-adds.
#include "runtime/kernel.h"
#include "tests/runtime/kernels/target/bare_metal.h"

namespace tmb {
namespace {

alignas(16) uint8_t x[160 << 10], w[600 << 10], y[160 << 10], bias[4 << 10], scratch[48 << 10];

fb::Ref InSpace(uint32_t space) { return fb::Ref(space << 28); }

Context Memory() {
  Context context = {};
  context.base[0] = x;
  context.base[1] = w;
  context.base[2] = y;
  context.base[3] = bias;
  context.base[4] = scratch;
  return context;
}

constexpr float kInfinity = __builtin_inff();

fb::Ref Nowhere() { return fb::Ref(kNoOperand); }

template <uint32_t kId, typename Op>
void Measure(void (*kernel)(const Op&, const Context&, uint32_t, uint32_t), const Op& op) {
  const Context context = Memory();
  bare_metal::BeginRegion<kId>();
  kernel(op, context, 0, kAllUnits);
  bare_metal::EndRegion<kId>();
}

template <uint32_t kId>
void MatVec(uint32_t n, uint32_t k, fb::Type w_type) {
  Measure<kId>(MatVecF32, fb::MatVecF32(InSpace(0), InSpace(1), InSpace(3), InSpace(2), 1, n, k, 0.0f, kInfinity, w_type));
}

template <uint32_t kId>
void MatMul(uint32_t m, uint32_t n, uint32_t k, fb::Type w_type) {
  Measure<kId>(DotF32, fb::DotF32(InSpace(0), InSpace(1), InSpace(3), Nowhere(), InSpace(2), Nowhere(), m, n, k, 0.0f,
                                  kInfinity, w_type));
}

template <uint32_t kId>
void Convolution(uint32_t h, uint32_t w, uint32_t in_c, uint32_t out_c, uint32_t stride) {
  Measure<kId>(ConvF32, fb::ConvF32(InSpace(0), InSpace(1), InSpace(3), Nowhere(), InSpace(2), Nowhere(), 1, h, w, in_c,
                                    h / stride, w / stride, out_c, 3, 3, stride, stride, stride == 1, stride == 1, 1, 1,
                                    0.0f, kInfinity, fb::Type::F32));
}

template <uint32_t kId>
void Depthwise(uint32_t h, uint32_t w, uint32_t c, uint32_t stride) {
  Measure<kId>(DepthwiseF32, fb::DepthwiseF32(InSpace(0), InSpace(1), InSpace(3), InSpace(2), InSpace(4), 1, h, w, c,
                                              h / stride, w / stride, 3, 3, stride, stride, stride == 1, stride == 1, 1,
                                              1, 0.0f, kInfinity, fb::Type::F32));
}

// Keyword spotting's first layer: windows are copied.
template <uint32_t kId>
void Spectrogram() {
  Measure<kId>(ConvF32, fb::ConvF32(InSpace(0), InSpace(1), InSpace(3), Nowhere(), InSpace(2), InSpace(4), 1, 49, 10, 1,
                                    25, 5, 64, 10, 4, 2, 2, 4, 1, 1, 1, 0.0f, kInfinity, fb::Type::F32));
}

template <uint32_t kId>
void Winograd(uint32_t h, uint32_t w, uint32_t in_c, uint32_t out_c) {
  Measure<kId>(WinogradF32, fb::WinogradF32(InSpace(0), InSpace(1), InSpace(3), Nowhere(), InSpace(2), InSpace(4), 1, h,
                                            w, in_c, h, w, out_c, 1, 1, 0.0f, kInfinity));
}

}  // namespace
}  // namespace tmb

int main() {
  using tmb::fb::Type;
  tmb::MatVec<0>(128, 640, Type::F32);
  tmb::MatVec<1>(8, 128, Type::F32);
  tmb::MatVec<2>(128, 640, Type::F16);
  tmb::MatVec<3>(128, 640, Type::BF16);
  tmb::MatMul<4>(125, 64, 64, Type::F32);
  tmb::MatMul<5>(2304, 16, 8, Type::F32);
  tmb::MatMul<6>(36, 128, 128, Type::F32);
  tmb::MatMul<7>(9, 256, 256, Type::F32);
  tmb::MatMul<8>(125, 64, 64, Type::F16);
  tmb::MatMul<9>(125, 64, 64, Type::BF16);
  tmb::Convolution<10>(32, 32, 16, 16, 1);
  tmb::Convolution<11>(8, 8, 64, 64, 1);
  tmb::Convolution<12>(32, 32, 16, 32, 2);
  tmb::Convolution<13>(96, 96, 3, 8, 2);
  tmb::Convolution<14>(32, 32, 3, 16, 1);
  tmb::Depthwise<15>(48, 48, 8, 1);
  tmb::Depthwise<16>(24, 24, 32, 1);
  tmb::Depthwise<17>(25, 5, 64, 1);
  tmb::Depthwise<18>(6, 6, 128, 1);
  tmb::Depthwise<19>(3, 3, 256, 1);
  tmb::Depthwise<20>(48, 48, 16, 2);
  tmb::Depthwise<21>(12, 12, 64, 2);
  tmb::Spectrogram<22>();
  tmb::Winograd<23>(32, 32, 16, 16);
  tmb::Winograd<24>(16, 16, 32, 32);
  tmb::Winograd<25>(8, 8, 64, 64);
  tmb::MatVec<26>(128, 640, Type::S8);
  tmb::MatMul<27>(125, 64, 64, Type::S8);
  tmb::MatMul<28>(2304, 16, 8, Type::S8);
  tmb::MatMul<29>(36, 128, 128, Type::S8);
  tmb::MatMul<30>(1, 128, 128, Type::S8);
  tmb::MatMul<31>(125, 64, 64, Type::F32);
  return 0;
}
