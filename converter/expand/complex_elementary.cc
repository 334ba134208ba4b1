// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Elementary functions of complex values. Inverse ones are in complex_inverse.cc.

#include "converter/expand/complex.h"
#include "converter/expand/real.h"

namespace tmb {

using hlo::Builder;
using hlo::Value;

namespace {

Value Function(std::string_view opcode, Value x) { return x.builder().Unary(opcode, x); }

// y, where it is 0: keeps infinity * 0 from becoming NaN.
Value ZeroOr(Value y, Value other) {
  Builder& b = y.builder();
  return b.Select(b.Compare("EQ", y, 0.0), y, other);
}

Parts One(const Parts& like) {
  Builder& b = like.re.builder();
  return {b.Like(like.re, 1), b.Like(like.im, 0)};
}

}  // namespace

// exp(re) overflows before exp(re) * cos(im) does: its root is multiplied twice.
Parts Exp(const Parts& a) {
  const Value root = Function("exponential", a.re * 0.5);
  return {(root * Function("cosine", a.im)) * root, ZeroOr(a.im, (root * Function("sine", a.im)) * root)};
}

// expm1(re) * cos(im) + (cos(im) - 1), the latter as -2 sin^2(im / 2).
Parts Expm1(const Parts& a) {
  const Value re = Function("exponential-minus-one", a.re) * Function("cosine", a.im) -
                   2.0 * Square(Function("sine", a.im * 0.5));
  return {re, ZeroOr(a.im, Function("exponential", a.re) * Function("sine", a.im))};
}

Parts Log(const Parts& a) {
  Builder& b = a.re.builder();
  const Extremes e = ExtremesOf(a.re, a.im);
  const Value re = Function("log", e.larger) + Function("log-plus-one", Square(e.ratio)) * 0.5;
  return {re, b.Binary("atan2", a.im, a.re)};
}

Parts Log1p(const Parts& a) {
  Builder& b = a.re.builder();
  const Parts shifted = Log({a.re + 1.0, a.im});
  const Value small = Function("log-plus-one", a.re * (a.re + 2.0) + Square(a.im)) * 0.5;
  const Value is_small = b.Compare("LT", b.Binary("maximum", Abs(a.re), Abs(a.im)), 0.5);
  return {b.Select(is_small, small, shifted.re), shifted.im};
}

// The larger part is t = sqrt((|re| + |a|) / 2), the other one |im| / 2t.
Parts Root(const Parts& a) {
  Builder& b = a.re.builder();
  const Extremes e = ExtremesOf(a.re, a.im);
  const Value hypotenuse = Function("sqrt", Square(e.ratio) + 1.0);
  const Value cosine = b.Select(b.Ge(Abs(a.re), Abs(a.im)), b.Like(a.re, 1), e.ratio);
  const Value t = Function("sqrt", e.larger) * Function("sqrt", (cosine + hypotenuse) * 0.5);
  const Value other = b.Select(b.Compare("EQ", t, 0.0), t, Abs(a.im) / (t * 2.0));
  const Value right = b.Compare("GE", a.re, 0.0);
  const Value infinite = b.Compare("EQ", Abs(a.im), kInfinity);
  const Value im = CopySign(b.Select(right, other, t), a.im);
  return {b.Select(infinite, Abs(a.im), b.Select(right, t, other)), b.Select(infinite, a.im, im)};
}

// As XLA: below the branch cut, at im = -0, the root of the cut itself.
Parts Sqrt(const Parts& a) {
  Builder& b = a.re.builder();
  const Parts root = Root(a);
  const Value on_cut = b.Compare("LT", a.re, 0.0) & b.Compare("EQ", a.im, 0.0);
  return {root.re, b.Select(on_cut, Abs(root.im), root.im)};
}

// conj(sqrt(a)) / |a|
Parts Rsqrt(const Parts& a) {
  Builder& b = a.re.builder();
  const Parts root = Root(a);
  const Value length = Abs(a);
  const Value zero = b.Like(a.re, 0), infinity = b.Like(a.re, kInfinity);
  const Value is_infinite = b.Eq(length, infinity), is_zero = b.Eq(length, zero);
  const Value re = b.Select(is_zero, infinity, root.re / length);
  return {b.Select(is_infinite, zero, re), b.Select(is_infinite, CopySign(zero, -a.im), -root.im / length)};
}

// |a|^re(b) * exp(-im(b) * arg(a)) at the angle re(b) * arg(a) + im(b) * log|a|.
Parts Power(const Parts& a, const Parts& b) {
  Builder& h = a.re.builder();
  const Parts log = Log(a);
  const Value length = h.Binary("power", Abs(a), b.re) * Function("exponential", -b.im * log.im);
  const Value angle = b.re * log.im + b.im * log.re;
  const Parts general = {length * Function("cosine", angle), length * Function("sine", angle)};

  const auto is = [&h](const Parts& x, double re) {
    return h.Compare("EQ", x.re, re) & h.Compare("EQ", x.im, 0.0);
  };
  const Parts one = One(a), zero = {h.Like(a.re, 0), h.Like(a.re, 0)};
  const Parts infinity = {h.Like(a.re, kInfinity), zero.im};
  const Value real_exponent = h.Compare("EQ", b.im, 0.0);
  const Value positive = h.Compare("GT", b.re, 0.0) & real_exponent;
  const Value negative = h.Compare("LT", b.re, 0.0) & real_exponent;
  const Value is_one = is(a, 1) | is(b, 0);
  const Value vanishes = (is(a, 0) & positive) | (is(a, kInfinity) & negative);
  return Select(is_one, one, Select(vanishes, zero, Select(is(a, kInfinity) & positive, infinity, general)));
}

Parts Cbrt(const Parts& a) {
  Builder& b = a.re.builder();
  return Power(a, {b.Like(a.re, 1.0 / 3.0), b.Like(a.im, 0)});
}

Parts Logistic(const Parts& a) {
  const Parts one = One(a);
  return one / (one + Exp(-a));
}

Parts Sin(const Parts& a) {
  return {Function("sine", a.re) * Cosh(a.im), Function("cosine", a.re) * Sinh(a.im)};
}

Parts Cos(const Parts& a) {
  return {Function("cosine", a.re) * Cosh(a.im), -(Function("sine", a.re) * Sinh(a.im))};
}

Parts Tan(const Parts& a) { return TimesMinusI(Tanh(TimesI(a))); }
Parts Sinh(const Parts& a) { return TimesMinusI(Sin(TimesI(a))); }
Parts Cosh(const Parts& a) { return Cos(TimesI(a)); }

// Kahan's formula; from |re| = 20 on the real part is 1 and the imaginary one sin(2 im) * 2 exp(-2 |re|).
Parts Tanh(const Parts& a) {
  Builder& b = a.re.builder();
  const Value x = Abs(a.re), t = Function("tan", a.im), s = Sinh(a.re);
  const Value beta = Square(t) + 1.0;
  const Value denominator = beta * Square(s) + 1.0;
  const Value far = b.Compare("GT", x, 20.0);
  const Value re = beta * Function("sqrt", Square(s) + 1.0) * s / denominator;
  const Value decay = Function("exponential", x * -2.0);
  const Value far_im = ZeroOr(decay, (4.0 * t / beta) * decay);
  const Value im = b.Select(far, far_im, t / denominator);
  return {b.Select(far, CopySign(b.Like(x, 1), a.re), re), ZeroOr(a.im, im)};
}

}  // namespace tmb
