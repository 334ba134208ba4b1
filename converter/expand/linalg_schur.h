// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The iterations that turn one Hessenberg matrix into its Schur form, and what they share.
#ifndef TMB_CONVERTER_EXPAND_LINALG_SCHUR_H_
#define TMB_CONVERTER_EXPAND_LINALG_SCHUR_H_

#include "converter/expand/linalg_arrays.h"

namespace tmb::linalg {

// t [1, n, n]; `rows` [1, n, n], whose rows take the transformations of t's columns; info: 0, or the
// number of eigenvalues that are left.
struct SchurForm {
  Value t, rows, info;
};
// finite (pred): false gives up at once.
SchurForm RealSchurForm(Value h, Value rows, Value finite);     // lahqr: 1 x 1 and standard 2 x 2 blocks
SchurForm ComplexSchurForm(Value h, Value rows, Value finite);  // triangular

// Elements h(k, k + offset) as [1, n, 1]; 0 outside.
Value Band(Value h, int64_t offset);
// The vector with element k + by at position k, 0 beyond the ends.
Value Shifted(Value vector, int64_t by);

// The first row of the block that ends in row `last`: below it the subdiagonal is not negligible.
Value BlockStart(Value h, Value last);
// h with 0 left of the diagonal in row `row`.
Value CutOff(Value h, Value row);

// D^-1 a D of one matrix [1, n, n] with the powers of two D [1, n, 1] that make the norms of row i and
// column i alike (gebal with job S).
struct Balanced {
  Value a, scale;
};
Balanced Balance(Value a);

inline constexpr double kUnusualShiftEvery = 10, kUnusualShiftPart = 0.75, kUnusualShiftOff = -0.4375;
// Steps for each eigenvalue.
double MaxSchurSteps(int64_t n);

}  // namespace tmb::linalg

#endif  // TMB_CONVERTER_EXPAND_LINALG_SCHUR_H_
