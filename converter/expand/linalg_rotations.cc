// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Plane rotations and 2 x 2 problems. Branches of the formulas are selects: a not taken
// one may divide by zero.

#include "converter/expand/linalg_rotations.h"

#include <cmath>

namespace tmb::linalg {

namespace {

Value IsZero(Value a) { return a.builder().Compare("EQ", a, 0.0); }
Value One(Value like) { return like.builder().Like(like, 1); }
Value Zero(Value like) { return like.builder().Like(like, 0); }
Value SignOf(Value a) { return WithSign(One(a), a); }

}  // namespace

Value Element(Value vector, Value index) { return vector.builder().Reshape(At(vector, kRows, index), {}); }

Value WithElement(Value vector, Value index, Value element) {
  return Put(vector, kRows, index, vector.builder().Reshape(element, {1, 1, 1}));
}

Value Element(Value matrix, Value row, Value column) {
  Builder& b = matrix.builder();
  return b.Reshape(b.DynamicSlice(matrix, {b.Scalar(row.type(), 0), row, column}, {1, 1, 1}), {});
}

ZeroingRotation RotationToZero(Value f, Value g) {
  const Value size = Max(Abs(f), Abs(g));
  const Value none = IsZero(size);
  const Value scale = Choose(none, One(f), size);
  const Value fs = f / scale, gs = g / scale;
  const Value length = Choose(none, One(f), Sqrt(fs * fs + gs * gs));
  const Value r = WithSign(length, f);
  return {{Choose(none, One(f), Abs(fs) / length), gs / r}, Choose(none, size, r * scale)};
}

namespace {

Value Rotated(Value a, int64_t dimension, Value i, Value j, const Rotation& rotation) {
  const Value first = At(a, dimension, i), second = At(a, dimension, j);
  const Value rotated = Plus(Scaled(first, rotation.c), Scaled(second, rotation.s));
  const Value other = Minus(Scaled(second, rotation.c), Scaled(first, rotation.s));
  return Put(Put(a, dimension, i, rotated), dimension, j, other);
}

}  // namespace

Value RotateRows(Value a, Value i, Value j, const Rotation& rotation) {
  return Rotated(a, kRows, i, j, rotation);
}

Value RotateColumns(Value a, Value i, Value j, const Rotation& rotation) {
  return Rotated(a, kColumns, i, j, rotation);
}

SymmetricPair EigenvaluesOfSymmetric(Value a, Value b, Value c) {
  Builder& builder = a.builder();
  const Value sum = a + c, difference = a - c, twice = b + b;
  const Value a_larger = builder.Gt(Abs(a), Abs(c));
  const Value large = Choose(a_larger, a, c), small = Choose(a_larger, c, a);
  const Value root = Hypot(difference, twice);
  const Value negative = builder.Compare("LT", sum, 0.0), balanced = IsZero(sum);
  const Value first = Choose(negative, sum - root, sum + root) * 0.5;
  const Value second = Choose(balanced, root * -0.5, (large / first) * small - (b / first) * b);
  const Value rising = builder.Compare("GE", difference, 0.0);
  const Value cosine = Choose(rising, difference + root, difference - root);
  const Value cotangent = -twice / cosine, tangent = -cosine / twice;
  const Value by_cotangent = 1.0 / Sqrt(cotangent * cotangent + 1.0);
  const Value by_tangent = 1.0 / Sqrt(tangent * tangent + 1.0);
  const Value steep = builder.Gt(Abs(cosine), Abs(twice)), diagonal = IsZero(twice);
  const Value c1 = Choose(steep, cotangent * by_cotangent, Choose(diagonal, One(a), by_tangent));
  const Value s1 = Choose(steep, by_cotangent, Choose(diagonal, Zero(a), tangent * by_tangent));
  const Value same = builder.Ne(negative, rising);  // the two signs are equal
  return {first, second, {Choose(same, -s1, c1), Choose(same, c1, s1)}};
}

SingularPair SingularValuesOfTriangular(Value f, Value g, Value h) {
  Builder& b = f.builder();
  const Value swap = b.Gt(Abs(h), Abs(f));
  const Value ft = Choose(swap, h, f), ht = Choose(swap, f, h);
  const Value fa = Abs(ft), ha = Abs(ht), ga = Abs(g);
  const Value diagonal = IsZero(g);
  const Value g_largest = b.Gt(ga, fa);
  const Value g_dominates = g_largest & b.Compare("LT", fa / ga, MachineOf(f.type()).epsilon);
  // The usual case.
  const Value d = fa - ha;
  const Value l = Choose(b.Eq(d, fa), One(f), d / fa);
  const Value m = g / ft, t = 2.0 - l;
  const Value mm = m * m;
  const Value s = Sqrt(t * t + mm);
  const Value r = Choose(IsZero(l), Abs(m), Sqrt(l * l + mm));
  const Value a = (s + r) * 0.5;
  const Value tiny_l = WithSign(b.Like(f, 2), ft) * SignOf(g);
  const Value tiny = Choose(IsZero(l), tiny_l, g / WithSign(d, ft) + m / t);
  const Value tangent = Choose(IsZero(mm), tiny, (m / (s + t) + m / (r + l)) * (a + 1.0));
  const Value root = Sqrt(tangent * tangent + 4.0);
  const Value crt_usual = 2.0 / root, srt_usual = tangent / root;
  const Value clt_usual = (crt_usual + srt_usual * m) / a, slt_usual = (ht / ft) * srt_usual / a;

  const auto pick = [&](Value on_diagonal, Value dominated, Value usual) {
    return Choose(diagonal, on_diagonal, Choose(g_dominates, dominated, usual));
  };
  const Value small_dominated = Choose(b.Compare("GT", ha, 1.0), fa / (ga / ha), (fa / ga) * ha);
  const Value smallest = pick(ha, small_dominated, ha / a);
  const Value largest = pick(fa, ga, fa * a);
  const Value clt = pick(One(f), One(f), clt_usual), slt = pick(Zero(f), ht / g, slt_usual);
  const Value crt = pick(One(f), ft / g, crt_usual), srt = pick(Zero(f), One(f), srt_usual);

  const Rotation left = {Choose(swap, srt, clt), Choose(swap, crt, slt)};
  const Rotation right = {Choose(swap, slt, crt), Choose(swap, clt, srt)};
  const Value sign_f = SignOf(right.c) * SignOf(left.c) * SignOf(f);
  const Value sign_g = SignOf(right.s) * SignOf(left.c) * SignOf(g);
  const Value sign_h = SignOf(right.s) * SignOf(left.s) * SignOf(h);
  const Value sign = Choose(g_largest, sign_g, Choose(swap, sign_h, sign_f));
  return {WithSign(smallest, sign * SignOf(f) * SignOf(h)), WithSign(largest, sign), left, right};
}

Value SmallestSingularValue(Value f, Value g, Value h) {
  Builder& b = f.builder();
  const Value small = Min(Abs(f), Abs(h)), large = Max(Abs(f), Abs(h)), ga = Abs(g);
  const Value rise = small / large + 1.0, fall = (large - small) / large;
  const Value ratio = ga / large;
  const Value square = ratio * ratio;
  const Value by_large = small * (2.0 / (Sqrt(rise * rise + square) + Sqrt(fall * fall + square)));
  const Value inverse = large / ga;
  const Value up = rise * inverse, down = fall * inverse;
  const Value half = small * (1.0 / (Sqrt(up * up + 1.0) + Sqrt(down * down + 1.0))) * inverse;
  const Value by_g = Choose(IsZero(inverse), small * large / ga, half + half);
  return Choose(IsZero(small), Zero(f), Choose(b.Lt(ga, large), by_large, by_g));
}

namespace {

// The case of lanv2 whose eigenvalues are complex or nearly equal: the diagonal is made equal.
StandardBlock WithEqualDiagonal(Value a, Value b, Value c, Value d) {
  const Value difference = a - d, sigma = b + c;
  const Value length = Hypot(sigma, difference);
  const Value cosine = Sqrt((Abs(sigma) / length + 1.0) * 0.5);
  const Value sine = -(difference * 0.5 / (length * cosine)) * SignOf(sigma);
  const Value aa = a * cosine + b * sine, bb = b * cosine - a * sine;
  const Value cc = c * cosine + d * sine, dd = d * cosine - c * sine;
  const Value b1 = bb * cosine + dd * sine, c1 = cc * cosine - aa * sine;
  const Value middle = ((aa * cosine + cc * sine) + (dd * cosine - bb * sine)) * 0.5;
  // b and c of one sign: real eigenvalues after all.
  Builder& builder = a.builder();
  const Value lower = IsZero(c1), upper = IsZero(b1);
  const Value real = (!(lower | upper)) & builder.Eq(SignOf(b1), SignOf(c1));
  const Value sab = Sqrt(Abs(b1)), sac = Sqrt(Abs(c1));
  const Value shift = WithSign(sab * sac, c1);
  const Value scale = 1.0 / Sqrt(Abs(b1 + c1));
  const Value more_c = sab * scale, more_s = sac * scale;
  const Value turn = (!lower) & upper;
  const auto pick = [&](Value on_real, Value on_turn, Value otherwise) {
    return Choose(real, on_real, Choose(turn, on_turn, otherwise));
  };
  return {Choose(real, middle + shift, middle),
          pick(b1 - c1, -c1, b1),
          Choose(real | turn, Zero(c1), c1),
          Choose(real, middle - shift, middle),
          {pick(cosine * more_c - sine * more_s, -sine, cosine),
           pick(cosine * more_s + sine * more_c, cosine, sine)}};
}

StandardBlock Select(Value predicate, const StandardBlock& x, const StandardBlock& y) {
  return {Choose(predicate, x.a, y.a),
          Choose(predicate, x.b, y.b),
          Choose(predicate, x.c, y.c),
          Choose(predicate, x.d, y.d),
          {Choose(predicate, x.rotation.c, y.rotation.c), Choose(predicate, x.rotation.s, y.rotation.s)}};
}

}  // namespace

StandardBlock StandardizedBlock(Value a, Value b, Value c, Value d) {
  Builder& builder = a.builder();
  const Value one = One(a), zero = Zero(a);
  const StandardBlock as_is = {a, b, c, d, {one, zero}};
  const StandardBlock swapped = {d, -c, zero, a, {zero, one}};
  const Value p = (a - d) * 0.5;
  const Value large = Max(Abs(b), Abs(c)), small = Min(Abs(b), Abs(c)) * SignOf(b) * SignOf(c);
  const Value scale = Max(Abs(p), large);
  const Value discriminant = (p / scale) * p + (large / scale) * small;
  const Value z = p + WithSign(Sqrt(scale) * Sqrt(discriminant), p);
  const Value length = Hypot(c, z);
  const StandardBlock real = {d + z, b - c, zero, d - (large / z) * small, {z / length, c / length}};
  const Value is_real = builder.Compare("GE", discriminant, 8 * MachineOf(a.type()).epsilon);
  const Value done = IsZero(c) | (builder.Eq(a, d) & builder.Ne(SignOf(b), SignOf(c)));
  const StandardBlock general = Select(is_real, real, WithEqualDiagonal(a, b, c, d));
  return Select(done, as_is, Select(IsZero(b), swapped, general));
}

}  // namespace tmb::linalg
