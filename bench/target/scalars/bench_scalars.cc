// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// One region for each function of scalars.c.

#include "tests/runtime/kernels/target/bare_metal.h"

extern "C" {
#include "bench/target/scalars/scalars.h"
}

namespace {
volatile float seed;
float roots[2], samples[kSamples], filtered[kSamples], coefficients[5], state[2], covariance[2][2];
Pid pid;
}  // namespace

int main() {
  using tmb::bare_metal::BeginRegion;
  using tmb::bare_metal::EndRegion;
  const float a = seed + 1, b = seed - 3, c = seed + 2;  // unknown to the compiler
  for (float& coefficient : coefficients) coefficient = 0.2f * a;
  covariance[0][0] = covariance[1][1] = a;
  for (int i = 0; i < kSamples; ++i) samples[i] = a * static_cast<float>(i % 7);
  BeginRegion<0>();
  QuadRoots(a, b, c, roots);
  EndRegion<0>();
  BeginRegion<1>();
  PidStep(&pid, a, c);
  EndRegion<1>();
  BeginRegion<2>();
  Biquad(coefficients, samples, filtered);
  EndRegion<2>();
  BeginRegion<3>();
  KalmanStep(state, covariance, a);
  EndRegion<3>();
  return 0;
}
