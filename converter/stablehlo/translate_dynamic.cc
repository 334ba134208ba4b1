// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Operations whose sizes are operands. Results have static types here, so the operand of a
// result's shape says nothing new; padding, starts and window sizes must be constants.
#include <fmt/format.h>

#include <cstring>

#include "converter/stablehlo/translation.h"

namespace tmb::stablehlo {
namespace {

// The last operands become attributes.
std::vector<hlo::Instruction*> WithoutLast(const Translation& t, size_t count) {
  return {t.op.operands.begin(), t.op.operands.end() - static_cast<std::ptrdiff_t>(count)};
}

bool ReadOperand(Translation& t, size_t index, std::vector<int64_t>& values) {
  const hlo::Instruction* source = t.op.operands[index];
  const int64_t count = source->shape.Elements();
  const bool splat = source->opcode == "broadcast" && source->operands[0]->shape.dims.empty();
  if (splat) source = source->operands[0];
  const hlo::Type type = source->shape.type;
  if (source->literal == nullptr || hlo::IsFloat(type) || hlo::IsComplex(type))
    return t.Fail(fmt::format("operand {} must be a constant of integers", index));
  const auto bytes = static_cast<size_t>(hlo::TypeBytes(type));
  for (int64_t i = 0; i < count; ++i) {
    const size_t at = splat ? 0 : static_cast<size_t>(i) * bytes;
    int64_t value = 0;
    std::memcpy(&value, source->literal->data.data() + at, bytes);
    const size_t unused = 64 - 8 * bytes;
    if (hlo::IsSigned(type)) value = static_cast<int64_t>(static_cast<uint64_t>(value) << unused) >> unused;
    values.push_back(value);
  }
  return true;
}

bool HasOneResult(Translation& t) { return t.op.results.size() == 1 || t.Fail("has one result"); }

}  // namespace

bool TranslateDynamicBroadcastInDim(Translation& t) {
  std::vector<int64_t> dims;
  if (!t.NeedOperands(2) || !HasOneResult(t) || !t.Read("dims|broadcast_dimensions", dims)) return false;
  hlo::Instruction* result = t.BroadcastTo(t.op.operands[0], t.op.results[0], dims);
  if (result != nullptr) t.Take(*result);
  return result != nullptr;
}

bool TranslateDynamicReshape(Translation& t) {
  if (!t.NeedOperands(2)) return false;
  t.Emit("reshape", WithoutLast(t, 1));
  return true;
}

bool TranslateDynamicIota(Translation& t) {
  if (!t.NeedOperands(1)) return false;
  return t.Copy("!dim|iota_dimension:iota_dimension", t.Emit("iota", {}));
}

bool TranslateDynamicPad(Translation& t) {
  std::vector<int64_t> low, high, interior;
  if (!t.NeedOperands(5) || !ReadOperand(t, 2, low) || !ReadOperand(t, 3, high) ||
      !ReadOperand(t, 4, interior)) {
    return false;
  }
  if (low.size() != high.size() || low.size() != interior.size())
    return t.Fail("low, high and interior differ in length");
  hlo::Instruction& pad = t.Emit("pad", WithoutLast(t, 3));
  for (size_t i = 0; i < low.size(); ++i) pad.padding.push_back({low[i], high[i], interior[i]});
  return true;
}

bool TranslateRealDynamicSlice(Translation& t) {
  std::vector<int64_t> starts, limits, strides;
  if (!t.NeedOperands(4) || !ReadOperand(t, 1, starts) || !ReadOperand(t, 2, limits) ||
      !ReadOperand(t, 3, strides)) {
    return false;
  }
  if (starts.size() != limits.size() || starts.size() != strides.size())
    return t.Fail("start_indices, limit_indices and strides differ in length");
  hlo::Instruction& slice = t.Emit("slice", WithoutLast(t, 3));
  for (size_t i = 0; i < starts.size(); ++i) slice.slice.push_back({starts[i], limits[i], strides[i]});
  return true;
}

bool TranslateDynamicGather(Translation& t) {
  std::vector<int64_t> sizes;
  if (!t.NeedOperands(3) || !ReadOperand(t, 2, sizes)) return false;
  hlo::Instruction& gather = t.Emit("gather", WithoutLast(t, 1));
  gather.slice_sizes = sizes;
  return t.Copy(
      "offset_dims collapsed_slice_dims start_index_map index_vector_dim operand_batching_dims "
      "start_indices_batching_dims indices_are_sorted",
      gather);
}

// The padding goes to the attributes that a convolution has it in.
bool TranslateDynamicConvolution(Translation& t) {
  std::vector<int64_t> padding;
  if (!t.NeedOperands(3) || !ReadOperand(t, 2, padding)) return false;
  Attribute attribute;
  attribute.kind = AttributeKind::kArray;
  attribute.name = "padding";
  for (const int64_t value : padding) {
    Attribute& item = attribute.items.emplace_back();
    item.kind = AttributeKind::kInt;
    item.integer = value;
  }
  t.op.attributes.push_back(std::move(attribute));
  t.op.operands.pop_back();
  return TranslateConvolution(t);
}

}  // namespace tmb::stablehlo
