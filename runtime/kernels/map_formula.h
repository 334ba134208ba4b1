// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Maps without loops (control flow, small formulas): one word of scratch for each operand of
// the code, no cursors, no strips. Set-up is most of the work here, so a port may have its own
// RunFormula (cortex_m4/) that reads and writes plain words in line and leaves the rest to the
// functions below. The kernel Map is beside it: which of the two a Map takes is its first question.
#ifndef TMB_RUNTIME_KERNELS_MAP_FORMULA_H_
#define TMB_RUNTIME_KERNELS_MAP_FORMULA_H_

#include "runtime/kernel.h"

namespace tmb {

extern "C" {

// Runs a Map without loops completely.
void RunFormula(const fb::Map& op, const Context& context);
// Runs units of a Map with loops (map.cc).
void RunLoops(const fb::Map& op, const Context& context, uint32_t first_unit, uint32_t unit_count);

// What dynamic offsets add to addresses, a word for each access that has some, in their order, at the
// start of the scratch. Returns these accesses as bits; the last one stands for all from 31 on.
uint32_t ResolveStarts(const fb::Map& op, const Context& context);

// Input or output number `access` of any kind; dynamic offsets have been resolved.
void LoadAccess(const fb::Map& op, const Context& context, uint32_t access, uint32_t* word);
void StoreAccess(const fb::Map& op, const Context& context, uint32_t access, const uint32_t* word);

// Runs one section on one lane: operand i of the code is words[i].
void EvaluateScalar(const uint8_t* code, uint32_t* words);
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_MAP_FORMULA_H_
