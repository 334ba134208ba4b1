// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// FFT factors and constants.

#include "converter/expand/fft_plan.h"

#include <cmath>
#include <map>

namespace tmb {
namespace {

// Cycles for each complex element, roughly, as measured: a stage of factor f costs 4 f
// multiplications in a matrix product and, in strips of 16, two multiplications by twiddles.
double StageCost(int64_t factor) {
  const double in_strips = factor % 16 == 0 ? 75 : 60 + 700.0 / static_cast<double>(factor % 16);
  return 20 * static_cast<double>(factor) + 2 * in_strips;
}

struct Best {
  double cost = 0;
  int64_t first = 1;
};

Best BestOf(int64_t n, std::map<int64_t, Best>& known) {
  if (n == 1) return {};
  const auto found = known.find(n);
  if (found != known.end()) return found->second;
  Best best;
  for (int64_t factor = 2; factor <= kLongestDft && factor <= n; ++factor) {
    if (n % factor != 0) continue;
    const double cost = StageCost(factor) + BestOf(n / factor, known).cost;
    if (best.cost == 0 || cost < best.cost) best = {cost, factor};
  }
  if (best.cost == 0) {  // nothing small divides n: its least prime factor convolves
    best.first = n;
    for (int64_t factor = kLongestDft + 1; factor * factor <= n; ++factor) {
      if (n % factor != 0) continue;
      best.first = factor;
      break;
    }
    best.cost = 5000 + BestOf(n / best.first, known).cost;
  }
  return known[n] = best;
}

void TransformInPlace(std::vector<std::complex<double>>& values) {
  const size_t n = values.size();
  for (size_t i = 1, j = 0; i < n; ++i) {
    size_t bit = n >> 1;
    for (; (j & bit) != 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) std::swap(values[i], values[j]);
  }
  for (size_t length = 2; length <= n; length *= 2) {
    for (size_t start = 0; start < n; start += length) {
      for (size_t k = 0; k < length / 2; ++k) {
        const auto root = UnitRoot(static_cast<int64_t>(k), static_cast<int64_t>(length), -1);
        std::complex<double>&a = values[start + k], &b = values[start + k + length / 2];
        const std::complex<double> turned = b * root;
        b = a - turned;
        a += turned;
      }
    }
  }
}

}  // namespace

std::vector<int64_t> FftFactors(int64_t n) {
  std::map<int64_t, Best> known;
  std::vector<int64_t> factors;
  while (n > 1) {
    factors.push_back(BestOf(n, known).first);
    n /= factors.back();
  }
  return factors;
}

// Reduced to the first eighth of the circle, where sine and cosine are most exact.
std::complex<double> UnitRoot(int64_t numerator, int64_t n, int sign) {
  constexpr double kPi = 3.14159265358979323846;
  numerator = (numerator % n + n) % n;
  const int64_t eighth = 8 * numerator / n;
  int64_t rest = 8 * numerator - eighth * n;  // of the eighth, in units of n
  const bool mirrored = eighth % 2 == 1;
  if (mirrored) rest = n - rest;
  const double angle = static_cast<double>(rest) / static_cast<double>(n) * (kPi / 4);
  double c = std::cos(angle), s = std::sin(angle);
  if (mirrored) std::swap(c, s);
  const int64_t quarter = eighth / 2;
  const std::complex<double> turns[] = {{c, s}, {-s, c}, {-c, -s}, {s, -c}};
  const std::complex<double> root = turns[quarter];
  return sign < 0 ? std::conj(root) : root;
}

Chirp ChirpOf(int64_t n, int sign) {
  Chirp result;
  for (result.size = 1; result.size < 2 * n - 1;) result.size *= 2;
  const auto size = static_cast<size_t>(result.size);
  result.spectrum.assign(size, 0);
  for (int64_t k = 0; k < n; ++k) {
    const std::complex<double> root = UnitRoot(k * k % (2 * n), 2 * n, sign);
    result.chirp.push_back(root);
    result.spectrum[static_cast<size_t>(k)] = std::conj(root);
    result.spectrum[k == 0 ? 0 : size - static_cast<size_t>(k)] = std::conj(root);
  }
  TransformInPlace(result.spectrum);
  for (std::complex<double>& value : result.spectrum) value /= static_cast<double>(result.size);
  return result;
}

}  // namespace tmb
