// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// FoldScales: constants for each output channel that follow a product or convolution with
// constant weights, as batch normalization does, go into the weights and one bias:
//
//     (kernel(x, w) + a) * s + b     becomes     kernel(x, w * s) + (a * s + b)
//
// The weights are rounded once more and the sums have other roundings, each within half a unit in
// the last place of a weight, as every converter for inference does it; FoldConstants then computes the
// new constants. Not when other readers need the weights or a value between.

#include <algorithm>
#include <unordered_map>

#include "converter/passes/constant_values.h"
#include "converter/passes/passes.h"

namespace tmb {
namespace {

using hlo::Instruction;
using hlo::Value;

// A product or convolution: which operand are the weights, and where its output channel lies.
struct Kernel {
  Instruction* kernel = nullptr;
  size_t weights = 1;
  int64_t weights_channel = 0, channel = 0;

  int64_t Channels() const { return kernel->shape.dims[static_cast<size_t>(channel)]; }
};

// The only dimension of a side that is neither batch nor contracting, or -1.
int64_t FreeDimension(const hlo::Shape& side, const std::vector<int64_t>& contracting) {
  int64_t free = -1;
  for (int64_t d = 0; d < side.Rank(); ++d) {
    if (std::find(contracting.begin(), contracting.end(), d) != contracting.end()) continue;
    if (free != -1) return -1;
    free = d;
  }
  return free;
}

// Views of a constant that nothing else reads: then the product with scales replaces it.
bool AreWeights(const Instruction& value, const ValueUsers& users) {
  const Instruction* base = &value;
  while (users.at(base).size() == 1 &&
         (base->opcode == "reshape" || base->opcode == "transpose" || base->opcode == "reverse"))
    base = base->operands[0];
  return base->opcode == "constant" && users.at(base).size() == 1;
}

std::optional<Kernel> KernelOf(Instruction& instruction, const ValueUsers& users) {
  if (instruction.shape.type != hlo::Type::kF32) return std::nullopt;
  if (instruction.opcode == "convolution" && instruction.batch_group_count == 1 &&
      AreWeights(*instruction.operands[1], users)) {
    return Kernel{&instruction, 1, instruction.convolution.kernel_output,
                  instruction.convolution.output_feature};
  }
  if (instruction.opcode != "dot" || !instruction.dot.lhs_batch.empty()) return std::nullopt;
  for (const size_t side : {size_t{1}, size_t{0}}) {
    const auto& contracting = side == 1 ? instruction.dot.rhs_contracting : instruction.dot.lhs_contracting;
    const std::vector<int64_t> dimensions(contracting.begin(), contracting.end());
    const int64_t free = FreeDimension(instruction.operands[side]->shape, dimensions);
    if (free == -1 || !AreWeights(*instruction.operands[side], users)) continue;
    return Kernel{&instruction, side, free, side == 1 ? instruction.shape.Rank() - 1 : 0};
  }
  return std::nullopt;
}

// The f32 scalar, or vector along dimension `channel`, that a constant array repeats; null: neither.
Value VectorOf(hlo::Builder& b, Instruction& value, int64_t channel) {
  const int64_t extent = value.shape.Rank() == 0 ? 1 : value.shape.dims[static_cast<size_t>(channel)];
  if (value.shape.Elements() == extent) {
    return value.shape.Rank() == 0 ? b.Use(&value) : b.Reshape(b.Use(&value), {extent});
  }
  if (value.opcode != "broadcast") return {};
  Instruction& operand = *value.operands[0];
  if (operand.shape.Rank() == 0) return b.Use(&operand);
  const auto place = std::find(value.dimensions.begin(), value.dimensions.end(), channel);
  if (place == value.dimensions.end()) return {};
  return VectorOf(b, operand, place - value.dimensions.begin());
}

class ScaleFolder {
 public:
  ScaleFolder(hlo::Module& module, hlo::Computation& computation)
      : module_(module),
        computation_(computation),
        users_(UsersIn(computation)),
        constants_(computation, ControlFlow::kLeave) {}

  Result<void> Run() {
    for (const auto& instruction : computation_.instructions) {
      const auto kernel = KernelOf(*instruction, users_);
      if (!kernel.has_value()) continue;
      const std::vector<Instruction*> steps = StepsBehind(*kernel);
      const bool scales = std::any_of(steps.begin(), steps.end(), IsScale);
      if (scales || steps.size() > 1) chains_[steps.back()] = {*kernel, steps};
    }
    if (chains_.empty()) return {};
    return Rebuild(module_, computation_, [this](hlo::Builder& b, Instruction& instruction) {
      const auto chain = chains_.find(&instruction);
      return chain == chains_.end() ? &instruction : Fold(b, chain->second);
    });
  }

 private:
  struct Chain {
    Kernel kernel;
    std::vector<Instruction*> steps;
  };

  static bool IsScale(const Instruction* step) {
    return step->opcode == "multiply" || step->opcode == "divide";
  }

  // The operand of a step that is not the value before it.
  static Instruction* Other(const Instruction& step, const Instruction* before) {
    return step.operands[step.operands[0] == before ? 1 : 0];
  }

  std::vector<Instruction*> StepsBehind(const Kernel& kernel) {
    std::vector<Instruction*> steps;
    for (const Instruction* last = kernel.kernel;; last = steps.back()) {
      const std::vector<Instruction*>& users = users_.at(last);
      if (users.size() != 1 || users[0] == nullptr || !IsStep(*users[0], last, kernel)) return steps;
      steps.push_back(users[0]);
    }
  }

  bool IsStep(const Instruction& step, const Instruction* before, const Kernel& kernel) const {
    const std::string& opcode = step.opcode;
    const bool commutes = opcode == "add" || opcode == "multiply";
    if (!commutes && opcode != "subtract" && opcode != "divide") return false;
    if (!commutes && step.operands[0] != before) return false;
    const Instruction& other = *Other(step, before);
    return constants_.Has(&other) && IsAlong(other, kernel.channel);
  }

  // Whether VectorOf will find a vector or scalar.
  static bool IsAlong(const Instruction& value, int64_t channel) {
    const int64_t extent = value.shape.Rank() == 0 ? 1 : value.shape.dims[static_cast<size_t>(channel)];
    if (value.shape.Elements() == extent) return true;
    if (value.opcode != "broadcast") return false;
    const Instruction& operand = *value.operands[0];
    const auto place = std::find(value.dimensions.begin(), value.dimensions.end(), channel);
    if (operand.shape.Rank() == 0) return true;
    return place != value.dimensions.end() && IsAlong(operand, place - value.dimensions.begin());
  }

  static Instruction* Fold(hlo::Builder& b, const Chain& chain) {
    const Kernel& kernel = chain.kernel;
    Value scale, bias;
    const Instruction* before = kernel.kernel;
    for (const Instruction* step : chain.steps) {
      Value operand = VectorOf(b, *Other(*step, before), kernel.channel);
      before = step;
      if (operand.Rank() == 0) operand = b.BroadcastScalar(operand, {kernel.Channels()});
      if (IsScale(step)) {
        if (step->opcode == "divide") operand = 1.0 / operand;
        scale = scale ? scale * operand : operand;
        if (bias) bias = bias * operand;
      } else {
        if (step->opcode == "subtract") operand = -operand;
        bias = bias ? bias + operand : operand;
      }
    }
    std::vector<Value> operands;
    for (Instruction* operand : kernel.kernel->operands) operands.push_back(b.Use(operand));
    if (scale) {
      const Value weights = operands[kernel.weights];
      operands[kernel.weights] = weights * b.Broadcast(scale, weights.dims(), {kernel.weights_channel});
    }
    const Value result = b.Copy(*kernel.kernel, operands, kernel.kernel->shape);
    return bias ? (result + b.Broadcast(bias, result.dims(), {kernel.channel})).get() : result.get();
  }

  hlo::Module& module_;
  hlo::Computation& computation_;
  const ValueUsers users_;
  const ConstantValues constants_;
  std::unordered_map<const Instruction*, Chain> chains_;
};

}  // namespace

Result<void> FoldScales(hlo::Module& module) {
  for (hlo::Computation* region : Regions(module)) TMB_CHECK_OK(ScaleFolder(module, *region).Run());
  return {};
}

}  // namespace tmb
