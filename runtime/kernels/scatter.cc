// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Scatter: combines updates into windows of the operand, in row-major order of the
// updates; a window whose start is out of range is skipped. The combine code runs on the
// one-lane evaluator over a table of words in scratch.
#include "runtime/kernels/gather_window.h"
#include "runtime/kernels/map_element.h"
#include "runtime/kernels/map_formula.h"

namespace tmb {
namespace {

// The operands of the combine code: `count` words each of current value, update and result,
// then immediates and temporaries.
struct Words {
  uint32_t* word;
  uint32_t count;
  fb::Type type;

  void Load(const uint8_t* from, uint32_t* to) const {
    if (count != 1) return LoadWords(from, 4, count, to);
    LoadElements(type, from, 0, 1, to);
  }
  void Combine(uint8_t* target, const uint8_t* update, const uint8_t* code) const {
    Load(target, word);
    Load(update, word + count);
    EvaluateScalar(code, word);
    const uint32_t* const result = word + 2 * count;
    if (count != 1) return StoreWords(result, count, target, 4);
    StoreElements(type, result, 1, target, 0);
  }
};

Words PrepareWords(const fb::Scatter& op, const Context& context) {
  const Words words{context.At<uint32_t>(*op.scratch()), ScatterWords(op.type()), op.type()};
  for (uint32_t i = 0; op.immediates() != nullptr && i < op.immediates()->size(); ++i) {
    words.word[3 * words.count + i] = op.immediates()->Get(i);
  }
  return words;
}

}  // namespace

void Scatter(const fb::Scatter& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const uint32_t element_bytes = ElementBytes(op.type());
  uint8_t* const operand = context.Address(*op.operand());
  const uint8_t* const indices = context.Address(*op.indices());
  const uint8_t* const code = op.code()->data();
  const Words words = PrepareWords(op, context);
  const uint32_t end = EndUnit(Units(op), first_unit, unit_count);
  for (uint32_t unit = first_unit; unit < end; ++unit) {
    WindowRow row = RowOfUnit(op, unit);
    const uint8_t* update = context.Address(*op.updates()) + row.element * element_bytes;
    bool skip = false;
    int32_t start = 0;
    for (uint32_t i = 0; i < row.count; ++i, update += element_bytes) {
      // One index vector may serve the whole row.
      if (i == 0 || row.index_step != 0) start = WindowStart(op, indices + row.index_offset, &skip);
      if (!skip) words.Combine(operand + row.operand_offset + start, update, code);
      row.operand_offset += row.operand_step;
      row.index_offset += row.index_step;
    }
  }
}

}  // namespace tmb
