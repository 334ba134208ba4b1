// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Elementary functions of float: own, so that host and every target give the same bits,
// and within 1 ulp of the exact value over all inputs (bench/functions prints the worst
// of each). An integer core in fixed point, one rounding at the end; only exact float
// operations around it. Wants round to nearest and no flush to zero. Results that are
// NaN are 7fc00000. Fast paths are inline for strip loops; the others lie in functions.cc.
#ifndef TMB_RUNTIME_KERNELS_FUNCTIONS_H_
#define TMB_RUNTIME_KERNELS_FUNCTIONS_H_

#include "runtime/kernels/functions_exp.h"   // Exp, Expm1, Logistic
#include "runtime/kernels/functions_log.h"   // Log, Log1p
#include "runtime/kernels/functions_root.h"  // Sqrt, Rsqrt, Cbrt
#include "runtime/kernels/functions_tanh.h"  // Tanh, Erf
#include "runtime/kernels/functions_trig.h"  // Sin, Cos, Tan, Atan2

namespace tmb {

// C99's pow, but for NaN: pow(1, NaN) = pow(NaN, 0) = 1.
float Pow(float x, float y);

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_FUNCTIONS_H_
