// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Operations of CHLO that are no HLO opcode.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "converter/stablehlo/translation.h"

namespace tmb::stablehlo {

bool TranslateSquare(Translation& t) {
  if (!t.NeedOperands(1)) return false;
  t.Emit("multiply", {t.op.operands[0], t.op.operands[0]});
  return true;
}

// Operands align at their last dimensions, or the shorter one where broadcast_dimensions says.
bool TranslateBroadcasting(Translation& t) {
  const OperationRow& row = *FindOperation(t.op.name);
  if (t.op.results.size() != 1) return t.Fail("has one result");
  std::vector<int64_t> mapped;
  if (!t.Read("broadcast_dimensions", mapped)) return false;
  const int64_t rank = t.op.results[0].Rank();
  std::vector<hlo::Instruction*> operands;
  for (hlo::Instruction* operand : t.op.operands) {
    const int64_t own = operand->shape.Rank();
    if (operand->shape.dims == t.op.results[0].dims) {
      operands.push_back(operand);
      continue;
    }
    std::vector<int64_t> dims(static_cast<size_t>(own));
    std::iota(dims.begin(), dims.end(), rank - own);
    if (own != rank && mapped.size() == dims.size()) dims = mapped;
    hlo::Instruction* wide = t.BroadcastTo(operand, t.op.results[0], dims);
    if (wide == nullptr) return false;
    operands.push_back(wide);
  }
  return t.Copy(row.attributes, t.Emit(row.opcode, std::move(operands)));
}

bool TranslateScan(Translation& t) {
  hlo::Instruction& scan = t.Emit("scan", t.op.operands);
  int64_t dimension = 0;
  if (!t.Read("dimension", dimension)) return false;
  scan.dimensions = {dimension};
  return t.Copy("is_reverse", scan);
}

}  // namespace tmb::stablehlo
