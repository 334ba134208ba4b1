// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Blocks of rows are multiplied in f32 and added up in f64: a block's rounding errors are far below what
// matters to a choice between two integers, and the product is twice as fast.

#include "converter/quantize/input_moments.h"

#include <Eigen/Dense>
#include <algorithm>

namespace tmb {
namespace {

constexpr int64_t kBlockRows = 512;

using FloatRows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using DoubleRows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

}  // namespace

InputMoments::InputMoments(int64_t k)
    : k_(k), sums_(static_cast<size_t>(k), 0), products_(static_cast<size_t>(k * k), 0) {}

void InputMoments::Add(const float* rows, int64_t count) {
  if (k_ == 0) return;
  if (shift_.empty() && count > 0) {
    const Eigen::Map<const FloatRows> first(rows, std::min(count, kBlockRows), k_);
    const Eigen::RowVectorXf mean = first.colwise().mean();
    shift_.assign(mean.data(), mean.data() + k_);
  }
  for (int64_t start = 0; start < count; start += kBlockRows)
    AddBlock(rows + start * k_, std::min(kBlockRows, count - start));
}

void InputMoments::AddBlock(const float* rows, int64_t count) {
  const Eigen::Map<const Eigen::RowVectorXf> shift(shift_.data(), k_);
  const FloatRows x = Eigen::Map<const FloatRows>(rows, count, k_).rowwise() - shift;
  FloatRows products = FloatRows::Zero(k_, k_);
  products.selfadjointView<Eigen::Lower>().rankUpdate(x.transpose());
  Eigen::Map<DoubleRows>(products_.data(), k_, k_) += products.cast<double>();
  Eigen::Map<Eigen::RowVectorXd>(sums_.data(), k_) += x.cast<double>().colwise().sum();
  count_ += count;
}

std::vector<double> InputMoments::Mean() const {
  std::vector<double> mean(static_cast<size_t>(k_), 0);
  for (size_t i = 0; i < mean.size() && count_ != 0; ++i)
    mean[i] = static_cast<double>(shift_[i]) + sums_[i] / static_cast<double>(count_);
  return mean;
}

std::vector<double> InputMoments::Covariance() const {
  std::vector<double> covariance(products_.size(), 0);
  if (count_ == 0) return covariance;
  const auto count = static_cast<double>(count_);
  const auto k = static_cast<size_t>(k_);
  for (size_t i = 0; i < k; ++i) {
    for (size_t j = 0; j <= i; ++j) {
      const double value = (products_[i * k + j] - sums_[i] * sums_[j] / count) / count;
      covariance[i * k + j] = covariance[j * k + i] = value;
    }
  }
  return covariance;
}

}  // namespace tmb
