// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Vectorize: a computation of scalars, such as a reducer, as operations on whole arrays.
#ifndef TMB_CONVERTER_EXPAND_VECTORIZE_H_
#define TMB_CONVERTER_EXPAND_VECTORIZE_H_

#include <vector>

#include "converter/hlo/builder.h"
#include "converter/result.h"

namespace tmb {

// What `scalar` returns for each element of `arrays`, all of the same dims. Branches become
// selections; loops run until no element needs another trip.
Result<std::vector<hlo::Value>> Vectorize(hlo::Builder& b, const hlo::Computation& scalar,
                                          const std::vector<hlo::Value>& arrays);

// `scalar` with f32 in the place of narrower floats.
Result<hlo::Computation*> Widened(hlo::Builder& b, const hlo::Computation& scalar);

// Whether `computation` branches or loops, and whether it loops.
bool HasControlFlow(const hlo::Computation& computation);
bool HasLoop(const hlo::Computation& computation);

}  // namespace tmb

#endif  // TMB_CONVERTER_EXPAND_VECTORIZE_H_
