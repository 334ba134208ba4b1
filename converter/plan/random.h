// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Random numbers for the searches of the planner: the same on every host, so that a
// program has one plan.
#ifndef TMB_CONVERTER_PLAN_RANDOM_H_
#define TMB_CONVERTER_PLAN_RANDOM_H_

#include <cstdint>

namespace tmb {

// splitmix64.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t Next() {
    state_ += 0x9e3779b97f4a7c15u;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  uint64_t Below(uint64_t end) { return Next() % end; }
  double Unit() { return static_cast<double>(Next() >> 11) * 0x1p-53; }  // 0 to 1

 private:
  uint64_t state_;
};

}  // namespace tmb

#endif  // TMB_CONVERTER_PLAN_RANDOM_H_
