// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The kernels' hashes on the host; target/ has them on the target.
#include "tests/runtime/kernels/kernel_hash.h"

#include <gtest/gtest.h>

namespace tmb {
namespace {

alignas(16) uint8_t memory[KernelHash::kBytes];

TEST(Kernels, BitsAreAsEver) {
  KernelHash hash(memory);
  for (const KernelHashCase& kernel : kKernelHashes) {
    const uint32_t bits = kernel.run(hash);
    EXPECT_EQ(bits, kernel.expected) << kernel.name << " " << std::hex << bits;
  }
}

}  // namespace
}  // namespace tmb
