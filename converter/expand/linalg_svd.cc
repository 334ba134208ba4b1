// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Singular value decomposition as LAPACK's gesdd and gesvd do it for small matrices: QR
// first when the matrix is much longer than wide, bidiagonalization, implicit QR.

#include <cmath>

#include "converter/expand/linalg.h"
#include "converter/expand/linalg_bidiagonal.h"
#include "converter/expand/linalg_rotations.h"

namespace tmb::linalg {

using hlo::Type;

namespace {

// Column k below the diagonal to zero from the left, then row k behind the off-diagonal from the right.
Builder::State BidiagonalizeStep(Builder& b, Value k, const Builder::State& state) {
  const Value rest = state[0];
  const Value rows = Positions(rest, kRows), columns = Positions(rest, kColumns);
  const Value next = k + 1.0;
  const Value column = At(rest, kColumns, k);
  const Reflector q =
      MakeReflector(At(column, kRows, k), Norm(Choose(Compared("GT", rows, k), column, 0), kRows));
  const Value v = ReflectorVector(column, kRows, k, q.scale);
  const Value below = Choose(Compared("EQ", rows, k), Widened(q.beta, rest.type()),
                             Choose(Compared("GT", rows, k), v, column));
  const Value reflected = Minus(rest, ReflectedPart(v, b.Conj(q.tau), rest));
  const Value left =
      Choose(Compared("GT", columns, k), reflected, Choose(Compared("EQ", columns, k), below, rest));
  const Value row = b.Conj(At(left, kRows, k));
  const Reflector p =
      MakeReflector(At(row, kColumns, next), Norm(Choose(Compared("GT", columns, next), row, 0), kColumns));
  const Value u = ReflectorVector(row, kColumns, next, p.scale);
  const Value behind = Choose(Compared("EQ", columns, next), Widened(p.beta, rest.type()), b.Conj(u));
  const Value made = Choose(Compared("GT", columns, k), behind, left);
  const Value right = Minus(left, ReflectedPart(u, p.tau, left));
  const Value last = b.Compare("EQ", k, static_cast<double>(rest.dim(2) - 1));
  const Value e = Choose(last, b.Like(p.beta, 0), p.beta);
  return {Choose(Compared("GT", rows, k), right, Choose(Compared("EQ", rows, k), made, left)),
          Put(state[1], kRows, k, q.beta), Put(state[2], kRows, k, e), Put(state[3], kRows, k, q.tau),
          Put(state[4], kRows, k, p.tau)};
}

}  // namespace

Bidiagonalization Bidiagonalize(Value a) {
  Builder& b = a.builder();
  const std::vector<int64_t> dims = {a.dim(0), a.dim(2), 1};
  const Value reals = b.Full(hlo::PartType(a.type()), 0, dims), numbers = b.Full(a.type(), 0, dims);
  const Builder::State done = b.For(0, a.dim(2), {a, reals, reals, numbers, numbers}, BidiagonalizeStep);
  return {done[0], done[1], done[2], done[3], done[4]};
}

namespace {

// Turns a lower bidiagonal matrix into an upper one by rotations of rows, which `ut` takes.
BidiagonalSvd MadeUpper(const BidiagonalSvd& lower) {
  Builder& b = lower.d.builder();
  const Builder::State done = b.For(
      0, lower.d.dim(1) - 1, {lower.d, lower.e, lower.ut}, [](Builder&, Value i, const Builder::State& s) {
        const Value next = i + 1.0;
        const ZeroingRotation turn = RotationToZero(Element(s[0], i), Element(s[1], i));
        const Value d = Element(s[0], next);
        return Builder::State{WithElement(WithElement(s[0], i, turn.r), next, turn.rotation.c * d),
                              WithElement(s[1], i, turn.rotation.s * d),
                              RotateRows(s[2], i, next, turn.rotation)};
      });
  return {done[0], done[1], lower.vt, done[2], Value()};
}

enum class Vectors { kNone, kComputed };

// The bidiagonal matrices of a batch, one after the other. Vectors [batch, n, n], by rows.
BidiagonalSvd SolveBidiagonal(const Bidiagonalization& t, Value finite, bool lower, Vectors vectors) {
  const int64_t n = t.diagonal.dim(1), width = vectors == Vectors::kNone ? 1 : n;
  const Type type = t.diagonal.type();
  const hlo::Shape values = hlo::MakeShape(type, {1, n, 1}), rows = hlo::MakeShape(type, {1, n, width});
  const std::vector<Value> solved = ForEachMatrix(
      {t.diagonal, t.off_diagonal, finite}, {values, rows, rows, hlo::MakeShape(Type::kS32, {1, 1, 1})},
      [&](Builder& one, const std::vector<Value>& v) {
        const Value identity = Identity(one, type, 1, n, width);
        BidiagonalSvd given = {v[0], v[1], identity, identity, Value()};
        if (lower) given = MadeUpper(given);
        const BidiagonalSvd made = SingularValues(given, one.Reshape(v[2], {}));
        return std::vector<Value>{made.d, made.vt, made.ut, one.Reshape(made.info, {1, 1, 1})};
      });
  return {solved[0], Value(), solved[1], solved[2], solved[3]};
}

// `vectors` as the first rows of the columns of a [rows, columns] matrix that is the identity elsewhere.
Value Extended(Value vectors, int64_t rows, int64_t columns) {
  Builder& b = vectors.builder();
  const int64_t n = vectors.dim(1);
  if (rows == n && columns == n) return vectors;
  const Value padded =
      b.Pad(vectors, b.Scalar(vectors.type(), 0), {{}, {0, rows - n, 0}, {0, columns - n, 0}});
  const Value beyond = Compared("GE", Positions(padded, kRows), b.Scalar(Type::kS32, static_cast<double>(n)));
  return Choose(beyond, Identity(b, vectors.type(), vectors.dim(0), rows, columns), padded);
}

// QR comes first when one extent is at least this many times the other.
double CrossoverOf(SvdRoutine routine, Type type) {
  if (routine == SvdRoutine::kGesvd) return 1.6;
  return hlo::IsComplex(type) ? 17.0 / 9 : 11.0 / 6;
}

}  // namespace

SvdResult Svd(Value a, const SvdOptions& options) {
  Builder& b = a.builder();
  const bool wide = a.dim(1) < a.dim(2);
  const Value finite = AllFinite(a), scale = SafeScale(a);
  const Value scaled = Scaled(a, scale);
  const Value tall = wide ? Adjoint(scaled) : scaled;
  const int64_t m = tall.dim(1), n = tall.dim(2);
  const double crossover = CrossoverOf(options.routine, a.type());
  const bool reduced = static_cast<double>(m) >= std::floor(crossover * static_cast<double>(n));
  // What is bidiagonalized: `tall`, its R or, when `a` is wide, the adjoint of that.
  const QrResult qr = reduced ? Qr(tall, ColumnPivoting::kOff) : QrResult();
  Value core = tall;
  if (reduced) {
    const Value r = Triangle(b.SliceIn(qr.qr, kRows, 0, n), false);
    core = wide ? Adjoint(r) : r;
  }
  const bool lower = wide && !reduced;
  const Bidiagonalization t = Bidiagonalize(core);
  BidiagonalSvd made =
      SolveBidiagonal(t, finite, lower, options.vectors ? Vectors::kComputed : Vectors::kNone);
  if (n == 1 && options.routine == SvdRoutine::kGesdd) {
    made.ut = WithSign(b.Like(t.diagonal, 1), t.diagonal);
    made.vt = b.Like(t.diagonal, 1);
  }
  const Value values = Over(made.d, scale);
  const Value info = Choose(finite, made.info, b.Like(made.info, -4));
  if (!options.vectors) return {values, Value(), Value(), info};

  // Vectors of the core: Q acts on its rows, P on its columns.
  const Value of_rows = Widened(b.TransposeMinor(lower ? made.vt : made.ut), a.type());
  const Value of_columns = Widened(b.TransposeMinor(lower ? made.ut : made.vt), a.type());
  const int64_t width = options.full ? m : n;
  const int64_t core_rows = core.dim(1);
  Value q = ApplyReflectors(t.a, t.tau_q, Extended(of_rows, core_rows, reduced ? n : width), Side::kLeft,
                            Op::kPlain);
  Value p = ApplyReflectors(Adjoint(t.a), t.tau_p, of_columns, Side::kLeft, Op::kPlain, 1);
  if (reduced) {
    Value& longer = wide ? p : q;
    longer = ApplyReflectors(qr.qr, qr.tau, Extended(longer, m, width), Side::kLeft, Op::kPlain);
  }
  const Value u = lower ? p : q, v = lower ? q : p;
  return {values, u, Adjoint(v), info};
}

}  // namespace tmb::linalg
