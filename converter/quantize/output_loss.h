// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// OutputLoss: how far a program's f32 outputs are from what they were on calibration samples, the worst of
// them. Losses are powers: sum of squared errors by sum of squares, so what independent errors lose adds up.
#ifndef TMB_CONVERTER_QUANTIZE_OUTPUT_LOSS_H_
#define TMB_CONVERTER_QUANTIZE_OUTPUT_LOSS_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "converter/quantize/quantization.h"
#include "converter/quantize/sample_runner.h"

namespace tmb {

// An output, or what stands for it: integers, with the numbers that they mean.
struct OutputValue {
  const hlo::Instruction* value = nullptr;
  std::optional<Quantization> quantization;
};

class OutputLoss {
 public:
  // Of the program as it is: runs it on the samples whose arguments `runner` has.
  static Result<OutputLoss> Make(const hlo::Computation& entry, const SampleRunner& runner);

  // With these in the place of the results, all of them in order. 0: nothing is lost.
  Result<double> Of(const std::vector<OutputValue>& results, const SampleRunner& runner) const;

 private:
  std::vector<size_t> measured_;                         // numbers of the f32 results
  std::vector<std::vector<std::vector<double>>> exact_;  // [measured][sample][element]
  std::vector<double> signals_;                          // of each measured result
};

// How much a quantized program may lose.
struct MaxLoss {
  double decibels = 0;  // the least ratio of the signal to its error, of each f32 output
  std::function<void(const std::string& line)> tell;  // of what is measured; may be empty
};

// A loss in dB below the signal, and back: 0.001 is 30 dB; nothing lost is infinite.
double Decibels(double loss);
double LossOf(double decibels);

// What an entry gives, in order.
std::vector<const hlo::Instruction*> ResultsOf(const hlo::Computation& entry);

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_OUTPUT_LOSS_H_
