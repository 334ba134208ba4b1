// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Batch normalization: mean and variance over all dimensions but the feature's.

#include "converter/expand/expansions.h"

namespace tmb {

using hlo::Builder;
using hlo::Instruction;
using hlo::Value;

namespace {

class BatchNorm {
 public:
  BatchNorm(Builder& b, const Instruction& instruction)
      : b_(b), instruction_(instruction), x_(b.Use(instruction.operands[0])) {
    for (int64_t d = 0; d < x_.Rank(); ++d) {
      if (d == instruction.feature_index) continue;
      reduced_.push_back(d);
      count_ *= x_.dim(static_cast<size_t>(d));
    }
  }

  Value x() const { return x_; }
  Value Operand(size_t i) const { return b_.Use(instruction_.operands[i]); }
  double count() const { return static_cast<double>(count_); }
  Value Spread(Value feature) const { return b_.Broadcast(feature, x_.dims(), {instruction_.feature_index}); }
  Value Sum(Value value) const { return b_.Reduce("add", value, reduced_); }
  Value Mean(Value value) const { return Sum(value) / count(); }
  Value InverseDeviation(Value variance) const { return b_.Unary("rsqrt", variance + instruction_.epsilon); }

 private:
  Builder& b_;
  const Instruction& instruction_;
  Value x_;
  std::vector<int64_t> reduced_;
  int64_t count_ = 1;
};

Value Normalized(const BatchNorm& norm, Value mean, Value variance) {
  const Value scale = norm.InverseDeviation(variance) * norm.Operand(1);
  return (norm.x() - norm.Spread(mean)) * norm.Spread(scale) + norm.Spread(norm.Operand(2));
}

}  // namespace

Result<Value> ExpandBatchNormInference(Builder& b, const Instruction& instruction) {
  const BatchNorm norm(b, instruction);
  return Normalized(norm, norm.Operand(3), norm.Operand(4));
}

Result<Value> ExpandBatchNormTraining(Builder& b, const Instruction& instruction) {
  const BatchNorm norm(b, instruction);
  const Value mean = norm.Mean(norm.x());
  const Value centered = norm.x() - norm.Spread(mean);
  const Value variance = norm.Mean(centered * centered);
  return b.Tuple({Normalized(norm, mean, variance), mean, variance});
}

// Operands: x, scale, mean, variance, gradient of the result.
Result<Value> ExpandBatchNormGrad(Builder& b, const Instruction& instruction) {
  const BatchNorm norm(b, instruction);
  const Value gradient = norm.Operand(4), inverse = norm.InverseDeviation(norm.Operand(3));
  const Value normalized = (norm.x() - norm.Spread(norm.Operand(2))) * norm.Spread(inverse);
  const Value offset_gradient = norm.Sum(gradient), scale_gradient = norm.Sum(gradient * normalized);
  const Value centered = gradient - norm.Spread(offset_gradient / norm.count()) -
                         normalized * norm.Spread(scale_gradient / norm.count());
  return b.Tuple({centered * norm.Spread(inverse * norm.Operand(1)), scale_gradient, offset_gradient});
}

}  // namespace tmb
