// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The machine: runs an entry's instructions one after the other. Load proved every index
// and every extent, so nothing is checked here but what the caller set.
#ifndef TMB_RUNTIME_MACHINE_H_
#define TMB_RUNTIME_MACHINE_H_

#include "runtime/isa.h"
#include "tmb/tmb.h"

namespace tmb {

// Runs instructions from `first` until the end; neither budget nor trace.
void Run(const tmb_machine& machine, uint32_t first, uint32_t end);

// The same in units, from machine.resume on; takes what it uses from *budget. True at the end.
[[nodiscard]] bool Step(tmb_machine& machine, uint32_t end, uint32_t* budget);

}  // namespace tmb

#endif  // TMB_RUNTIME_MACHINE_H_
