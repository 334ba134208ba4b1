// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The vocabulary of the linear-algebra expansions: arithmetic on batches of matrices.
// Matrices are [batch, rows, columns], vectors have an extent of 1 in one of the two,
// numbers in both; extents of 1 are broadcast as in numpy. So one loop over rows or
// columns serves all batches, and what a loop step computes is a few whole-matrix
// expressions under masks, each of which becomes one Map.
#ifndef TMB_CONVERTER_EXPAND_LINALG_ARRAYS_H_
#define TMB_CONVERTER_EXPAND_LINALG_ARRAYS_H_

#include <functional>
#include <string_view>
#include <vector>

#include "converter/hlo/builder.h"

namespace tmb::linalg {

using hlo::Builder;
using hlo::Value;

inline constexpr int64_t kRows = 1, kColumns = 2;  // dimensions of a batch of matrices

// ---- shapes
// [batch..., d...] with `rank` trailing dimensions -> [product of batch, d...], and back.
Value Flatten(Value a, int64_t rank);
Value Unflatten(Value a, const std::vector<int64_t>& batch);
// The leading dimensions of `a` that are not its last `rank`.
std::vector<int64_t> BatchDims(const std::vector<int64_t>& dims, int64_t rank);
// Exchanges rows and columns of a vector, without moving data.
Value Turned(Value vector);
Value Adjoint(Value matrix);  // conjugate transpose

// ---- arithmetic with broadcasting of extents 1
Value Fit(Value a, const std::vector<int64_t>& dims);
Value Plus(Value a, Value b);
Value Minus(Value a, Value b);
Value Times(Value a, Value b);
Value Over(Value a, Value b);
Value Both(Value a, Value b);  // logical and
Value Compared(std::string_view direction, Value a, Value b);
Value Choose(Value predicate, Value on_true, Value on_false);
Value Choose(Value predicate, Value on_true, double on_false);

// ---- parts
// s32 positions 0, 1, ... along `dimension` of `like`; extent 1 elsewhere.
Value Positions(Value like, int64_t dimension);
// Row or column number `index` (s32, rank 0), extent 1 kept.
Value At(Value a, int64_t dimension, Value index);
Value Put(Value a, int64_t dimension, Value index, Value part);  // the array with that part
Value Sum(Value a, int64_t dimension);                           // extent 1 kept
Value Largest(Value a, int64_t dimension);
Value Smallest(Value a, int64_t dimension);
Value Diagonal(Value matrix);              // [batch, min(rows, columns), 1]
Value Triangle(Value matrix, bool lower);  // zero outside
Value Identity(Builder& b, hlo::Type type, int64_t batch, int64_t rows, int64_t columns);

// ---- numbers
struct Machine {
  double epsilon;  // largest relative rounding error, 2^-24 for f32
  double tiny;     // smallest normal number
};
Machine MachineOf(hlo::Type type);
Value Abs(Value real);
Value Sqrt(Value real);
Value Max(Value a, Value b);
Value Min(Value a, Value b);
Value WithSign(Value magnitude, Value sign);  // |magnitude| with the sign of `sign`; zero: plus
Value Hypot(Value a, Value b);                // sqrt(a^2 + b^2) without needless overflow
Value ManhattanAbs(Value a);                  // |re| + |im|, LAPACK's cabs1
Value SquaredAbs(Value a);
// Euclidean norm along `dimension` without needless overflow, extent 1 kept.
Value Norm(Value a, int64_t dimension);
// A complex or real value times or over a real one.
Value Scaled(Value a, Value real_factor);
Value Divided(Value a, Value real_divisor);
Value Widened(Value real, hlo::Type type);  // as `type`: itself, or with an imaginary part of 0
Value AllFinite(Value matrix);              // pred [batch, 1, 1]
// A power of two [batch, 1, 1] that brings matrices of extreme size near 1; 1 for the others.
Value SafeScale(Value matrix);

// ---- loops
// Keys [1, n, 1] in order, and the rows of the other arrays with them: selection sort with LAPACK's
// order of equal keys (steqr and bdsqr).
std::vector<Value> SortAscending(const std::vector<Value>& arrays);
std::vector<Value> SortDescending(const std::vector<Value>& arrays);
// Runs `body` on each matrix of the batches `inputs` ([batch, ...]); it gets and returns arrays
// with a batch of 1. `results` gives the shapes of what it returns.
std::vector<Value> ForEachMatrix(
    const std::vector<Value>& inputs, const std::vector<hlo::Shape>& results,
    const std::function<std::vector<Value>(Builder&, const std::vector<Value>&)>& body);

}  // namespace tmb::linalg

#endif  // TMB_CONVERTER_EXPAND_LINALG_ARRAYS_H_
