// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Random placement problems of four kinds, the same on every host.
#ifndef TMB_TESTS_PLAN_RANDOM_ITEMS_H_
#define TMB_TESTS_PLAN_RANDOM_ITEMS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "converter/plan/placement.h"

namespace tmb {

enum class ItemKind {
  kGraph,      // results of operations that read 1 to 3 earlier ones, mostly recent
  kIntervals,  // lives of random length, 20 at once on average
  kTraining,   // activations that wait for the backward pass, gradients that do not
  kPacked      // a rectangle cut into pieces: the bound is the optimum
};

std::string NameOf(ItemKind kind);
std::vector<Item> RandomItems(ItemKind kind, uint32_t count, uint64_t seed);
// The greatest live sum: no placement has a lower peak.
uint64_t BoundOf(const std::vector<Item>& items);

}  // namespace tmb

#endif  // TMB_TESTS_PLAN_RANDOM_ITEMS_H_
