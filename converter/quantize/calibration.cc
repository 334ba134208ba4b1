// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/calibration.h"

#include <fmt/format.h>

#include <set>

#include "converter/arrays/npz.h"
#include "converter/lower/lower.h"

namespace tmb {
namespace {

using Arrays = std::map<std::string, Array>;

Error Unusable(const std::string& path, const std::string& text) {
  return {ErrorKind::kUsage, fmt::format("{}: {}", path, text)};
}

std::string PositionOf(const hlo::Instruction& parameter) {
  return fmt::format("{}", parameter.parameter_number);
}

// The argument's array; its first dimension counts samples.
Result<const Array*> Find(const Arrays& arrays, const hlo::Instruction& parameter, const std::string& path) {
  const std::string name = ArgumentName(parameter), position = PositionOf(parameter);
  auto found = arrays.find(name);
  if (found == arrays.end()) found = arrays.find(position);
  if (found == arrays.end()) {
    return Unusable(path, fmt::format("no array for argument {}: name it \"{}\" or \"{}\"",
                                      parameter.parameter_number, name, position));
  }
  const Array& array = found->second;
  if (array.dims.empty()) {
    return Unusable(path, fmt::format("array {}: a first dimension must count the samples", found->first));
  }
  std::vector<uint32_t> dims = {array.dims[0]};
  for (const int64_t extent : parameter.shape.dims) dims.push_back(static_cast<uint32_t>(extent));
  const Result<void> fits = CheckFits(array, static_cast<tmb_type>(parameter.shape.type), dims);
  if (!fits.ok()) {
    return Unusable(path, fmt::format("array {}: {} (the first dimension counts samples)", found->first,
                                      fits.error().text));
  }
  return &array;
}

}  // namespace

Result<CalibrationData> ReadCalibration(const std::string& path, const hlo::Computation& entry) {
  std::set<std::string> names;
  for (const hlo::Instruction* parameter : entry.Parameters()) {
    if (!parameter->shape.IsArray())
      return Unsupported(
          fmt::format("argument {} is no array: calibration needs arrays", parameter->parameter_number));
    names.insert({ArgumentName(*parameter), PositionOf(*parameter)});
  }
  TMB_ASSIGN(const Arrays arrays,
             ReadNpz(path, [&names](const std::string& name) { return names.count(name) != 0; }));
  CalibrationData data;
  for (const hlo::Instruction* parameter : entry.Parameters()) {
    TMB_ASSIGN(const Array* const array, Find(arrays, *parameter, path));
    if (array->dims[0] == 0) return Unusable(path, "there are no samples");
    if (data.arguments.empty()) data.samples = array->dims[0];
    if (array->dims[0] != data.samples) {
      return Unusable(path, fmt::format("argument {} has {} samples, argument 0 has {}",
                                        parameter->parameter_number, array->dims[0], data.samples));
    }
    const size_t bytes = array->data.size() / data.samples;
    std::vector<std::vector<uint8_t>>& samples = data.arguments.emplace_back();
    for (auto at = array->data.begin(); samples.size() < data.samples; at += static_cast<int64_t>(bytes))
      samples.emplace_back(at, at + static_cast<int64_t>(bytes));
  }
  if (data.arguments.empty()) return Unusable(path, "the program has no arguments to calibrate with");
  return data;
}

}  // namespace tmb
