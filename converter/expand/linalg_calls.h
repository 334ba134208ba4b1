// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The opcodes and custom-calls of linear algebra: they check operands, read attributes,
// call the algorithms of linalg.h and put the results in the order that the caller wants.
#ifndef TMB_CONVERTER_EXPAND_LINALG_CALLS_H_
#define TMB_CONVERTER_EXPAND_LINALG_CALLS_H_

#include "converter/expand/expand.h"

namespace tmb::linalg {

// What an expansion of linear algebra returns: its results in order.
using Results = Result<std::vector<hlo::Value>>;
using Call = Results (*)(hlo::Builder& builder, const hlo::Instruction& instruction);

// Joins the results into what stands for the instruction; refuses operands that are no matrices
// of floats, and a result of another shape than the instruction's.
Result<hlo::Value> RunCall(Call call, hlo::Builder& builder, const hlo::Instruction& instruction);

template <Call call>
Result<hlo::Value> Checked(hlo::Builder& builder, const hlo::Instruction& instruction) {
  return RunCall(call, builder, instruction);
}

Results ExpandCholesky(hlo::Builder& builder, const hlo::Instruction& instruction);
Results ExpandTriangularSolve(hlo::Builder& builder, const hlo::Instruction& instruction);

Results ExpandEigh(hlo::Builder& builder, const hlo::Instruction& instruction);
Results ExpandGees(hlo::Builder& builder, const hlo::Instruction& instruction);
Results ExpandGeev(hlo::Builder& builder, const hlo::Instruction& instruction);
Results ExpandGehrd(hlo::Builder& builder, const hlo::Instruction& instruction);
Results ExpandGeqp3(hlo::Builder& builder, const hlo::Instruction& instruction);
Results ExpandGeqrf(hlo::Builder& builder, const hlo::Instruction& instruction);
Results ExpandGesdd(hlo::Builder& builder, const hlo::Instruction& instruction);
Results ExpandGesvd(hlo::Builder& builder, const hlo::Instruction& instruction);
Results ExpandGetrf(hlo::Builder& builder, const hlo::Instruction& instruction);
Results ExpandGtsv(hlo::Builder& builder, const hlo::Instruction& instruction);
Results ExpandLuDecomposition(hlo::Builder& builder, const hlo::Instruction& instruction);
Results ExpandOrgqr(hlo::Builder& builder, const hlo::Instruction& instruction);
Results ExpandOrmqr(hlo::Builder& builder, const hlo::Instruction& instruction);
Results ExpandPotrf(hlo::Builder& builder, const hlo::Instruction& instruction);
Results ExpandSyevd(hlo::Builder& builder, const hlo::Instruction& instruction);
Results ExpandSytrd(hlo::Builder& builder, const hlo::Instruction& instruction);
Results ExpandTrsm(hlo::Builder& builder, const hlo::Instruction& instruction);

}  // namespace tmb::linalg

#endif  // TMB_CONVERTER_EXPAND_LINALG_CALLS_H_
