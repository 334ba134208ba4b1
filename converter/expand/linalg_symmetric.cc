// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Hermitian matrices: reduction to tridiagonal form (hetrd) and its eigenvalues by
// implicit QL or QR steps (steqr).

#include "converter/expand/linalg.h"
#include "converter/expand/linalg_rotations.h"

namespace tmb::linalg {

using hlo::Type;

namespace {

constexpr double kStepsPerValue = 30;

// The whole matrix of which `a` holds the lower triangle.
Value Completed(Value a) {
  Builder& b = a.builder();
  const Value rows = Positions(a, kRows), columns = Positions(a, kColumns);
  const Value mirrored = Choose(Compared("GT", rows, columns), a, Adjoint(a));
  return Choose(Compared("EQ", rows, columns), Widened(b.Real(a), a.type()), mirrored);
}

// One reflector from either side: column k becomes tridiagonal.
Builder::State TridiagonalizeColumn(Builder& b, Value k, const Builder::State& state) {
  const Value rest = state[0];
  const Value rows = Positions(rest, kRows), columns = Positions(rest, kColumns);
  const Value next = k + 1.0;
  const Value column = At(rest, kColumns, k);
  const Reflector h =
      MakeReflector(At(column, kRows, next), Norm(Choose(Compared("GT", rows, next), column, 0), kRows));
  const Value v = ReflectorVector(column, kRows, next, h.scale);
  const Value image = Times(Sum(Times(rest, Turned(v)), kColumns), h.tau);
  const Value p = Choose(Compared("GT", rows, k), image, 0);
  const Value half = Times(Sum(Times(b.Conj(p), v), kRows), h.tau) * -0.5;
  const Value w = Plus(p, Times(v, half));
  const Value taken = Plus(Times(v, Turned(b.Conj(w))), Times(w, Turned(b.Conj(v))));
  const Value kept = Choose(Compared("GT", rows, next), v, column);
  const Value made = Choose(Compared("EQ", rows, next), Widened(h.beta, rest.type()), kept);
  return {Choose(Compared("EQ", columns, k), made, Minus(rest, taken)), Put(state[1], kRows, k, h.beta),
          Put(state[2], kRows, k, h.tau)};
}

// With the lower triangle read; off_diagonal and tau have n elements, the last ones 0.
TridiagonalResult TridiagonalizeLower(Value a) {
  Builder& b = a.builder();
  const int64_t batch = a.dim(0), n = a.dim(1);
  Builder::State state = {Completed(a), b.Full(hlo::PartType(a.type()), 0, {batch, n, 1}),
                          b.Full(a.type(), 0, {batch, n, 1})};
  if (n > 1) state = b.For(0, n - 1, state, TridiagonalizeColumn);
  const Value triangle = Compared("GE", Positions(a, kRows), Positions(a, kColumns));
  return {Choose(triangle, state[0], a), b.Real(Diagonal(state[0])), state[1], state[2]};
}

// An upper triangle is the lower one of the matrix read from behind.
Value FromBehind(Value matrix) { return matrix.builder().Reverse(matrix, {kRows, kColumns}); }

}  // namespace

TridiagonalResult Tridiagonalize(Value a, bool lower) {
  Builder& b = a.builder();
  const TridiagonalResult t = TridiagonalizeLower(lower ? a : FromBehind(a));
  const auto shortened = [](Value x) { return x.builder().SliceIn(x, kRows, 0, x.dim(1) - 1); };
  const TridiagonalResult made = {t.a, t.diagonal, shortened(t.off_diagonal), shortened(t.tau)};
  if (lower) return made;
  return {FromBehind(made.a), b.Reverse(made.diagonal, {kRows}), b.Reverse(made.off_diagonal, {kRows}),
          b.Reverse(made.tau, {kRows})};
}

namespace {

// The state of the iteration on one matrix: d and e [1, n, 1] (e ends in 0), vectors as rows.
struct Tridiagonal {
  Value d, e, rows;
};

// The block that is worked on: from l towards end, in direction +1 (QL) or -1 (QR), in `steps`.
struct Block {
  Value l, end, direction, steps;
};

Value Lower(Value a, Value b) { return a.builder().Binary("minimum", a, b); }

// The element of `e` between positions i and i + direction.
Value Between(Value i, Value direction) { return Lower(i, i + direction); }

Builder::State Pack(const Tridiagonal& t, const Block& block) {
  return {t.d, t.e, t.rows, block.l, block.end, block.direction, block.steps};
}
Tridiagonal TridiagonalOf(const Builder::State& s) { return {s[0], s[1], s[2]}; }
Block BlockOf(const Builder::State& s) { return {s[3], s[4], s[5], s[6]}; }

Builder::State SolvePair(Builder&, const Builder::State& state) {
  Tridiagonal t = TridiagonalOf(state);
  Block block = BlockOf(state);
  const Value i = Between(block.l, block.direction);
  const Value j = i + 1.0;
  const SymmetricPair pair = EigenvaluesOfSymmetric(Element(t.d, i), Element(t.e, i), Element(t.d, j));
  t.d = WithElement(WithElement(t.d, i, pair.first), j, pair.second);
  t.e = WithElement(t.e, i, t.e.builder().Scalar(t.e.type(), 0));
  t.rows = RotateRows(t.rows, i, j, pair.rotation);
  block.l = block.l + block.direction * 2.0;
  return Pack(t, block);
}

// One implicit step on positions l .. m: the bulge is chased from m to l.
Builder::State QlStep(Builder& b, const Builder::State& state) {
  const Tridiagonal t = TridiagonalOf(state);
  Block block = BlockOf(state);
  const Value m = state[7], direction = block.direction;
  const Value first = Between(block.l, direction);
  const Value p = Element(t.d, block.l), off = Element(t.e, first);
  const Value ratio = (Element(t.d, block.l + direction) - p) / (off * 2.0);
  const Value shifted = Element(t.d, m) - p + off / (ratio + WithSign(Hypot(ratio, b.Like(ratio, 1)), ratio));
  const Value one = b.Like(p, 1), zero = b.Like(p, 0);
  const Builder::State swept = b.While(
      {m - direction, t.d, t.e, t.rows, shifted, one, one, zero, m, block.l, direction},
      [](Builder& c, const Builder::State& s) { return c.Compare("GE", (s[0] - s[9]) * s[10], 0.0); },
      [](Builder& c, const Builder::State& s) {
        const Value i = s[0], d = s[1], e = s[2], g = s[4], cosine = s[5], sine = s[6], along = s[10];
        const Value next = i + along;
        const Value here = Element(e, Between(i, along));
        const Value f = sine * here, h = cosine * here;
        const ZeroingRotation turn = RotationToZero(g, f);
        const Value before = Between(next, along);
        const Value inner = c.Ne(next, s[8]);
        const Value new_e = WithElement(e, before, Choose(inner, turn.r, Element(e, before)));
        const Value g1 = Element(d, next) - s[7];
        const Value r = (Element(d, i) - g1) * turn.rotation.s + turn.rotation.c * h * 2.0;
        const Value p1 = turn.rotation.s * r;
        return Builder::State{i - along,
                              WithElement(d, next, g1 + p1),
                              new_e,
                              RotateRows(s[3], next, i, turn.rotation),
                              turn.rotation.c * r - h,
                              turn.rotation.c,
                              turn.rotation.s,
                              p1,
                              s[8],
                              s[9],
                              along};
      });
  block.steps = block.steps + 1.0;
  return Pack({WithElement(swept[1], block.l, Element(swept[1], block.l) - swept[7]),
               WithElement(swept[2], first, swept[4]), swept[3]},
              block);
}

// Finds the end m of the part at l that does not fall apart, and makes progress on it.
Builder::State Advance(Builder& b, const Builder::State& state) {
  Tridiagonal t = TridiagonalOf(state);
  const Block block = BlockOf(state);
  const Machine machine = MachineOf(t.d.type());
  const int64_t n = t.d.dim(1);
  const Value positions = Positions(t.d, kRows);
  const Value following = b.Pad(t.d, b.Scalar(t.d.type(), 0), {{}, {-1, 1, 0}, {}});
  const Value limit = Abs(t.d) * (machine.epsilon * machine.epsilon) * Abs(following) + machine.tiny;
  const Value small = b.Le(t.e * t.e, limit);
  const Value upwards = b.Compare("GT", block.direction, 0.0);
  const Value low = Lower(block.l, block.end);
  const Value high = b.Binary("maximum", block.l, block.end);
  const Value inside = Both(Both(Compared("GE", positions, low), Compared("LT", positions, high)), small);
  const Value first = b.Reshape(Smallest(Choose(inside, positions, static_cast<double>(n)), kRows), {});
  const Value last = b.Reshape(Largest(Choose(inside, positions, -1), kRows), {});
  const Value split = Choose(upwards, first, last);  // the element of e that is 0
  const Value found = b.Compare("GE", split, 0.0) & b.Compare("LT", split, static_cast<double>(n));
  const Value m = Choose(found, Choose(upwards, split, split + 1.0), block.end);
  t.e = Choose(Both(Compared("EQ", positions, split), found), b.Scalar(t.e.type(), 0), t.e);
  Builder::State arguments = Pack(t, block);
  arguments.push_back(m);
  return b.Conditional(
      b.Eq(m, block.l), arguments,
      [](Builder&, const Builder::State& s) {
        Block next = BlockOf(s);
        next.l = next.l + next.direction;
        return Pack(TridiagonalOf(s), next);
      },
      [](Builder& c, const Builder::State& s) {
        return c.Conditional(c.Eq(s[7], s[3] + s[5]), s, SolvePair, QlStep);
      });
}

// Splits off the block that begins at `start` and finishes it.
Builder::State SolveBlock(Builder& b, const Builder::State& state) {
  const Value start = state[0], d = state[1], e = state[2], most = state[5];
  const Value positions = Positions(d, kRows);
  const Value following = b.Pad(d, b.Scalar(d.type(), 0), {{}, {-1, 1, 0}, {}});
  const Value limit = Sqrt(Abs(d)) * Sqrt(Abs(following)) * MachineOf(d.type()).epsilon;
  const Value small = Both(b.Le(Abs(e), limit), Compared("GE", positions, start));
  const double last = static_cast<double>(d.dim(1) - 1);
  const Value end = b.Reshape(Smallest(Choose(small, positions, last), kRows), {});
  const Value cut = Choose(Compared("EQ", positions, end), b.Scalar(e.type(), 0), e);
  const Value reverse = b.Lt(Abs(Element(d, end)), Abs(Element(d, start)));
  const Value one = b.Scalar(Type::kS32, 1);
  Builder::State inner = Pack({d, cut, state[3]}, {Choose(reverse, end, start), Choose(reverse, start, end),
                                                   Choose(reverse, -one, one), state[4]});
  inner.push_back(most);
  const Builder::State done = b.While(
      inner,
      [](Builder& c, const Builder::State& s) {
        const Block block = BlockOf(s);
        return c.Compare("GE", (block.end - block.l) * block.direction, 0.0) & c.Lt(block.steps, s[7]);
      },
      [](Builder& c, const Builder::State& s) {
        Builder::State next = Advance(c, Builder::State(s.begin(), s.begin() + 7));
        next.push_back(s[7]);
        return next;
      });
  return {end + 1.0, done[0], done[1], done[2], done[6], most};
}

}  // namespace

EighResult Eigh(Value a, bool lower) {
  Builder& b = a.builder();
  const int64_t n = a.dim(1);
  const Type part = hlo::PartType(a.type());
  const Value scale = SafeScale(a);
  const Value scaled = Scaled(a, scale);
  const TridiagonalResult t = TridiagonalizeLower(lower ? scaled : FromBehind(scaled));
  Value diagonal = t.diagonal, off = t.off_diagonal;
  if (!lower) {
    diagonal = b.Reverse(diagonal, {kRows});
    off = b.Pad(b.Reverse(off, {kRows}), b.Scalar(part, 0), {{}, {-1, 1, 0}, {}});
  }
  const std::vector<hlo::Shape> shapes = {hlo::MakeShape(part, {1, n, 1}), hlo::MakeShape(part, {1, n, n}),
                                          hlo::MakeShape(Type::kS32, {1, 1, 1})};
  const std::vector<Value> solved = ForEachMatrix(
      {diagonal, off, AllFinite(a)}, shapes, [n, part](Builder& one, const std::vector<Value>& v) {
        const Value zero = one.Scalar(Type::kS32, 0);
        const Value most = one.Scalar(Type::kS32, kStepsPerValue * static_cast<double>(n));
        const Value steps = Choose(one.Reshape(v[2], {}), zero, most);
        const Builder::State done = one.While(
            {zero, v[0], v[1], Identity(one, part, 1, n, n), steps, most},
            [n](Builder& c, const Builder::State& s) {
              return c.Compare("LT", s[0], static_cast<double>(n)) & c.Lt(s[4], s[5]);
            },
            SolveBlock);
        const std::vector<Value> sorted = SortAscending({done[1], done[3]});
        const Value failed = one.Convert(one.Ge(done[4], most), Type::kS32);
        return std::vector<Value>{sorted[0], sorted[1], one.Reshape(failed, {1, 1, 1})};
      });
  const Value columns = Widened(b.TransposeMinor(solved[1]), a.type());
  const auto turned = [&](Value x) { return lower ? x : b.Reverse(x, {kRows}); };
  const Value vectors = turned(ApplyReflectors(t.a, t.tau, turned(columns), Side::kLeft, Op::kPlain, 1));
  return {vectors, Over(solved[0], scale), solved[2]};
}

}  // namespace tmb::linalg
