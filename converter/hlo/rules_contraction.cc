// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Rules of dot, convolution and windows.
#include <fmt/format.h>

#include <algorithm>

#include "converter/hlo/shape_rules.h"

namespace tmb::hlo {
namespace {

std::vector<int64_t> Joined(const std::vector<int64_t>& a, const std::vector<int64_t>& b) {
  std::vector<int64_t> both = a;
  both.insert(both.end(), b.begin(), b.end());
  return both;
}

// Dimensions a[n] of operand 0 and b[n] of operand 1 have one extent.
Result<void> CheckPaired(const Instruction& i, const std::vector<int64_t>& a, const std::vector<int64_t>& b) {
  if (a.size() != b.size()) return Malformed("the operands' dimensions differ in number");
  for (size_t n = 0; n < a.size(); ++n) {
    const int64_t left = OperandShape(i, 0).dims[static_cast<size_t>(a[n])];
    const int64_t right = OperandShape(i, 1).dims[static_cast<size_t>(b[n])];
    if (left == right) continue;
    return Malformed(fmt::format("dimension {} of {} and {} of {} differ", a[n],
                                 OperandShape(i, 0).ToString(), b[n], OperandShape(i, 1).ToString()));
  }
  return {};
}

// Products may be written wider than their operands. Integers may differ in sign; operands of other
// two types need the result's type written.
Result<Type> ProductType(const Instruction& i) {
  const Type left = OperandShape(i, 0).type, right = OperandShape(i, 1).type;
  const bool alike = left == right || (InSet(left, kInts) && InSet(right, kInts));
  if (!alike && i.shape.type == Type::kInvalid) return OperandIs(i, 1, TypeName(left));
  if (i.shape.type == Type::kInvalid) return left;
  if (!i.shape.IsArray() || !InSet(i.shape.type, kAnyElement)) return Malformed("the result is no array");
  return i.shape.type;
}

std::vector<int64_t> Labels(int64_t first, int64_t second, const std::vector<int64_t>& spatial) {
  return Joined({first, second}, spatial);
}

Result<void> CheckLabels(const Instruction& i) {
  const ConvolutionDimensions& c = i.convolution;
  const int64_t rank = OperandShape(i, 0).Rank();
  TMB_CHECK_OK(
      CheckDimensions("input dimensions", Labels(c.input_batch, c.input_feature, c.input_spatial), rank));
  TMB_CHECK_OK(
      CheckDimensions("kernel dimensions", Labels(c.kernel_input, c.kernel_output, c.kernel_spatial), rank));
  TMB_CHECK_OK(
      CheckDimensions("output dimensions", Labels(c.output_batch, c.output_feature, c.output_spatial), rank));
  const size_t spatial = c.input_spatial.size();
  if (OperandShape(i, 1).Rank() == rank && static_cast<size_t>(rank) == spatial + 2 &&
      c.kernel_spatial.size() == spatial && c.output_spatial.size() == spatial &&
      i.window.size() == spatial) {
    return {};
  }
  return Malformed(fmt::format("operands {} and {}, dimension labels and window differ in rank",
                               OperandShape(i, 0).ToString(), OperandShape(i, 1).ToString()));
}

Result<void> CheckGroups(const Instruction& i, int64_t batch, int64_t features, int64_t kernel_in,
                         int64_t kernel_out) {
  const int64_t groups = i.feature_group_count, batches = i.batch_group_count;
  const bool positive = groups >= 1 && batches >= 1 && (groups == 1 || batches == 1);
  if (positive && features % groups == 0 && features / groups == kernel_in && kernel_out % groups == 0 &&
      batch % batches == 0 && kernel_out % batches == 0) {
    return {};
  }
  return Malformed(
      fmt::format("{} features in {} groups and batch {} in {} groups do not fit a kernel of {} to {}",
                  features, groups, batch, batches, kernel_in, kernel_out));
}

}  // namespace

Result<Shape> InferDot(const Instruction& i) {
  const Shape& left = OperandShape(i, 0);
  const Shape& right = OperandShape(i, 1);
  const std::vector<int64_t> left_used = Joined(i.dot.lhs_batch, i.dot.lhs_contracting);
  const std::vector<int64_t> right_used = Joined(i.dot.rhs_batch, i.dot.rhs_contracting);
  TMB_CHECK_OK(CheckDimensions("lhs dimensions", left_used, left.Rank()));
  TMB_CHECK_OK(CheckDimensions("rhs dimensions", right_used, right.Rank()));
  TMB_CHECK_OK(CheckPaired(i, i.dot.lhs_batch, i.dot.rhs_batch));
  TMB_CHECK_OK(CheckPaired(i, i.dot.lhs_contracting, i.dot.rhs_contracting));
  TMB_ASSIGN(const Type type, ProductType(i));
  std::vector<int64_t> dims;
  for (const int64_t d : i.dot.lhs_batch) dims.push_back(left.dims[static_cast<size_t>(d)]);
  for (int64_t d = 0; d < left.Rank(); ++d) {
    if (!Holds(left_used, d)) dims.push_back(left.dims[static_cast<size_t>(d)]);
  }
  for (int64_t d = 0; d < right.Rank(); ++d) {
    if (!Holds(right_used, d)) dims.push_back(right.dims[static_cast<size_t>(d)]);
  }
  return ArrayShape(type, std::move(dims));
}

Result<int64_t> WindowExtent(const WindowDimension& w, int64_t extent) {
  constexpr int64_t kLimit = int64_t{1} << 40;
  if (w.size < 1 || w.stride < 1 || w.window_dilation < 1 || w.base_dilation < 1) {
    return Malformed("a window's size, stride or dilation is not positive");
  }
  const __int128 base = extent == 0 ? 0 : static_cast<__int128>(extent - 1) * w.base_dilation + 1;
  const __int128 padded = base + w.pad_low + w.pad_high;
  const __int128 window = static_cast<__int128>(w.size - 1) * w.window_dilation + 1;
  if (padded < 0 || padded > kLimit || window > kLimit || w.stride > kLimit) {
    return Malformed("a window's padding or dilation is out of range");
  }
  return padded < window ? 0 : static_cast<int64_t>((padded - window) / w.stride) + 1;
}

Result<Shape> InferConvolution(const Instruction& i) {
  TMB_CHECK_OK(CheckLabels(i));
  TMB_ASSIGN(const Type type, ProductType(i));
  const ConvolutionDimensions& c = i.convolution;
  const auto input = [&](int64_t d) { return OperandShape(i, 0).dims[static_cast<size_t>(d)]; };
  const auto kernel = [&](int64_t d) { return OperandShape(i, 1).dims[static_cast<size_t>(d)]; };
  TMB_CHECK_OK(CheckGroups(i, input(c.input_batch), input(c.input_feature), kernel(c.kernel_input),
                           kernel(c.kernel_output)));
  std::vector<int64_t> dims(OperandShape(i, 0).dims.size());
  dims[static_cast<size_t>(c.output_batch)] = input(c.input_batch) / i.batch_group_count;
  dims[static_cast<size_t>(c.output_feature)] = kernel(c.kernel_output);
  for (size_t s = 0; s < i.window.size(); ++s) {
    if (i.window[s].size != kernel(c.kernel_spatial[s])) {
      return Malformed(fmt::format("the window's size {} is not the kernel's {}", i.window[s].size,
                                   kernel(c.kernel_spatial[s])));
    }
    TMB_ASSIGN(dims[static_cast<size_t>(c.output_spatial[s])],
               WindowExtent(i.window[s], input(c.input_spatial[s])));
  }
  return ArrayShape(type, std::move(dims));
}

namespace {

// Dims of the results of a window over operand 0.
Result<std::vector<int64_t>> WindowDims(const Instruction& i) {
  std::vector<int64_t> dims = OperandShape(i, 0).dims;
  if (i.window.size() != dims.size()) {
    return Malformed(
        fmt::format("a window of rank {} over {}", i.window.size(), OperandShape(i, 0).ToString()));
  }
  for (size_t d = 0; d < dims.size(); ++d) {
    TMB_ASSIGN(dims[d], WindowExtent(i.window[d], dims[d]));
  }
  return dims;
}

}  // namespace

Result<Shape> InferReduceWindow(const Instruction& i) {
  const size_t count = i.operands.size() / 2;
  if (count == 0 || i.operands.size() % 2 != 0) return Malformed("needs an initial value for each input");
  TMB_CHECK_OK(CheckSameDims(i, 0, count));
  TMB_CHECK_OK(CheckReducer(i, count));
  TMB_ASSIGN(const std::vector<int64_t> dims, WindowDims(i));
  std::vector<Shape> results;
  for (size_t n = 0; n < count; ++n) {
    const Type type = OperandShape(i, n).type;
    TMB_CHECK_OK(CheckOperand(i, count + n, ArrayShape(type, {})));
    results.push_back(ArrayShape(type, dims));
  }
  return ResultOf(std::move(results));
}

Result<Shape> InferSelectAndScatter(const Instruction& i) {
  const Shape scalar = ArrayShape(OperandShape(i, 0).type, {});
  TMB_ASSIGN(std::vector<int64_t> dims, WindowDims(i));
  TMB_CHECK_OK(CheckOperand(i, 1, ArrayShape(scalar.type, std::move(dims))));
  TMB_CHECK_OK(CheckOperand(i, 2, scalar));
  TMB_CHECK_OK(CheckCalled(i, 0, {&scalar, &scalar}, ArrayShape(Type::kPred, {})));
  TMB_CHECK_OK(CheckCalled(i, 1, {&scalar, &scalar}, scalar));
  return OperandShape(i, 0);
}

}  // namespace tmb::hlo
