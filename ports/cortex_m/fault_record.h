// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What is remembered across the restart after a processor fault, in memory that the
// start-up code leaves alone.
#ifndef TMB_PORTS_CORTEX_M_FAULT_RECORD_H_
#define TMB_PORTS_CORTEX_M_FAULT_RECORD_H_

#include <cstdint>

#include "ports/protocol/messages.h"

namespace tmb {

struct FaultRecord {
  static constexpr uint32_t kFaulted = 0x544c4146;  // anything else: memory after power-on
  static constexpr uint32_t kLoading = 0x44414f4c;

  uint32_t faulted;
  uint32_t loading;  // while the model is being loaded: a fault then must not happen for ever
  protocol::Fault fault;
};
extern FaultRecord fault_record;

}  // namespace tmb

#endif  // TMB_PORTS_CORTEX_M_FAULT_RECORD_H_
