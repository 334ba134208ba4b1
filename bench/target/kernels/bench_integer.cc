// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Cycles of the integer kernels on layers of MLPerf Tiny's networks: one region a layer, x and y of TMB_INPUTS.
// run.sh divides them by the multiply-adds.
#include "runtime/kernel.h"
#include "tests/runtime/kernels/target/bare_metal.h"

#ifndef TMB_INPUTS
#define TMB_INPUTS S8
#endif

namespace tmb {
namespace {

constexpr fb::Type kType = fb::Type::TMB_INPUTS;
constexpr int32_t kLowest = kType == fb::Type::S8 ? -128 : -32768;
alignas(16) uint8_t x[160 << 10], w[300 << 10], y[160 << 10], parameters[8 << 10], scratch[20 << 10];

fb::Ref InSpace(uint32_t space) { return fb::Ref(space << 28); }
fb::Ref Nowhere() { return fb::Ref(kNoOperand); }

template <uint32_t kId, typename Op>
void Measure(void (*kernel)(const Op&, const Context&, uint32_t, uint32_t), const Op& op) {
  Context context = {};
  context.base[0] = x;
  context.base[1] = w;
  context.base[2] = y;
  context.base[3] = parameters;
  context.base[4] = scratch;
  bare_metal::BeginRegion<kId>();
  kernel(op, context, 0, kAllUnits);
  bare_metal::EndRegion<kId>();
}

template <uint32_t kId>
void MatVec(uint32_t n, uint32_t k) {
  const uint8_t shift = kType == fb::Type::S8 ? 8 : 0;
  Measure<kId>(MatVecS8, fb::MatVecS8(InSpace(0), InSpace(1), InSpace(2), InSpace(4), 1, n, k, kLowest, kLowest, -1 - kLowest,
                                      kType, kType, shift));
}

struct Window {
  uint32_t k_h, k_w, stride;
  int32_t pad_h, pad_w;
};

template <uint32_t kId>
void Convolution(uint32_t in_h, uint32_t in_w, uint32_t in_c, uint32_t out_h, uint32_t out_w, uint32_t out_c,
                 Window window, bool has_residual = false) {
  const fb::Ref residual = has_residual ? InSpace(2) : Nowhere(), shares = has_residual ? InSpace(3) : Nowhere();
  Measure<kId>(ConvS8,
               fb::ConvS8(InSpace(0), InSpace(1), InSpace(3), residual, shares, InSpace(2), InSpace(4), 1, in_h, in_w, in_c,
                          out_h, out_w, out_c, window.k_h, window.k_w, window.stride, window.stride, window.pad_h,
                          window.pad_w, 1, 1, kLowest, kLowest, kLowest, -1 - kLowest, kType, kType, kType));
}

template <uint32_t kId>
void Winograd(uint32_t h, uint32_t w, uint32_t in_c, uint32_t out_c, bool has_residual = false) {
  const fb::Ref residual = has_residual ? InSpace(2) : Nowhere(), shares = has_residual ? InSpace(3) : Nowhere();
  Measure<kId>(WinogradS8, fb::WinogradS8(InSpace(0), InSpace(1), InSpace(3), residual, shares, InSpace(2), InSpace(4), 1, h, w,
                                          in_c, h, w, out_c, 1, 1, -128, -128, -128, 127, fb::Type::S8, fb::Type::S8));
}

template <uint32_t kId>
void Pointwise(uint32_t h, uint32_t w, uint32_t in_c, uint32_t out_c) {
  Convolution<kId>(h, w, in_c, h, w, out_c, {1, 1, 1, 0, 0});
}

template <uint32_t kId>
void Conv3x3(uint32_t h, uint32_t w, uint32_t in_c, uint32_t out_c, uint32_t stride, bool has_residual = false) {
  const int32_t pad = stride == 1;
  Convolution<kId>(h, w, in_c, h / stride, w / stride, out_c, {3, 3, stride, pad, pad}, has_residual);
}

}  // namespace
}  // namespace tmb

int main() {
  tmb::Pointwise<0>(48, 48, 8, 16);
  tmb::Pointwise<1>(24, 24, 16, 32);
  tmb::Pointwise<2>(24, 24, 32, 32);
  tmb::Pointwise<3>(12, 12, 32, 64);
  tmb::Pointwise<4>(12, 12, 64, 64);
  tmb::Pointwise<5>(6, 6, 64, 128);
  tmb::Pointwise<6>(6, 6, 128, 128);
  tmb::Pointwise<7>(3, 3, 128, 256);
  tmb::Pointwise<8>(3, 3, 256, 256);
  tmb::Pointwise<9>(25, 5, 64, 64);
  tmb::Conv3x3<10>(32, 32, 16, 16, 1);
  tmb::Conv3x3<11>(32, 32, 16, 16, 1, true);
  tmb::Conv3x3<12>(16, 16, 32, 32, 1);
  tmb::Conv3x3<13>(8, 8, 64, 64, 1);
  tmb::Conv3x3<14>(32, 32, 16, 32, 2);
  tmb::Conv3x3<15>(16, 16, 32, 64, 2);
  tmb::Convolution<16>(32, 32, 16, 16, 16, 32, {1, 1, 2, 0, 0});
  tmb::Convolution<17>(49, 10, 1, 25, 5, 64, {10, 4, 2, 4, 1});
  tmb::Conv3x3<18>(96, 96, 3, 8, 2);
  tmb::Conv3x3<19>(32, 32, 3, 16, 1);
  tmb::MatVec<20>(128, 640);
  tmb::MatVec<21>(128, 128);
  tmb::MatVec<22>(8, 128);
  tmb::MatVec<23>(128, 8);
  tmb::MatVec<24>(640, 128);
  tmb::MatVec<25>(10, 64);
  if (tmb::kType != tmb::fb::Type::S8) return 0;
  tmb::Winograd<26>(32, 32, 16, 16);
  tmb::Winograd<27>(32, 32, 16, 16, true);
  tmb::Winograd<28>(16, 16, 32, 32);
  tmb::Winograd<29>(8, 8, 64, 64);
  return 0;
}
