// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The accumulator machine that runs a Map's micro-operations for strips of 16 lanes (for one
// lane: map_formula.h). map_evaluator.cc is the specification; a port may have its own
// (cortex_m4/), which must give the same bits in every lane that matters.
#ifndef TMB_RUNTIME_KERNELS_MAP_EVALUATOR_H_
#define TMB_RUNTIME_KERNELS_MAP_EVALUATOR_H_

#include <cstdint>

namespace tmb {

struct MapFrame;

// Called once for each Map before EvaluateStrips: a port may translate the code.
void PrepareCode(MapFrame& frame);

// Runs sections first to last (0 to 2), one after the other, for each strip of each run that
// NextRun gives. All 16 lanes of the temporaries may change, whatever frame.lanes is.
void EvaluateStrips(MapFrame& frame, uint32_t first, uint32_t last);

// Runs one section once, with temporaries and immediates (and scalars) for operands.
void EvaluateOnce(MapFrame& frame, uint32_t section);

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_MAP_EVALUATOR_H_
