// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// One hash a kernel over random operands, NaNs and infinities among them, and what it has
// to be: the bits of a kernel are the same on every machine and in every tuned twin.
#ifndef TMB_TESTS_RUNTIME_KERNELS_KERNEL_HASH_H_
#define TMB_TESTS_RUNTIME_KERNELS_KERNEL_HASH_H_

#include "runtime/kernel.h"
#include "tests/runtime/kernels/random_bits.h"

namespace tmb {

// Operands at fixed places in one arena, filled anew for each kernel.
class KernelHash {
 public:
  static constexpr uint32_t kX = 0, kW = 16 << 10, kBias = 48 << 10, kY = 49 << 10, kScratch = 60 << 10,
                            kBytes = 64 << 10;

  explicit KernelHash(uint8_t (&memory)[kBytes]) : memory_(memory) {}

  // Finite floats of several magnitudes, one in a thousand special, also good as integers.
  template <typename Op>
  uint32_t Run(void (*kernel)(const Op&, const Context&, uint32_t, uint32_t), const Op& op) {
    static constexpr uint32_t kSpecial[] = {0x7f800000, 0xff800000, 0xffc00001, 0x80000000, 0x00000001};
    RandomBits random;
    uint32_t* const words = reinterpret_cast<uint32_t*>(memory_);
    for (uint32_t i = 0; i < kBytes / 4; ++i) {
      words[i] = (random.Next() & 0x80ffffffu) | 0x3e000000u;
      if (i % 1009 == 1008) words[i] = kSpecial[random.Between(0, 4)];
    }
    Context context = {};
    context.base[0] = memory_;
    kernel(op, context, 0, kAllUnits);
    uint32_t hash = 2166136261u;
    for (uint32_t i = kY / 4; i < kBytes / 4; ++i) hash = ((hash ^ words[i]) * 16777619u) ^ (hash >> 15);
    return hash;
  }

 private:
  uint8_t* memory_;
};

struct KernelHashCase {
  const char* name;
  uint32_t (*run)(KernelHash& hash);
  uint32_t expected;
};

namespace kernel_hash {

// Not variables: a Ref has a constructor that runs.
inline fb::Ref X() { return fb::Ref(KernelHash::kX); }
inline fb::Ref W() { return fb::Ref(KernelHash::kW); }
inline fb::Ref Bias() { return fb::Ref(KernelHash::kBias); }
inline fb::Ref Y() { return fb::Ref(KernelHash::kY); }

inline fb::Ref Scratch() { return fb::Ref(KernelHash::kScratch); }

inline uint32_t HashDotF32(KernelHash& hash) {
  return hash.Run(DotF32, fb::DotF32(X(), W(), Bias(), X(), Y(), fb::Ref(kNoOperand), 20, 37, 101, -1.0f,
                                     2.0f, fb::Type::F32));
}
inline uint32_t HashMatVecF32(KernelHash& hash) {
  return hash.Run(MatVecF32, fb::MatVecF32(X(), W(), Bias(), Y(), 20, 37, 101, -1.0f, 2.0f, fb::Type::F32));
}
inline uint32_t HashConvF32(KernelHash& hash) {
  return hash.Run(ConvF32, fb::ConvF32(X(), W(), Bias(), X(), Y(), fb::Ref(kNoOperand), 1, 12, 13, 7, 12, 7,
                                       11, 3, 5, 1, 2, 1, 3, 1, 1, 0, 6, fb::Type::F32));
}
inline uint32_t HashDepthwiseF32(KernelHash& hash) {
  return hash.Run(DepthwiseF32, fb::DepthwiseF32(X(), W(), Bias(), Y(), Scratch(), 1, 11, 13, 7, 11, 13, 3, 3,
                                                 1, 1, 2, 2, 2, 2, 0, 6, fb::Type::F32));
}

template <fb::Type kType, fb::Type kResult, int32_t kBytes>
uint32_t HashDot(KernelHash& hash) {
  return hash.Run(Dot, fb::Dot(X(), W(), Y(), 2, 9, 11, 37, 9 * 37 * kBytes, 37 * kBytes, kBytes,
                               11 * 37 * kBytes, 11 * kBytes, kBytes, kType, kType, kResult));
}

template <fb::Type kType, int32_t kBytes>
uint32_t HashConv(KernelHash& hash) {
  const uint32_t in[] = {1, 8, 9}, out[] = {1, 6, 11}, k[] = {1, 3, 4}, ones[] = {1, 1, 1},
                 dilation[] = {1, 1, 2};
  const int32_t pad[] = {0, 0, 2}, x[] = {0, 9 * 5 * kBytes, 5 * kBytes}, w[] = {0, 4 * kBytes, kBytes};
  const int32_t y[] = {0, 11 * 3 * kBytes, 3 * kBytes};
  const auto u = [](const uint32_t(&values)[3]) { return flatbuffers::span<const uint32_t, 3>(values); };
  const auto s = [](const int32_t(&values)[3]) { return flatbuffers::span<const int32_t, 3>(values); };
  return hash.Run(Conv, fb::Conv(X(), W(), Y(), 1, 1, 5, 3, u(in), u(out), u(k), u(ones), s(pad), u(dilation),
                                 u(ones), 0, 0, kBytes, s(x), 0, 12 * kBytes, 60 * kBytes, s(w), 0, 0, kBytes,
                                 s(y), kType, kType, kType));
}

}  // namespace kernel_hash

inline constexpr KernelHashCase kKernelHashes[] = {
    {"DotF32", kernel_hash::HashDotF32, 0xc32a3ede},
    {"MatVecF32", kernel_hash::HashMatVecF32, 0xb6a9617d},
    {"ConvF32", kernel_hash::HashConvF32, 0x6510a064},
    {"DepthwiseF32", kernel_hash::HashDepthwiseF32, 0x3760f6e},
    {"Dot f32", kernel_hash::HashDot<fb::Type::F32, fb::Type::F32, 4>, 0x88d6ae57},
    {"Dot f16", kernel_hash::HashDot<fb::Type::F16, fb::Type::F16, 2>, 0x2d2b5d42},
    {"Dot bf16", kernel_hash::HashDot<fb::Type::BF16, fb::Type::F32, 2>, 0x2dccac69},
    {"Dot s8", kernel_hash::HashDot<fb::Type::S8, fb::Type::S32, 1>, 0xb92dd54e},
    {"Dot u16", kernel_hash::HashDot<fb::Type::U16, fb::Type::U32, 2>, 0x962b1bf1},
    {"Conv f32", kernel_hash::HashConv<fb::Type::F32, 4>, 0xbaf1aa86},
    {"Conv bf16", kernel_hash::HashConv<fb::Type::BF16, 2>, 0xc0463cc6},
    {"Conv s16", kernel_hash::HashConv<fb::Type::S16, 2>, 0xbe4e4877},
};

}  // namespace tmb

#endif  // TMB_TESTS_RUNTIME_KERNELS_KERNEL_HASH_H_
