// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/sample_runner.h"

#include <cstring>
#include <limits>
#include <unordered_set>

#include "converter/passes/extracted_program.h"

namespace tmb {

void SampleRunner::Set(const hlo::Instruction& value, std::vector<Bytes> per_sample) {
  values_[&value] = std::move(per_sample);
}

void SampleRunner::DropAllBut(const std::vector<const hlo::Instruction*>& wanted) {
  std::unordered_set<const hlo::Instruction*> seen, read;
  std::vector<const hlo::Instruction*> stack = wanted;
  while (!stack.empty()) {
    const hlo::Instruction* value = stack.back();
    stack.pop_back();
    if (!seen.insert(value).second) continue;
    if (Has(*value)) {
      read.insert(value);
    } else {
      stack.insert(stack.end(), value->operands.begin(), value->operands.end());
    }
  }
  std::erase_if(values_, [&read](const auto& entry) { return read.count(entry.first) == 0; });
}

Result<void> SampleRunner::Run(const std::vector<const hlo::Instruction*>& wanted, const Visit& visit) const {
  TMB_ASSIGN(const auto program,
             ExtractedProgram::Make(wanted, [this](const hlo::Instruction& value) { return Has(value); }));
  std::vector<Bytes> outputs(wanted.size());
  for (size_t sample = 0; sample < samples_; ++sample) {
    for (size_t i = 0; i < program->inputs().size(); ++i)
      program->SetInput(i, At(*program->inputs()[i], sample));
    TMB_CHECK_OK(program->Run(std::numeric_limits<uint32_t>::max()));
    for (size_t i = 0; i < wanted.size(); ++i) outputs[i] = program->Output(i);
    visit(sample, outputs);
  }
  return {};
}

Result<void> SampleRunner::Keep(const std::vector<const hlo::Instruction*>& wanted) {
  std::vector<std::vector<Bytes>> kept(wanted.size());
  TMB_CHECK_OK(Run(wanted, [&kept](size_t, const std::vector<Bytes>& values) {
    for (size_t i = 0; i < values.size(); ++i) kept[i].push_back(values[i]);
  }));
  for (size_t i = 0; i < wanted.size(); ++i) Set(*wanted[i], std::move(kept[i]));
  return {};
}

SampleRunner RunnerOf(const hlo::Computation& entry, const CalibrationData& data, size_t first,
                      size_t count) {
  SampleRunner runner(count);
  const std::vector<hlo::Instruction*> parameters = entry.Parameters();
  for (size_t i = 0; i < parameters.size(); ++i) {
    const auto begin = data.arguments[i].begin() + static_cast<std::ptrdiff_t>(first);
    runner.Set(*parameters[i], {begin, begin + static_cast<std::ptrdiff_t>(count)});
  }
  return runner;
}

SampleRunner RunnerOf(const hlo::Computation& entry, const CalibrationData& data) {
  return RunnerOf(entry, data, 0, data.samples);
}

std::vector<float> FloatsOf(const SampleRunner::Bytes& bytes) {
  std::vector<float> values(bytes.size() / sizeof(float));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
  return values;
}

}  // namespace tmb
