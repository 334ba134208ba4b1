// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Functions of double, on its bits: own, in integers, so that host and every target give
// the same bits. The elementary ones are within 0.51 ulp of the exact value
// (functions64_test reports the worst); special values as C99's. Results that are NaN are
// 7ff8000000000000, except that Max64 and Min64 give the NaN that they are given.
#ifndef TMB_RUNTIME_KERNELS_FUNCTIONS64_H_
#define TMB_RUNTIME_KERNELS_FUNCTIONS64_H_

#include <cstdint>
#include <cstring>

namespace tmb {

inline constexpr uint64_t kNan64 = 0x7ff8000000000000u, kSign64 = 0x8000000000000000u,
                          kInfinity64 = 0x7ff0000000000000u;

inline double AsDouble(uint64_t bits) {
  double value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}
inline uint64_t AsBits64(double value) {
  uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}
inline bool IsNan64(uint64_t bits) { return (bits & ~kSign64) > kInfinity64; }
// The bits of an arithmetic result.
inline uint64_t Result64(double value) {
  const uint64_t bits = AsBits64(value);
  return IsNan64(bits) ? kNan64 : bits;
}

// functions64_arithmetic.cc. Not the compiler's, which on Arm is not correctly rounded.
uint64_t Add64(uint64_t a, uint64_t x);
inline uint64_t Subtract64(uint64_t a, uint64_t x) { return Add64(a, x ^ kSign64); }
inline uint64_t Multiply64(uint64_t a, uint64_t x) { return Result64(AsDouble(a) * AsDouble(x)); }
inline uint64_t Divide64(uint64_t a, uint64_t x) { return Result64(AsDouble(a) / AsDouble(x)); }

// functions64_exp.cc
uint64_t Exp64(uint64_t x);
uint64_t Expm1_64(uint64_t x);
uint64_t Log64(uint64_t x);
uint64_t Log1p64(uint64_t x);
uint64_t Tanh64(uint64_t x);
uint64_t Logistic64(uint64_t x);
uint64_t Erf64(uint64_t x);
uint64_t Cbrt64(uint64_t x);
uint64_t Pow64(uint64_t x, uint64_t y);  // but for NaN: pow(1, NaN) = pow(NaN, 0) = 1

// functions64_trig.cc
uint64_t Sin64(uint64_t x);
uint64_t Cos64(uint64_t x);
uint64_t Tan64(uint64_t x);
uint64_t Atan2_64(uint64_t y, uint64_t x);

// functions64_root.cc
uint64_t Sqrt64(uint64_t x);  // correctly rounded
uint64_t Rsqrt64(uint64_t x);

// functions64_round.cc: exact.
uint64_t Floor64(uint64_t x);
uint64_t Ceil64(uint64_t x);
uint64_t RoundAway64(uint64_t x);
uint64_t RoundEven64(uint64_t x);
uint64_t Remainder64(uint64_t a, uint64_t x);  // of truncated division
uint64_t Max64(uint64_t a, uint64_t x);        // +0 before -0
uint64_t Min64(uint64_t a, uint64_t x);
uint64_t Sign64(uint64_t a);
inline bool IsFinite64(uint64_t a) { return (a & ~kSign64) < kInfinity64; }

// functions64_convert.cc: to integers toward zero, saturating, 0 for NaN; from integers and
// to float to nearest even.
uint64_t F64ToS64(uint64_t a);
uint64_t F64ToU64(uint64_t a);
uint32_t F64ToS32(uint64_t a);
uint32_t F64ToU32(uint64_t a);
uint32_t F64ToF32(uint64_t a);
uint64_t F32ToF64(uint32_t a);
uint64_t S64ToF64(uint64_t a);
uint64_t U64ToF64(uint64_t a);
uint64_t S32ToF64(uint32_t a);
uint64_t U32ToF64(uint32_t a);
uint32_t S64ToF32(uint64_t a);
uint32_t U64ToF32(uint64_t a);

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_FUNCTIONS64_H_
