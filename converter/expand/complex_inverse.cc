// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Inverse trigonometric and hyperbolic functions of complex values: Kahan's formulas
// ("Branch Cuts for Complex Elementary Functions", 1987); far from 0, where |a|^2 + 1 is
// |a|^2, their limits, which neither overflow nor mix infinities.

#include "converter/expand/complex.h"
#include "converter/expand/real.h"

namespace tmb {

using hlo::Builder;
using hlo::Value;

namespace {

Parts Conj(const Parts& a) { return {a.re, -a.im}; }
Parts OneMinus(const Parts& a) { return {1.0 - a.re, -a.im}; }
Parts OnePlus(const Parts& a) { return {a.re + 1.0, a.im}; }
Value ArcTan2(Value y, Value x) { return y.builder().Binary("atan2", y, x); }

struct Far {
  Value holds;
  Value log;  // of 2 |a|
};

Far FarFrom0(const Parts& a) {
  Builder& b = a.re.builder();
  const Extremes e = ExtremesOf(a.re, a.im);
  const Value log = b.Unary("log", e.larger) + b.Unary("log-plus-one", Square(e.ratio)) * 0.5;
  return {b.Compare("GT", e.larger, LargeFor(a.re)), log + kLog2};
}

}  // namespace

Parts Asin(const Parts& a) {
  const Parts below = Root(OneMinus(a)), above = Root(OnePlus(a));
  const Far far = FarFrom0(a);
  return Select(far.holds, {ArcTan2(a.re, Abs(a.im)), CopySign(far.log, a.im)},
                {ArcTan2(a.re, (below * above).re), Asinh((Conj(below) * above).im)});
}

Parts Acos(const Parts& a) {
  const Parts below = Root(OneMinus(a)), above = Root(OnePlus(a));
  const Far far = FarFrom0(a);
  return Select(far.holds, {ArcTan2(Abs(a.im), a.re), CopySign(far.log, -a.im)},
                {ArcTan2(below.re, above.re) * 2.0, Asinh((Conj(above) * below).im)});
}

Parts Acosh(const Parts& a) {
  const Parts below = Root({a.re - 1.0, a.im}), above = Root(OnePlus(a));
  const Far far = FarFrom0(a);
  return Select(far.holds, {far.log, ArcTan2(a.im, a.re)},
                {Asinh((Conj(below) * above).re), ArcTan2(below.im, above.re) * 2.0});
}

// Far from 0 it is 1 / a and a quarter turn.
Parts Atanh(const Parts& a) {
  Builder& b = a.re.builder();
  const Value y2 = Square(a.im);
  const Value re = b.Unary("log-plus-one", 4.0 * a.re / (Square(1.0 - a.re) + y2)) * 0.25;
  const Parts near = {re, ArcTan2(2.0 * a.im, (1.0 - a.re) * (a.re + 1.0) - y2) * 0.5};
  const Extremes e = ExtremesOf(a.re, a.im);
  const Value cosine = b.Select(b.Ge(Abs(a.re), Abs(a.im)), b.Like(a.re, 1), e.ratio);
  const Value inverse = cosine / (Square(e.ratio) + 1.0) / e.larger;
  const Value is_far = b.Compare("GT", e.larger, LargeFor(a.re));
  return Select(is_far, {CopySign(inverse, a.re), CopySign(b.Like(a.im, kPi / 2), a.im)}, near);
}

Parts Asinh(const Parts& a) { return TimesMinusI(Asin(TimesI(a))); }
Parts Atan(const Parts& a) { return TimesMinusI(Atanh(TimesI(a))); }

// -i * log((x + i*y) / sqrt(x^2 + y^2))
Parts Atan2(const Parts& y, const Parts& x) {
  return TimesMinusI(Log((x + TimesI(y)) / Sqrt(x * x + y * y)));
}

}  // namespace tmb
