// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Operations on quantized values. What moves integers, or picks one of them, works on them as they are
// stored; any other operation is done on the numbers that they stand for and its result quantized again
// (StableHLO's dequantize_op_quantize). Passes make integer kernels of that
// (quantize/recognize_quantization.cc).
#include <algorithm>
#include <cstring>
#include <iterator>

#include "converter/stablehlo/translation.h"

namespace tmb::stablehlo {
namespace {

// Values pass as they are, each of its own type; the operations of regions know theirs.
constexpr std::string_view kPassing[] = {
    "call",
    "func.call",
    "sdy.all_gather",
    "sdy.all_reduce",
    "sdy.all_slice",
    "sdy.all_to_all",
    "sdy.collective_permute",
    "sdy.manual_computation",
    "sdy.propagation_barrier",
    "sdy.reduce_scatter",
    "sdy.reshard",
    "sdy.sharding_constraint",
    "sdy.sharding_group",
    "stablehlo.bitcast_convert",
    "stablehlo.case",
    "stablehlo.composite",
    "stablehlo.constant",
    "stablehlo.custom_call",
    "stablehlo.get_tuple_element",
    "stablehlo.if",
    "stablehlo.optimization_barrier",
    "stablehlo.tuple",
    "stablehlo.while",
};
static_assert(std::is_sorted(std::begin(kPassing), std::end(kPassing)));

// The result's integers are the operands', when all have one type: order among integers is that of numbers.
constexpr std::string_view kPicking[] = {
    "stablehlo.broadcast",
    "stablehlo.broadcast_in_dim",
    "stablehlo.clamp",
    "stablehlo.concatenate",
    "stablehlo.dynamic_broadcast_in_dim",
    "stablehlo.dynamic_gather",
    "stablehlo.dynamic_pad",
    "stablehlo.dynamic_reshape",
    "stablehlo.dynamic_slice",
    "stablehlo.dynamic_update_slice",
    "stablehlo.gather",
    "stablehlo.maximum",
    "stablehlo.minimum",
    "stablehlo.pad",
    "stablehlo.real_dynamic_slice",
    "stablehlo.reshape",
    "stablehlo.reverse",
    "stablehlo.select",
    "stablehlo.slice",
    "stablehlo.torch_index_select",
    "stablehlo.transpose",
};
static_assert(std::is_sorted(std::begin(kPicking), std::end(kPicking)));

bool IsOneOf(std::string_view name, const std::string_view* begin, const std::string_view* end) {
  return std::binary_search(begin, end, name);
}

template <typename T>
hlo::Instruction* ConstantLike(Translation& t, const hlo::Shape& shape, hlo::Type type,
                               const std::vector<T>& values, int64_t dimension) {
  hlo::Literal literal;
  literal.shape = ShapeOf(type, {});
  if (dimension >= 0) literal.shape.dims = {static_cast<int64_t>(values.size())};
  literal.data.resize(values.size() * sizeof(T));
  std::memcpy(literal.data.data(), values.data(), literal.data.size());
  hlo::Instruction& constant = t.Add("constant", literal.shape, {});
  constant.literal = std::make_shared<const hlo::Literal>(std::move(literal));
  hlo::Instruction& broadcast = t.Add("broadcast", ShapeOf(type, shape.dims), {&constant});
  if (dimension >= 0) broadcast.dimensions = {dimension};
  return &broadcast;
}

hlo::Instruction* FloatsLike(Translation& t, const hlo::Shape& shape, const std::vector<float>& values,
                             int64_t dimension) {
  return ConstantLike(t, shape, hlo::Type::kF32, values, dimension);
}

std::vector<float> ZerosOf(const QuantizedType& type) { return {type.zeros.begin(), type.zeros.end()}; }

bool HasZeros(const QuantizedType& type) {
  return std::any_of(type.zeros.begin(), type.zeros.end(), [](int64_t zero) { return zero != 0; });
}

hlo::Instruction* Dequantize(Translation& t, hlo::Instruction* integers, const QuantizedType& type) {
  const hlo::Shape shape = ShapeOf(hlo::Type::kF32, integers->shape.dims);
  hlo::Instruction* steps = &t.Add("convert", shape, {integers});
  if (HasZeros(type))
    steps = &t.Add("subtract", shape, {steps, FloatsLike(t, shape, ZerosOf(type), type.dimension)});
  return &t.Add("multiply", shape, {steps, FloatsLike(t, shape, type.scales, type.dimension)});
}

hlo::Instruction* Quantize(Translation& t, hlo::Instruction* numbers, const QuantizedType& type) {
  const hlo::Shape shape = numbers->shape;
  hlo::Instruction* steps =
      &t.Add("divide", shape, {numbers, FloatsLike(t, shape, type.scales, type.dimension)});
  if (HasZeros(type))
    steps = &t.Add("add", shape, {steps, FloatsLike(t, shape, ZerosOf(type), type.dimension)});
  const auto bound = [&](int64_t value) { return FloatsLike(t, shape, {static_cast<float>(value)}, -1); };
  steps = &t.Add("clamp", shape, {bound(type.lowest), steps, bound(type.highest)});
  steps = &t.Add("round-nearest-even", shape, {steps});
  return &t.Add("convert", ShapeOf(type.storage, shape.dims), {steps});
}

}  // namespace

bool Translation::HasQuantized() const {
  return std::any_of(op.results.begin(), op.results.end(),
                     [](const ValueType& type) { return type.quantized != nullptr; }) ||
         std::any_of(op.operands.begin(), op.operands.end(), [this](const hlo::Instruction* operand) {
           return emitter.QuantizedOf(*operand) != nullptr;
         });
}

// All quantized operands and results, of which there are some, say the same.
bool Translation::HasOneQuantizedType() const {
  const QuantizedType* first = nullptr;
  const auto fits = [&first](const QuantizedTypePointer& type) {
    if (type == nullptr) return true;
    if (first == nullptr) first = type.get();
    return MeanTheSame(*first, *type);
  };
  for (const hlo::Instruction* operand : op.operands) {
    if (!fits(emitter.QuantizedOf(*operand))) return false;
  }
  return std::all_of(op.results.begin(), op.results.end(),
                     [&fits](const ValueType& type) { return fits(type.quantized); });
}

bool Translation::RunQuantized() {
  const std::vector<ValueType> written = op.results;
  const bool passes = IsOneOf(op.name, std::begin(kPassing), std::end(kPassing));
  const bool picks = IsOneOf(op.name, std::begin(kPicking), std::end(kPicking)) || !op.regions.empty();
  if (passes || (picks && HasOneQuantizedType())) return RunPlain();
  if (!op.regions.empty()) return Fail("works on values of one quantized type");
  for (hlo::Instruction*& operand : op.operands) {
    const QuantizedTypePointer type = emitter.QuantizedOf(*operand);
    if (type != nullptr) operand = Dequantize(*this, operand, *type);
  }
  if (op.name == "stablehlo.uniform_quantize" || op.name == "stablehlo.uniform_dequantize") {
    if (!NeedOperands(1)) return false;
    if (op.operands[0]->shape.type != hlo::Type::kF32) return Fail("works on f32 numbers");
    Take(*op.operands[0]);
  } else {
    for (ValueType& result : op.results) {
      if (result.quantized != nullptr) result.type = hlo::Type::kF32;
    }
    if (!RunPlain()) return false;
  }
  for (size_t i = 0; i < written.size() && i < values_.size(); ++i) {
    if (written[i].quantized != nullptr) values_[i] = Quantize(*this, values_[i], *written[i].quantized);
  }
  op.results = written;
  return true;
}

}  // namespace tmb::stablehlo
