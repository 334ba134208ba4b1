// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Inverse trigonometric and hyperbolic functions of complex values: Kahan's formulas
// ("Branch Cuts for Complex Elementary Functions", 1987).

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

}  // namespace

Parts Asin(const Parts& a) {
  const Parts below = Sqrt(OneMinus(a)), above = Sqrt(OnePlus(a));
  return {ArcTan2(a.re, (below * above).re), Asinh((Conj(below) * above).im)};
}

Parts Acos(const Parts& a) {
  const Parts below = Sqrt(OneMinus(a)), above = Sqrt(OnePlus(a));
  return {ArcTan2(below.re, above.re) * 2.0, Asinh((Conj(above) * below).im)};
}

Parts Acosh(const Parts& a) {
  const Parts below = Sqrt({a.re - 1.0, a.im}), above = Sqrt(OnePlus(a));
  return {Asinh((Conj(below) * above).re), ArcTan2(below.im, above.re) * 2.0};
}

Parts Atanh(const Parts& a) {
  Builder& b = a.re.builder();
  const Value y2 = Square(a.im);
  const Value re = b.Unary("log-plus-one", 4.0 * a.re / (Square(1.0 - a.re) + y2)) * 0.25;
  return {re, ArcTan2(2.0 * a.im, (1.0 - a.re) * (a.re + 1.0) - y2) * 0.5};
}

Parts Asinh(const Parts& a) { return TimesMinusI(Asin(TimesI(a))); }
Parts Atan(const Parts& a) { return TimesMinusI(Atanh(TimesI(a))); }

// -i * log((x + i*y) / sqrt(x^2 + y^2))
Parts Atan2(const Parts& y, const Parts& x) {
  return TimesMinusI(Log((x + TimesI(y)) / Sqrt(x * x + y * y)));
}

}  // namespace tmb
