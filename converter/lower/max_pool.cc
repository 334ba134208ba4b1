// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/lower/max_pool.h"

#include <algorithm>

#include "converter/lower/expression.h"
#include "converter/lower/reduce_order.h"

namespace tmb {
namespace {

bool BeginsLowest(const hlo::Instruction& initial) {
  const uint8_t* const element = SplatElement(initial);
  return element != nullptr && *element == 0x80;
}

bool IsWhole(const hlo::WindowDimension& window) {
  return window.size == 1 && window.stride == 1 && window.pad_low == 0 && window.pad_high == 0;
}

}  // namespace

bool IsMaxPool(const hlo::Instruction& reduce_window) {
  const std::vector<hlo::WindowDimension>& window = reduce_window.window;
  if (reduce_window.opcode != "reduce-window" || reduce_window.operands.size() != 2 ||
      reduce_window.shape.type != hlo::Type::kS8 || (window.size() != 3 && window.size() != 4))
    return false;
  const hlo::Computation& reducer = *reduce_window.called[0];
  return IsWhole(window.front()) && IsWhole(window.back()) && IsPlain(reducer) &&
         reducer.root->opcode == "maximum" && BeginsLowest(*reduce_window.operands[1]) &&
         std::all_of(window.begin(), window.end(), [](const hlo::WindowDimension& w) {
           return w.base_dilation == 1 && w.window_dilation == 1;
         });
}

Result<void> EmitMaxPool(Lowering& lowering, const hlo::Instruction& reduce_window) {
  const hlo::Instruction& operand = *reduce_window.operands[0];
  TMB_ASSIGN(const Operand x, DensePlaceOf(lowering, operand));
  const size_t rank = reduce_window.window.size(), w = rank - 2,
               h = rank - 3;  // h is the batch where there is no height
  const bool has_height = rank == 4;
  const auto u = [](int64_t value) { return static_cast<uint32_t>(value); };
  const hlo::WindowDimension rows = has_height ? reduce_window.window[h] : hlo::WindowDimension{},
                             &columns = reduce_window.window[w];
  const BufferId result = lowering.NewBuffer(reduce_window);
  tmb::Instruction instruction;
  instruction.op.Set(fb::MaxPoolS8(
      lowering.program().AddOperand(x.buffer, x.offset), lowering.program().AddOperand(result),
      u(operand.shape.dims[0]), has_height ? u(operand.shape.dims[h]) : 1, u(operand.shape.dims[w]),
      has_height ? u(reduce_window.shape.dims[h]) : 1, u(reduce_window.shape.dims[w]),
      u(operand.shape.dims.back()), u(rows.size), u(columns.size), u(rows.stride), u(columns.stride),
      static_cast<int32_t>(rows.pad_low), static_cast<int32_t>(columns.pad_low)));
  instruction.starts = {result};
  lowering.Append(std::move(instruction), reduce_window);
  lowering.SetStored(reduce_window, {{result, 0}});
  return {};
}

}  // namespace tmb
