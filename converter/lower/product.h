// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Products with constant f32 weights: the choice between
// MatVecF32, which reads the weights once for each row, and DotF32, which reads them once for a
// tile of rows.
#ifndef TMB_CONVERTER_LOWER_PRODUCT_H_
#define TMB_CONVERTER_LOWER_PRODUCT_H_

#include <string>

#include "converter/lower/lowering.h"
#include "converter/lower/packed_weights.h"

namespace tmb {

// y[m, n] of dense x [m, k] and constant w, whose element (k, n) lies at w + k * w_k + n * w_n bytes.
struct Product {
  Operand x, w;
  int64_t m = 1, n = 1, k = 1;
  int64_t w_k = 0, w_n = 0;
  std::optional<ColumnScales> scales;  // of integers
};

// Appends the instruction for the product and what follows it in `epilogue`.
Result<void> EmitProduct(Lowering& lowering, const hlo::Instruction& origin, const Product& product,
                         const Epilogue& epilogue);

// The Ref of an operand that may be missing.
fb::Ref AddOptional(Program& program, const std::optional<Operand>& operand);

// The planner may put the result on the residual.
void SetResidualInPlace(tmb::Instruction& instruction, const Epilogue& epilogue, BufferId result);

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_PRODUCT_H_
