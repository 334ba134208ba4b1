// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What follows a matrix product or convolution and costs nothing inside it: a bias along
// the output channels, then a stored array (a residual), then one range [clamp_lo, clamp_hi].

#include <algorithm>
#include <bit>

#include "converter/lower/elementwise.h"
#include "converter/lower/lowering.h"

namespace tmb {
namespace {

// What a broadcast or reshape repeats.
const hlo::Instruction& BehindRepeats(const hlo::Instruction& instruction) {
  const hlo::Instruction* base = &instruction;
  while (base->opcode == "broadcast" || base->opcode == "reshape") base = base->operands[0];
  return *base;
}

// Whether the operand is one number for all elements.
bool IsSplat(const hlo::Instruction& operand) { return SplatBits(BehindRepeats(operand)).has_value(); }

// A bound that a kernel's clamp may have: one f32 for all elements, neither NaN nor -0.
std::optional<float> BoundOf(const hlo::Instruction& operand) {
  const hlo::Instruction& base = BehindRepeats(operand);
  const auto bits = SplatBits(base);
  if (!bits.has_value() || base.shape.type != hlo::Type::kF32) return std::nullopt;
  const float value = std::bit_cast<float>(*bits);
  return value == value && *bits != 0x80000000u ? std::optional(value) : std::nullopt;
}

// Whether the value can be read without computing anything.
bool IsKnown(const Lowering& lowering, const hlo::Instruction& value) {
  return value.opcode == "constant" || lowering.StoredAt(value).has_value();
}

// The vector that `addend` repeats for every element of a channel.
std::optional<Operand> BiasOf(Lowering& lowering, const hlo::Instruction& addend, size_t channel) {
  if (addend.shape.type != hlo::Type::kF32 || !IsKnown(lowering, lowering.BaseOf(addend)))
    return std::nullopt;
  if (IsSplat(addend)) return std::nullopt;
  const Result<StridedView> view = lowering.ViewOf(addend);
  if (!view.ok()) return std::nullopt;
  for (size_t d = 0; d < view.value().strides.size(); ++d) {
    const int64_t expected = d == channel ? 4 : 0;
    if (addend.shape.dims[d] != 1 && view.value().strides[d] != expected) return std::nullopt;
  }
  return view.value().place;
}

// Where an array like the result lies, if it is stored whole in order.
std::optional<Operand> ResidualOf(Lowering& lowering, const hlo::Instruction& addend) {
  if (addend.shape.type != hlo::Type::kF32 || !IsKnown(lowering, lowering.BaseOf(addend)))
    return std::nullopt;
  const Result<StridedView> view = lowering.ViewOf(addend);
  if (!view.ok()) return std::nullopt;
  const std::vector<int64_t> dense = RowMajorStrides(addend.shape.dims, 4);
  for (size_t d = 0; d < dense.size(); ++d) {
    if (addend.shape.dims[d] != 1 && view.value().strides[d] != dense[d]) return std::nullopt;
  }
  return view.value().place;
}

bool HasClamp(const Epilogue& epilogue) {
  return epilogue.clamp_lo != Epilogue().clamp_lo || epilogue.clamp_hi != Epilogue().clamp_hi;
}

// Takes an addition into the epilogue: a bias first, then a residual.
bool TakeAddend(Lowering& lowering, const hlo::Instruction& addend, size_t channel, Adds adds,
                Epilogue& epilogue) {
  if (HasClamp(epilogue) || epilogue.residual.has_value()) return false;
  if (!epilogue.bias.has_value()) {
    epilogue.bias = BiasOf(lowering, addend, channel);
    if (epilogue.bias.has_value()) return true;
  }
  if (adds == Adds::kBoth) epilogue.residual = ResidualOf(lowering, addend);
  return epilogue.residual.has_value();
}

// Whether `user` continues the epilogue with `value`; then it is taken into it.
bool Take(Lowering& lowering, const hlo::Instruction& user, const hlo::Instruction& value, size_t channel,
          Adds adds, Epilogue& epilogue) {
  if (user.shape.type != hlo::Type::kF32 || !hlo::SameShape(user.shape, value.shape)) return false;
  if (user.opcode == "clamp") {
    const auto low = BoundOf(*user.operands[0]), high = BoundOf(*user.operands[2]);
    if (user.operands[1] != &value || !low || !high || epilogue.clamp_hi != Epilogue().clamp_hi) return false;
    epilogue.clamp_lo = std::max(epilogue.clamp_lo, *low);
    epilogue.clamp_hi = *high;
    return true;
  }
  if (user.operands.size() != 2) return false;
  const hlo::Instruction& other = *user.operands[user.operands[0] == &value ? 1 : 0];
  if (user.opcode == "add") return &other != &value && TakeAddend(lowering, other, channel, adds, epilogue);
  const auto bound = BoundOf(other);
  if (!bound.has_value()) return false;
  if (user.opcode == "maximum" && epilogue.clamp_hi == Epilogue().clamp_hi) {
    epilogue.clamp_lo = std::max(epilogue.clamp_lo, *bound);
    return true;
  }
  if (user.opcode != "minimum") return false;
  epilogue.clamp_hi = std::min(epilogue.clamp_hi, *bound);
  return true;
}

bool ContinuesElementwise(const hlo::Instruction& user, const hlo::Instruction& value) {
  if (!IsElementwise(user.opcode) || user.shape.dims != value.shape.dims) return false;
  return std::all_of(user.operands.begin(), user.operands.end(), [&value](const hlo::Instruction* operand) {
    return operand == &value || IsSplat(*operand);
  });
}

}  // namespace

std::vector<const hlo::Instruction*> Lowering::FindElementwiseEpilogue(const hlo::Instruction& value) {
  std::vector<const hlo::Instruction*> steps;
  const hlo::Instruction* last = &value;
  while (HasOneUse(*last)) {
    const hlo::Instruction* user = users_.at(last)[0];
    if (user == nullptr || !ContinuesElementwise(*user, *last)) break;
    fused_.insert(last);
    steps.push_back(user);
    last = user;
  }
  return steps;
}

Epilogue Lowering::FindEpilogue(const hlo::Instruction& kernel, size_t channel, Adds adds) {
  Epilogue epilogue;
  epilogue.result = &kernel;
  while (HasOneUse(*epilogue.result)) {
    const hlo::Instruction* user = users_.at(epilogue.result)[0];
    if (user == nullptr || !Take(*this, *user, *epilogue.result, channel, adds, epilogue)) break;
    fused_.insert(epilogue.result);
    epilogue.result = user;
  }
  return epilogue;
}

}  // namespace tmb
