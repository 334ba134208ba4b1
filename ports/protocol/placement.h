// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Gives a loaded machine its memory out of a board's pools: arenas, state, bound
// buffers, each where it first fits. Nothing is ever given back; a new model starts
// from fresh pools.
#ifndef TMB_PORTS_PROTOCOL_PLACEMENT_H_
#define TMB_PORTS_PROTOCOL_PLACEMENT_H_

#include <cstdint>

#include "tmb/tmb.h"

namespace tmb::protocol {

struct Pool {
  uint8_t* start;  // aligned to TMB_ALIGNMENT
  uint32_t bytes;
};
inline constexpr uint32_t kPools = 2;  // fastest first; may be empty

// Takes `bytes` from the first pool that has them; nullptr when none has.
uint8_t* Take(Pool (&pools)[kPools], uint32_t bytes);

// TMB_ARENA_TOO_SMALL when the pools do not hold what the machine needs.
tmb_status PlaceMemory(tmb_machine* machine, Pool (&pools)[kPools]);

uint32_t MemoryNeeded(const tmb_machine* machine);

}  // namespace tmb::protocol

#endif  // TMB_PORTS_PROTOCOL_PLACEMENT_H_
