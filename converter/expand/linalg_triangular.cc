// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Cholesky factorisation and triangular systems.

#include "converter/expand/linalg.h"

namespace tmb::linalg {

using hlo::Type;

// Right-looking: column k of the factor, then the rest less its outer product.
CholeskyResult Cholesky(Value a, bool lower) {
  Builder& b = a.builder();
  const int64_t n = a.dim(1);
  const Builder::State done =
      b.For(0, n, {lower ? a : Adjoint(a)}, [](Builder&, Value k, const Builder::State& state) {
        const Value rest = state[0];
        const Value rows = Positions(rest, kRows), columns = Positions(rest, kColumns);
        const Value column = At(rest, kColumns, k);
        const Value pivot = Sqrt(rest.builder().Real(At(column, kRows, k)));
        const Value below = Compared("GT", rows, k);
        const Value part = Choose(below, Divided(column, pivot), 0);
        const Value whole = Choose(Compared("EQ", rows, k), Widened(pivot, rest.type()), part);
        const Value outer = Times(part, Turned(rest.builder().Conj(part)));
        return Builder::State{Choose(Compared("EQ", columns, k), whole, Minus(rest, outer))};
      });
  const Value factor = Triangle(done[0], true);
  const Value diagonal = b.Real(Diagonal(factor));
  const Value bad = !b.Compare("GT", diagonal, 0.0);
  const Value index = Choose(bad, Positions(diagonal, kRows), static_cast<double>(n));
  const Value first = Smallest(index, kRows);
  const Value info = Choose(b.Compare("EQ", first, static_cast<double>(n)), b.Like(first, 0), first + 1.0);
  return {lower ? factor : Adjoint(factor), info};
}

// The unknowns one after the other, each taken out of the equations that are left. From the right:
// the transposed system, whose rows are the columns of b.
Value TriangularSolve(Value a, Value b, const TriangularOptions& options) {
  Builder& outer = a.builder();
  const int64_t n = a.dim(1);
  const int64_t unknowns = options.left ? kRows : kColumns;
  const bool transpose = options.transpose == options.left;  // of the matrix that multiplies from the left
  const bool forward = options.lower != transpose;
  const Value matrix = options.conjugate ? outer.Conj(a) : a;
  const Builder::State done =
      outer.For(0, n, {b, matrix}, [&](Builder& step, Value i, const Builder::State& state) {
        const Value k = forward ? i : step.Scalar(Type::kS32, static_cast<double>(n - 1)) - i;
        const Value positions = Positions(state[0], unknowns);
        Value coefficients = At(state[1], transpose ? kRows : kColumns, k);
        if (transpose == options.left) coefficients = Turned(coefficients);
        Value x = At(state[0], unknowns, k);
        if (!options.unit_diagonal) x = Over(x, At(coefficients, unknowns, k));
        const Value open = Compared(forward ? "GT" : "LT", positions, k);
        const Value reduced = Minus(state[0], Times(coefficients, x));
        const Value settled = Choose(Compared("EQ", positions, k), x, state[0]);
        return Builder::State{Choose(open, reduced, settled), state[1]};
      });
  return done[0];
}

}  // namespace tmb::linalg
