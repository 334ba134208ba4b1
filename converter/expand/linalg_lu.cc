// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// LU factorisation with partial pivoting, and tridiagonal systems.

#include <algorithm>

#include "converter/expand/linalg.h"

namespace tmb::linalg {

using hlo::Type;

namespace {

// Row of the first largest |element| in rows k and below of a column: s32 [batch, 1, 1].
Value PivotRow(Value column, Value k) {
  Builder& b = column.builder();
  const Value rows = Fit(Positions(column, kRows), column.dims());
  const Value size = Choose(Compared("GE", rows, k), ManhattanAbs(column), -1);
  const double none = static_cast<double>(column.dim(1));
  const std::vector<Value> best =
      b.Reduce({size, rows}, {b.Scalar(size.type(), -1), b.Scalar(Type::kS32, none)}, {kRows},
               [](Builder& r, const std::vector<Value>& v) {
                 const Value better = r.Gt(v[2], v[0]);
                 const Value first = r.Eq(v[2], v[0]) & r.Lt(v[3], v[1]);
                 const Value take = better | first;
                 return std::vector<Value>{r.Select(take, v[2], v[0]), r.Select(take, v[3], v[1])};
               });
  const Value row = b.Reshape(best[1], {column.dim(0), 1, 1});
  return Choose(Both(Compared("GE", row, k), b.Compare("LT", row, none)), row, k);  // all NaN: k
}

// Row number `row` ([batch, 1, 1]) of each matrix.
Value RowOfEach(Value a, Value row) {
  if (a.dim(0) == 1) return At(a, kRows, a.builder().Reshape(row, {}));
  return Sum(Choose(Compared("EQ", Positions(a, kRows), row), a, 0), kRows);
}

Value Exchanged(Value a, Value positions, Value k, Value row, Value at_k, Value at_row) {
  return Choose(Compared("EQ", positions, k), at_row, Choose(Compared("EQ", positions, row), at_k, a));
}

// `info` unless it is 0 and `zero` holds: then k + 1.
Value FirstZero(Value info, Value zero, Value k) {
  return Choose(Both(zero, info.builder().Compare("EQ", info, 0.0)), k + 1.0, info);
}

}  // namespace

LuResult Lu(Value a) {
  Builder& b = a.builder();
  const int64_t batch = a.dim(0), steps = std::min(a.dim(1), a.dim(2));
  const Builder::State initial = {a, b.Full(Type::kS32, 0, {batch, steps, 1}),
                                  b.Iota(Type::kS32, {batch, a.dim(1), 1}, kRows),
                                  b.Full(Type::kS32, 0, {batch, 1, 1})};
  const auto body = [](Builder& step, Value k, const Builder::State& state) {
    const Value rest = state[0], permutation = state[2];
    const Value rows = Positions(rest, kRows), columns = Positions(rest, kColumns);
    const Value row = PivotRow(At(rest, kColumns, k), k);
    const Value upper = RowOfEach(rest, row);
    const Value exchanged = Exchanged(rest, rows, k, row, At(rest, kRows, k), upper);
    const Value pivot = At(upper, kColumns, k);
    const Value zero = step.Compare("EQ", pivot, 0.0);
    const Value factors = Over(At(exchanged, kColumns, k), Choose(zero, step.Like(pivot, 1), pivot));
    const Value reduced = Minus(exchanged, Times(factors, upper));
    const Value inner = Choose(Compared("EQ", columns, k), factors, reduced);
    const Value touched = Both(Compared("GT", rows, k), Compared("GE", columns, k));
    return Builder::State{
        Choose(touched, inner, exchanged), Put(state[1], kRows, k, row),
        Exchanged(permutation, rows, k, row, At(permutation, kRows, k), RowOfEach(permutation, row)),
        FirstZero(state[3], zero, k)};
  };
  const Builder::State done = b.For(0, steps, initial, body);
  return {done[0], done[1], done[2], done[3]};
}

namespace {

// One step of the elimination: rows k and k + 1, exchanged when that pivot is larger.
Builder::State EliminateTridiagonal(Builder& b, Value k, const Builder::State& state) {
  const Value lower = state[0], diagonal = state[1], upper = state[2], x = state[3];
  const Value next = k + 1.0;
  const Value l = At(lower, kRows, k), d = At(diagonal, kRows, k), u = At(upper, kRows, k);
  const Value d_next = At(diagonal, kRows, next), u_next = At(upper, kRows, next);
  const Value x_k = At(x, kRows, k), x_next = At(x, kRows, next);
  const Value keep = b.Ge(ManhattanAbs(d), ManhattanAbs(l));
  const Value zero = keep & b.Compare("EQ", d, 0.0);
  const Value nothing = b.Like(d, 0);
  const Value factor = Choose(zero, nothing, Choose(keep, l / d, d / l));
  const Value last = b.Ge(k, b.Scalar(Type::kS32, static_cast<double>(diagonal.dim(1) - 2)));
  const Value fill = Choose(last, l, Choose(keep, nothing, u_next));
  return {Put(lower, kRows, k, fill),
          Put(Put(diagonal, kRows, next, Choose(keep, d_next - factor * u, u - factor * d_next)), kRows, k,
              Choose(keep, d, l)),
          Put(Put(upper, kRows, next, Choose(keep, u_next, -(factor * u_next))), kRows, k,
              Choose(keep, u, d_next)),
          Put(Put(x, kRows, next,
                  Choose(keep, Minus(x_next, Times(factor, x_k)), Minus(x_k, Times(factor, x_next)))),
              kRows, k, Choose(keep, x_k, x_next)),
          FirstZero(state[4], zero, k)};
}

}  // namespace

// The unknowns are followed by two zeros, so that the last rows need no other formula.
TridiagonalSolveResult TridiagonalSolve(Value lower, Value diagonal, Value upper, Value b) {
  Builder& outer = diagonal.builder();
  const int64_t n = diagonal.dim(1);
  const Value last_row = outer.Scalar(Type::kS32, static_cast<double>(n - 1));
  Builder::State state = {lower, diagonal, upper, b, outer.Full(Type::kS32, 0, {diagonal.dim(0), 1, 1})};
  if (n > 1) state = outer.For(0, n - 1, state, EliminateTridiagonal);
  const Value singular = outer.Compare("EQ", At(state[1], kRows, last_row), 0.0);
  const Value info = FirstZero(state[4], singular, last_row);
  const Value right = outer.Pad(state[3], outer.Scalar(b.type(), 0), {{}, {0, 2, 0}, {}});
  const Builder::State solved = outer.For(
      0, n, {right, state[0], state[1], state[2]}, [n](Builder& step, Value i, const Builder::State& s) {
        const Value k = step.Scalar(Type::kS32, static_cast<double>(n - 1)) - i;
        const Value second = Choose(step.Compare("GE", i, 2.0), At(s[1], kRows, k), 0);
        const Value known = Plus(Times(At(s[3], kRows, k), At(s[0], kRows, k + 1.0)),
                                 Times(second, At(s[0], kRows, k + 2.0)));
        const Value x = Over(Minus(At(s[0], kRows, k), known), At(s[2], kRows, k));
        return Builder::State{Put(s[0], kRows, k, x), s[1], s[2], s[3]};
      });
  return {state[0], state[1], state[2], outer.SliceIn(solved[0], kRows, 0, n), info};
}

}  // namespace tmb::linalg
