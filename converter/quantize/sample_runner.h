// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// SampleRunner: values of an entry computation's instructions for each calibration sample, computed as the
// device would (passes/extracted_program.h). What is kept need not be computed again; instructions may be
// rewritten between runs as long as those whose values are kept stay alive.
#ifndef TMB_CONVERTER_QUANTIZE_SAMPLE_RUNNER_H_
#define TMB_CONVERTER_QUANTIZE_SAMPLE_RUNNER_H_

#include <functional>
#include <unordered_map>
#include <vector>

#include "converter/hlo/ir.h"
#include "converter/quantize/calibration.h"
#include "converter/result.h"

namespace tmb {

class SampleRunner {
 public:
  using Bytes = std::vector<uint8_t>;  // of an array, row-major

  explicit SampleRunner(size_t samples) : samples_(samples) {}

  size_t samples() const { return samples_; }
  void Set(const hlo::Instruction& value, std::vector<Bytes> per_sample);
  bool Has(const hlo::Instruction& value) const { return values_.count(&value) != 0; }
  const Bytes& At(const hlo::Instruction& value, size_t sample) const { return values_.at(&value)[sample]; }
  void Drop(const hlo::Instruction& value) { values_.erase(&value); }
  // Drops what computing `wanted` from the rest does not read.
  void DropAllBut(const std::vector<const hlo::Instruction*>& wanted);

  // Gets the wanted arrays of one sample, in their order.
  using Visit = std::function<void(size_t sample, const std::vector<Bytes>& values)>;
  // Computes the arrays `wanted` from what is set, sample after sample. Keeps none.
  Result<void> Run(const std::vector<const hlo::Instruction*>& wanted, const Visit& visit) const;
  // Run, then Set.
  Result<void> Keep(const std::vector<const hlo::Instruction*>& wanted);

 private:
  size_t samples_;
  std::unordered_map<const hlo::Instruction*, std::vector<Bytes>> values_;
};

// With the arguments of an entry, of `count` samples from `first` on.
SampleRunner RunnerOf(const hlo::Computation& entry, const CalibrationData& data, size_t first, size_t count);
SampleRunner RunnerOf(const hlo::Computation& entry, const CalibrationData& data);

// An f32 array's elements.
std::vector<float> FloatsOf(const SampleRunner::Bytes& bytes);

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_SAMPLE_RUNNER_H_
