// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Scatter: combines updates into windows of the operand, in row-major order of the
// updates; a window whose start is out of range is skipped. The combine code runs on the
// one-lane evaluator over a table of words in scratch.
#include "runtime/kernels/gather_window.h"
#include "runtime/kernels/map_element.h"
#include "runtime/kernels/map_evaluator.h"

namespace tmb {
namespace {

// Operands of the combine code.
enum Word : uint32_t { kCurrent = 0, kUpdate = 1, kResult = 2, kImmediates = 3 };

uint32_t* PrepareWords(const fb::Scatter& op, const Context& context) {
  uint32_t* const words = context.At<uint32_t>(*op.scratch());
  for (uint32_t i = 0; op.immediates() != nullptr && i < op.immediates()->size(); ++i) {
    words[kImmediates + i] = op.immediates()->Get(i);
  }
  return words;
}

}  // namespace

void Scatter(const fb::Scatter& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const fb::Type type = op.type();
  const uint32_t element_bytes = ElementBytes(type);
  uint8_t* const operand = context.Address(*op.operand());
  const uint8_t* const indices = context.Address(*op.indices());
  const uint8_t* const code = op.code()->data();
  uint32_t* const words = PrepareWords(op, context);
  const uint32_t end = EndUnit(Units(op), first_unit, unit_count);
  for (uint32_t unit = first_unit; unit < end; ++unit) {
    WindowRow row = RowOfUnit(op, unit);
    const uint8_t* update = context.Address(*op.updates()) + row.element * element_bytes;
    bool skip = false;
    int32_t start = 0;
    for (uint32_t i = 0; i < row.count; ++i, update += element_bytes) {
      // One index vector may serve the whole row.
      if (i == 0 || row.index_step != 0) start = WindowStart(op, indices + row.index_offset, &skip);
      if (!skip) {
        uint8_t* const target = operand + row.operand_offset + start;
        LoadElements(type, target, 0, 1, &words[kCurrent]);
        LoadElements(type, update, 0, 1, &words[kUpdate]);
        EvaluateScalar(code, words);
        StoreElements(type, &words[kResult], 1, target, 0);
      }
      row.operand_offset += row.operand_step;
      row.index_offset += row.index_step;
    }
  }
}

}  // namespace tmb
