// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Eigenvalues and eigenvectors of general matrices (geev): the Schur form, and back
// substitution in complex numbers for each eigenvalue (trevc).

#include "converter/expand/linalg.h"
#include "converter/expand/linalg_rotations.h"
#include "converter/expand/linalg_schur.h"

namespace tmb::linalg {

using hlo::Type;

namespace {

// For each eigenvalue of an upper quasi-triangular t: (t - value) x = 0 with x(first) = head,
// x(first + 1) = second, 0 behind. Vectors are [1, n, 1].
struct Starts {
  Value values, first, head, second;
};

// 1 where `number` is too small to divide by.
Value Divisor(Value number, Value least) {
  const Value small = Compared("LT", ManhattanAbs(number), least);
  return Choose(small, Widened(least, number.type()), number);
}

// One row, or two that are coupled; s: x, j (the last row), t, value.
Builder::State SubstituteRows(Builder& b, const Builder::State& s) {
  const Value x = s[0], j = s[1], t = s[2], value = s[3];
  const Machine machine = MachineOf(t.type());
  const double ulp = 2 * machine.epsilon;
  const double size = static_cast<double>(t.dim(1));
  const Value least =
      Max(ManhattanAbs(value) * ulp, b.Scalar(hlo::PartType(t.type()), machine.tiny * size / ulp));
  const Value i = j - 1.0;
  const Value a = Element(t, i, i) - value, d = Element(t, j, j) - value;
  const Value up = Element(t, i, j), low = Element(t, j, i);
  const Value two = b.Compare("GT", j, 0.0) & b.Compare("NE", ManhattanAbs(low), 0.0);
  const Value xi = Element(x, i), xj = Element(x, j);
  const Value determinant = Divisor(a * d - up * low, least * least);
  const Value new_i = Choose(two, (xi * d - up * xj) / determinant, 0);
  const Value new_j = Choose(two, (a * xj - low * xi) / determinant, xj / Divisor(d, least));
  const Value positions = Positions(x, kRows);
  const Value lead = Choose(two, i, j);
  const Value taken = Plus(Times(At(t, kColumns, i), new_i), Times(At(t, kColumns, j), new_j));
  const Value solved =
      Choose(Compared("EQ", positions, j), new_j, Choose(Compared("EQ", positions, i), new_i, x));
  const Value next = Choose(Compared("LT", positions, lead), Minus(x, taken),
                            Choose(Compared("LE", positions, j), solved, x));
  const Value largest = Largest(ManhattanAbs(next), kRows);
  const Value scale = Choose(b.Compare("GT", largest, 1 / ulp), largest, b.Like(largest, 1));
  return {Divided(next, scale), lead - 1.0, t, value};
}

// The solutions, as rows.
Value Substitute(Builder& outer, Value t, const Starts& starts) {
  const int64_t n = t.dim(1);
  const Builder::State initial = {
      outer.Full(t.type(), 0, {1, n, n}), t, starts.values, starts.first, starts.head, starts.second};
  return outer.For(0, n, initial, [](Builder& b, Value c, const Builder::State& s) {
    const Value first = Element(s[3], c);
    const Value positions = Positions(s[1], kRows);
    const Value second = Choose(Compared("EQ", positions, first + 1.0), Element(s[5], c), 0);
    const Value known = Choose(Compared("EQ", positions, first), Element(s[4], c), second);
    const Value right = Sum(Times(s[1], Turned(known)), kColumns);
    const Value x = Choose(Compared("LT", positions, first), -right, known);
    const Builder::State solved = b.While(
        {x, first - 1.0, s[1], Element(s[2], c)},
        [](Builder& inner, const Builder::State& w) { return inner.Compare("GE", w[1], 0.0); },
        SubstituteRows);
    Builder::State next = s;
    next[0] = Put(s[0], kRows, c, Turned(solved[0]));
    return next;
  })[0];
}

// Of each conjugate pair both entries get the first one's.
Value OfPair(Value first, Value is_second) { return Choose(is_second, Shifted(first, -1), first); }

enum class EigenvectorSide { kRight, kLeft };

// How LAPACK begins: with 1 for a real eigenvalue; for a pair with 1 and an imaginary number in the two
// rows of its block, in the order that divides by the larger off-diagonal element.
Starts StartsOf(Builder& b, Value t, Value real, Value imaginary, EigenvectorSide side) {
  const Value above = Band(t, 1), below = Shifted(Band(t, -1), 1);
  const Value zero = b.Like(real, 0), one = b.Like(real, 1);
  const Value is_first = b.Compare("GT", imaginary, 0.0), is_second = b.Compare("LT", imaginary, 0.0);
  const Value by_above = b.Ge(Abs(above), Abs(below));
  const Value up = imaginary / Choose(by_above, above, one);
  const Value down = -imaginary / Choose(by_above, one, below);
  Value head, second;  // real part of the block's first row, imaginary part of its second
  if (side == EigenvectorSide::kRight) {
    head = Choose(by_above, one, down), second = Choose(by_above, up, one);
  } else {
    head = Choose(by_above, up, one), second = Choose(by_above, one, down);
  }
  const Value positions = Positions(t, kRows);
  return {b.Complex(real, Abs(imaginary)), Choose(is_second, positions - 1.0, positions),
          Widened(OfPair(Choose(is_first, head, one), is_second), hlo::ComplexOf(t.type())),
          b.Complex(zero, OfPair(Choose(is_first, second, zero), is_second))};
}

// Left eigenvectors are right ones of t^H; read from behind, that is upper quasi-triangular, too.
Value LeftVectors(Builder& b, Value t, const Starts& right, Value is_pair) {
  const int64_t n = t.dim(1);
  const auto reversed = [&](Value x) { return b.Reverse(x, {kRows}); };
  const Value last = b.Scalar(Type::kS32, static_cast<double>(n - 1));
  const Value end = Choose(is_pair, right.first + 1.0, right.first);  // the block's last row
  const Starts starts = {reversed(b.Conj(right.values)), reversed(Minus(last, end)),
                         reversed(Choose(is_pair, right.second, right.head)),
                         reversed(Choose(is_pair, right.head, right.second))};
  return b.Reverse(Substitute(b, b.Reverse(Adjoint(t), {kRows, kColumns}), starts), {kRows, kColumns});
}

// Rows of norm 1; those of complex vectors turned so that their largest element is real.
Value Normalized(Builder& b, Value rows, Value turn, bool keep_sign) {
  const Value unit = Divided(rows, Norm(rows, kColumns));
  const Value sizes = SquaredAbs(unit);
  const Value columns = Positions(unit, kColumns);
  const Value best = Compared("EQ", sizes, Largest(sizes, kColumns));
  const double none = static_cast<double>(rows.dim(2));
  const Value index = Smallest(Choose(best, columns, none), kColumns);
  const Value here = Compared("EQ", columns, index);
  const Value largest = Sum(Choose(here, unit, 0), kColumns);
  const Value size = b.Unary("abs", largest);
  Value phase = Divided(b.Conj(largest), size);
  if (keep_sign) phase = Scaled(phase, WithSign(b.Like(size, 1), b.Real(largest)));
  const Value turned = Times(unit, phase);
  const Value real = Choose(here, Widened(b.Real(turned), turned.type()), turned);
  return Choose(turn, real, unit);
}

// vectors: by columns.
Value EigenvectorsOf(Builder& b, Value t, Value schur_vectors, Value scale, EigenvectorSide side) {
  const bool complex = hlo::IsComplex(t.type());
  const Type type = complex ? t.type() : hlo::ComplexOf(t.type());
  Starts starts;
  Value is_pair, is_second;
  if (complex) {
    const Value values = Band(t, 0);
    starts = {values, Positions(t, kRows), b.Like(values, 1), b.Like(values, 0)};
    is_pair = is_second = b.Full(Type::kPred, 0, values.dims());
  } else {
    const std::vector<Value> values = EigenvaluesOfSchurForm(t);
    starts = StartsOf(b, t, values[0], values[1], side);
    is_pair = b.Compare("NE", values[1], 0.0);
    is_second = b.Compare("LT", values[1], 0.0);
  }
  const Value wide = Widened(t, type);
  const Value solved =
      side == EigenvectorSide::kRight ? Substitute(b, wide, starts) : LeftVectors(b, wide, starts, is_pair);
  const Value balanced = b.MatMul(solved, b.TransposeMinor(Widened(schur_vectors, type)));
  const Value rows =
      side == EigenvectorSide::kRight ? Scaled(balanced, Turned(scale)) : Divided(balanced, Turned(scale));
  const Value turn = complex ? b.Full(Type::kPred, 1, is_pair.dims()) : is_pair;
  const Value normal = Normalized(b, rows, turn, !complex);
  return b.TransposeMinor(Choose(is_second, b.Conj(normal), normal));
}

}  // namespace

EigResult Eig(Value a, bool left, bool right) {
  Builder& b = a.builder();
  const int64_t n = a.dim(1);
  const Value scale = SafeScale(a);
  const std::vector<hlo::Shape> shapes = {hlo::MakeShape(a.type(), {1, n, n}),
                                          hlo::MakeShape(hlo::PartType(a.type()), {1, n, 1})};
  const std::vector<Value> balanced =
      ForEachMatrix({Scaled(a, scale)}, shapes, [](Builder&, const std::vector<Value>& v) {
        const Balanced made = Balance(v[0]);
        return std::vector<Value>{made.a, made.scale};
      });
  const SchurResult schur = Schur(balanced[0]);
  EigResult result;
  if (hlo::IsComplex(a.type())) {
    result.values = {Divided(Diagonal(schur.t), scale)};
  } else {
    for (const Value& part : EigenvaluesOfSchurForm(schur.t)) result.values.push_back(Over(part, scale));
  }
  result.info = schur.info;
  const Type type = hlo::ComplexOf(hlo::PartType(a.type()));
  const auto vectors = [&](bool wanted, EigenvectorSide side) {
    if (!wanted) return b.Full(type, 0, {a.dim(0), n, n});
    return ForEachMatrix({schur.t, schur.vectors, balanced[1]}, {hlo::MakeShape(type, {1, n, n})},
                         [side](Builder& one, const std::vector<Value>& v) {
                           return std::vector<Value>{EigenvectorsOf(one, v[0], v[1], v[2], side)};
                         })[0];
  };
  result.left = vectors(left, EigenvectorSide::kLeft);
  result.right = vectors(right, EigenvectorSide::kRight);
  return result;
}

}  // namespace tmb::linalg
