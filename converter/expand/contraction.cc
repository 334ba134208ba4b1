// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// dot and convolution of complex values, as four of their parts, of 8-bit floats, in f32,
// of operands of two types, and convolutions that lowering does not know: batch groups and more than three spatial
// dimensions.

#include <algorithm>

#include "converter/expand/complex.h"
#include "converter/expand/expansions.h"

namespace tmb {

using hlo::Builder;
using hlo::Instruction;
using hlo::Value;

namespace {

Value OfParts(Builder& b, const Instruction& contraction) {
  const Parts x = Split(b.Use(contraction.operands[0])), y = Split(b.Use(contraction.operands[1]));
  const hlo::Shape type = hlo::MakeShape(hlo::PartType(contraction.shape.type), {});
  const auto product = [&](Value left, Value right) { return b.Copy(contraction, {left, right}, type); };
  return b.Complex(product(x.re, y.re) - product(x.im, y.im), product(x.re, y.im) + product(x.im, y.re));
}

bool IsFloat8(hlo::Type type) { return hlo::IsFloat(type) && hlo::TypeBytes(type) == 1; }

bool OfFloat8(const Instruction& contraction) {
  return IsFloat8(contraction.shape.type) || IsFloat8(contraction.operands[0]->shape.type) ||
         IsFloat8(contraction.operands[1]->shape.type);
}

// The products are exact, the sum is rounded to the result's type at the end.
Value InSingle(Builder& b, const Instruction& contraction) {
  const auto single = [&](size_t i) { return b.Convert(b.Use(contraction.operands[i]), hlo::Type::kF32); };
  const hlo::Shape type = hlo::MakeShape(hlo::Type::kF32, {});
  return b.Convert(b.Copy(contraction, {single(0), single(1)}, type), contraction.shape.type);
}

// Integers may differ; any other two types become the result's.
bool IsOfTwoTypes(const Instruction& contraction) {
  const hlo::Type left = contraction.operands[0]->shape.type, right = contraction.operands[1]->shape.type;
  const auto is_integer = [](hlo::Type type) { return hlo::IsSigned(type) || hlo::IsUnsigned(type); };
  return left != right && !(is_integer(left) && is_integer(right));
}

Value OfOneType(Builder& b, const Instruction& contraction) {
  std::vector<Value> operands;
  for (Instruction* operand : contraction.operands) {
    operands.push_back(b.Convert(b.Use(operand), contraction.shape.type));
  }
  return b.Copy(contraction, operands, contraction.shape);
}

size_t At(int64_t d) { return static_cast<size_t>(d); }

// Dimension `moved` goes right behind `target` (before it: `kBefore`) and becomes one with it.
enum class Side { kBefore, kBehind };
Value Merged(Builder& b, Value x, int64_t moved, int64_t target, Side side) {
  std::vector<int64_t> order, dims;
  for (int64_t d = 0; d < x.Rank(); ++d) {
    if (d == moved) continue;
    if (d == target && side == Side::kBefore) order.push_back(moved);
    order.push_back(d);
    if (d == target && side == Side::kBehind) order.push_back(moved);
    dims.push_back(d == target ? x.dim(At(d)) * x.dim(At(moved)) : x.dim(At(d)));
  }
  return b.Reshape(b.Transpose(x, order), dims);
}

// The groups of the batch become groups of channels.
Value WithoutBatchGroups(Builder& b, const Instruction& convolution) {
  const hlo::ConvolutionDimensions& labels = convolution.convolution;
  const int64_t groups = convolution.batch_group_count, batch = labels.input_batch;
  Value x = b.Use(convolution.operands[0]);
  std::vector<int64_t> dims = x.dims();
  dims[At(batch)] /= groups;
  dims.insert(dims.begin() + batch, groups);
  const int64_t feature = labels.input_feature + (labels.input_feature > batch ? 1 : 0);
  x = Merged(b, b.Reshape(x, dims), batch, feature, Side::kBefore);
  return b.Copy(convolution, {x, b.Use(convolution.operands[1])}, convolution.shape,
                [groups](Instruction& i) {
                  i.batch_group_count = 1;
                  i.feature_group_count = groups;
                });
}

// The first spatial dimension of x, padded and dilated, as [.. positions of the window ..] with its
// taps side by side in a new last dimension.
Value Taps(Builder& b, Value x, int64_t d, const hlo::WindowDimension& w, int64_t positions) {
  std::vector<hlo::PaddingDimension> padding(x.dims().size());
  padding[At(d)] = {w.pad_low, w.pad_high, w.base_dilation - 1};
  const Value padded = b.Pad(x, b.Scalar(x.type(), 0), padding);
  std::vector<int64_t> dims = x.dims();
  dims[At(d)] = positions;
  dims.push_back(1);
  std::vector<Value> taps;
  for (int64_t k = 0; k < w.size; ++k) {
    const int64_t start = k * w.window_dilation;
    taps.push_back(
        b.Reshape(b.SliceIn(padded, d, start, start + (positions - 1) * w.stride + 1, w.stride), dims));
  }
  return b.Concatenate(taps, x.Rank());
}

void Drop(int64_t d, int64_t& label) { label -= label > d ? 1 : 0; }
void DropFirst(std::vector<int64_t>& labels) {
  const int64_t d = labels[0];
  labels.erase(labels.begin());
  for (int64_t& label : labels) Drop(d, label);
}

// The first spatial dimension goes: its taps become channels and its positions a part of the batch.
Value WithoutFirstSpatial(Builder& b, const Instruction& convolution) {
  const hlo::WindowDimension& w = convolution.window[0];
  hlo::ConvolutionDimensions labels = convolution.convolution;
  const int64_t x_d = labels.input_spatial[0], k_d = labels.kernel_spatial[0], y_d = labels.output_spatial[0];
  const int64_t positions = convolution.shape.dims[At(y_d)];
  Value x = Taps(b, b.Use(convolution.operands[0]), x_d, w, positions);
  x = Merged(b, x, x.Rank() - 1, labels.input_feature, Side::kBehind);
  x = Merged(b, x, x_d, labels.input_batch, Side::kBehind);
  Value kernel = b.Use(convolution.operands[1]);
  if (w.reversal) kernel = b.Reverse(kernel, {k_d});
  kernel = Merged(b, kernel, k_d, labels.kernel_input, Side::kBehind);
  for (int64_t* label : {&labels.input_batch, &labels.input_feature}) Drop(x_d, *label);
  for (int64_t* label : {&labels.kernel_input, &labels.kernel_output}) Drop(k_d, *label);
  for (int64_t* label : {&labels.output_batch, &labels.output_feature}) Drop(y_d, *label);
  for (auto* spatial : {&labels.input_spatial, &labels.kernel_spatial, &labels.output_spatial})
    DropFirst(*spatial);
  const Value flat = b.Add("convolution", {x, kernel}, [&](Instruction& i) {
    i.convolution = labels;
    i.window->assign(convolution.window.begin() + 1, convolution.window.end());
    i.feature_group_count = convolution.feature_group_count;
    i.shape = hlo::MakeShape(convolution.shape.type, {});
  });
  // [.. batch * positions ..] -> batch and positions at their places.
  std::vector<int64_t> dims = flat.dims(), order;
  dims[At(labels.output_batch)] /= positions;
  dims.insert(dims.begin() + labels.output_batch + 1, positions);
  for (int64_t d = 0; d < static_cast<int64_t>(dims.size()); ++d) {
    if (d != labels.output_batch + 1) order.push_back(d);
  }
  order.insert(order.begin() + y_d, labels.output_batch + 1);
  return b.Transpose(b.Reshape(flat, dims), order);
}

constexpr size_t kMaxSpatial = 3;  // of lowering

}  // namespace

Result<Value> ExpandDot(Builder& b, const Instruction& dot) {
  if (OfFloat8(dot)) return InSingle(b, dot);
  if (IsOfTwoTypes(dot)) return OfOneType(b, dot);
  return hlo::IsComplex(dot.shape.type) ? OfParts(b, dot) : Value{};
}

Result<Value> ExpandConvolution(Builder& b, const Instruction& convolution) {
  if (OfFloat8(convolution)) return InSingle(b, convolution);
  if (IsOfTwoTypes(convolution)) return OfOneType(b, convolution);
  if (hlo::IsComplex(convolution.shape.type)) return OfParts(b, convolution);
  if (convolution.shape.Elements() == 0) return b.Full(convolution.shape.type, 0, convolution.shape.dims);
  if (convolution.batch_group_count > 1) return WithoutBatchGroups(b, convolution);
  return convolution.window.size() > kMaxSpatial ? WithoutFirstSpatial(b, convolution) : Value{};
}

}  // namespace tmb
