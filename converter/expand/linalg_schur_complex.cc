// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The complex Schur form by single-shift QR steps (LAPACK's lahqr). The subdiagonal is
// kept real: h comes so, and unitary diagonal matrices restore it after each step.

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

Value WithPart(Value real, Value like) { return Widened(real, like.type()); }

// An eigenvalue of the 2 x 2 matrix at the end of the block, the one nearer to its last element; each
// tenth time something else.
Value ShiftOf(Builder& b, const Iteration& t) {
  const auto at = [&](Value i, Value j) { return Element(t.h, i, j); };
  const Value i = t.last, before = i - 1.0, l = t.first;
  const Value turn = b.Binary("remainder", t.steps, b.Scalar(Type::kS32, 2 * kUnusualShiftEvery));
  const Value at_end = b.Compare("EQ", turn, 0.0), at_start = b.Compare("EQ", turn, kUnusualShiftEvery);
  const Value size = Abs(b.Real(Choose(at_end, at(i, before), at(l + 1.0, l)))) * kUnusualShiftPart;
  const Value unusual = WithPart(size, t.h) + Choose(at_end, at(i, i), at(l, l));

  const Value corner = at(i, i);
  const Value u = b.Unary("sqrt", at(before, i)) * b.Unary("sqrt", at(i, before));
  const Value x = Scaled(at(before, before) - corner, b.Scalar(size.type(), 0.5));
  const Value x_size = ManhattanAbs(x), u_size = ManhattanAbs(u);
  const Value none = b.Compare("EQ", u_size, 0.0);
  const Value s = Choose(none, b.Like(x_size, 1), Max(x_size, u_size));
  const Value xs = Divided(x, s), us = Divided(u, s);
  const Value root = Scaled(b.Unary("sqrt", xs * xs + us * us), s);
  const Value against = b.Compare("LT", b.Real(x) * b.Real(root) + b.Imag(x) * b.Imag(root), 0.0);
  const Value usual = corner - u * (u / (x + Choose(against, -root, root)));
  return Choose(at_end | at_start, unusual, Choose(none, corner, usual));
}

// Where the step begins, and the first column of the shifted matrix there.
struct StepStart {
  Value row, v1, v2;
};

StepStart StartOf(Builder& b, const Iteration& t, Value shift) {
  const double ulp = 2 * MachineOf(t.h.type()).epsilon;
  const Value diagonal = Band(t.h, 0), sub = b.Real(Band(t.h, -1));
  const Value h11s = diagonal - Fit(shift, diagonal.dims()), h21 = Shifted(sub, 1);
  const Value s = ManhattanAbs(h11s) + Abs(h21);
  const Value v1 = Divided(h11s, s), v2 = h21 / s;
  const Value sizes = ManhattanAbs(diagonal) + ManhattanAbs(Shifted(diagonal, 1));
  const Value small = b.Le(Abs(sub) * Abs(v2), ManhattanAbs(v1) * sizes * ulp);
  const Value positions = Positions(diagonal, kRows);
  const Value inside = Both(Compared("GE", positions, t.first), Compared("LT", positions, t.last));
  const Value row = Max(b.Reshape(Largest(Choose(Both(small, inside), positions, 0), kRows), {}), t.first);
  return {row, Element(v1, row), WithPart(Element(v2, row), t.h)};
}

// D h D^H with the diagonal matrix of the phases d [1, n, 1]; `rows` are multiplied by conj(D).
struct Rephased {
  Value h, rows;
};
Rephased Rephase(Value h, Value rows, Value d) {
  Builder& b = h.builder();
  const Value on_diagonal = Compared("EQ", Positions(h, kRows), Positions(h, kColumns));
  const Value conjugate = b.Conj(d);
  return {Choose(on_diagonal, h, Times(Times(h, d), Turned(conjugate))), Times(rows, conjugate)};
}

// The reflector at rows m and m + 1 would turn h(m, m - 1), which is negligible but not 0.
Builder::State KeepReal(Builder& b, const Builder::State& s) {
  const Value h = s[0], m = s[2], last = s[3], factor = s[4];
  const Value rows = Positions(h, kRows);
  const Value turned =
      Both(Both(Compared("GE", rows, m), Compared("LE", rows, last)), Compared("NE", rows, m + 1.0));
  const Value phase = Divided(factor, b.Unary("abs", factor));
  const Rephased made = Rephase(h, s[1], Choose(turned, phase, 1));
  const Value here = Both(Compared("EQ", rows, m), Compared("EQ", Positions(h, kColumns), m - 1.0));
  return {Choose(here, h, made.h), made.rows};
}

// Reflector of two elements at rows and columns k, k + 1; s: h, rows, k, start, v1, v2, last, first.
Builder::State ChaseBulge(Builder& b, const Builder::State& s) {
  const Value h = s[0], rows = s[1], k = s[2], zero = b.Scalar(Type::kS32, 0);
  const int64_t n = h.dim(1);
  const Value begins = b.Eq(k, s[3]);
  const Value x1 = Choose(begins, s[4], Element(h, k, k - 1.0));
  const Value x2 = Choose(begins, s[5], Element(h, k + 1.0, k - 1.0));
  const Reflector reflector = MakeReflector(x1, b.Unary("abs", x2));
  const Value two = b.Iota(Type::kS32, {1, 2, 1}, kRows);
  const Value head = b.Compare("EQ", two, 0.0);
  const Value u = Choose(head, b.Scalar(h.type(), 1), x2 * reflector.scale);

  const Value block = b.DynamicSlice(h, {zero, k, zero}, {1, 2, n});
  const Value columns = Positions(block, kColumns);
  const Value pushed = Choose(head, WithPart(reflector.beta, h), b.Scalar(h.type(), 0));
  const Value before = Both(Compared("EQ", columns, k - 1.0), !begins);
  const Value reflected = Minus(block, ReflectedPart(u, b.Conj(reflector.tau), block));
  const Value new_rows = Choose(Compared("GE", columns, k), reflected, Choose(before, pushed, block));
  const Value h1 = b.DynamicUpdateSlice(h, new_rows, {zero, k, zero});
  const Value side = b.DynamicSlice(h1, {zero, zero, k}, {1, n, 2});
  const Value new_side = Minus(side, ReflectedPart(Turned(u), reflector.tau, side));
  const Value h2 = b.DynamicUpdateSlice(h1, new_side, {zero, zero, k});
  const Value vectors = b.DynamicSlice(rows, {zero, k, zero}, {1, 2, n});
  const Value new_vectors = Minus(vectors, ReflectedPart(b.Conj(u), reflector.tau, vectors));
  const Value rows2 = b.DynamicUpdateSlice(rows, new_vectors, {zero, k, zero});

  const Builder::State kept = b.Conditional(begins & b.Gt(k, s[7]), {h2, rows2, k, s[6], 1.0 - reflector.tau},
                                            KeepReal, [](Builder&, const Builder::State& same) {
                                              return Builder::State{same[0], same[1]};
                                            });
  return {kept[0], kept[1], k + 1.0, s[3], s[4], s[5], s[6], s[7]};
}

Builder::State SingleStep(Builder& b, const Builder::State& state) {
  Iteration t = Iteration::Of(state);
  t.steps = t.steps + 1.0;
  const StepStart start = StartOf(b, t, ShiftOf(b, t));
  const Builder::State done = b.While(
      {t.h, t.rows, start.row, start.row, start.v1, start.v2, t.last, t.first},
      [](Builder& c, const Builder::State& s) { return c.Lt(s[2], s[6]); }, ChaseBulge);
  const Value sub = Element(done[0], t.last, t.last - 1.0);
  const Value size = b.Unary("abs", sub);
  const Value complex = b.Compare("NE", b.Imag(sub), 0.0);
  const Value positions = Positions(t.h, kRows);
  const Value here = Compared("EQ", positions, t.last);
  const Value phase = Choose(complex, Divided(b.Conj(sub), size), b.Scalar(sub.type(), 1));
  const Rephased made = Rephase(done[0], done[1], Choose(here, phase, 1));
  const Value at_sub = Both(here, Compared("EQ", Positions(t.h, kColumns), t.last - 1.0));
  t.h = Choose(at_sub, Choose(complex, WithPart(size, sub), sub), made.h);
  t.rows = made.rows;
  return t.State();
}

Builder::State Advance(Builder& b, const Builder::State& state) {
  Iteration t = Iteration::Of(Builder::State(state.begin(), state.begin() + kCount));
  t.first = BlockStart(t.h, t.last);
  t.h = CutOff(t.h, t.first);
  Builder::State next =
      b.Conditional(b.Lt(t.first, t.last), t.State(), SingleStep, [](Builder& c, const Builder::State& s) {
        Iteration done = Iteration::Of(s);
        done.last = done.last - 1.0;
        done.steps = c.Like(done.steps, 0);
        return done.State();
      });
  next.push_back(state[kCount]);
  return next;
}

}  // namespace

SchurForm ComplexSchurForm(Value h, Value rows, Value finite) {
  Builder& b = h.builder();
  const int64_t n = h.dim(1);
  const Value none = b.Scalar(Type::kS32, 0), most = b.Scalar(Type::kS32, MaxSchurSteps(n));
  const Value last = b.Scalar(Type::kS32, static_cast<double>(n - 1));
  // A matrix of one element is its own Schur form, and too small for the steps.
  if (n == 1) return {h, rows, Choose(finite, none, none + 1.0)};
  const Builder::State state = b.While(
      {h, rows, last, none, Choose(finite, none, most), most},
      [](Builder& c, const Builder::State& s) { return c.Compare("GE", s[2], 0.0) & c.Lt(s[4], s[5]); },
      Advance);
  return {Triangle(state[0], false), state[1], state[2] + 1.0};
}

}  // namespace tmb::linalg
