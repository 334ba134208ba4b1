// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// RecognizeIntegers: products and convolutions of s8 or s16 with constant s8 weights and s32 sums, as
// programs trained with quantization write them, become integer kernels. Sums are exact, so what follows them
// keeps its bits: a conversion to f32 with one scale for each channel, which the kernel does itself, or any
// other arithmetic.

#include <algorithm>
#include <bit>

#include "converter/integer_kernels.h"
#include "converter/passes/passes.h"
#include "converter/quantize/constant_reader.h"
#include "converter/quantize/integer_form.h"

namespace tmb {
namespace {

using hlo::Instruction;
using hlo::Value;

constexpr int64_t kLeastWork = 64;  // multiply-adds; fewer are as fast anyhow

// The value before conversions to wider integers.
Instruction* Narrowest(Instruction* value) {
  while (value->opcode == "convert" && hlo::IsSigned(value->shape.type) &&
         hlo::IsSigned(value->operands[0]->shape.type) &&
         hlo::TypeBytes(value->operands[0]->shape.type) <= hlo::TypeBytes(value->shape.type))
    value = value->operands[0];
  return value;
}

bool IsInput(const Instruction& value) {
  return value.shape.type == hlo::Type::kS8 || value.shape.type == hlo::Type::kS16;
}

class Recognizer {
 public:
  Recognizer(hlo::Module& module, hlo::Computation& region)
      : module_(module), region_(region), users_(UsersIn(region)), constants_(region) {}

  Result<void> Run() {
    for (const auto& instruction : region_.instructions) Find(*instruction);
    if (found_.empty()) return {};
    return Rebuild(module_, region_, [this](hlo::Builder& b, Instruction& instruction) {
      const auto found = found_.find(&instruction);
      return found == found_.end() ? &instruction : Make(b, found->second);
    });
  }

 private:
  struct Found {
    WeightedKernel kernel;
    IntegerConstants constants;
    Instruction* input = nullptr;
    hlo::Type type = hlo::Type::kS32;
  };

  void Find(Instruction& instruction) {
    if (instruction.shape.type != hlo::Type::kS32) return;
    for (const size_t side : {size_t{1}, size_t{0}}) {
      const auto kernel = DescribeKernel(instruction, side);
      if (!kernel.has_value() || !HasIntegerForm(*kernel)) continue;
      if (instruction.shape.Elements() * kernel->k < kLeastWork) continue;
      Instruction &input = *Narrowest(instruction.operands[1 - side]), &weights = *instruction.operands[side];
      if (!IsInput(input) || !hlo::IsSigned(weights.shape.type)) continue;
      const std::vector<double>* numbers = constants_.NumbersOf(weights);
      if (numbers == nullptr) continue;
      Found found{*kernel, {}, &input, hlo::Type::kS32};
      if (!TakeWeights(*numbers, found)) continue;
      Instruction* result = &instruction;
      if (Instruction* biased = BiasedSums(*result, found)) result = biased;
      if (Instruction* scaled = ScaledSums(*result, found)) result = scaled;
      found_.emplace(result, std::move(found));
      return;
    }
  }

  // False when some do not fit the kernel.
  static bool TakeWeights(const std::vector<double>& numbers, Found& found) {
    const WeightedKernel& kernel = found.kernel;
    for (int64_t i = 0; i < kernel.k; ++i) {
      for (int64_t channel = 0; channel < kernel.n; ++channel) {
        const double value = numbers.size() == 1 ? numbers[0] : numbers[kernel.WeightAt(i, channel)];
        if (value < -127 || value > 127) return false;
        found.constants.weights.push_back(static_cast<int8_t>(value));
      }
    }
    found.constants.biases.assign(static_cast<size_t>(kernel.n), 0);
    found.constants.multipliers = found.constants.biases;
    return FitIntegerKernel(kernel, found.constants, found.input->shape.type);
  }

  Instruction* OnlyUser(const Instruction& value) const {
    const auto users = users_.find(&value);
    return users == users_.end() || users->second.size() != 1 ? nullptr : users->second[0];
  }

  // The other operand of a sum or product of two.
  static const Instruction& Other(const Instruction& user, const Instruction& value) {
    return *user.operands[user.operands[0] == &value ? 1 : 0];
  }

  // Sums plus constants of the channels, where that is all that is done with the sums.
  Instruction* BiasedSums(const Instruction& sums, Found& found) {
    Instruction* biased = OnlyUser(sums);
    if (biased == nullptr || biased->opcode != "add" || biased->operands[0] == biased->operands[1])
      return nullptr;
    const auto biases = constants_.OfChannels(Other(*biased, sums), found.kernel);
    if (!biases.has_value()) return nullptr;
    IntegerConstants constants = found.constants;
    std::transform(biases->begin(), biases->end(), constants.biases.begin(),
                   [](double number) { return static_cast<int32_t>(number); });
    if (!FitIntegerKernel(found.kernel, constants, found.input->shape.type)) return nullptr;
    found.constants = std::move(constants);
    return biased;
  }

  // f32(sums) times constants of the channels, where that is all that is done with the sums.
  Instruction* ScaledSums(const Instruction& sums, Found& found) {
    const Instruction* converted = OnlyUser(sums);
    if (converted == nullptr || converted->opcode != "convert" || converted->shape.type != hlo::Type::kF32)
      return nullptr;
    Instruction* scaled = OnlyUser(*converted);
    if (scaled == nullptr || scaled->opcode != "multiply" || scaled->operands[0] == scaled->operands[1])
      return nullptr;
    const auto multipliers = constants_.OfChannels(Other(*scaled, *converted), found.kernel);
    if (!multipliers.has_value()) return nullptr;
    std::transform(multipliers->begin(), multipliers->end(), found.constants.multipliers.begin(),
                   [](double number) { return std::bit_cast<int32_t>(static_cast<float>(number)); });
    found.type = hlo::Type::kF32;
    return scaled;
  }

  Instruction* Make(hlo::Builder& b, const Found& found) {
    const hlo::IntegerRange range{0, 0, 0, 0};
    return MakeIntegerKernel(b.Use(found.input), {}, found.kernel, found.constants, range, found.type).get();
  }

  hlo::Module& module_;
  hlo::Computation& region_;
  const ValueUsers users_;
  ConstantReader constants_;
  std::unordered_map<const Instruction*, Found> found_;
};

}  // namespace

Result<void> RecognizeIntegers(hlo::Module& module) {
  for (hlo::Computation* region : Regions(module)) TMB_CHECK_OK(Recognizer(module, *region).Run());
  return {};
}

}  // namespace tmb
