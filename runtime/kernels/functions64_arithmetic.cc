// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The sum of doubles. libgcc's for Arm (GCC 12) drops a bit below the result's last that it
// needs where exponents are 33 apart and signs differ, as in 2^31 - 1/3; the Extended sum
// is exact there. Its other operations round correctly, as does the hardware of a host.
#include "runtime/kernels/extended.h"
#include "runtime/kernels/functions64.h"

namespace tmb {
namespace {

int32_t BiasedExponent(uint64_t x) { return static_cast<int32_t>((x >> 52) & 0x7ff); }

}  // namespace

uint64_t Add64(uint64_t a, uint64_t x) {
  using namespace functions64;
  const int32_t difference = BiasedExponent(a) - BiasedExponent(x);
  const int32_t distance = difference < 0 ? -difference : difference;
  const bool doubtful = distance == 33 || distance == 34;  // 34: subnormals count as one more
  if (!doubtful || IsNan64(a) || IsNan64(x)) return Result64(AsDouble(a) + AsDouble(x));
  return Pack(Add(Unpack(a), Unpack(x)));
}

}  // namespace tmb
