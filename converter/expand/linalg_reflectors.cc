// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Householder reflectors and what is made of them: QR and products of reflectors.

#include <algorithm>

#include "converter/expand/linalg.h"

namespace tmb::linalg {

using hlo::Type;

Reflector MakeReflector(Value alpha, Value xnorm) {
  Builder& b = alpha.builder();
  const Value real = b.Real(alpha);
  Value needed = b.Compare("NE", xnorm, 0.0);
  if (hlo::IsComplex(alpha.type())) needed = needed | b.Compare("NE", b.Imag(alpha), 0.0);
  const Value length =
      hlo::IsComplex(alpha.type()) ? Hypot(Hypot(real, b.Imag(alpha)), xnorm) : Hypot(real, xnorm);
  const Value beta = Choose(needed, -WithSign(length, real), real);
  const Value one = b.Like(alpha, 1);
  const Value difference = Minus(alpha, Widened(beta, alpha.type()));
  const Value tau = Choose(needed, Divided(-difference, beta), 0);
  return {beta, tau, Choose(needed, one / Choose(needed, difference, one), one)};
}

Value ReflectorVector(Value x, int64_t dimension, Value head, Value scale) {
  const Value positions = Positions(x, dimension);
  const Value tail = Choose(Compared("GT", positions, head), Times(x, scale), 0);
  return Choose(Compared("EQ", positions, head), x.builder().Like(x, 1), tail);
}

Value ReflectedPart(Value v, Value tau, Value a) {
  Builder& b = v.builder();
  if (v.dim(2) == 1) return Times(Times(v, tau), Sum(Times(b.Conj(v), a), kRows));
  return Times(Times(Sum(Times(a, v), kColumns), tau), b.Conj(v));
}

Value ApplyReflectors(Value a, Value tau, Value c, Side side, Op op, int64_t offset) {
  Builder& b = a.builder();
  const int64_t count = tau.dim(1);
  const bool forward = (side == Side::kLeft) == (op == Op::kAdjoint);
  const Value factors = op == Op::kAdjoint ? b.Conj(tau) : tau;
  return b.For(0, count, {c, a, factors}, [&](Builder& step, Value i, const Builder::State& state) {
    const Value k = forward ? i : step.Scalar(Type::kS32, static_cast<double>(count - 1)) - i;
    const Value column = At(state[1], kColumns, k);
    Value v = ReflectorVector(column, kRows, offset == 0 ? k : k + static_cast<double>(offset),
                              step.Scalar(column.type(), 1));
    if (side == Side::kRight) v = Turned(v);
    const Value part = ReflectedPart(v, At(state[2], kRows, k), state[0]);
    return Builder::State{Minus(state[0], part), state[1], state[2]};
  })[0];
}

namespace {

// The column of largest norm in rows k and below, among columns k and behind: s32 rank 0 for each
// matrix, here of one batch.
Value PivotColumn(Value a, Value k) {
  Builder& b = a.builder();
  const Value columns = Positions(a, kColumns);
  const Value norms = Norm(Choose(Compared("GE", Positions(a, kRows), k), a, 0), kRows);
  const Value open = Choose(Compared("GE", columns, k), norms, -1);
  const Value best = Compared("EQ", open, Largest(open, kColumns));
  const double none = static_cast<double>(a.dim(2));
  const Value column = Smallest(Choose(best, columns, none), kColumns);
  return Choose(b.Compare("LT", column, none), column, k);  // none: NaNs
}

Value ColumnOfEach(Value a, Value column) {
  return Sum(Choose(Compared("EQ", Positions(a, kColumns), column), a, 0), kColumns);
}

Value WithColumnsExchanged(Value a, Value k, Value column) {
  const Value columns = Positions(a, kColumns);
  const Value at_k = At(a, kColumns, k), at_column = ColumnOfEach(a, column);
  return Choose(Compared("EQ", columns, k), at_column, Choose(Compared("EQ", columns, column), at_k, a));
}

}  // namespace

QrResult Qr(Value a, ColumnPivoting pivoting) {
  Builder& b = a.builder();
  const int64_t batch = a.dim(0), steps = std::min(a.dim(1), a.dim(2));
  Builder::State initial = {a, b.Full(a.type(), 0, {batch, steps, 1})};
  if (pivoting == ColumnPivoting::kOn) initial.push_back(b.Iota(Type::kS32, {batch, 1, a.dim(2)}, kColumns));
  const auto body = [&](Builder&, Value k, const Builder::State& state) {
    Value rest = state[0];
    Builder::State next = state;
    if (pivoting == ColumnPivoting::kOn) {
      const Value column = PivotColumn(rest, k);
      rest = WithColumnsExchanged(rest, k, column);
      next[2] = WithColumnsExchanged(state[2], k, column);
    }
    const Value rows = Positions(rest, kRows), columns = Positions(rest, kColumns);
    const Value column = At(rest, kColumns, k);
    const Reflector h =
        MakeReflector(At(column, kRows, k), Norm(Choose(Compared("GT", rows, k), column, 0), kRows));
    const Value v = ReflectorVector(column, kRows, k, h.scale);
    const Value reflected = Minus(rest, ReflectedPart(v, rest.builder().Conj(h.tau), rest));
    const Value head = Choose(Compared("EQ", rows, k), Widened(h.beta, rest.type()), v);
    const Value made = Choose(Compared("LT", rows, k), column, head);
    const Value here = Choose(Compared("EQ", columns, k), made, rest);
    next[0] = Choose(Compared("GT", columns, k), reflected, here);
    next[1] = Put(state[1], kRows, k, h.tau);
    return next;
  };
  const Builder::State done = b.For(0, steps, initial, body);
  return {done[0], done[1], pivoting == ColumnPivoting::kOn ? done[2] : Value()};
}

}  // namespace tmb::linalg
