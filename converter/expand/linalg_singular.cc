// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Singular values of a real upper bidiagonal matrix by implicit QR steps, as LAPACK's
// bdsqr: to high relative accuracy, with the zero-shift step where that needs it. Both
// directions are one code: a step goes from `start` to `end` of the block [low, high].

#include <algorithm>
#include <cmath>

#include "converter/expand/linalg_bidiagonal.h"
#include "converter/expand/linalg_rotations.h"

namespace tmb::linalg {

using hlo::Type;

namespace {

constexpr double kMaxSweeps = 6;  // bdsqr's MAXITR

double Tolerance(Type type) {
  const double epsilon = MachineOf(type).epsilon;
  return std::max(10.0, std::min(100.0, std::pow(epsilon, -0.125))) * epsilon;
}

Value Lower(Value a, Value b) { return a.builder().Binary("minimum", a, b); }
Value Equal(Value a, Value b) { return a.builder().Eq(a, b); }

// What the loops carry.
struct Bidiagonal {
  Value d, e, vt, ut;  // d, e: [1, n, 1], e ends in 0; the vectors as rows
  Value low, high;     // the block; all behind `high` is done
  Value direction;     // +1: from low to high
  Value old_low, old_high, steps, threshold, most;

  static constexpr size_t kCount = 12;
  Builder::State State() const {
    return {d, e, vt, ut, low, high, direction, old_low, old_high, steps, threshold, most};
  }
  static Bidiagonal Of(const Builder::State& s) {
    return {s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[9], s[10], s[11]};
  }
  Value Start() const { return Choose(Down(), low, high); }
  Value End() const { return Choose(Down(), high, low); }
  Value Down() const { return direction.builder().Compare("GT", direction, 0.0); }
  // The element of e between positions i and i + direction.
  Value Between(Value i) const { return Lower(i, i + direction); }
  // The first rotation of a step belongs to the right vectors when it goes down.
  void Rotate(Value i, const Rotation& first, const Rotation& second) {
    const Value down = Down();
    const auto pick = [&down](const Rotation& x, const Rotation& y) {
      return Rotation{Choose(down, x.c, y.c), Choose(down, x.s, y.s)};
    };
    vt = RotateRows(vt, i, i + direction, pick(first, second));
    ut = RotateRows(ut, i, i + direction, pick(second, first));
  }
};

Value Absolute(Value vector, Value index) { return Abs(Element(vector, index)); }

// ---- one step: state[12...] of the loops is i and what goes from position to position

using StepBody = Builder::State (*)(Bidiagonal& t, Value i, const Builder::State& carried);

// Runs `body` for i = start ... end - direction. Returns the state and what was carried.
Builder::State Sweep(Builder& b, const Bidiagonal& t, const Builder::State& carried, StepBody body) {
  Builder::State state = t.State();
  state.push_back(t.Start());
  state.insert(state.end(), carried.begin(), carried.end());
  state = b.While(
      state,
      [](Builder& c, const Builder::State& s) {
        return c.Ne(s[Bidiagonal::kCount], Bidiagonal::Of(s).End());
      },
      [body](Builder&, const Builder::State& s) {
        Bidiagonal next = Bidiagonal::Of(s);
        const Value i = s[Bidiagonal::kCount];
        const Builder::State made =
            body(next, i, Builder::State(s.begin() + Bidiagonal::kCount + 1, s.end()));
        Builder::State all = next.State();
        all.push_back(i + next.direction);
        all.insert(all.end(), made.begin(), made.end());
        return all;
      });
  return state;
}

// e between i - direction and i becomes `value`, unless i is the start.
void SetBehind(Bidiagonal& t, Value i, Value value) {
  const Value at = Lower(i - t.direction, i);
  t.e = WithElement(t.e, at, Choose(Equal(i, t.Start()), Element(t.e, at), value));
}

// carried: c and s of both rotations.
Builder::State ZeroShiftBody(Bidiagonal& t, Value i, const Builder::State& carried) {
  const Value next = i + t.direction;
  const ZeroingRotation first = RotationToZero(Element(t.d, i) * carried[0], Element(t.e, t.Between(i)));
  SetBehind(t, i, carried[3] * first.r);
  const ZeroingRotation second = RotationToZero(carried[2] * first.r, Element(t.d, next) * first.rotation.s);
  t.d = WithElement(t.d, i, second.r);
  t.Rotate(i, first.rotation, second.rotation);
  return {first.rotation.c, first.rotation.s, second.rotation.c, second.rotation.s};
}

// carried: f and g, what is to be rotated.
Builder::State ShiftedBody(Bidiagonal& t, Value i, const Builder::State& carried) {
  const Value next = i + t.direction, between = t.Between(i), beyond = t.Between(next);
  const ZeroingRotation first = RotationToZero(carried[0], carried[1]);
  SetBehind(t, i, first.r);
  const auto [c1, s1] = first.rotation;
  const Value d = Element(t.d, i), e = Element(t.e, between), d_next = Element(t.d, next);
  const Value e1 = c1 * e - s1 * d, d_next1 = c1 * d_next;
  const ZeroingRotation second = RotationToZero(c1 * d + s1 * e, s1 * d_next);
  const auto [c2, s2] = second.rotation;
  t.d = WithElement(WithElement(t.d, i, second.r), next, c2 * d_next1 - s2 * e1);
  const Value e_beyond = Element(t.e, beyond);
  const Value inner = !Equal(next, t.End());
  t.e = WithElement(WithElement(t.e, between, e1), beyond,
                    Choose(inner, c2 * e_beyond, Choose(Equal(beyond, between), e1, e_beyond)));
  t.Rotate(i, first.rotation, second.rotation);
  return {c2 * e1 + s2 * d_next1, s2 * e_beyond};
}

Builder::State ZeroShiftStep(Builder& b, const Builder::State& state) {
  const Bidiagonal t = Bidiagonal::Of(state);
  const Value one = b.Scalar(t.d.type(), 1), zero = b.Scalar(t.d.type(), 0);
  const Builder::State swept = Sweep(b, t, {one, zero, one, zero}, ZeroShiftBody);
  Bidiagonal done = Bidiagonal::Of(swept);
  const Value end = done.End();
  const Value h = Element(done.d, end) * swept[Bidiagonal::kCount + 1];
  done.d = WithElement(done.d, end, h * swept[Bidiagonal::kCount + 3]);
  done.e = WithElement(done.e, Lower(end - done.direction, end), h * swept[Bidiagonal::kCount + 4]);
  return done.State();
}

Builder::State ShiftedStep(Builder& b, const Builder::State& state) {
  const Bidiagonal t = Bidiagonal::Of(state);
  const Value shift = state[Bidiagonal::kCount];
  const Value d = Element(t.d, t.Start());
  const Value f = (Abs(d) - shift) * (WithSign(b.Scalar(d.type(), 1), d) + shift / d);
  const Builder::State swept = Sweep(b, t, {f, Element(t.e, t.Between(t.Start()))}, ShiftedBody);
  Bidiagonal done = Bidiagonal::Of(swept);
  const Value end = done.End();
  done.e = WithElement(done.e, Lower(end - done.direction, end), swept[Bidiagonal::kCount + 1]);
  return done.State();
}

// ---- what to do next

struct Checked {
  Value e, smallest, found;
};

// Sets the first element of e that is negligible to 0, going from start to end; otherwise a lower
// bound of the smallest singular value.
Checked CheckBlock(Builder& b, const Bidiagonal& t) {
  const double tolerance = Tolerance(t.d.type());
  const Value end = t.End(), last = Lower(end - t.direction, end);
  const Value at_end = b.Le(Absolute(t.e, last), Absolute(t.d, end) * tolerance);
  const Value e = WithElement(t.e, last, Choose(at_end, b.Scalar(t.e.type(), 0), Element(t.e, last)));
  const Value mu = Absolute(t.d, t.Start());
  const Builder::State checked = b.While(
      {t.Start(), mu, mu, e, at_end, t.d, end, t.direction},
      [](Builder& c, const Builder::State& s) { return c.Ne(s[0], s[6]) & !s[4]; },
      [tolerance](Builder& c, const Builder::State& s) {
        const Value next = s[0] + s[7], between = Lower(s[0], next);
        const Value off = Element(s[3], between);
        const Value small = c.Le(Abs(off), s[1] * tolerance);
        const Value following = Absolute(s[5], next) * (s[1] / (s[1] + Abs(off)));
        return Builder::State{next,
                              following,
                              Choose(small, s[2], Lower(s[2], following)),
                              WithElement(s[3], between, Choose(small, c.Scalar(off.type(), 0), off)),
                              small,
                              s[5],
                              s[6],
                              s[7]};
      });
  return {checked[3], checked[2], checked[4]};
}

Value Shift(Builder& b, const Bidiagonal& t, Value smallest) {
  const Machine machine = MachineOf(t.d.type());
  const double tolerance = Tolerance(t.d.type());
  const Value positions = Positions(t.d, kRows);
  const Value inside = Both(Compared("GE", positions, t.low), Compared("LE", positions, t.high));
  const Value coupled = Both(inside, Compared("LT", positions, t.high));
  const Value sizes = Max(Choose(inside, Abs(t.d), 0), Choose(coupled, Abs(t.e), 0));
  const Value largest = b.Reshape(Largest(sizes, kRows), {});
  const double n = static_cast<double>(t.d.dim(1));
  const Value hopeless =
      b.Compare("LE", smallest / largest * (n * tolerance), std::max(machine.epsilon, 0.01 * tolerance));
  const Value end = t.End(), before = end - t.direction;
  const Value shift =
      SmallestSingularValue(Element(t.d, before), Element(t.e, Lower(before, end)), Element(t.d, end));
  const Value ratio = shift / Absolute(t.d, t.Start());
  const Value negligible = b.Compare("LT", ratio * ratio, machine.epsilon);
  return Choose(hopeless | negligible, b.Scalar(shift.type(), 0), shift);
}

Builder::State Step(Builder& b, const Builder::State& state) {
  Bidiagonal t = Bidiagonal::Of(state);
  const Value smallest = state[Bidiagonal::kCount];
  const Value shift = Shift(b, t, smallest);
  t.old_low = t.low;
  t.old_high = t.high;
  t.steps = t.steps + (t.high - t.low);
  Builder::State arguments = t.State();
  arguments.push_back(shift);
  return b.Conditional(b.Compare("EQ", shift, 0.0), arguments, ZeroShiftStep, ShiftedStep);
}

Builder::State WorkOnBlock(Builder& b, const Builder::State& state) {
  Bidiagonal t = Bidiagonal::Of(state);
  const Value fresh = b.Gt(t.low, t.old_high) | b.Lt(t.high, t.old_low);
  const Value falling = b.Ge(Absolute(t.d, t.low), Absolute(t.d, t.high));
  const Value one = b.Scalar(Type::kS32, 1);
  t.direction = Choose(fresh, Choose(falling, one, -one), t.direction);
  const Checked checked = CheckBlock(b, t);
  t.e = checked.e;
  Builder::State arguments = t.State();
  arguments.push_back(checked.smallest);
  return b.Conditional(
      checked.found, arguments, [](Builder&, const Builder::State& s) { return Bidiagonal::Of(s).State(); },
      Step);
}

Builder::State SolvePair(Builder& b, const Builder::State& state) {
  Bidiagonal t = Bidiagonal::Of(state);
  const SingularPair pair =
      SingularValuesOfTriangular(Element(t.d, t.low), Element(t.e, t.low), Element(t.d, t.high));
  t.d = WithElement(WithElement(t.d, t.low, pair.largest), t.high, pair.smallest);
  t.e = WithElement(t.e, t.low, b.Scalar(t.e.type(), 0));
  t.vt = RotateRows(t.vt, t.low, t.high, pair.right);
  t.ut = RotateRows(t.ut, t.low, t.high, pair.left);
  t.high = t.high - 2.0;
  return t.State();
}

// Finds the last block that does not fall apart and makes progress on it.
Builder::State Advance(Builder& b, const Builder::State& state) {
  Bidiagonal t = Bidiagonal::Of(state);
  const Value positions = Positions(t.e, kRows);
  t.e = Choose(Compared("LE", Abs(t.e), t.threshold), b.Scalar(t.e.type(), 0), t.e);
  const Value cut = Both(b.Compare("EQ", t.e, 0.0), Compared("LT", positions, t.high));
  t.low = b.Reshape(Largest(Choose(cut, positions, -1), kRows), {}) + 1.0;
  return b.Conditional(
      b.Eq(t.low, t.high), t.State(),
      [](Builder&, const Builder::State& s) {
        Bidiagonal next = Bidiagonal::Of(s);
        next.high = next.high - 1.0;
        return next.State();
      },
      [](Builder& c, const Builder::State& s) {
        const Bidiagonal inner = Bidiagonal::Of(s);
        return c.Conditional(c.Eq(inner.low + 1.0, inner.high), s, SolvePair, WorkOnBlock);
      });
}

// Below it an element of e is negligible in any case.
Value Threshold(Builder& b, Value d, Value e) {
  const int64_t n = d.dim(1);
  const Value first = Absolute(d, b.Scalar(Type::kS32, 0));
  const Builder::State bounds =
      b.For(1, n, {first, first, d, e}, [](Builder&, Value i, const Builder::State& s) {
        const Value mu = Absolute(s[2], i) * (s[0] / (s[0] + Absolute(s[3], i - 1.0)));
        const Value known = Choose(i.builder().Compare("EQ", s[0], 0.0), s[0], mu);
        return Builder::State{known, Lower(s[1], known), s[2], s[3]};
      });
  const double size = static_cast<double>(n);
  const Value relative = bounds[1] * (Tolerance(d.type()) / std::sqrt(size));
  const double least = kMaxSweeps * size * size * MachineOf(d.type()).tiny;
  return b.Binary("maximum", relative, b.Scalar(d.type(), least));
}

}  // namespace

BidiagonalSvd SingularValues(const BidiagonalSvd& given, Value finite) {
  Builder& b = given.d.builder();
  const int64_t n = given.d.dim(1);
  const Value zero = b.Scalar(Type::kS32, 0), minus_one = b.Scalar(Type::kS32, -1);
  const double size = static_cast<double>(n);
  const Value most = b.Scalar(Type::kS32, std::min(kMaxSweeps * size * size, 0x1p30));
  Bidiagonal t = {given.d,
                  given.e,
                  given.vt,
                  given.ut,
                  zero,
                  b.Scalar(Type::kS32, size - 1),
                  b.Scalar(Type::kS32, 1),
                  minus_one,
                  minus_one,
                  Choose(finite, zero, most),
                  Threshold(b, given.d, given.e),
                  most};
  t = Bidiagonal::Of(b.While(
      t.State(),
      [](Builder& c, const Builder::State& s) {
        const Bidiagonal now = Bidiagonal::Of(s);
        return c.Compare("GT", now.high, 0.0) & c.Lt(now.steps, now.most);
      },
      Advance));
  const Value negative = b.Compare("LT", t.d, 0.0);
  const Value vt = Choose(negative, -t.vt, t.vt);
  const std::vector<Value> sorted = SortDescending({Abs(t.d), vt, t.ut});
  return {sorted[0], t.e, sorted[1], sorted[2], b.Convert(b.Ge(t.steps, most), Type::kS32)};
}

}  // namespace tmb::linalg
