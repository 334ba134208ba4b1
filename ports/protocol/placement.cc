// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// First fit over the pools, in the order arenas, state, bound buffers: the arena, which
// every instruction touches, gets the fastest memory.
#include "ports/protocol/placement.h"

namespace tmb::protocol {
namespace {

constexpr uint32_t kArenas = 4;

uint32_t Align(size_t bytes) {
  return (static_cast<uint32_t>(bytes) + TMB_ALIGNMENT - 1) & ~uint32_t{TMB_ALIGNMENT - 1};
}

using Setter = tmb_status (*)(tmb_machine*, unsigned, void*, size_t);

tmb_status Place(tmb_machine* machine, Pool (&pools)[kPools], Setter set, unsigned index, size_t bytes) {
  if (bytes == 0) return TMB_OK;
  uint8_t* memory = Take(pools, static_cast<uint32_t>(bytes));
  return memory == nullptr ? TMB_ARENA_TOO_SMALL : set(machine, index, memory, bytes);
}

tmb_status SetState(tmb_machine* machine, unsigned, void* memory, size_t bytes) {
  return tmb_set_state(machine, memory, bytes);
}

}  // namespace

uint8_t* Take(Pool (&pools)[kPools], uint32_t bytes) {
  const uint32_t aligned_bytes = Align(bytes);
  for (Pool& pool : pools) {
    if (aligned_bytes < bytes || aligned_bytes > pool.bytes) continue;
    uint8_t* memory = pool.start;
    pool.start += aligned_bytes;
    pool.bytes -= aligned_bytes;
    return memory;
  }
  return nullptr;
}

tmb_status PlaceMemory(tmb_machine* machine, Pool (&pools)[kPools]) {
  for (unsigned region = 0; region < kArenas; ++region) {
    const tmb_status status = Place(machine, pools, tmb_set_arena, region, tmb_arena_bytes(machine, region));
    if (status != TMB_OK) return status;
  }
  const tmb_status status = Place(machine, pools, SetState, 0, tmb_state_bytes(machine));
  if (status != TMB_OK) return status;
  for (unsigned slot = 0; slot < tmb_bound_count(machine); ++slot) {
    const tmb_status bound = Place(machine, pools, tmb_bind, slot, tmb_bound_bytes(machine, slot));
    if (bound != TMB_OK) return bound;
  }
  return TMB_OK;
}

uint32_t MemoryNeeded(const tmb_machine* machine) {
  uint32_t bytes = Align(tmb_state_bytes(machine));
  for (unsigned region = 0; region < kArenas; ++region) bytes += Align(tmb_arena_bytes(machine, region));
  for (unsigned slot = 0; slot < tmb_bound_count(machine); ++slot) {
    bytes += Align(tmb_bound_bytes(machine, slot));
  }
  return bytes;
}

}  // namespace tmb::protocol
