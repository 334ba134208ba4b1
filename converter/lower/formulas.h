// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// MergeFormulas: Maps without loops (formulas of scalars) that follow each other become one, and
// Maps of a few words become formulas. On a device a formula's set-up costs as much as ten
// operations, a loop nest's as much as fifty; a loop over scalars has several in each trip.
#ifndef TMB_CONVERTER_LOWER_FORMULAS_H_
#define TMB_CONVERTER_LOWER_FORMULAS_H_

#include "converter/program.h"

namespace tmb {

void MergeFormulas(Program& program);

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_FORMULAS_H_
