// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Linear algebra written as HLO: LAPACK's algorithms and sign conventions, unblocked.
// All arrays are batches as linalg_arrays.h has them: matrices [batch, rows, columns],
// vectors [batch, n, 1], numbers [batch, 1, 1]; no extent of a matrix is 0.
// The size of the built code does not depend on the size of the matrices.
#ifndef TMB_CONVERTER_EXPAND_LINALG_H_
#define TMB_CONVERTER_EXPAND_LINALG_H_

#include "converter/expand/linalg_arrays.h"

namespace tmb::linalg {

// ---- linalg_triangular.cc
// The factor in the triangle that was read, zero outside; info: 0, or 1 + the index of the first
// pivot that is not positive.
struct CholeskyResult {
  Value factor, info;
};
CholeskyResult Cholesky(Value a, bool lower);

struct TriangularOptions {
  bool left = true, lower = true, unit_diagonal = false, transpose = false, conjugate = false;
};
// Solves op(a) x = b, or x op(a) = b.
Value TriangularSolve(Value a, Value b, const TriangularOptions& options);

// ---- linalg_lu.cc
// pivots: row exchanged with row k, from 0; permutation: [batch, rows, 1]; info: 0, or 1 + the
// index of the first pivot that is zero.
struct LuResult {
  Value lu, pivots, permutation, info;
};
LuResult Lu(Value a);

// A tridiagonal solve with partial pivoting: the diagonals as LAPACK leaves them (gtsv). Element k of
// lower and upper is below and right of element k of the diagonal; their last elements are 0.
struct TridiagonalSolveResult {
  Value lower, diagonal, upper, x, info;
};
TridiagonalSolveResult TridiagonalSolve(Value lower, Value diagonal, Value upper, Value b);

// ---- linalg_reflectors.cc
// H = I - tau v v^H with H^H (alpha, x) = (beta, 0) and v = (1, scale x). beta and xnorm are real.
struct Reflector {
  Value beta, tau, scale;
};
Reflector MakeReflector(Value alpha, Value xnorm);
// v from a column or row x: 1 at `head` (s32), scale x behind it, 0 before.
Value ReflectorVector(Value x, int64_t dimension, Value head, Value scale);
// tau v (v^H a), what H takes from a; a v^H tau from the right: (a v) v^H tau.
Value ReflectedPart(Value v, Value tau, Value a);

enum class Side { kLeft, kRight };
enum class Op { kPlain, kAdjoint };
// Q = H_0 H_1 ... of the reflectors below the diagonal number -offset of `a`; returns op(Q) c or c op(Q).
Value ApplyReflectors(Value a, Value tau, Value c, Side side, Op op, int64_t offset = 0);

struct QrResult {
  Value qr, tau, permutation;  // permutation: of columns, from 0; only when pivoting
};
enum class ColumnPivoting { kOff, kOn };
QrResult Qr(Value a, ColumnPivoting pivoting);

// ---- linalg_symmetric.cc
// T = Q^H a Q, tridiagonal and real, of the Hermitian matrix whose lower or upper triangle is read:
// in `a` the reflectors beyond the off-diagonal (hetrd). Vectors of n and n - 1 elements.
struct TridiagonalResult {
  Value a, diagonal, off_diagonal, tau;
};
TridiagonalResult Tridiagonalize(Value a, bool lower);

// Ascending eigenvalues [batch, n, 1], eigenvectors as columns; info: 0, or 1 when the iteration
// did not converge.
struct EighResult {
  Value vectors, values, info;
};
EighResult Eigh(Value a, bool lower);

// ---- linalg_svd.cc
// LAPACK's gesvd and gesdd differ in when they begin with QR and in the sign of vectors of one element.
enum class SvdRoutine { kGesdd, kGesvd };
struct SvdOptions {
  SvdRoutine routine = SvdRoutine::kGesdd;
  bool vectors = true;
  bool full = false;  // all of u and vh, not only the columns that belong to singular values
};
// Descending singular values [batch, n, 1]; u and vh: only when wanted. info: 0; -4: a has a NaN or
// an infinity; 1: the iteration did not converge.
struct SvdResult {
  Value values, u, vh, info;
};
SvdResult Svd(Value a, const SvdOptions& options);

// ---- linalg_hessenberg.cc
// Q^H a Q is upper Hessenberg: in `a` the reflectors below the subdiagonal; tau [batch, n, 1] ends in 0.
struct HessenbergResult {
  Value a, tau;
};
HessenbergResult Hessenberg(Value a);

// a = vectors t vectors^H. Real: t is upper quasi-triangular with 2 x 2 blocks of equal diagonal
// elements; info: 0, or the number of eigenvalues that were not found.
struct SchurResult {
  Value t, vectors, info;
};
SchurResult Schur(Value a);
// Real and imaginary parts of the eigenvalues of a real t.
std::vector<Value> EigenvaluesOfSchurForm(Value t);

// ---- linalg_eigenvectors.cc
// Eigenvalues (of a real matrix: real and imaginary parts), eigenvectors as complex columns of norm 1,
// zeros when not wanted; info as in SchurResult.
struct EigResult {
  std::vector<Value> values;
  Value left, right, info;
};
EigResult Eig(Value a, bool left, bool right);

}  // namespace tmb::linalg

#endif  // TMB_CONVERTER_EXPAND_LINALG_H_
