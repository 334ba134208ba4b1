// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Plane rotations and the 2 x 2 problems that iterative algorithms end in, on real
// numbers of rank 0, as LAPACK defines them (its routine's name beside each).
#ifndef TMB_CONVERTER_EXPAND_LINALG_ROTATIONS_H_
#define TMB_CONVERTER_EXPAND_LINALG_ROTATIONS_H_

#include "converter/expand/linalg_arrays.h"

namespace tmb::linalg {

// Element `index` (s32, rank 0) of a vector [1, n, 1], as rank 0.
Value Element(Value vector, Value index);
Value WithElement(Value vector, Value index, Value element);
// Element of a matrix [1, m, n].
Value Element(Value matrix, Value row, Value column);

struct Rotation {
  Value c, s;
};
// c f + s g = r, c g - s f = 0 (lartg).
struct ZeroingRotation {
  Rotation rotation;
  Value r;
};
ZeroingRotation RotationToZero(Value f, Value g);
// Rows i and j of [1, n, m]: row_i = c row_i + s row_j, row_j = c row_j - s row_i.
Value RotateRows(Value a, Value i, Value j, const Rotation& rotation);
Value RotateColumns(Value a, Value i, Value j, const Rotation& rotation);

// Eigenvalues of [[a, b], [b, c]], |first| >= |second|, (c, s) the first's eigenvector (laev2).
struct SymmetricPair {
  Value first, second;
  Rotation rotation;
};
SymmetricPair EigenvaluesOfSymmetric(Value a, Value b, Value c);

// Singular values of [[f, g], [0, h]] with signs and both rotations (lasv2).
struct SingularPair {
  Value smallest, largest;
  Rotation left, right;
};
SingularPair SingularValuesOfTriangular(Value f, Value g, Value h);
// The smaller of them (las2).
Value SmallestSingularValue(Value f, Value g, Value h);

// Schur form of [[a, b], [c, d]]: triangular, or equal diagonal and b c < 0 (lanv2).
struct StandardBlock {
  Value a, b, c, d;
  Rotation rotation;
};
StandardBlock StandardizedBlock(Value a, Value b, Value c, Value d);

}  // namespace tmb::linalg

#endif  // TMB_CONVERTER_EXPAND_LINALG_ROTATIONS_H_
