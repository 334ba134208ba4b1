// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The numbers in which the double functions compute: floating point of 128 bits in
// integers, without infinities and NaNs. Products and sums are off by less than 2^-125,
// sums relative to the larger operand; quotients and polynomials by about 2^-60.
#ifndef TMB_RUNTIME_KERNELS_EXTENDED_H_
#define TMB_RUNTIME_KERNELS_EXTENDED_H_

#include <cstddef>
#include <cstdint>

namespace tmb::functions64 {

// (-1)^sign * (high:low / 2^128) * 2^exponent with the top bit of high set, or zero
// with an exponent far below all others.
struct Extended {
  uint64_t high, low;
  int32_t exponent;
  uint32_t sign;
};

// The exponents of infinity and of zeros to begin with, beyond all that doubles reach.
inline constexpr int32_t kHugeExponent = 1 << 20, kZeroExponent = -(1 << 24);

// (high:low / 2^128) * 2^exponent, shifted so that the top bit is set.
Extended Normalize(uint64_t high, uint64_t low, int32_t exponent, uint32_t sign);
// The same of high:low in two's complement, negative if the top bit is set.
Extended NormalizeSigned(uint64_t high, uint64_t low, int32_t exponent, uint32_t sign);

// The value of a double's bits; infinity is 2^kHugeExponent. Not for NaN.
Extended Unpack(uint64_t bits);
// The bits of the nearest double, ties to even.
uint64_t Pack(const Extended& x);

Extended FromInteger(int32_t value);

Extended Add(const Extended& a, const Extended& b);
Extended Subtract(const Extended& a, const Extended& b);
Extended Multiply(const Extended& a, const Extended& b);
// x is not zero; only its upper 64 bits count.
Extended Reciprocal(const Extended& x);
// b is not zero unless a is.
Extended Divide(const Extended& a, const Extended& b);

// A polynomial in Q62, highest power first, at |t| <= 1/2; its value must be in (0, 2).
Extended Evaluate(const int64_t* coefficients, size_t count, const Extended& t);
template <size_t kCount>
Extended Evaluate(const int64_t (&coefficients)[kCount], const Extended& t) {
  return Evaluate(coefficients, kCount, t);
}

// High words of 64-bit products.
uint64_t MulHigh(uint64_t a, uint64_t b);
int64_t MulHighSigned(int64_t a, int64_t b);

}  // namespace tmb::functions64

#endif  // TMB_RUNTIME_KERNELS_EXTENDED_H_
