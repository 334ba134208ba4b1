// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What the real and the complex iteration share: where a Hessenberg matrix falls apart.

#include "converter/expand/linalg_schur.h"

#include <algorithm>

namespace tmb::linalg {

Value Band(Value h, int64_t offset) {
  const Value columns = Positions(h, kColumns) + static_cast<double>(-offset);
  return Sum(Choose(Compared("EQ", Positions(h, kRows), columns), h, 0), kColumns);
}

Value Shifted(Value vector, int64_t by) {
  Builder& b = vector.builder();
  return b.Pad(vector, b.Scalar(vector.type(), 0), {{}, {-by, by, 0}, {}});
}

// The test of Ahues and Tisseur, as in LAPACK.
Value BlockStart(Value h, Value last) {
  Builder& b = h.builder();
  const Machine machine = MachineOf(h.type());
  const double ulp = 2 * machine.epsilon;
  const double smallest = machine.tiny * static_cast<double>(h.dim(1)) / ulp;
  const Value diagonal = Band(h, 0), below = Band(h, -1), above = Shifted(Band(h, 1), -1);
  const Value before = Shifted(diagonal, -1);
  const Value sub = ManhattanAbs(below), super = ManhattanAbs(above);
  const Value sizes = ManhattanAbs(before) + ManhattanAbs(diagonal);
  const Value neighbours = Shifted(sub, -1) + Shifted(sub, 1);
  const Value weight = Choose(b.Compare("EQ", sizes, 0.0), neighbours, sizes);
  const Value ab = Max(sub, super), ba = Min(sub, super);
  const Value difference = ManhattanAbs(before - diagonal), size = ManhattanAbs(diagonal);
  const Value aa = Max(size, difference), bb = Min(size, difference);
  const Value s = aa + ab;
  const Value bound = Max(bb * (aa / s) * ulp, b.Like(bb, smallest));
  const Value small = b.Le(sub, weight * ulp) & b.Le(ba * (ab / s), bound);
  const Value negligible = b.Compare("LE", sub, smallest) | small;
  const Value positions = Positions(diagonal, kRows);
  const Value starts = Both(negligible, Compared("LE", positions, last));
  return b.Reshape(Largest(Choose(starts, positions, 0), kRows), {});
}

Value CutOff(Value h, Value row) {
  const Value here =
      Both(Compared("EQ", Positions(h, kRows), row), Compared("EQ", Positions(h, kColumns), row - 1.0));
  return Choose(here, h.builder().Scalar(h.type(), 0), h);
}

double MaxSchurSteps(int64_t n) { return 30 * std::max(10.0, static_cast<double>(n)); }

}  // namespace tmb::linalg
