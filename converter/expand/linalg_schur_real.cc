// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The real Schur form by double-shift QR steps (LAPACK's lahqr). The matrix has a row and
// a column of zeros behind it, so that the last reflector of a step, of two elements, is
// one of three.

#include <algorithm>

#include "converter/expand/linalg.h"
#include "converter/expand/linalg_rotations.h"
#include "converter/expand/linalg_schur.h"

namespace tmb::linalg {

using hlo::Type;

namespace {

// What the loops carry: rows 0 .. last are not done; those from `first` on are one block.
struct Iteration {
  Value h, rows, last, first, steps;

  Builder::State State() const { return {h, rows, last, first, steps}; }
  static Iteration Of(const Builder::State& s) { return {s[0], s[1], s[2], s[3], s[4]}; }
};
constexpr size_t kCount = 5;

struct Shifts {
  Value real1, imaginary1, real2, imaginary2;
};

// The eigenvalues of the 2 x 2 matrix at the end of the block; each tenth time something else.
Shifts ShiftsOf(Builder& b, const Iteration& t) {
  const auto at = [&](Value i, Value j) { return Element(t.h, i, j); };
  const Value i = t.last, before = i - 1.0, l = t.first;
  const Value turn = b.Binary("remainder", t.steps, b.Scalar(Type::kS32, 2 * kUnusualShiftEvery));
  const Value at_end = b.Compare("EQ", turn, 0.0), at_start = b.Compare("EQ", turn, kUnusualShiftEvery);
  const Value unusual = at_end | at_start;
  const Value size = Choose(at_end, Abs(at(i, before)) + Abs(at(before, before - 1.0)),
                            Abs(at(l + 1.0, l)) + Abs(at(l + 2.0, l + 1.0)));
  const Value middle = size * kUnusualShiftPart + Choose(at_end, at(i, i), at(l, l));
  Value h11 = Choose(unusual, middle, at(before, before)), h22 = Choose(unusual, middle, at(i, i));
  Value h21 = Choose(unusual, size, at(i, before));
  Value h12 = Choose(unusual, size * kUnusualShiftOff, at(before, i));
  const Value sum = Abs(h11) + Abs(h12) + Abs(h21) + Abs(h22);
  const Value none = b.Compare("EQ", sum, 0.0);
  const Value s = Choose(none, b.Like(sum, 1), sum);
  h11 = h11 / s, h12 = h12 / s, h21 = h21 / s, h22 = h22 / s;
  const Value mean = (h11 + h22) * 0.5;
  const Value determinant = (h11 - mean) * (h22 - mean) - h12 * h21;
  const Value root = Sqrt(Abs(determinant));
  const Value complex = b.Compare("GE", determinant, 0.0);
  const Value above = mean + root, below = mean - root;
  const Value nearest = Choose(b.Le(Abs(above - h22), Abs(below - h22)), above, below);
  const Value real = Choose(complex, mean, nearest) * s;
  const Value imaginary = Choose(complex, root * s, b.Like(s, 0));
  return {real, imaginary, real, -imaginary};
}

// Where the step begins, and the first column of the product of the shifted matrices there.
struct StepStart {
  Value row, v1, v2, v3;
};

// Two small subdiagonal elements in a row allow to begin behind the block's first row.
StepStart StartOf(Builder& b, const Iteration& t, const Shifts& shift) {
  const double ulp = 2 * MachineOf(t.h.type()).epsilon;
  const Value diagonal = Band(t.h, 0), sub = Band(t.h, -1);
  const Value next = Shifted(diagonal, 1), h21 = Shifted(sub, 1), h12 = Band(t.h, 1), h32 = Shifted(sub, 2);
  const auto all = [&](Value number) { return Fit(number, diagonal.dims()); };
  const Value from2 = diagonal - all(shift.real2);
  const Value s = Abs(from2) + Abs(all(shift.imaginary2)) + Abs(h21);
  const Value h21s = h21 / s;
  const Value w1 = h21s * h12 + (diagonal - all(shift.real1)) * (from2 / s) -
                   all(shift.imaginary1) * (all(shift.imaginary2) / s);
  const Value w2 = h21s * (diagonal + next - all(shift.real1) - all(shift.real2));
  const Value w3 = h21s * h32;
  const Value size = Abs(w1) + Abs(w2) + Abs(w3);
  const Value v1 = w1 / size, v2 = w2 / size, v3 = w3 / size;
  const Value sizes = Abs(Shifted(diagonal, -1)) + Abs(diagonal) + Abs(next);
  const Value small = b.Le(Abs(sub) * (Abs(v2) + Abs(v3)), Abs(v1) * sizes * ulp);
  const Value positions = Positions(diagonal, kRows);
  const Value inside = Both(Compared("GE", positions, t.first), Compared("LE", positions, t.last - 2.0));
  const Value row = Max(b.Reshape(Largest(Choose(Both(small, inside), positions, 0), kRows), {}), t.first);
  return {row, Element(v1, row), Element(v2, row), Element(v3, row)};
}

// Reflector of three elements at rows and columns k, k + 1, k + 2; s: h, rows, k, start, v1, v2, v3, last.
Builder::State ChaseBulge(Builder& b, const Builder::State& s) {
  const Value h = s[0], rows = s[1], k = s[2], zero = b.Scalar(Type::kS32, 0);
  const int64_t size = h.dim(1);
  const Value begins = b.Eq(k, s[3]);
  const auto x = [&](size_t i) {
    return Choose(begins, s[4 + i], Element(h, k + static_cast<double>(i), k - 1.0));
  };
  const Value x1 = x(0), x2 = x(1), x3 = x(2);
  const Reflector reflector = MakeReflector(x1, Hypot(x2, x3));
  const Value three = b.Iota(Type::kS32, {1, 3, 1}, kRows);
  const Value first_of_three = b.Compare("EQ", three, 0.0);
  const Value tail = Choose(b.Compare("EQ", three, 1.0), x2, x3);
  const Value u = Choose(first_of_three, b.Scalar(h.type(), 1), Times(tail, reflector.scale));
  const Value weights = Times(u, reflector.tau);
  const auto reflected = [&](Value block) {
    return Minus(block, Times(weights, Sum(Times(u, block), kRows)));
  };

  const Value block = b.DynamicSlice(h, {zero, k, zero}, {1, 3, size});
  const Value columns = Positions(block, kColumns);
  const Value pushed = Choose(first_of_three, reflector.beta, b.Scalar(h.type(), 0));
  const Value kept = Times(block, Choose(first_of_three, 1.0 - reflector.tau, b.Scalar(h.type(), 1)));
  const Value behind = Choose(Compared("EQ", columns, k - 1.0), Choose(begins, kept, pushed), block);
  const Value new_rows = Choose(Compared("GE", columns, k), reflected(block), behind);
  const Value h1 = b.DynamicUpdateSlice(h, new_rows, {zero, k, zero});
  const Value side = b.DynamicSlice(h1, {zero, zero, k}, {1, size, 3});
  const Value new_side = Minus(side, Times(Sum(Times(side, Turned(u)), kColumns), Turned(weights)));
  const Value h2 = b.DynamicUpdateSlice(h1, new_side, {zero, zero, k});
  const Value vectors = b.DynamicSlice(rows, {zero, k, zero}, {1, 3, rows.dim(2)});
  return {
      h2,  b.DynamicUpdateSlice(rows, reflected(vectors), {zero, k, zero}), k + 1.0, s[3], s[4], s[5], s[6],
      s[7]};
}

Builder::State DoubleStep(Builder& b, const Builder::State& state) {
  Iteration t = Iteration::Of(state);
  t.steps = t.steps + 1.0;
  const StepStart start = StartOf(b, t, ShiftsOf(b, t));
  const Builder::State done = b.While(
      {t.h, t.rows, start.row, start.row, start.v1, start.v2, start.v3, t.last},
      [](Builder& c, const Builder::State& s) { return c.Lt(s[2], s[7]); }, ChaseBulge);
  t.h = done[0], t.rows = done[1];
  return t.State();
}

// A block of two rows, in its standard form.
Builder::State FinishPair(Builder& b, const Builder::State& state) {
  Iteration t = Iteration::Of(state);
  const Value i = t.first, j = t.last;
  const StandardBlock block =
      StandardizedBlock(Element(t.h, i, i), Element(t.h, i, j), Element(t.h, j, i), Element(t.h, j, j));
  const Value turned = RotateColumns(RotateRows(t.h, i, j, block.rotation), i, j, block.rotation);
  std::vector<Value> elements;
  for (const Value& element : {block.a, block.b, block.c, block.d})
    elements.push_back(b.Reshape(element, {1}));
  const Value square = b.Reshape(b.Concatenate(elements, 0), {1, 2, 2});
  t.h = b.DynamicUpdateSlice(turned, square, {b.Scalar(Type::kS32, 0), i, i});
  t.rows = RotateRows(t.rows, i, j, block.rotation);
  t.last = t.first - 1.0;
  t.steps = b.Like(t.steps, 0);
  return t.State();
}

Builder::State FinishOne(Builder& b, const Builder::State& state) {
  Iteration t = Iteration::Of(state);
  t.last = t.last - 1.0;
  t.steps = b.Like(t.steps, 0);
  return t.State();
}

Builder::State Advance(Builder& b, const Builder::State& state) {
  Iteration t = Iteration::Of(Builder::State(state.begin(), state.begin() + kCount));
  t.first = BlockStart(t.h, t.last);
  t.h = CutOff(t.h, t.first);
  Builder::State next = b.Conditional(b.Lt(t.first, t.last - 1.0), t.State(), DoubleStep,
                                      [](Builder& c, const Builder::State& s) {
                                        return c.Conditional(c.Eq(s[3], s[2]), s, FinishOne, FinishPair);
                                      });
  next.push_back(state[kCount]);
  return next;
}

}  // namespace

SchurForm RealSchurForm(Value h, Value rows, Value finite) {
  Builder& b = h.builder();
  const int64_t n = h.dim(1);
  const Value zero = b.Scalar(h.type(), 0), none = b.Scalar(Type::kS32, 0);
  const Value most = b.Scalar(Type::kS32, MaxSchurSteps(n));
  const int64_t extra = std::max(int64_t{1}, 3 - n);  // a reflector has three elements
  Builder::State state = {b.Pad(h, zero, {{}, {0, extra, 0}, {0, extra, 0}}),
                          b.Pad(rows, zero, {{}, {0, extra, 0}, {}}),
                          b.Scalar(Type::kS32, static_cast<double>(n - 1)),
                          none,
                          Choose(finite, none, most),
                          most};
  state = b.While(
      state,
      [](Builder& c, const Builder::State& s) { return c.Compare("GE", s[2], 0.0) & c.Lt(s[4], s[5]); },
      Advance);
  const Value t = b.SliceIn(b.SliceIn(state[0], kRows, 0, n), kColumns, 0, n);
  return {t, b.SliceIn(state[1], kRows, 0, n), state[2] + 1.0};
}

}  // namespace tmb::linalg
