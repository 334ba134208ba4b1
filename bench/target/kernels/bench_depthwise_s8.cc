// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Cycles of DepthwiseS8 on layers of MLPerf Tiny's networks: one region a layer, x and y of TMB_INPUTS. run_depthwise_s8.sh
// divides them by the multiply-adds.
#include "runtime/kernel.h"
#include "runtime/kernels/kernel_units.h"
#include "tests/runtime/kernels/target/bare_metal.h"

#ifndef TMB_INPUTS
#define TMB_INPUTS S8
#endif

namespace tmb {
namespace {

constexpr fb::Type kType = fb::Type::TMB_INPUTS;
constexpr int32_t kLowest = kType == fb::Type::S8 ? -128 : -32768;
alignas(16) uint8_t x[128 << 10], y[128 << 10], w[8 << 10], parameters[4 << 10], scratch[64 << 10];

fb::Ref InSpace(uint32_t space) { return fb::Ref(space << 28); }

template <uint32_t kId>
void Measure(const fb::DepthwiseS8& op) {
  Context context = {};
  uint8_t* const memory[] = {x, w, y, parameters, scratch};
  for (uint32_t i = 0; i < 5; ++i) context.base[i] = memory[i];
  bare_metal::BeginRegion<kId>();
  DepthwiseS8(op, context, 0, kAllUnits);
  bare_metal::EndRegion<kId>();
}

// "Same" padding; strips whose scratch has at most so many bytes.
template <uint32_t kId>
void Depthwise(uint32_t h, uint32_t width, uint32_t c, uint32_t stride, uint32_t bytes = 4 << 10) {
  const auto with = [&](uint32_t strip_rows) {
    return fb::DepthwiseS8(InSpace(0), InSpace(1), InSpace(3), InSpace(2), InSpace(4), 1, h, width, c, h / stride,
                           width / stride, 3, 3, stride, stride, stride == 1, stride == 1, 1, 1, strip_rows, -7, -3, kLowest,
                           -1 - kLowest, kType, kType);
  };
  Measure<kId>(with(DepthwiseStripRows(with(1), bytes)));
}

// The window is the whole image, without weights.
template <uint32_t kId>
void Mean(uint32_t h, uint32_t width, uint32_t c) {
  Measure<kId>(fb::DepthwiseS8(InSpace(0), fb::Ref(kNoOperand), InSpace(3), InSpace(2), InSpace(4), 1, h, width, c, 1, 1, h, width, 1,
                               1, 0, 0, 1, 1, 1, -7, -3, -32768, 32767, kType, fb::Type::S16));
}

}  // namespace
}  // namespace tmb

int main() {
  tmb::Depthwise<0>(48, 48, 8, 1);
  tmb::Depthwise<1>(24, 24, 32, 1);
  tmb::Depthwise<2>(12, 12, 64, 1);
  tmb::Depthwise<3>(6, 6, 128, 1);
  tmb::Depthwise<4>(3, 3, 256, 1);
  tmb::Depthwise<5>(25, 5, 64, 1);
  tmb::Depthwise<6>(48, 48, 16, 2);
  tmb::Depthwise<7>(24, 24, 32, 2);
  tmb::Depthwise<8>(12, 12, 64, 2);
  tmb::Depthwise<9>(6, 6, 128, 2);
  tmb::Depthwise<10>(25, 5, 64, 1, 512);
  tmb::Depthwise<11>(48, 48, 8, 1, 0);
  tmb::Depthwise<12>(24, 24, 32, 1, 0);
  tmb::Depthwise<13>(25, 5, 64, 1, 0);
  tmb::Depthwise<14>(48, 48, 16, 2, 0);
  tmb::Mean<15>(25, 5, 64);
  tmb::Mean<16>(8, 8, 64);
  return 0;
}
