// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/output_loss.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tmb {

std::vector<const hlo::Instruction*> ResultsOf(const hlo::Computation& entry) {
  if (entry.root->opcode != "tuple") return {entry.root};
  return {entry.root->operands.begin(), entry.root->operands.end()};
}

double Decibels(double loss) {
  return loss > 0 ? -10 * std::log10(loss) : std::numeric_limits<double>::infinity();
}

double LossOf(double decibels) { return std::pow(10, -decibels / 10); }

Result<OutputLoss> OutputLoss::Make(const hlo::Computation& entry, const SampleRunner& runner) {
  OutputLoss made;
  std::vector<const hlo::Instruction*> wanted;
  const std::vector<const hlo::Instruction*> results = ResultsOf(entry);
  for (size_t i = 0; i < results.size(); ++i) {
    if (results[i]->shape.type != hlo::Type::kF32) continue;
    made.measured_.push_back(i);
    wanted.push_back(results[i]);
  }
  if (wanted.empty()) return Error{ErrorKind::kUsage, "--max-loss: the program has no f32 output to measure"};
  made.exact_.resize(wanted.size());
  made.signals_.resize(wanted.size());
  TMB_CHECK_OK(runner.Run(wanted, [&](size_t, const std::vector<SampleRunner::Bytes>& values) {
    for (size_t i = 0; i < wanted.size(); ++i) {
      made.exact_[i].push_back(NumbersOf(values[i], wanted[i]->shape, std::nullopt));
      for (const double number : made.exact_[i].back())
        made.signals_[i] += std::isfinite(number) ? number * number : 0;
    }
  }));
  return made;
}

Result<double> OutputLoss::Of(const std::vector<OutputValue>& results, const SampleRunner& runner) const {
  std::vector<const hlo::Instruction*> wanted;
  for (const size_t result : measured_) wanted.push_back(results[result].value);
  std::vector<double> noises(wanted.size());
  TMB_CHECK_OK(runner.Run(wanted, [&](size_t sample, const std::vector<SampleRunner::Bytes>& values) {
    for (size_t i = 0; i < wanted.size(); ++i) {
      const std::vector<double>& exact = exact_[i][sample];
      const std::vector<double> now =
          NumbersOf(values[i], wanted[i]->shape, results[measured_[i]].quantization);
      for (size_t at = 0; at < exact.size(); ++at) {
        if (std::isfinite(exact[at])) noises[i] += (now[at] - exact[at]) * (now[at] - exact[at]);
      }
    }
  }));
  double worst = 0;
  for (size_t i = 0; i < noises.size(); ++i) {
    const double loss = noises[i] == 0 ? 0 : noises[i] / signals_[i];
    worst = std::isnan(loss) ? std::numeric_limits<double>::infinity() : std::max(worst, loss);
  }
  return worst;
}

}  // namespace tmb
