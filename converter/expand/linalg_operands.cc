// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Operands and attributes of linear-algebra calls, checked.

#include "converter/expand/linalg_operands.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace tmb::linalg {

using hlo::Shape;
using hlo::Type;

namespace {

bool IsComputed(Type type) { return hlo::IsFloat(type) || hlo::IsComplex(type); }

// Narrow floats are computed as f32.
Type ComputedType(Type type) { return hlo::IsFloat(type) && hlo::TypeBytes(type) < 4 ? Type::kF32 : type; }

// A value that stands for one of `shape` without elements, or for results of an empty problem.
Value Zeros(Builder& b, const Shape& shape) { return b.Full(shape.type, 0, shape.dims); }

bool AnyEmpty(const hlo::Instruction& instruction) {
  return std::any_of(instruction.operands.begin(), instruction.operands.end(),
                     [](const hlo::Instruction* operand) { return operand->shape.Elements() == 0; });
}

std::vector<Shape> ResultShapes(const Shape& shape) {
  return shape.IsTuple() ? shape.tuple : std::vector<Shape>{shape};
}

}  // namespace

Result<void> Operands::Require(const std::vector<int64_t>& ranks) {
  const auto& operands = instruction_.operands;
  if (operands.size() != ranks.size()) {
    return Malformed(fmt::format("has {} operands, expected {}", operands.size(), ranks.size()));
  }
  for (size_t i = 0; i < ranks.size(); ++i) {
    const Shape& shape = operands[i]->shape;
    if (!IsComputed(shape.type) || shape.type != operands[0]->shape.type || shape.Rank() < ranks[i]) {
      return Malformed(
          fmt::format("operand {} is {}, expected rank {} or more, of one floating or complex type", i,
                      shape.ToString(), ranks[i]));
    }
    const std::vector<int64_t> batch = BatchDims(shape.dims, ranks[i]);
    if (i == 0) batch_dims_ = batch;
    if (batch != batch_dims_) {
      return Malformed(fmt::format("operand {} is {}: its batch dimensions are not those of {}", i,
                                   shape.ToString(), operands[0]->shape.ToString()));
    }
    Value value = Flatten(builder_.Convert(builder_.Use(operands[i]), ComputedType(shape.type)), ranks[i]);
    if (ranks[i] == 1) value = builder_.Reshape(value, {value.dim(0), value.dim(1), 1});
    values_.push_back(value);
  }
  batch_count_ = values_[0].dim(0);
  return {};
}

Result<void> Operands::RequireSquare(size_t operand) const {
  return RequireExtent(operand, 0, values_[operand].dim(2));
}

Result<void> Operands::RequireExtent(size_t operand, size_t dim, int64_t extent) const {
  if (values_[operand].dim(dim + 1) == extent) return {};
  return Malformed(fmt::format("operand {} is {}, expected {} elements along the {} of its matrices", operand,
                               instruction_.operands[operand]->shape.ToString(), extent,
                               dim == 0 ? "rows" : "columns"));
}

Value Operands::Matrix(Value a) const { return Unflatten(Narrowed(a), batch_dims_); }

Value Operands::Vector(Value a) const {
  std::vector<int64_t> dims = batch_dims_;
  dims.push_back(a.dim(1) * a.dim(2));
  return builder_.Reshape(Narrowed(a), dims);
}

Value Operands::Narrowed(Value a) const {
  return hlo::IsFloat(a.type()) ? builder_.Convert(a, hlo::PartType(instruction_.operands[0]->shape.type))
                                : a;
}

Value Operands::Number(Value a) const { return builder_.Reshape(a, batch_dims_); }

Result<int64_t> Attribute(const hlo::Instruction& instruction, std::string_view name,
                          const std::vector<int64_t>& allowed) {
  const std::string_view config = instruction.backend_config;
  const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  for (size_t at = config.find(name); at != std::string_view::npos; at = config.find(name, at + 1)) {
    size_t end = at + name.size();
    if (at > 0 && is_word(config[at - 1])) continue;
    if (end < config.size() && config[end] == '"') ++end;  // a JSON key
    const size_t value = config.find_first_not_of(" =:", end);
    if (value == end || value == std::string_view::npos) continue;
    std::string_view text = config.substr(value);
    int64_t number = 0;
    if (text.starts_with("true")) {
      number = 1;
    } else if (!text.starts_with("false")) {
      const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
      if (parsed.ec != std::errc()) continue;
    }
    if (std::find(allowed.begin(), allowed.end(), number) == allowed.end()) {
      return Unsupported(fmt::format("{} = {} in its backend_config is not supported", name, number));
    }
    return number;
  }
  return Malformed(fmt::format("has no {} in its backend_config \"{}\"", name, config));
}

Result<Value> RunCall(Call call, Builder& builder, const hlo::Instruction& instruction) {
  const std::vector<Shape> shapes = ResultShapes(instruction.shape);
  std::vector<Value> results;
  if (AnyEmpty(instruction)) {
    for (const Shape& shape : shapes) {
      if (!shape.IsArray()) return Malformed(fmt::format("its result is {}", instruction.shape.ToString()));
      results.push_back(Zeros(builder, shape));
    }
  } else {
    TMB_ASSIGN(results, call(builder, instruction));
    if (builder.error().has_value()) return results[0];  // the pass reports it
    for (size_t i = 0; i < std::max(results.size(), shapes.size()); ++i) {
      if (i < results.size() && i < shapes.size() && hlo::SameShape(results[i].shape(), shapes[i])) continue;
      return Malformed(fmt::format("result {} is {}, expected {}", i,
                                   i < shapes.size() ? shapes[i].ToString() : "absent",
                                   i < results.size() ? results[i].shape().ToString() : "none"));
    }
  }
  return instruction.shape.IsTuple() ? builder.Tuple(results) : results[0];
}

}  // namespace tmb::linalg
