// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// RepeatFormulas: a loop whose trips are formulas of scalars becomes one Map that repeats
// (Reduction::Repeat), with its jump behind it for more trips than a unit of work has. A trip through the
// machine reads and stores its state each time; inside one Map the state stays in words.
#ifndef TMB_CONVERTER_LOWER_FORMULA_LOOPS_H_
#define TMB_CONVERTER_LOWER_FORMULA_LOOPS_H_

#include "converter/program.h"

namespace tmb {

void RepeatFormulas(Program& program);

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_FORMULA_LOOPS_H_
