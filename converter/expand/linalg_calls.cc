// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Factorisations and systems: Cholesky, LU, QR, triangular, tridiagonal.

#include "converter/expand/linalg_calls.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "converter/expand/linalg.h"
#include "converter/expand/linalg_operands.h"

namespace tmb::linalg {

using hlo::Instruction;
using hlo::Type;

Results ExpandCholesky(Builder& b, const Instruction& instruction) {
  Operands operands(b, instruction);
  TMB_CHECK_OK(operands.Require({2}));
  TMB_CHECK_OK(operands.RequireSquare(0));
  const CholeskyResult made = Cholesky(operands[0], instruction.lower);
  const Value good = b.Compare("EQ", made.info, 0.0);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  return Results({operands.Matrix(Choose(good, made.factor, nan))});
}

// The triangle that was not read stays as it was.
Results ExpandPotrf(Builder& b, const Instruction& instruction) {
  Operands operands(b, instruction);
  TMB_CHECK_OK(operands.Require({2}));
  TMB_CHECK_OK(operands.RequireSquare(0));
  TMB_ASSIGN(const int64_t uplo, Attribute(instruction, "uplo", {'L', 'U'}));
  const Value a = operands[0];
  const CholeskyResult made = Cholesky(a, uplo == 'L');
  const Value read = Compared(uplo == 'L' ? "GE" : "LE", Positions(a, kRows), Positions(a, kColumns));
  return Results({operands.Matrix(Choose(read, made.factor, a)), operands.Number(made.info)});
}

namespace {

Results SolveTriangular(Operands& operands, const TriangularOptions& options) {
  TMB_CHECK_OK(operands.Require({2, 2}));
  TMB_CHECK_OK(operands.RequireSquare(0));
  TMB_CHECK_OK(operands.RequireExtent(1, options.left ? 0 : 1, operands[0].dim(1)));
  return Results({operands.Matrix(TriangularSolve(operands[0], operands[1], options))});
}

}  // namespace

Results ExpandTriangularSolve(Builder& b, const Instruction& instruction) {
  Operands operands(b, instruction);
  const bool adjoint = instruction.transpose_a == "ADJOINT";
  return SolveTriangular(operands, {.left = instruction.left_side,
                                    .lower = instruction.lower,
                                    .unit_diagonal = instruction.unit_diagonal,
                                    .transpose = adjoint || instruction.transpose_a == "TRANSPOSE",
                                    .conjugate = adjoint});
}

Results ExpandTrsm(Builder& b, const Instruction& instruction) {
  TMB_ASSIGN(const int64_t side, Attribute(instruction, "side", {'L', 'R'}));
  TMB_ASSIGN(const int64_t uplo, Attribute(instruction, "uplo", {'L', 'U'}));
  TMB_ASSIGN(const int64_t trans, Attribute(instruction, "trans_x", {'N', 'T', 'C'}));
  TMB_ASSIGN(const int64_t diag, Attribute(instruction, "diag", {'N', 'U'}));
  Operands operands(b, instruction);
  return SolveTriangular(operands, {.left = side == 'L',
                                    .lower = uplo == 'L',
                                    .unit_diagonal = diag == 'U',
                                    .transpose = trans != 'N',
                                    .conjugate = trans == 'C'});
}

Results ExpandGetrf(Builder& b, const Instruction& instruction) {
  Operands operands(b, instruction);
  TMB_CHECK_OK(operands.Require({2}));
  const LuResult made = Lu(operands[0]);
  return Results({operands.Matrix(made.lu), operands.Vector(made.pivots + 1.0), operands.Number(made.info)});
}

Results ExpandLuDecomposition(Builder& b, const Instruction& instruction) {
  Operands operands(b, instruction);
  TMB_CHECK_OK(operands.Require({2}));
  const LuResult made = Lu(operands[0]);
  return Results({operands.Matrix(made.lu), operands.Vector(made.pivots), operands.Vector(made.permutation)});
}

// JAX gives all diagonals n elements: the lower one is unused at its start, the upper one at its end.
Results ExpandGtsv(Builder& b, const Instruction& instruction) {
  Operands operands(b, instruction);
  TMB_CHECK_OK(operands.Require({1, 1, 1, 2}));
  const int64_t n = operands[1].dim(1);
  for (const size_t i : {0u, 2u, 3u}) TMB_CHECK_OK(operands.RequireExtent(i, 0, n));
  const Value zero = b.Scalar(operands[0].type(), 0), rows = Positions(operands[0], kRows);
  const Value first = b.Compare("EQ", rows, 0.0), last = b.Compare("EQ", rows, static_cast<double>(n - 1));
  const TridiagonalSolveResult made =
      TridiagonalSolve(b.Pad(operands[0], zero, {{}, {-1, 1, 0}, {}}), operands[1],
                       Choose(last, zero, operands[2]), operands[3]);
  const Value lower = Choose(first, operands[0], b.Pad(made.lower, zero, {{}, {1, -1, 0}, {}}));
  const Value upper = Choose(last, operands[2], made.upper);
  return Results({operands.Vector(lower), operands.Vector(made.diagonal), operands.Vector(upper),
                  operands.Matrix(made.x), operands.Number(made.info)});
}

Results ExpandGeqrf(Builder& b, const Instruction& instruction) {
  Operands operands(b, instruction);
  TMB_CHECK_OK(operands.Require({2}));
  const QrResult made = Qr(operands[0], ColumnPivoting::kOff);
  return Results({operands.Matrix(made.qr), operands.Vector(made.tau)});
}

namespace {

bool IsZero(const Instruction* instruction) {
  while (instruction->opcode == "broadcast" || instruction->opcode == "reshape")
    instruction = instruction->operands[0];
  if (instruction->opcode != "constant" || instruction->literal == nullptr) return false;
  const std::vector<uint8_t>& data = instruction->literal->data;
  return std::all_of(data.begin(), data.end(), [](uint8_t byte) { return byte == 0; });
}

}  // namespace

// Operand 1 says which columns come first; 0: none.
Results ExpandGeqp3(Builder& b, const Instruction& instruction) {
  if (instruction.operands.size() != 2 || !IsZero(instruction.operands[1])) {
    return Unsupported("columns chosen by the caller (its operand 1 other than zeros) are not supported");
  }
  Instruction matrix_only = {};
  matrix_only.operands = {instruction.operands[0]};
  Operands operands(b, matrix_only);
  TMB_CHECK_OK(operands.Require({2}));
  const QrResult made = Qr(operands[0], ColumnPivoting::kOn);
  return Results(
      {operands.Matrix(made.qr), operands.Vector(made.permutation + 1.0), operands.Vector(made.tau)});
}

Results ExpandOrgqr(Builder& b, const Instruction& instruction) {
  Operands operands(b, instruction);
  TMB_CHECK_OK(operands.Require({2, 1}));
  const Value a = operands[0], tau = operands[1];
  if (tau.dim(1) > a.dim(2) || a.dim(2) > a.dim(1)) {
    return Malformed(fmt::format("operands {} and {}: expected rows >= columns >= reflectors",
                                 instruction.operands[0]->shape.ToString(),
                                 instruction.operands[1]->shape.ToString()));
  }
  const Value identity = Identity(b, a.type(), operands.batch(), a.dim(1), a.dim(2));
  return Results({operands.Matrix(ApplyReflectors(a, tau, identity, Side::kLeft, Op::kPlain))});
}

Results ExpandOrmqr(Builder& b, const Instruction& instruction) {
  TMB_ASSIGN(const int64_t left, Attribute(instruction, "left", {0, 1}));
  TMB_ASSIGN(const int64_t adjoint, Attribute(instruction, "transpose", {0, 1}));
  Operands operands(b, instruction);
  TMB_CHECK_OK(operands.Require({2, 1, 2}));
  TMB_CHECK_OK(operands.RequireExtent(2, left != 0 ? 0 : 1, operands[0].dim(1)));
  if (operands[1].dim(1) > operands[0].dim(2)) return Malformed("has more reflectors than columns");
  return Results({operands.Matrix(ApplyReflectors(operands[0], operands[1], operands[2],
                                                  left != 0 ? Side::kLeft : Side::kRight,
                                                  adjoint != 0 ? Op::kAdjoint : Op::kPlain))});
}

}  // namespace tmb::linalg
