// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "converter/quantize/output_loss.h"

namespace tmb {
namespace {

constexpr size_t kSamplesTogether = 16;  // whose values are held at once

using Names = std::unordered_map<std::string, const hlo::Instruction*>;

Names NamesOf(const hlo::Computation& entry) {
  Names names;
  for (const auto& instruction : entry.instructions) names.emplace(instruction->name, instruction.get());
  return names;
}

// What both programs say of one value.
class Comparison {
 public:
  Comparison(std::string name, const hlo::Instruction& floats, const hlo::Instruction& quantized,
             std::optional<Quantization> quantization)
      : floats_(&floats), quantized_(&quantized), quantization_(std::move(quantization)) {
    row_.name = std::move(name);
    row_.type = hlo::TypeName(quantized.shape.type);
  }

  const hlo::Instruction* floats() const { return floats_; }
  const hlo::Instruction* quantized() const { return quantized_; }

  void Add(const SampleRunner::Bytes& floats, const SampleRunner::Bytes& quantized) {
    const std::vector<double> a = NumbersOf(floats, floats_->shape, std::nullopt),
                              b = NumbersOf(quantized, quantized_->shape, quantization_);
    double aa = 0, bb = 0, ab = 0;
    for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
      aa += a[i] * a[i];
      bb += b[i] * b[i];
      ab += a[i] * b[i];
      noise_ += (a[i] - b[i]) * (a[i] - b[i]);
      row_.largest_error = std::max(row_.largest_error, std::fabs(a[i] - b[i]));
    }
    signal_ += aa;
    row_.cosine += aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : aa == bb ? 1 : 0;
    const auto largest = [](const std::vector<double>& values) {
      return std::max_element(values.begin(), values.end()) - values.begin();
    };
    row_.agreement += largest(a) == largest(b) ? 1 : 0;
    ++samples_;
  }

  ValidationRow Row() const {
    ValidationRow row = row_;
    row.sqnr_db = noise_ == 0 ? std::numeric_limits<double>::infinity() : 10 * std::log10(signal_ / noise_);
    row.cosine /= samples_;
    row.agreement /= samples_;
    return row;
  }

 private:
  const hlo::Instruction *floats_, *quantized_;
  std::optional<Quantization> quantization_;
  ValidationRow row_;
  double signal_ = 0, noise_ = 0, samples_ = 0;
};

std::vector<Comparison> Compared(const hlo::Module& floats, const hlo::Module& quantized,
                                 const std::vector<ValuePair>& pairs) {
  std::vector<Comparison> compared;
  const Names a = NamesOf(*floats.entry), b = NamesOf(*quantized.entry);
  for (const ValuePair& pair : pairs) {
    const auto named = a.find(pair.name), y = b.find(pair.quantized_name);
    const hlo::Instruction* x = pair.position.has_value() ? floats.entry->instructions[*pair.position].get()
                                : named == a.end()        ? nullptr
                                                          : named->second;
    if (x != nullptr && y != b.end()) compared.emplace_back(pair.name, *x, *y->second, pair.quantization);
  }
  return compared;
}

// How integers stand for an input's or output's numbers; nothing when they are themselves.
std::optional<Quantization> InSignature(const std::vector<hlo::SignatureScale>& scales, size_t number,
                                        hlo::Type type) {
  if (number >= scales.size() || scales[number].scale == 0) return std::nullopt;
  return Quantization{type, scales[number].scale, scales[number].zero, {}, -1};
}

std::vector<Comparison> ComparedResults(const hlo::Module& floats, const hlo::Module& quantized) {
  std::vector<Comparison> compared;
  const auto a = ResultsOf(*floats.entry), b = ResultsOf(*quantized.entry);
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const std::optional<Quantization> integers = InSignature(quantized.result_scales, i, b[i]->shape.type);
    if (a[i]->shape.type == hlo::Type::kF32 && (integers.has_value() || b[i]->shape.type == hlo::Type::kF32))
      compared.emplace_back(fmt::format("output{}", i), *a[i], *b[i], integers);
  }
  return compared;
}

// As the quantized program takes them.
CalibrationData ArgumentsOf(const hlo::Module& quantized, CalibrationData data) {
  for (size_t i = 0; i < data.arguments.size(); ++i) {
    const auto integers =
        InSignature(quantized.parameter_scales, i, quantized.entry->Parameters()[i]->shape.type);
    if (!integers.has_value()) continue;
    for (SampleRunner::Bytes& sample : data.arguments[i]) sample = BytesOf(FloatsOf(sample), *integers);
  }
  return data;
}

}  // namespace

Result<Validation> Validate(const hlo::Module& floats, const hlo::Module& quantized,
                            const std::vector<ValuePair>& pairs, const CalibrationData& data) {
  std::vector<Comparison> all = Compared(floats, quantized, pairs);
  const size_t layers = all.size();
  const CalibrationData arguments = ArgumentsOf(quantized, data);
  for (Comparison& output : ComparedResults(floats, quantized)) all.push_back(std::move(output));
  std::vector<const hlo::Instruction*> a, b;
  for (const Comparison& comparison : all) {
    a.push_back(comparison.floats());
    b.push_back(comparison.quantized());
  }
  for (size_t first = 0; first < data.samples; first += kSamplesTogether) {
    const size_t count = std::min(kSamplesTogether, data.samples - first);
    std::vector<std::vector<SampleRunner::Bytes>> values(count);
    TMB_CHECK_OK(RunnerOf(*floats.entry, data, first, count).Run(a, [&](size_t sample, const auto& arrays) {
      values[sample] = arrays;
    }));
    TMB_CHECK_OK(
        RunnerOf(*quantized.entry, arguments, first, count).Run(b, [&](size_t sample, const auto& arrays) {
          for (size_t i = 0; i < all.size(); ++i) all[i].Add(values[sample][i], arrays[i]);
        }));
  }
  Validation validation{quantized.name, data.samples, {}, {}};
  for (size_t i = 0; i < all.size(); ++i)
    (i < layers ? validation.layers : validation.outputs).push_back(all[i].Row());
  std::stable_sort(validation.layers.begin(), validation.layers.end(),
                   [](const ValidationRow& x, const ValidationRow& y) { return x.sqnr_db < y.sqnr_db; });
  return validation;
}

std::string ToText(const Validation& validation) {
  std::string text =
      fmt::format("{}: {} samples\n{:<40} {:>5} {:>9} {:>12} {:>9} {:>10}\n", validation.entry,
                  validation.samples, "value", "type", "SQNR dB", "max error", "cosine", "top-1");
  for (const auto* rows : {&validation.outputs, &validation.layers}) {
    for (const ValidationRow& row : *rows) {
      text += fmt::format("{:<40} {:>5} {:>9.2f} {:>12.5g} {:>9.6f} {:>8.1f} %\n", row.name, row.type,
                          row.sqnr_db, row.largest_error, row.cosine, 100 * row.agreement);
    }
  }
  return text;
}

}  // namespace tmb
