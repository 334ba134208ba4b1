// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Complex arithmetic on pairs of real values. Lowering knows of complex types only how to
// move them and the operations complex, real and imag; all others are built from these.
// Special values come out as XLA's CPU backend has them.
#ifndef TMB_CONVERTER_EXPAND_COMPLEX_H_
#define TMB_CONVERTER_EXPAND_COMPLEX_H_

#include "converter/hlo/builder.h"

namespace tmb {

struct Parts {
  hlo::Value re, im;
};

Parts Split(hlo::Value value);  // a real value has zeros as its imaginary part
hlo::Value Join(const Parts& parts);
Parts Select(hlo::Value predicate, const Parts& on_true, const Parts& on_false);

Parts operator+(const Parts& a, const Parts& b);
Parts operator-(const Parts& a, const Parts& b);
Parts operator*(const Parts& a, const Parts& b);
Parts operator/(const Parts& a, const Parts& b);
Parts operator-(const Parts& a);
Parts TimesI(const Parts& a);
Parts TimesMinusI(const Parts& a);
hlo::Value Abs(const Parts& a);

Parts Sign(const Parts& a);
Parts Exp(const Parts& a);
Parts Expm1(const Parts& a);
Parts Log(const Parts& a);
Parts Log1p(const Parts& a);
Parts Root(const Parts& a);  // the root whose imaginary part has a's sign, of zeros too
Parts Sqrt(const Parts& a);
Parts Cbrt(const Parts& a);
Parts Rsqrt(const Parts& a);
Parts Power(const Parts& a, const Parts& b);
Parts Logistic(const Parts& a);
Parts Sin(const Parts& a);
Parts Cos(const Parts& a);
Parts Tan(const Parts& a);
Parts Sinh(const Parts& a);
Parts Cosh(const Parts& a);
Parts Tanh(const Parts& a);
Parts Asin(const Parts& a);
Parts Acos(const Parts& a);
Parts Atan(const Parts& a);
Parts Asinh(const Parts& a);
Parts Acosh(const Parts& a);
Parts Atanh(const Parts& a);
Parts Atan2(const Parts& y, const Parts& x);

}  // namespace tmb

#endif  // TMB_CONVERTER_EXPAND_COMPLEX_H_
