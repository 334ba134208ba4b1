// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The two stages of a singular value decomposition.
#ifndef TMB_CONVERTER_EXPAND_LINALG_BIDIAGONAL_H_
#define TMB_CONVERTER_EXPAND_LINALG_BIDIAGONAL_H_

#include "converter/expand/linalg_arrays.h"

namespace tmb::linalg {

// B = Q^H a P, real and upper bidiagonal, of batches with rows >= columns (gebrd): in `a` the
// reflectors of Q below the diagonal and those of P, conjugated, right of the off-diagonal.
// All vectors are [batch, columns, 1]; the last elements of off_diagonal and tau_p are 0.
struct Bidiagonalization {
  Value a, diagonal, off_diagonal, tau_q, tau_p;
};
Bidiagonalization Bidiagonalize(Value a);

// One real bidiagonal matrix with diagonal d and off-diagonal e ([1, n, 1]; e ends in 0) and the
// rows that take its rotations; as a result: singular values, descending, and `info`.
struct BidiagonalSvd {
  Value d, e, vt, ut, info;
};
// finite (pred): false gives up at once.
BidiagonalSvd SingularValues(const BidiagonalSvd& given, Value finite);

}  // namespace tmb::linalg

#endif  // TMB_CONVERTER_EXPAND_LINALG_BIDIAGONAL_H_
