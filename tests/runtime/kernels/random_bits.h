// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The random numbers of these tests: the same on host and target.
#ifndef TMB_TESTS_RUNTIME_KERNELS_RANDOM_BITS_H_
#define TMB_TESTS_RUNTIME_KERNELS_RANDOM_BITS_H_

#include <cstdint>

namespace tmb {

// Marsaglia's xorshift32.
class RandomBits {
 public:
  explicit constexpr RandomBits(uint32_t seed = 12345) : state_(seed) {}
  uint32_t Next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return state_;
  }
  // In [low, high].
  uint32_t Between(uint32_t low, uint32_t high) { return low + Next() % (high - low + 1); }
  // In [-1, 1), a multiple of 2^-23.
  float Unit() { return static_cast<float>(static_cast<int32_t>(Next()) >> 8) * 0x1p-23f; }

 private:
  uint32_t state_;
};

}  // namespace tmb

#endif  // TMB_TESTS_RUNTIME_KERNELS_RANDOM_BITS_H_
