// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Cycles a call of the functions of double: one region a function, in the order of run.sh's
// list.
#include "runtime/kernels/functions64.h"
#include "runtime/kernels/functions_fixed.h"
#include "tests/runtime/kernels/random_bits.h"
#include "tests/runtime/kernels/target/bare_metal.h"

namespace tmb {
namespace {

constexpr uint32_t kCalls = 256;

template <uint32_t kId, typename Function>
void Measure(float low, float high, Function function) {
  RandomBits random;
  for (uint32_t i = 0; i < kCalls; ++i) {
    const uint64_t fine = random.Next() & 0x1fffffffu;  // the bits that no float has
    const uint64_t x = F32ToF64(functions::BitsOf(low + (high - low) * (random.Unit() + 1) * 0.5f)) | fine;
    const uint64_t y = F32ToF64(functions::BitsOf(random.Unit() * 5.0f)) | fine;
    bare_metal::BeginRegion<kId>();
    const uint64_t result = function(x, y);
    asm volatile("" ::"r"(result) : "memory");
    bare_metal::EndRegion<kId>();
  }
}

template <uint32_t kId>
void Measure(float low, float high, uint64_t (*function)(uint64_t)) {
  Measure<kId>(low, high, [function](uint64_t x, uint64_t) { return function(x); });
}

}  // namespace
}  // namespace tmb

int main() {
  using namespace tmb;
  Measure<0>(-10, 10, Exp64);
  Measure<1>(-10, 10, Expm1_64);
  Measure<2>(0.001f, 20, Log64);
  Measure<3>(-0.9f, 9, Log1p64);
  Measure<4>(-4, 4, Tanh64);
  Measure<5>(-8, 8, Logistic64);
  Measure<6>(-20, 20, Sin64);
  Measure<7>(-20, 20, Cos64);
  Measure<8>(-20, 20, Tan64);
  Measure<9>(-3, 3, Erf64);
  Measure<10>(-100, 100, Cbrt64);
  Measure<11>(0.01f, 10, Sqrt64);
  Measure<12>(0.01f, 10, Rsqrt64);
  Measure<13>(-1, 1, Atan2_64);
  Measure<14>(0.01f, 10, Pow64);
  Measure<15>(-1000, 1000, Remainder64);
  Measure<16>(-10, 10, RoundEven64);
  Measure<17>(-10, 10, Add64);
  Measure<18>(-10, 10, Multiply64);
  Measure<19>(-10, 10, Divide64);
  return 0;
}
