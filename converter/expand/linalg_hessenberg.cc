// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Reduction to Hessenberg form (gehrd), and the Schur form by way of it.

#include "converter/expand/linalg.h"
#include "converter/expand/linalg_schur.h"

namespace tmb::linalg {

using hlo::Type;

namespace {

// One reflector from either side: column k is zero below the subdiagonal.
Builder::State ReduceColumn(Builder& b, Value k, const Builder::State& state) {
  const Value rest = state[0];
  const Value rows = Positions(rest, kRows), columns = Positions(rest, kColumns);
  const Value next = k + 1.0;
  const Value column = At(rest, kColumns, k);
  const Reflector h =
      MakeReflector(At(column, kRows, next), Norm(Choose(Compared("GT", rows, next), column, 0), kRows));
  const Value v = ReflectorVector(column, kRows, next, h.scale);
  const Value right =
      Minus(rest, Times(Times(Sum(Times(rest, Turned(v)), kColumns), h.tau), Turned(b.Conj(v))));
  const Value both = Minus(right, ReflectedPart(v, b.Conj(h.tau), right));
  const Value below = Choose(Compared("EQ", rows, next), Widened(h.beta, rest.type()), v);
  const Value made = Choose(Compared("GT", rows, k), below, column);
  const Value left = Choose(Compared("EQ", columns, k), made, rest);
  return {Choose(Compared("GT", columns, k), both, left), Put(state[1], kRows, k, h.tau)};
}

}  // namespace

HessenbergResult Hessenberg(Value a) {
  Builder& b = a.builder();
  const int64_t n = a.dim(1);
  Builder::State state = {a, b.Full(a.type(), 0, {a.dim(0), n, 1})};
  if (n > 1) state = b.For(0, n - 1, state, ReduceColumn);
  return {state[0], state[1]};
}

std::vector<Value> EigenvaluesOfSchurForm(Value t) {
  const Value below = Shifted(Band(t, -1), 1), above = Band(t, 1);
  const Value size = Sqrt(Abs(above)) * Sqrt(Abs(below));
  const Value imaginary = Choose(t.builder().Compare("NE", below, 0.0), size, 0);
  return {Band(t, 0), imaginary - Shifted(imaginary, -1)};
}

SchurResult Schur(Value a) {
  Builder& b = a.builder();
  const int64_t n = a.dim(1);
  const bool complex = hlo::IsComplex(a.type());
  const HessenbergResult reduced = Hessenberg(a);
  const Value near = Compared("LE", Positions(a, kRows), Positions(a, kColumns) + 1.0);
  const Value h = Choose(near, reduced.a, 0);
  const Value q = ApplyReflectors(reduced.a, reduced.tau, Identity(b, a.type(), a.dim(0), n, n), Side::kLeft,
                                  Op::kPlain, 1);
  const hlo::Shape matrix = hlo::MakeShape(a.type(), {1, n, n});
  const std::vector<Value> solved = ForEachMatrix(
      {h, b.TransposeMinor(q), AllFinite(a)}, {matrix, matrix, hlo::MakeShape(Type::kS32, {1, 1, 1})},
      [complex](Builder& one, const std::vector<Value>& v) {
        const Value finite = one.Reshape(v[2], {});
        const SchurForm form =
            complex ? ComplexSchurForm(v[0], v[1], finite) : RealSchurForm(v[0], v[1], finite);
        return std::vector<Value>{form.t, form.rows, one.Reshape(form.info, {1, 1, 1})};
      });
  return {solved[0], b.TransposeMinor(solved[1]), solved[2]};
}

}  // namespace tmb::linalg
