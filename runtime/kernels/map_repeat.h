// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Maps that repeat a formula (Reduction::Repeat): a loop over scalars. All words stay in scratch from
// trip to trip: inputs are read before the prologue and outputs stored behind the epilogue. Only arrays are
// met in the body, one element at a time, by LoadAt and StoreAt. The body is the port's:
// map_repeat_body.cc is the specification, cortex_m4/ has its own.
#ifndef TMB_RUNTIME_KERNELS_MAP_REPEAT_H_
#define TMB_RUNTIME_KERNELS_MAP_REPEAT_H_

#include "runtime/kernel.h"

namespace tmb {

struct RepeatFrame {
  const fb::Map& op;
  const Context& context;
  uint32_t* words;      // of the operands
  uint32_t operands;    // how many
  const uint8_t* body;
  uint32_t trips;       // at most
};

// Runs a Map with Repeat completely.
void RunRepeat(const fb::Map& op, const Context& context);

// Runs the body until acc is 0 behind it, or `trips` times; returns acc.
uint32_t RunBody(const RepeatFrame& frame);

// Element of an access at an index of the code, limited by the dynamic offset without a ref.
struct Indexed {
  uint8_t* address;  // of index 0
  uint32_t limit;
  int32_t stride;
  fb::Type type;
  uint8_t access;

  uint8_t* At(uint32_t word) const {
    const int32_t index = static_cast<int32_t>(word), last = static_cast<int32_t>(limit);
    return address + stride * (index < 0 ? 0 : index < last ? index : last);
  }
};
Indexed IndexedOf(const fb::Map& op, const Context& context, uint32_t access);

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_MAP_REPEAT_H_
