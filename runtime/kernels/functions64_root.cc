// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Square roots: 1/sqrt(m) by Newton's method from a float's; the root of 54 bits is then
// made exact by its square.
#include "runtime/kernels/extended.h"
#include "runtime/kernels/functions64.h"

namespace tmb {
namespace functions64 {
namespace {

// x = m 4^half with m in Q64, [1/4, 1); reciprocal is 1/sqrt(m) in Q61.
struct Root {
  uint64_t m;
  int64_t reciprocal;
  int32_t half;
};

Root RootOf(uint64_t bits) {
  const Extended x = Unpack(bits);
  const int32_t odd = x.exponent & 1;
  const uint64_t m = x.high >> odd;
  const float guess = 1.0f / __builtin_sqrtf(static_cast<float>(static_cast<uint32_t>(m >> 32)));
  int64_t r = int64_t{static_cast<uint32_t>(guess * 0x1p46f)} << 31;
  for (int step = 0; step < 2; ++step) {
    const uint64_t r_q62 = static_cast<uint64_t>(r) << 1;
    const int64_t error = (int64_t{1} << 60) - static_cast<int64_t>(MulHigh(m, MulHigh(r_q62, r_q62)));
    r += MulHighSigned(r, error * 8);
  }
  return {m, r, (x.exponent + odd) >> 1};
}

}  // namespace
}  // namespace functions64

using namespace functions64;

uint64_t Sqrt64(uint64_t x) {
  if ((x << 1) == 0 || x == kInfinity64) return x;
  if (x > kInfinity64) return kNan64;  // negative, too
  const Root root = RootOf(x);
  uint64_t q = MulHigh(root.m, static_cast<uint64_t>(root.reciprocal)) >> 7;  // Q54, off by one at most
  int64_t rest = static_cast<int64_t>((root.m << 44) - q * q);                // Q108 less a multiple of 2^64
  if (rest < 0) {
    --q;
    rest += static_cast<int64_t>(2 * q + 1);
  } else if (rest > static_cast<int64_t>(2 * q)) {
    rest -= static_cast<int64_t>(2 * q + 1);
    ++q;
  }
  return Pack({(q << 10) | (rest != 0), 0, root.half, 0});
}

uint64_t Rsqrt64(uint64_t x) {
  if ((x << 1) == 0) return x | kInfinity64;
  if (x > kInfinity64) return kNan64;
  if (x == kInfinity64) return 0;
  const Root root = RootOf(x);
  return Pack(Normalize(static_cast<uint64_t>(root.reciprocal), 0, 3 - root.half, 0));
}

}  // namespace tmb
