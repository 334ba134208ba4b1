// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// ConstantReader: the numbers of a region's values that depend on constants only, before they are folded.
// Instructions are told apart by their addresses, so they must outlive the reader.
#ifndef TMB_CONVERTER_QUANTIZE_CONSTANT_READER_H_
#define TMB_CONVERTER_QUANTIZE_CONSTANT_READER_H_

#include <optional>
#include <unordered_map>
#include <vector>

#include "converter/passes/constant_values.h"
#include "converter/quantize/weighted_kernel.h"

namespace tmb {

class ConstantReader {
 public:
  explicit ConstantReader(const hlo::Computation& region) : constants_(region, ControlFlow::kLeave) {}

  bool IsConstant(const hlo::Instruction& value) const;
  // The elements of an array of f32 or integers, row-major, or one number that all are. Null: it is no
  // constant.
  const std::vector<double>* NumbersOf(const hlo::Instruction& value);
  // The number that all elements are.
  std::optional<double> NumberOf(const hlo::Instruction& value);
  // Where a constant says the same for all elements of a channel of the kernel's result.
  std::optional<std::vector<double>> OfChannels(const hlo::Instruction& value, const WeightedKernel& kernel);

 private:
  const ConstantValues constants_;
  std::unordered_map<const hlo::Instruction*, std::optional<std::vector<double>>> numbers_;
};

// Computes an array of constants: as NumbersOf.
std::optional<std::vector<double>> EvaluateNumbers(const hlo::Instruction& value);

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_CONSTANT_READER_H_
