// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/gptq.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace tmb {
namespace {

using Matrix = Eigen::MatrixXd;
using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Index = Eigen::Index;

constexpr double kDamping = 0.01;  // of the mean diagonal
constexpr Index kBlock = 64;       // inputs whose errors reach the later ones by one product
constexpr int kMaxSweeps = 100;

// Nothing when it says nothing.
std::optional<Matrix> DampedCovariance(const InputMoments& inputs) {
  const std::vector<double> covariance = inputs.Covariance();
  Matrix h = Eigen::Map<const Matrix>(covariance.data(), inputs.k(), inputs.k());
  const double damping = kDamping * h.diagonal().mean();
  if (!h.allFinite() || !(damping > 0)) return std::nullopt;
  h.diagonal().array() += damping;
  return h;
}

int8_t Round(double steps, int levels) {
  return static_cast<int8_t>(std::clamp(std::nearbyint(steps), -double(levels), double(levels)));
}

// U of H^-1 = U^T U, upper triangular, for H in the order of its inputs: the inverse of H's Cholesky factor
// from the last input to the first.
std::optional<Matrix> CholeskyOfInverse(const Matrix& h) {
  const Eigen::LLT<Matrix> factor(h.reverse());
  if (factor.info() != Eigen::Success) return std::nullopt;
  const Matrix inverse = factor.matrixL().solve(Matrix::Identity(h.rows(), h.cols()));
  return inverse.reverse();
}

// Sets each integer of one channel to its best value for the others until none changes; what is left of the
// error.
double Descend(const WeightMatrix& channel, const Matrix& h, int levels, QuantizedWeights& quantized) {
  Eigen::VectorXd error(channel.k);
  for (Index i = 0; i < channel.k; ++i) {
    const auto at = static_cast<size_t>(i);
    error[i] = double(channel.values[at]) - double(quantized.ScaleAt(i, 0, 1)) * quantized.integers[at];
  }
  bool changes = true;
  for (int sweep = 0; sweep < kMaxSweeps && changes; ++sweep) {
    changes = false;
    for (Index i = 0; i < channel.k; ++i) {
      const double scale = quantized.ScaleAt(i, 0, 1);
      int8_t& integer = quantized.integers[static_cast<size_t>(i)];
      const int8_t best = Round(integer + h.row(i).dot(error) / (h(i, i) * scale), levels);
      if (best == integer) continue;
      error[i] += scale * (integer - best);
      integer = best;
      changes = true;
    }
  }
  return error.dot(h * error);
}

}  // namespace

std::optional<QuantizedWeights> RoundByGptq(const WeightMatrix& weights, const InputMoments& inputs,
                                            const RoundingOptions& options) {
  std::optional<QuantizedWeights> result = ChooseScales(weights, options);
  if (!result.has_value() || weights.values.empty()) return result;
  const std::optional<Matrix> h = DampedCovariance(inputs);
  if (!h.has_value()) return QuantizeToNearest(weights, options);
  const Index k = weights.k, n = weights.n;
  Eigen::VectorXi order(k);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&h](int a, int b) { return (*h)(a, a) > (*h)(b, b); });
  const std::optional<Matrix> u = CholeskyOfInverse((*h)(order, order));
  if (!u.has_value()) return QuantizeToNearest(weights, options);
  Rows w = Eigen::Map<const Eigen::Matrix<float, -1, -1, Eigen::RowMajor>>(weights.values.data(), k, n)
               .cast<double>()(order, Eigen::all);
  Rows errors(kBlock, n);
  result->integers.resize(weights.values.size());
  for (Index start = 0; start < k; start += kBlock) {
    const Index end = std::min(start + kBlock, k);
    for (Index i = start; i < end; ++i) {
      for (Index j = 0; j < n; ++j) {
        const double scale = result->ScaleAt(order[i], j, n);
        const int8_t integer = Round(w(i, j) / scale, options.levels);
        result->integers[static_cast<size_t>(order[i] * n + j)] = integer;
        errors(i - start, j) = (w(i, j) - scale * integer) / (*u)(i, i);
      }
      for (Index later = i + 1; later < end; ++later) w.row(later) -= (*u)(i, later) * errors.row(i - start);
    }
    w.bottomRows(k - end) -=
        u->block(start, end, end - start, k - end).transpose() * errors.topRows(end - start);
  }
  return result;
}

std::optional<QuantizedWeights> RoundDepthwise(const WeightMatrix& weights,
                                               const std::vector<InputMoments>& inputs,
                                               const RoundingOptions& options) {
  std::optional<QuantizedWeights> result = QuantizeToNearest(weights, options);
  if (!result.has_value()) return result;
  const auto n = static_cast<size_t>(weights.n);
  for (size_t j = 0; j < n; ++j) {
    const std::optional<Matrix> h = DampedCovariance(inputs[j]);
    if (!h.has_value()) continue;
    WeightMatrix channel = {weights.k, 1, {}};
    RoundingOptions own = options;
    if (!options.least_scales.empty()) own.least_scales = {options.least_scales[j]};
    for (size_t at = j; at < weights.values.size(); at += n) channel.values.push_back(weights.values[at]);
    QuantizedWeights nearest = *QuantizeToNearest(channel, own), gptq = *RoundByGptq(channel, inputs[j], own);
    const bool from_gptq =
        Descend(channel, *h, options.levels, gptq) < Descend(channel, *h, options.levels, nearest);
    const QuantizedWeights& best = from_gptq ? gptq : nearest;
    for (size_t i = 0; i < best.integers.size(); ++i) result->integers[i * n + j] = best.integers[i];
  }
  return result;
}

}  // namespace tmb
