// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Hyperbolic and inverse functions of real values, accurate near 0 and up to overflow.

#include "converter/expand/real.h"

#include "converter/expand/expansions.h"

namespace tmb {

using hlo::Builder;
using hlo::Value;

Value Abs(Value x) { return x.builder().Unary("abs", x); }
Value Square(Value x) { return x * x; }

Value CopySign(Value magnitude, Value sign) {
  Builder& b = sign.builder();
  const Value negative = b.Compare("LT", sign, b.Like(sign, 0), "TOTALORDER");  // -0 < 0
  return b.Select(negative, -magnitude, magnitude);
}

Extremes ExtremesOf(Value x, Value y) {
  Builder& b = x.builder();
  const Value larger = b.Binary("maximum", Abs(x), Abs(y)), smaller = b.Binary("minimum", Abs(x), Abs(y));
  return {larger, smaller, b.Select(b.Eq(larger, smaller), b.Like(x, 1), smaller / larger)};
}

// exp(|x|) overflows before sinh and cosh do: its root is squared in two steps.
Value Cosh(Value x) {
  Builder& b = x.builder();
  const Value root = b.Unary("exponential", Abs(x) * 0.5);
  return (root * 0.5) * root + 0.5 / (root * root);
}

Value Sinh(Value x) {
  Builder& b = x.builder();
  const Value a = Abs(x);
  const Value root = b.Unary("exponential", a * 0.5);
  const Value m = b.Unary("exponential-minus-one", a);
  const Value small = (m + m / (m + 1.0)) * 0.5;
  const Value large = (root * 0.5) * root - 0.5 / (root * root);
  const Value magnitude = b.Select(b.Compare("LT", a, 1.0), small, large);
  return CopySign(magnitude, x);
}

namespace {

// sqrt(1 - x^2)
Value Complement(Value x) { return x.builder().Unary("sqrt", (1.0 - x) * (1.0 + x)); }

}  // namespace

Value Asin(Value x) { return x.builder().Binary("atan2", x, Complement(x)); }
Value Acos(Value x) { return x.builder().Binary("atan2", Complement(x), x); }
Value Atan(Value x) { return x.builder().Binary("atan2", x, x.builder().Like(x, 1)); }

double LargeFor(Value x) {
  return x.type() == hlo::Type::kF64 ? 1e10 : x.type() == hlo::Type::kF32 ? 1e5 : 200;
}

Value Asinh(Value x) {
  Builder& b = x.builder();
  const Value a = Abs(x);
  const Value large = b.Unary("log", a) + kLog2;
  const Value small = b.Unary("log-plus-one", a + a * a / (b.Unary("sqrt", a * a + 1.0) + 1.0));
  const Value magnitude = b.Select(b.Compare("GT", a, LargeFor(x)), large, small);
  return CopySign(magnitude, x);
}

Value Acosh(Value x) {
  Builder& b = x.builder();
  const Value above = x - 1.0;
  const Value large = b.Unary("log", x) + kLog2;
  // Two roots: their product is NaN below 1.
  const Value small =
      b.Unary("log-plus-one", above + b.Unary("sqrt", above) * b.Unary("sqrt", x + 1.0));
  return b.Select(b.Compare("GT", x, LargeFor(x)), large, small);
}

Value Atanh(Value x) {
  Builder& b = x.builder();
  const Value a = Abs(x);
  const Value magnitude = b.Unary("log-plus-one", 2.0 * a / (1.0 - a)) * 0.5;
  return CopySign(magnitude, x);
}

}  // namespace tmb
