// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Cycles of the elementary functions over strips of 16 values, as Map calls them: one
// region a function, in the order of run.sh's list; behind them newlib's of the same names, which
// logistic and rsqrt are made of.
#include <cmath>

#include "runtime/kernels/functions.h"
#include "tests/runtime/kernels/random_bits.h"
#include "tests/runtime/kernels/target/bare_metal.h"

// newlib's own need start-up code.
extern "C" {
int* __errno() {
  static int value;
  return &value;
}
extern const int __fdlib_version = -1;  // IEEE
}

namespace tmb {
namespace {

constexpr uint32_t kStrips = 64, kLanes = 16;
float a[kStrips][kLanes], b[kStrips][kLanes], result[kLanes];

void Fill(float low, float high) {
  RandomBits random;
  for (uint32_t i = 0; i < kStrips * kLanes; ++i) {
    a[i / kLanes][i % kLanes] = low + (high - low) * (random.Unit() + 1) * 0.5f;
    b[i / kLanes][i % kLanes] = random.Unit() * 5.0f;
  }
}

// Out of line, so that no work leaves the region.
template <typename Function>
[[gnu::noinline]] void Strip(const float* __restrict x, const float* __restrict y, float* __restrict to,
                             Function function) {
  for (uint32_t i = 0; i < kLanes; ++i) to[i] = function(x[i], y[i]);
  asm volatile("" ::"r"(to) : "memory");
}

template <uint32_t kId, typename Function>
void Measure(float low, float high, Function function) {
  Fill(low, high);
  for (uint32_t strip = 0; strip < kStrips; ++strip) {
    bare_metal::BeginRegion<kId>();
    Strip(a[strip], b[strip], result, function);
    bare_metal::EndRegion<kId>();
  }
}

}  // namespace
}  // namespace tmb

int main() {
  using namespace tmb;
  Measure<0>(-10, 10, [](float x, float) { return Exp(x); });
  Measure<1>(-10, 10, [](float x, float) { return Expm1(x); });
  Measure<2>(0.001f, 20, [](float x, float) { return Log(x); });
  Measure<3>(-0.9f, 9, [](float x, float) { return Log1p(x); });
  Measure<4>(-4, 4, [](float x, float) { return Tanh(x); });
  Measure<5>(-8, 8, [](float x, float) { return Logistic(x); });
  Measure<6>(-20, 20, [](float x, float) { return Sin(x); });
  Measure<7>(-20, 20, [](float x, float) { return Cos(x); });
  Measure<8>(-20, 20, [](float x, float) { return Tan(x); });
  Measure<9>(-3, 3, [](float x, float) { return Erf(x); });
  Measure<10>(-100, 100, [](float x, float) { return Cbrt(x); });
  Measure<11>(0.01f, 10, [](float x, float) { return Sqrt(x); });
  Measure<12>(0.01f, 10, [](float x, float) { return Rsqrt(x); });
  Measure<13>(-1, 1, [](float x, float y) { return Atan2(y, x); });
  Measure<14>(0.01f, 10, [](float x, float y) { return Pow(x, y); });
  Measure<15>(-10, 10, [](float x, float) { return expf(x); });
  Measure<16>(-10, 10, [](float x, float) { return expm1f(x); });
  Measure<17>(0.001f, 20, [](float x, float) { return logf(x); });
  Measure<18>(-0.9f, 9, [](float x, float) { return log1pf(x); });
  Measure<19>(-4, 4, [](float x, float) { return tanhf(x); });
  Measure<20>(-8, 8, [](float x, float) { return 1 / (1 + expf(-x)); });
  Measure<21>(-20, 20, [](float x, float) { return sinf(x); });
  Measure<22>(-20, 20, [](float x, float) { return cosf(x); });
  Measure<23>(-20, 20, [](float x, float) { return tanf(x); });
  Measure<24>(-3, 3, [](float x, float) { return erff(x); });
  Measure<25>(-100, 100, [](float x, float) { return cbrtf(x); });
  Measure<26>(0.01f, 10, [](float x, float) { return sqrtf(x); });
  Measure<27>(0.01f, 10, [](float x, float) { return 1 / sqrtf(x); });
  Measure<28>(-1, 1, [](float x, float y) { return atan2f(y, x); });
  Measure<29>(0.01f, 10, [](float x, float y) { return powf(x, y); });
  return 0;
}
