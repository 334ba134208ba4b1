// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The arithmetic of FFTs on the host: which factors a length is taken apart into, and the
// constants, computed in double.
#ifndef TMB_CONVERTER_EXPAND_FFT_PLAN_H_
#define TMB_CONVERTER_EXPAND_FFT_PLAN_H_

#include <complex>
#include <cstdint>
#include <vector>

namespace tmb {

// Lengths up to this may be one matrix product.
inline constexpr int64_t kLongestDft = 64;

// Factors of n in the order of the stages, each at most kLongestDft, the cheapest for the
// device; a prime factor above that is a stage of its own, which convolves.
std::vector<int64_t> FftFactors(int64_t n);

// exp(sign * 2 pi i * numerator / n)
std::complex<double> UnitRoot(int64_t numerator, int64_t n, int sign);

// Bluestein's convolution for length n. `chirp`: exp(sign * pi i k^2 / n), of n elements;
// `spectrum`: the DFT of the conjugated chirp, wrapped around length `size`, divided by `size`.
struct Chirp {
  int64_t size = 0;  // a power of two of at least 2 n - 1
  std::vector<std::complex<double>> chirp, spectrum;
};
Chirp ChirpOf(int64_t n, int sign);

}  // namespace tmb

#endif  // TMB_CONVERTER_EXPAND_FFT_PLAN_H_
