// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Parts: taking complex values apart, and their arithmetic.

#include "converter/expand/complex.h"
#include "converter/expand/real.h"

namespace tmb {

using hlo::Builder;
using hlo::Value;

Parts Split(Value value) {
  Builder& b = value.builder();
  const hlo::Instruction& made_by = *value.get();
  if (made_by.opcode == "complex") return {b.Use(made_by.operands[0]), b.Use(made_by.operands[1])};
  return {b.Real(value), b.Imag(value)};
}

Value Join(const Parts& parts) { return parts.re.builder().Complex(parts.re, parts.im); }

Parts Select(Value predicate, const Parts& on_true, const Parts& on_false) {
  Builder& b = predicate.builder();
  return {b.Select(predicate, on_true.re, on_false.re), b.Select(predicate, on_true.im, on_false.im)};
}

Parts operator+(const Parts& a, const Parts& b) { return {a.re + b.re, a.im + b.im}; }
Parts operator-(const Parts& a, const Parts& b) { return {a.re - b.re, a.im - b.im}; }
Parts operator-(const Parts& a) { return {-a.re, -a.im}; }
Parts TimesI(const Parts& a) { return {-a.im, a.re}; }
Parts TimesMinusI(const Parts& a) { return {a.im, -a.re}; }

Parts operator*(const Parts& a, const Parts& b) {
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

namespace {

// Smith's algorithm, for |b.re| >= |b.im|.
Parts SmithQuotient(const Parts& a, const Parts& b) {
  const Value ratio = b.im / b.re;
  const Value denominator = b.re + b.im * ratio;
  return {(a.re + a.im * ratio) / denominator, (a.im - a.re * ratio) / denominator};
}

Value IsInfinite(Value x) { return x.builder().Compare("EQ", Abs(x), kInfinity); }

// 1 for infinite x, else 0, with the sign of x.
Value InfinityMark(Value x) { return CopySign(x.builder().Convert(IsInfinite(x), x.type()), x); }

}  // namespace

// Where the quotient came out as NaN, the cases of C99's annex G: a zero divisor, an
// infinite dividend, an infinite divisor.
Parts operator/(const Parts& a, const Parts& b) {
  Builder& h = a.re.builder();
  const Value real_is_larger = h.Ge(Abs(b.re), Abs(b.im));
  const Parts divisor = Select(real_is_larger, b, TimesMinusI(b));
  const Parts dividend = Select(real_is_larger, a, TimesMinusI(a));
  const Parts quotient = SmithQuotient(dividend, divisor);
  const Value both_nan = h.Ne(quotient.re, quotient.re) & h.Ne(quotient.im, quotient.im);

  const Value zero_divisor =
      h.Compare("EQ", b.re, 0.0) & h.Compare("EQ", b.im, 0.0) & (h.Eq(a.re, a.re) | h.Eq(a.im, a.im));
  const Value infinity = CopySign(h.Like(b.re, kInfinity), b.re);
  const Parts by_zero = {infinity * a.re, infinity * a.im};

  const Value infinite_dividend =
      (IsInfinite(a.re) | IsInfinite(a.im)) & h.Unary("is-finite", b.re) & h.Unary("is-finite", b.im);
  const Value p = InfinityMark(a.re), q = InfinityMark(a.im);
  const Parts of_infinity = {(p * b.re + q * b.im) * kInfinity, (q * b.re - p * b.im) * kInfinity};

  const Value infinite_divisor =
      (IsInfinite(b.re) | IsInfinite(b.im)) & h.Unary("is-finite", a.re) & h.Unary("is-finite", a.im);
  const Value u = InfinityMark(b.re), v = InfinityMark(b.im);
  const Parts by_infinity = {(a.re * u + a.im * v) * 0.0, (a.im * u - a.re * v) * 0.0};

  const Parts special =
      Select(zero_divisor, by_zero,
             Select(infinite_dividend, of_infinity, Select(infinite_divisor, by_infinity, quotient)));
  return Select(both_nan, special, quotient);
}

Value Abs(const Parts& a) {
  Builder& b = a.re.builder();
  const Extremes e = ExtremesOf(a.re, a.im);
  return e.larger * b.Unary("sqrt", e.ratio * e.ratio + 1.0);
}

Parts Sign(const Parts& a) {
  Builder& b = a.re.builder();
  const Value length = Abs(a);
  return Select(b.Compare("EQ", length, 0.0), a, {a.re / length, a.im / length});
}

}  // namespace tmb
