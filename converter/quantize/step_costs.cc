// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/step_costs.h"

#include <algorithm>

namespace tmb {
namespace {

// Of a multiply-add by what it reads, and of a conversion of an element to integers.
constexpr double kByteCycles = 1.2, kWideCycles = 1.6, kFloatCycles = 2.7, kConversionCycles = 25;

double Elements(const hlo::Instruction* value) {
  return value == nullptr ? 0 : static_cast<double>(value->shape.Elements());
}
double Work(const Layer& layer) {
  return Elements(layer.kernel.kernel) * static_cast<double>(layer.kernel.k);
}
double Weights(const Layer& layer) { return static_cast<double>(layer.weights.values.size()); }
double Memory(const Layer& layer) {
  return Elements(layer.input) + Elements(layer.residual) + Elements(layer.result);
}

}  // namespace

StepCosts::StepCosts(const hlo::Computation& entry, const QuantizedProgram& program)
    : entry_(entry), program_(program) {
  for (const RoundedTensor& tensor : program.rounded_tensors)
    integers_.insert(entry.instructions[tensor.position].get());
  for (const RoundedLayer& rounded : program.rounded_layers) {
    cycles_ += Work(rounded.layer) * kByteCycles;
    flash_ += Weights(rounded.layer);
  }
  arena_ = ArenaWith(nullptr);
}

double StepCosts::ArenaWith(const RoundedTensor* wide) const {
  double most = 0;
  for (const RoundedLayer& rounded : program_.rounded_layers) {
    const Layer& layer = rounded.layer;
    double bytes = Memory(layer);
    if (wide != nullptr) {
      const hlo::Instruction* value = entry_.instructions[wide->position].get();
      const auto& readers = wide->readers;
      if (value == layer.result ||
          std::find(readers.begin(), readers.end(), layer.kernel.kernel) != readers.end())
        bytes += Elements(value);
    }
    most = std::max(most, bytes);
  }
  return most;
}

double StepCosts::OfSixteenBits(const RoundedTensor& tensor) const {
  double cycles = Elements(entry_.instructions[tensor.position].get());  // as much as a byte more takes
  for (const RoundedLayer& rounded : program_.rounded_layers) {
    const auto& readers = tensor.readers;
    if (std::find(readers.begin(), readers.end(), rounded.layer.kernel.kernel) != readers.end())
      cycles += Work(rounded.layer) * (kWideCycles - kByteCycles);
  }
  return cycles / cycles_ + (ArenaWith(&tensor) - arena_) / arena_;
}

double StepCosts::OfFloats(const RoundedLayer& rounded) const {
  const Layer& layer = rounded.layer;
  double cycles = Work(layer) * (kFloatCycles - kByteCycles);
  if (integers_.count(layer.result) != 0) cycles += Elements(layer.result) * kConversionCycles;
  const double arena = std::max(arena_, Memory(layer) * sizeof(float)) - arena_,
               flash = Weights(layer) * (sizeof(float) - 1);
  return cycles / cycles_ + arena / arena_ + flash / flash_;
}

}  // namespace tmb
