// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// InputMoments: mean and covariance of the rows that a layer multiplies its weights with.
#ifndef TMB_CONVERTER_QUANTIZE_INPUT_MOMENTS_H_
#define TMB_CONVERTER_QUANTIZE_INPUT_MOMENTS_H_

#include <cstdint>
#include <vector>

namespace tmb {

class InputMoments {
 public:
  explicit InputMoments(int64_t k);

  void Add(const float* rows, int64_t count);  // [count, k]

  int64_t k() const { return k_; }
  int64_t count() const { return count_; }
  std::vector<double> Mean() const;
  // [k, k], symmetric: the mean of (x - mean) (x - mean)^T; zeros without rows.
  std::vector<double> Covariance() const;

 private:
  // Sums of rows less `shift_`, about their mean, so that little cancels.
  void AddBlock(const float* rows, int64_t count);

  int64_t k_, count_ = 0;
  std::vector<float> shift_;
  std::vector<double> sums_, products_;
};

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_INPUT_MOMENTS_H_
