// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Maps without loops, portable: the specification of RunFormula and EvaluateScalar, and the
// kernel itself.

#include "runtime/kernels/map_formula.h"

#include "runtime/kernels/map_fields.h"
#include "runtime/kernels/map_formula_step.h"

namespace tmb {

void Map(const fb::Map& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  if (MapFields(op).Has(fb::Map::VT_DIMS)) return RunLoops(op, context, first_unit, unit_count);
  RunFormula(op, context);
}

void RunFormula(const fb::Map& op, const Context& context) {
  const MapFields fields(op);
  uint32_t starts, inputs, outputs, immediates, code_bytes;
  fields.Vector<fb::DynamicOffset>(fb::Map::VT_DYNAMIC_OFFSETS, &starts);
  fields.Vector<fb::Access>(fb::Map::VT_INPUTS, &inputs);
  fields.Vector<fb::Access>(fb::Map::VT_OUTPUTS, &outputs);
  const uint32_t* const immediate = fields.Vector<uint32_t>(fb::Map::VT_IMMEDIATES, &immediates);
  const uint8_t* const code = fields.Vector<uint8_t>(fb::Map::VT_CODE, &code_bytes);
  uint32_t* const words = context.At<uint32_t>(fields.Scratch()) + starts;
  const uint32_t accesses = inputs + outputs;
  ResolveStarts(op, context);
  for (uint32_t i = 0; i < inputs; ++i) LoadAccess(op, context, i, words + i);
  for (uint32_t i = 0; i < immediates; ++i) words[accesses + i] = immediate[i];
  EvaluateScalar(code, words);
  for (uint32_t i = inputs; i < accesses; ++i) StoreAccess(op, context, i, words + i);
}

void EvaluateScalar(const uint8_t* code, uint32_t* words) {
  uint32_t acc = 0;
  for (; *code != static_cast<uint8_t>(fb::MicroOp::End); code += MicroOpBytes(*code)) StepScalar(code, words, &acc);
}

}  // namespace tmb
