// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Memory for kernel tests: each operand is an exact allocation of its own behind a space
// of its own, so that the sanitizers see a step outside.
#ifndef TMB_TESTS_RUNTIME_KERNELS_KERNEL_MEMORY_H_
#define TMB_TESTS_RUNTIME_KERNELS_KERNEL_MEMORY_H_

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "runtime/kernel.h"
#include "runtime/kernels/kernel_units.h"
#include "tests/runtime/kernels/random_bits.h"

namespace tmb {

class KernelMemory {
 public:
  // Adds an operand; at most kSpaces - 2 of them (not the bound ones).
  template <typename T>
  fb::Ref Add(const std::vector<T>& values, uint32_t offset_bytes = 0) {
    const uint32_t space = static_cast<uint32_t>(operands_.size());
    operands_.emplace_back(values.size() * sizeof(T));
    if (!values.empty()) std::memcpy(operands_.back().data(), values.data(), operands_.back().size());
    return fb::Ref(space << 28 | offset_bytes);
  }
  // None for no values.
  template <typename T>
  fb::Ref AddOptional(const std::vector<T>& values) {
    return values.empty() ? fb::Ref(kNoOperand) : Add(values);
  }
  std::vector<uint8_t>& Bytes(fb::Ref ref) { return operands_[SpaceOf(ref)]; }
  template <typename T>
  std::vector<T> Values(fb::Ref ref) {
    std::vector<T> values(Bytes(ref).size() / sizeof(T));
    if (!values.empty()) std::memcpy(values.data(), Bytes(ref).data(), Bytes(ref).size());
    return values;
  }
  Context MakeContext() {
    Context context = {};
    for (size_t i = 0; i < operands_.size(); ++i) context.base[i] = operands_[i].data();
    return context;
  }

 private:
  std::vector<std::vector<uint8_t>> operands_;
};

// Runs the kernel at once and then, on the same memory, in pieces of random size. The
// bytes of `output` are equal, and those of one run.
template <typename Op>
void RunBothWays(void (*kernel)(const Op&, const Context&, uint32_t, uint32_t), const Op& op,
                 KernelMemory& memory, fb::Ref output, RandomBits& random) {
  const std::vector<uint8_t> before = memory.Bytes(output);
  const Context context = memory.MakeContext();
  kernel(op, context, 0, kAllUnits);
  const std::vector<uint8_t> at_once = memory.Bytes(output);
  memory.Bytes(output).assign(before.begin(), before.end());
  const uint32_t units = Units(op);
  for (uint32_t unit = 0; unit < units;) {
    const uint32_t count = random.Between(1, units - unit < 5 ? units - unit : 5);
    kernel(op, context, unit, count);
    unit += count;
  }
  EXPECT_EQ(memory.Bytes(output), at_once) << "in pieces";
}

inline std::vector<float> RandomFloats(size_t count, RandomBits& random) {
  std::vector<float> values(count);
  for (float& value : values) value = random.Unit();
  return values;
}

inline uint32_t Bits(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

// What a kernel stores: one NaN.
inline float Canonical(float value) { return value == value ? value : __builtin_nanf(""); }

inline void ExpectSameBits(const std::vector<float>& actual, const std::vector<float>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (size_t i = 0; i < actual.size(); ++i) {
    ASSERT_EQ(Bits(actual[i]), Bits(expected[i]))
        << "element " << i << ": " << actual[i] << ", not " << expected[i];
  }
}

}  // namespace tmb

#endif  // TMB_TESTS_RUNTIME_KERNELS_KERNEL_MEMORY_H_
