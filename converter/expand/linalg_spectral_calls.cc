// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Eigenvalues, singular values and the reductions before them.

#include <limits>

#include "converter/expand/linalg.h"
#include "converter/expand/linalg_calls.h"
#include "converter/expand/linalg_operands.h"

namespace tmb::linalg {

using hlo::Instruction;

Results ExpandSyevd(Builder& b, const Instruction& instruction) {
  Operands operands(b, instruction);
  TMB_CHECK_OK(operands.Require({2}));
  TMB_CHECK_OK(operands.RequireSquare(0));
  TMB_ASSIGN(const int64_t uplo, Attribute(instruction, "uplo", {'L', 'U'}));
  const EighResult made = Eigh(operands[0], uplo == 'L');
  return Results({operands.Matrix(made.vectors), operands.Vector(made.values), operands.Number(made.info)});
}

// backend_config: "lower,sort,sweeps,tolerance"; the values are sorted in any case.
Results ExpandEigh(Builder& b, const Instruction& instruction) {
  Operands operands(b, instruction);
  TMB_CHECK_OK(operands.Require({2}));
  TMB_CHECK_OK(operands.RequireSquare(0));
  const EighResult made = Eigh(operands[0], !instruction.backend_config->starts_with('0'));
  const Value good = b.Compare("EQ", made.info, 0.0);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  return Results(
      {operands.Matrix(Choose(good, made.vectors, nan)), operands.Vector(Choose(good, made.values, nan))});
}

Results ExpandSytrd(Builder& b, const Instruction& instruction) {
  Operands operands(b, instruction);
  TMB_CHECK_OK(operands.Require({2}));
  TMB_CHECK_OK(operands.RequireSquare(0));
  TMB_ASSIGN(const int64_t uplo, Attribute(instruction, "uplo", {'L', 'U'}));
  const TridiagonalResult made = Tridiagonalize(operands[0], uplo == 'L');
  const Value info = b.Full(hlo::Type::kS32, 0, operands.batch_dims());
  return Results({operands.Matrix(made.a), operands.Vector(made.diagonal), operands.Vector(made.off_diagonal),
                  operands.Vector(made.tau), info});
}

namespace {

// Results: a, which LAPACK overwrites, values, u, vh, info.
Results DecomposeSingular(Builder& b, const Instruction& instruction, SvdRoutine routine) {
  Operands operands(b, instruction);
  TMB_CHECK_OK(operands.Require({2}));
  TMB_ASSIGN(const int64_t mode, Attribute(instruction, "mode", {'A', 'S', 'N'}));
  const SvdResult made = Svd(operands[0], {.routine = routine, .vectors = mode != 'N', .full = mode == 'A'});
  Value u, vh;
  if (mode != 'N') {
    u = operands.Matrix(made.u);
    vh = operands.Matrix(made.vh);
  } else if (instruction.shape.tuple.size() == 5) {  // of any shape, and not read
    u = b.Full(operands[0].type(), 0, instruction.shape.tuple[2].dims);
    vh = b.Full(operands[0].type(), 0, instruction.shape.tuple[3].dims);
  } else {
    return Malformed("has not five results");
  }
  return Results(
      {operands.Matrix(operands[0]), operands.Vector(made.values), u, vh, operands.Number(made.info)});
}

}  // namespace

Results ExpandGesdd(Builder& b, const Instruction& instruction) {
  return DecomposeSingular(b, instruction, SvdRoutine::kGesdd);
}

Results ExpandGesvd(Builder& b, const Instruction& instruction) {
  return DecomposeSingular(b, instruction, SvdRoutine::kGesvd);
}

Results ExpandGehrd(Builder& b, const Instruction& instruction) {
  Operands operands(b, instruction);
  TMB_CHECK_OK(operands.Require({2}));
  TMB_CHECK_OK(operands.RequireSquare(0));
  TMB_CHECK_OK(Attribute(instruction, "low", {1}));
  TMB_CHECK_OK(Attribute(instruction, "high", {operands[0].dim(1)}));
  const HessenbergResult made = Hessenberg(operands[0]);
  const Value info = b.Full(hlo::Type::kS32, 0, operands.batch_dims());
  const Value tau = b.SliceIn(made.tau, kRows, 0, made.tau.dim(1) - 1);
  return Results({operands.Matrix(made.a), operands.Vector(tau), info});
}

// Results: t, vectors, eigenvalues (real ones: in two parts), how many were selected, info.
Results ExpandGees(Builder& b, const Instruction& instruction) {
  Operands operands(b, instruction);
  TMB_CHECK_OK(operands.Require({2}));
  TMB_CHECK_OK(operands.RequireSquare(0));
  TMB_CHECK_OK(Attribute(instruction, "sort", {'N'}));
  const SchurResult made = Schur(operands[0]);
  std::vector<Value> results = {operands.Matrix(made.t), operands.Matrix(made.vectors)};
  if (hlo::IsComplex(operands[0].type())) {
    results.push_back(operands.Vector(Diagonal(made.t)));
  } else {
    for (const Value& part : EigenvaluesOfSchurForm(made.t)) results.push_back(operands.Vector(part));
  }
  results.push_back(b.Full(hlo::Type::kS32, 0, operands.batch_dims()));
  results.push_back(operands.Number(made.info));
  return results;
}

// Results: eigenvalues (real matrices: in two parts), left and right vectors, info.
Results ExpandGeev(Builder& b, const Instruction& instruction) {
  Operands operands(b, instruction);
  TMB_CHECK_OK(operands.Require({2}));
  TMB_CHECK_OK(operands.RequireSquare(0));
  TMB_ASSIGN(const int64_t left, Attribute(instruction, "compute_left", {'N', 'V'}));
  TMB_ASSIGN(const int64_t right, Attribute(instruction, "compute_right", {'N', 'V'}));
  const EigResult made = Eig(operands[0], left == 'V', right == 'V');
  std::vector<Value> results;
  for (const Value& part : made.values) results.push_back(operands.Vector(part));
  results.insert(results.end(),
                 {operands.Matrix(made.left), operands.Matrix(made.right), operands.Number(made.info)});
  return results;
}

}  // namespace tmb::linalg
