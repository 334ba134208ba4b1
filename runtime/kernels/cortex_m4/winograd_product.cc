// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The inner loops of WinogradF32 for the M4: winograd.S.
#include "runtime/kernels/winograd.h"

#include <cstddef>

namespace tmb {

static_assert(offsetof(WinogradStore, relu) == 24, "winograd.S loads it in this order");

extern "C" {
void tmb_winograd_product(const float* v, const float* u, float* m, uint32_t k, uint32_t positions);
void tmb_winograd_slots(float* slots);
void tmb_winograd_store(const WinogradStore* store);
}

void MultiplyPositions(const float* v, const float* u, float* m, uint32_t k, uint32_t positions) {
  tmb_winograd_product(v, u, m, k, positions);
}

void TransformSlots(float* slots) { tmb_winograd_slots(slots); }

void StoreWholeTile(const WinogradStore& store) { tmb_winograd_store(&store); }

}  // namespace tmb
