// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The arithmetic of tests/corpus's programs of scalars as one would write it in C.
#ifndef TMB_BENCH_TARGET_SCALARS_SCALARS_H_
#define TMB_BENCH_TARGET_SCALARS_SCALARS_H_

enum { kSamples = 32 };

typedef struct {
  float integral, error;
} Pid;

void QuadRoots(float a, float b, float c, float roots[2]);
float PidStep(Pid* pid, float target, float measured);
void Biquad(const float coefficients[5], const float samples[kSamples], float out[kSamples]);
void KalmanStep(float x[2], float p[2][2], float z);

#endif  // TMB_BENCH_TARGET_SCALARS_SCALARS_H_
