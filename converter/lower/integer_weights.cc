// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/lower/integer_weights.h"

#include <algorithm>

#include "converter/lower/expression.h"

namespace tmb {
namespace {

bool IsViewOfConstant(const hlo::Instruction& value, hlo::Type type) {
  const hlo::Instruction* base = &value;
  while (base->opcode == "reshape" || base->opcode == "transpose" || base->opcode == "reverse" ||
         base->opcode == "broadcast")
    base = base->operands[0];
  return base->opcode == "constant" && base->shape.type == type;
}

bool IsConvertedConstant(const hlo::Instruction& value) {
  return value.opcode == "convert" && IsViewOfConstant(*value.operands[0], hlo::Type::kS8);
}

}  // namespace

std::optional<IntegerWeights> FindIntegerWeights(const hlo::Instruction& weights) {
  if (weights.opcode != "multiply" || weights.shape.type != hlo::Type::kF32) return std::nullopt;
  if (weights.shape.Elements() < kFewWeights) return std::nullopt;
  for (const size_t side : {size_t{0}, size_t{1}}) {
    const hlo::Instruction &converted = *weights.operands[side], &scales = *weights.operands[1 - side];
    if (IsConvertedConstant(converted) && IsViewOfConstant(scales, hlo::Type::kF32))
      return IntegerWeights{converted.operands[0], &scales};
  }
  return std::nullopt;
}

bool AreIntegerWeights(const hlo::Instruction& value, const std::vector<const hlo::Instruction*>& users) {
  return FindIntegerWeights(value).has_value() &&
         std::all_of(users.begin(), users.end(), [](const hlo::Instruction* user) {
           return user != nullptr && (user->opcode == "dot" || user->opcode == "convolution");
         });
}

Result<std::optional<WeightsView>> ViewOfIntegerWeights(Lowering& lowering, const hlo::Instruction& weights,
                                                        const std::vector<int64_t>& channel_dims) {
  const std::optional<IntegerWeights> found = FindIntegerWeights(weights);
  if (!found.has_value()) return std::optional<WeightsView>();
  TMB_ASSIGN(StridedView integers, lowering.ViewOf(*found->integers));
  TMB_ASSIGN(StridedView scales, lowering.ViewOf(*found->scales));
  const auto is_constant = [&lowering](const StridedView& view) {
    return lowering.program().buffers[view.place.buffer].kind == Buffer::Kind::kConstant;
  };
  if (!is_constant(integers) || !is_constant(scales)) return std::optional<WeightsView>();
  for (size_t d = 0; d < scales.strides.size(); ++d) {
    const bool is_channel =
        std::find(channel_dims.begin(), channel_dims.end(), static_cast<int64_t>(d)) != channel_dims.end();
    if (!is_channel && weights.shape.dims[d] != 1 && scales.strides[d] != 0)
      return std::optional<WeightsView>();
  }
  return std::optional(WeightsView{std::move(integers), std::move(scales)});
}

}  // namespace tmb
