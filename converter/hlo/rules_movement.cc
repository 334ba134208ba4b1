// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Rules of operations that move elements without looking at them.
#include <fmt/format.h>

#include <algorithm>

#include "converter/hlo/shape_rules.h"

namespace tmb::hlo {
namespace {

bool HasWrittenArray(const Instruction& i) { return i.shape.IsArray() && i.shape.type != Type::kInvalid; }

Error NeedsShape() { return Malformed("needs its shape written"); }

// Low and high padding around elements that stand interior + 1 apart. __int128: the
// factors are 64-bit values of an untrusted file.
Result<int64_t> PaddedExtent(const PaddingDimension& padding, int64_t extent) {
  if (padding.interior < 0) return Malformed("interior padding is negative");
  const __int128 gaps = std::max<int64_t>(extent - 1, 0);
  const __int128 padded = extent + gaps * padding.interior + padding.low + padding.high;
  if (padded < 0) return Malformed("padding makes a dimension negative");
  if (padded > (int64_t{1} << 40)) return Malformed("padding makes a dimension too large");
  return static_cast<int64_t>(padded);
}

}  // namespace

Result<Shape> InferBroadcast(const Instruction& i) {
  if (!HasWrittenArray(i)) return NeedsShape();
  const Shape& operand = OperandShape(i, 0);
  if (i.dimensions.size() != operand.dims.size()) {
    return Malformed(
        fmt::format("has {} dimensions, operand 0 is {}", i.dimensions.size(), operand.ToString()));
  }
  TMB_CHECK_OK(CheckDimensions("dimensions", i.dimensions, i.shape.Rank()));
  std::vector<int64_t> dims = i.shape.dims;
  for (size_t d = 0; d < operand.dims.size(); ++d)
    dims[static_cast<size_t>(i.dimensions[d])] = operand.dims[d];
  return ArrayShape(operand.type, std::move(dims));
}

Result<Shape> InferReshape(const Instruction& i) {
  if (!HasWrittenArray(i)) return NeedsShape();
  if (!i.shape.IsValid() || i.shape.Elements() != OperandShape(i, 0).Elements()) {
    return Malformed(fmt::format("cannot make {} of {}", i.shape.ToString(), OperandShape(i, 0).ToString()));
  }
  return ArrayShape(OperandShape(i, 0).type, i.shape.dims);
}

Result<Shape> InferBitcast(const Instruction& i) {
  if (!HasWrittenArray(i)) return NeedsShape();
  if (!i.shape.IsValid() || i.shape.Bytes() != OperandShape(i, 0).Bytes()) {
    return Malformed(fmt::format("cannot make {} of {}", i.shape.ToString(), OperandShape(i, 0).ToString()));
  }
  return i.shape;
}

Result<Shape> InferTranspose(const Instruction& i) {
  const Shape& operand = OperandShape(i, 0);
  TMB_CHECK_OK(CheckDimensions("dimensions", i.dimensions, operand.Rank()));
  if (i.dimensions.size() != operand.dims.size()) {
    return Malformed(
        fmt::format("has {} dimensions, operand 0 is {}", i.dimensions.size(), operand.ToString()));
  }
  std::vector<int64_t> dims;
  for (const int64_t d : i.dimensions) dims.push_back(operand.dims[static_cast<size_t>(d)]);
  return ArrayShape(operand.type, std::move(dims));
}

Result<Shape> InferSlice(const Instruction& i) {
  Shape shape = ArrayShape(OperandShape(i, 0).type, OperandShape(i, 0).dims);
  if (i.slice.size() != shape.dims.size()) {
    return Malformed(fmt::format("slices {} dimensions, operand 0 is {}", i.slice.size(), shape.ToString()));
  }
  for (size_t d = 0; d < shape.dims.size(); ++d) {
    const SliceDimension& s = i.slice[d];
    if (s.start < 0 || s.start > s.limit || s.limit > shape.dims[d] || s.stride < 1) {
      return Malformed(fmt::format("[{}:{}:{}] does not lie in dimension {} of {}", s.start, s.limit,
                                   s.stride, d, OperandShape(i, 0).ToString()));
    }
    const int64_t length = s.limit - s.start;
    shape.dims[d] = length / s.stride + (length % s.stride != 0 ? 1 : 0);
  }
  return shape;
}

Result<Shape> InferPad(const Instruction& i) {
  Shape shape = ArrayShape(OperandShape(i, 0).type, OperandShape(i, 0).dims);
  TMB_CHECK_OK(CheckOperand(i, 1, ArrayShape(shape.type, {})));
  if (i.padding.size() != shape.dims.size()) {
    return Malformed(fmt::format("pads {} dimensions, operand 0 is {}", i.padding.size(), shape.ToString()));
  }
  for (size_t d = 0; d < shape.dims.size(); ++d) {
    TMB_ASSIGN(shape.dims[d], PaddedExtent(i.padding[d], shape.dims[d]));
  }
  return shape;
}

Result<Shape> InferConcatenate(const Instruction& i) {
  if (i.operands.empty()) return Malformed("has no operands");
  Shape shape = ArrayShape(OperandShape(i, 0).type, OperandShape(i, 0).dims);
  if (i.dimensions.size() != 1 || !IsDimension(i.dimensions[0], shape.Rank())) {
    return Malformed(fmt::format("needs one dimension of {}", shape.ToString()));
  }
  const auto along = static_cast<size_t>(i.dimensions[0]);
  int64_t total = 0;
  for (size_t n = 0; n < i.operands.size(); ++n) {
    const Shape& operand = OperandShape(i, n);
    Shape expected = shape;
    if (operand.dims.size() == shape.dims.size()) expected.dims[along] = operand.dims[along];
    TMB_CHECK_OK(CheckOperand(i, n, expected));
    total += operand.dims[along];
  }
  shape.dims[along] = total;
  return shape;
}

Result<Shape> InferReverse(const Instruction& i) {
  TMB_CHECK_OK(CheckDimensions("dimensions", i.dimensions, OperandShape(i, 0).Rank()));
  return OperandShape(i, 0);
}

Result<Shape> InferIota(const Instruction& i) {
  if (!HasWrittenArray(i)) return NeedsShape();
  if (!InSet(i.shape.type, kNumbers) || !IsDimension(i.iota_dimension, i.shape.Rank())) {
    return Malformed(
        fmt::format("cannot count along dimension {} of {}", i.iota_dimension, i.shape.ToString()));
  }
  return i.shape;
}

Result<Shape> InferConstant(const Instruction& i) {
  if (i.literal == nullptr) return Malformed("has no value");
  return i.literal->shape;
}

}  // namespace tmb::hlo
