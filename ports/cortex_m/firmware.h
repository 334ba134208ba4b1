// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Where the exception handlers meet the firmware.
#ifndef TMB_PORTS_CORTEX_M_FIRMWARE_H_
#define TMB_PORTS_CORTEX_M_FIRMWARE_H_

#include "ports/protocol/messages.h"

namespace tmb {

// From SysTick's interrupt, every clock::kPeriod cycles.
void OnClockPeriod();

// From the fault handler, on a fresh stack: tells the host. The processor then restarts.
void OnFault(const protocol::Fault& fault);

}  // namespace tmb

#endif  // TMB_PORTS_CORTEX_M_FIRMWARE_H_
