// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The machine: runs an entry's instructions one after the other. Load proved every index
// and every extent, so nothing is checked here but what the caller set.
#ifndef TMB_RUNTIME_MACHINE_H_
#define TMB_RUNTIME_MACHINE_H_

#include "runtime/isa.h"
#include "tmb/tmb.h"

namespace tmb {

// The entry from start to end.
[[nodiscard]] tmb_status Run(tmb_machine& machine, uint32_t entry);

// The same for a machine whose trace is set.
[[nodiscard]] tmb_status RunTraced(tmb_machine& machine, uint32_t entry);

// The same in units, from machine.resume on; takes what it uses from *budget.
[[nodiscard]] tmb_status Step(tmb_machine& machine, uint32_t entry, uint32_t* budget);

}  // namespace tmb

#endif  // TMB_RUNTIME_MACHINE_H_
