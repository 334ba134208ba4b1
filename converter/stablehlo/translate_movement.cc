// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Constants, movement of elements, comparison, sort.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "converter/hlo/builder.h"
#include "converter/hlo/minifloat.h"
#include "converter/stablehlo/dense.h"
#include "converter/stablehlo/translation.h"

namespace tmb::stablehlo {
namespace {

hlo::Instruction& AddConstant(Translation& t, hlo::Literal literal) {
  hlo::Instruction& constant = t.Add("constant", literal.shape, {});
  constant.literal = std::make_shared<const hlo::Literal>(std::move(literal));
  return constant;
}

}  // namespace

// A splat is a scalar broadcast, as in HLO.
bool TranslateConstant(Translation& t) {
  const Attribute* value = t.Find("value");
  if (value == nullptr) return t.Fail("needs its value");
  if (value->kind == AttributeKind::kResource) {
    hlo::Instruction& constant = t.Add("constant", value->type, {});
    constant.literal = t.emitter.ResourceOf(value->text, value->type, value->offset);
    if (constant.literal == nullptr) return t.Fail("its resource has another type elsewhere");
    t.Take(constant);
    return true;
  }
  if (value->kind != AttributeKind::kDense) return t.Fail("expected dense<..> or dense_resource<..>");
  if (value->type.IsTuple() || !value->type.IsArray()) return t.Fail("a constant is a tensor");
  hlo::Literal literal;
  literal.shape = value->type;
  const bool splat = IsSplat(value->text, value->type);
  if (splat) literal.shape.dims.clear();
  DenseError error;
  if (!DecodeDense(value->text, literal, error)) return t.Fail(std::move(error.text));
  hlo::Instruction& constant = AddConstant(t, std::move(literal));
  t.Take(splat ? t.Add("broadcast", value->type, {&constant}) : constant);
  return true;
}

bool TranslateConstantLike(Translation& t) {
  const Attribute* value = t.Find("value");
  if (!t.NeedOperands(1)) return false;
  const hlo::Shape& shape = t.op.operands[0]->shape;
  if (value == nullptr || !(value->kind == AttributeKind::kInt || value->kind == AttributeKind::kFloat))
    return t.Fail("expected a number for value");
  hlo::Literal literal;
  literal.shape.type = shape.type;
  DenseError error;
  const std::string text =
      hlo::IsComplex(shape.type) ? fmt::format("({0},0.0)", value->text) : std::string(value->text);
  if (!DecodeDense(text, literal, error)) return t.Fail(std::move(error.text));
  hlo::Instruction& constant = AddConstant(t, std::move(literal));
  t.Take(t.Add("broadcast", ShapeOf(shape.type, shape.dims), {&constant}));
  return true;
}

bool TranslateBroadcastInDim(Translation& t) {
  std::vector<int64_t> dims;
  if (!t.NeedOperands(1) || !t.Read("dims|broadcast_dimensions", dims)) return false;
  if (t.op.results.size() != 1) return t.Fail("has one result");
  hlo::Instruction* result = t.BroadcastTo(t.op.operands[0], t.op.results[0], dims);
  if (result != nullptr) t.Take(*result);
  return result != nullptr;
}

// New dimensions in front.
bool TranslateBroadcast(Translation& t) {
  std::vector<int64_t> sizes, dims;
  if (!t.NeedOperands(1) || !t.Read("sizes|broadcast_sizes", sizes)) return false;
  const auto rank = static_cast<int64_t>(t.op.operands[0]->shape.dims.size());
  for (int64_t i = 0; i < rank; ++i) dims.push_back(static_cast<int64_t>(sizes.size()) + i);
  t.Emit("broadcast", t.op.operands).dimensions = dims;
  return true;
}

bool TranslateSlice(Translation& t) {
  std::vector<int64_t> starts, limits, strides;
  if (!t.Read("start_indices", starts) || !t.Read("limit_indices", limits) || !t.Read("strides", strides))
    return false;
  if (const Attribute* subscript = t.Find("[]")) {
    for (size_t i = 0; i < subscript->items.size(); i += 3) {
      starts.push_back(subscript->items[i].integer);
      limits.push_back(subscript->items[i + 1].integer);
      strides.push_back(subscript->items[i + 2].integer);
    }
  }
  if (starts.size() != limits.size() || starts.size() != strides.size())
    return t.Fail("start_indices, limit_indices and strides differ in length");
  hlo::Instruction& slice = t.Emit("slice", t.op.operands);
  for (size_t i = 0; i < starts.size(); ++i) slice.slice.push_back({starts[i], limits[i], strides[i]});
  return true;
}

bool TranslatePad(Translation& t) {
  std::vector<int64_t> low, high, interior;
  if (!t.Read("low|edge_padding_low", low) || !t.Read("high|edge_padding_high", high) ||
      !t.Read("interior|interior_padding", interior)) {
    return false;
  }
  if (low.size() != high.size() || low.size() != interior.size())
    return t.Fail("low, high and interior differ in length");
  hlo::Instruction& pad = t.Emit("pad", t.op.operands);
  for (size_t i = 0; i < low.size(); ++i) pad.padding.push_back({low[i], high[i], interior[i]});
  return true;
}

bool TranslateGetTupleElement(Translation& t) {
  int64_t index = -1;
  if (!t.Read("index", index)) return false;
  if (const Attribute* subscript = t.Find("[]"); subscript != nullptr && !subscript->items.empty())
    index = subscript->items[0].integer;
  t.Emit("get-tuple-element", t.op.operands).tuple_index = index;
  return true;
}

// format = e5m10
bool TranslateReducePrecision(Translation& t) {
  int64_t exponent = 0, mantissa = 0;
  if (!t.Read("exponent_bits", exponent) || !t.Read("mantissa_bits", mantissa)) return false;
  if (const Attribute* format = t.Find("format")) {
    const std::string_view text = format->text;
    const size_t m = text.find('m');
    const auto number = [](std::string_view digits, int64_t& value) {
      const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
      return status == std::errc() && end == digits.data() + digits.size();
    };
    const bool read = text.starts_with('e') && m != std::string_view::npos &&
                      number(text.substr(1, m - 1), exponent) && number(text.substr(m + 1), mantissa);
    if (!read) return t.Fail("expected a format such as e5m10");
  }
  hlo::Instruction& reduce = t.Emit("reduce-precision", t.op.operands);
  reduce.exponent_bits = exponent;
  reduce.mantissa_bits = mantissa;
  return true;
}

bool TranslateSort(Translation& t) {
  int64_t dimension = -1;
  if (!t.Read("dimension", dimension)) return false;
  if (dimension < 0 && !t.op.operands.empty()) dimension += t.op.operands[0]->shape.Rank();
  hlo::Instruction& sort = t.Emit("sort", t.op.operands);
  sort.dimensions = {dimension};
  return t.Copy("is_stable", sort);
}

// compare LT, %0, %1, FLOAT: two words without keys.
bool TranslateCompare(Translation& t) {
  constexpr std::string_view kNames[] = {"comparison_direction", "compare_type"};
  size_t words = 0;
  for (Attribute& attribute : t.op.attributes) {
    if (attribute.name.empty() && attribute.kind == AttributeKind::kWord && words < std::size(kNames))
      attribute.name = kNames[words++];
  }
  hlo::Instruction& compare = t.Emit("compare", t.op.operands);
  if (!t.Copy(FindOperation("stablehlo.compare")->attributes, compare)) return false;
  if (compare.compare_type == "NOTYPE") compare.compare_type.clear();
  return true;
}

// Of complex numbers to others: their real part.
bool TranslateConvert(Translation& t) {
  if (!t.NeedOperands(1)) return false;
  hlo::Instruction* operand = t.op.operands[0];
  const bool to_real = t.op.results.size() == 1 && !hlo::IsComplex(t.op.results[0].type);
  if (hlo::IsComplex(operand->shape.type) && to_real) {
    operand = &t.Add("real", ShapeOf(hlo::PartType(operand->shape.type), operand->shape.dims), {operand});
  }
  t.Emit("convert", {operand});
  return true;
}

// Slices of extent 1 along `dim`, where the operand and the indices share their first dimensions.
bool TranslateIndexSelect(Translation& t) {
  int64_t dim = 0, shared = 0;
  if (!t.NeedOperands(2) || !t.Read("dim", dim) || !t.Read("batch_dims", shared)) return false;
  const hlo::Shape &operand = t.op.operands[0]->shape, &indices = t.op.operands[1]->shape;
  if (shared < 0 || dim < shared || dim >= operand.Rank() || shared > indices.Rank())
    return t.Fail(fmt::format("dim {} and {} shared dimensions do not fit {} and {}", dim, shared,
                              operand.ToString(), indices.ToString()));
  hlo::Instruction& gather = t.Emit("gather", t.op.operands);
  gather.slice_sizes = operand.dims;
  gather.slice_sizes[static_cast<size_t>(dim)] = 1;
  gather.gather.collapsed_slice_dims = gather.gather.start_index_map = {dim};
  gather.gather.index_vector_dim = indices.Rank();
  for (int64_t d = 0; d < shared; ++d) {
    gather.slice_sizes[static_cast<size_t>(d)] = 1;
    gather.gather.operand_batching_dims.push_back(d);
    gather.gather.indices_batching_dims.push_back(d);
  }
  for (int64_t d = shared; d < operand.Rank(); ++d) {
    if (d == dim) continue;
    gather.gather.offset_dims.push_back(d < dim ? d : d - 1 + indices.Rank() - shared);
  }
  return true;
}

}  // namespace tmb::stablehlo
