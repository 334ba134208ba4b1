// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Balancing (LAPACK's gebal, scaling only): it decides the signs of eigenvectors, too,
// because the reduction that follows sees the scaled matrix.

#include "converter/expand/linalg_rotations.h"
#include "converter/expand/linalg_schur.h"

namespace tmb::linalg {

using hlo::Type;

namespace {

constexpr double kRadix = 2, kWorthwhile = 0.95, kLargestFactor = 0x1p60, kMaxPasses = 100;

// The power of two that brings the norm c of a column and r of a row nearest: c f and r / f.
Value FactorOf(Builder& b, Value c, Value r) {
  const Builder::State up = b.While(
      {c, r, b.Like(c, 1)},
      [](Builder& w, const Builder::State& s) {
        return w.Lt(s[0], s[1] / kRadix) & w.Compare("LT", s[2], kLargestFactor);
      },
      [](Builder&, const Builder::State& s) {
        return Builder::State{s[0] * kRadix, s[1] / kRadix, s[2] * kRadix};
      });
  const Builder::State down = b.While(
      up,
      [](Builder& w, const Builder::State& s) {
        return w.Ge(s[0] / kRadix, s[1]) & w.Compare("GT", s[2], 1 / kLargestFactor);
      },
      [](Builder&, const Builder::State& s) {
        return Builder::State{s[0] / kRadix, s[1] * kRadix, s[2] / kRadix};
      });
  const Value worthwhile = b.Lt(down[0] + down[1], (c + r) * kWorthwhile);
  const Value possible = b.Compare("NE", c, 0.0) & b.Compare("NE", r, 0.0);
  return Choose(worthwhile & possible, down[2], b.Like(c, 1));
}

// s: a, scale, whether a factor was applied.
Builder::State BalanceRow(Builder& b, Value i, const Builder::State& s) {
  const Value c = b.Reshape(Norm(At(s[0], kColumns, i), kRows), {});
  const Value r = b.Reshape(Norm(At(s[0], kRows, i), kColumns), {});
  const Value factor = FactorOf(b, c, r);
  const Value column = Put(s[0], kColumns, i, Scaled(At(s[0], kColumns, i), factor));
  const Value row = Put(column, kRows, i, Divided(At(column, kRows, i), factor));
  return {row, WithElement(s[1], i, Element(s[1], i) * factor), s[2] | b.Compare("NE", factor, 1.0)};
}

}  // namespace

Balanced Balance(Value a) {
  Builder& b = a.builder();
  const int64_t n = a.dim(1);
  const Value scale = b.Full(hlo::PartType(a.type()), 1, {1, n, 1});
  const Builder::State done = b.While(
      {a, scale, b.Scalar(Type::kPred, 1), b.Scalar(Type::kS32, 0)},
      [](Builder& c, const Builder::State& s) { return s[2] & c.Compare("LT", s[3], kMaxPasses); },
      [n](Builder& c, const Builder::State& s) {
        const Builder::State pass = c.For(0, n, {s[0], s[1], c.Scalar(Type::kPred, 0)}, BalanceRow);
        return Builder::State{pass[0], pass[1], pass[2], s[3] + 1.0};
      });
  return {done[0], done[1]};
}

}  // namespace tmb::linalg
