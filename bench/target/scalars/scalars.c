// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// tests/corpus/basics.py in C.

#include "bench/target/scalars/scalars.h"

#include <math.h>
#include <string.h>

static float Clip(float value, float low, float high) {
  return value < low ? low : value > high ? high : value;
}

void QuadRoots(float a, float b, float c, float roots[2]) {
  const float root = sqrtf(b * b - 4 * a * c);
  roots[0] = (-b + root) / (2 * a);
  roots[1] = (-b - root) / (2 * a);
}

float PidStep(Pid* pid, float target, float measured) {
  const float error = target - measured, change = error - pid->error;
  pid->integral = Clip(pid->integral + 0.01f * error, -1, 1);
  pid->error = error;
  return Clip(2.0f * error + 0.5f * pid->integral + 5.0f * change, -10, 10);
}

void Biquad(const float coefficients[5], const float samples[kSamples], float out[kSamples]) {
  const float b0 = coefficients[0], b1 = coefficients[1], b2 = coefficients[2], a1 = coefficients[3],
              a2 = coefficients[4];
  float s1 = 0, s2 = 0;
  for (int i = 0; i < kSamples; ++i) {
    const float x = samples[i], y = b0 * x + s1;
    s1 = b1 * x - a1 * y + s2;
    s2 = b2 * x - a2 * y;
    out[i] = y;
  }
}

// y[rows][columns] = a[rows][inner] * b[inner][columns]
static void Multiply(int rows, int inner, int columns, const float* a, const float* b, float* y) {
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < columns; ++c) {
      float sum = 0;
      for (int i = 0; i < inner; ++i) sum += a[r * inner + i] * b[i * columns + c];
      y[r * columns + c] = sum;
    }
  }
}

void KalmanStep(float x[2], float p[2][2], float z) {
  static const float f[4] = {1, 0.1f, 0, 1}, f_transposed[4] = {1, 0, 0.1f, 1}, h[2] = {1, 0};
  float moved[2], fp[4], predicted[4], ph[2], hp[2], hph, hx, gain[2], gain_h[4], left[4];
  Multiply(2, 2, 1, f, x, moved);
  Multiply(2, 2, 2, f, &p[0][0], fp);
  Multiply(2, 2, 2, fp, f_transposed, predicted);
  predicted[0] += 0.01f;
  predicted[3] += 0.01f;
  Multiply(2, 2, 1, predicted, h, ph);
  Multiply(1, 2, 2, h, predicted, hp);
  Multiply(1, 2, 1, hp, h, &hph);
  for (int i = 0; i < 2; ++i) gain[i] = ph[i] / (hph + 0.1f);
  Multiply(1, 2, 1, h, moved, &hx);
  for (int i = 0; i < 2; ++i) x[i] = moved[i] + gain[i] * (z - hx);
  Multiply(2, 1, 2, gain, h, gain_h);
  for (int i = 0; i < 4; ++i) left[i] = (i % 3 == 0) - gain_h[i];
  Multiply(2, 2, 2, left, predicted, &p[0][0]);
}
