// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/integer_form.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "converter/integer_kernels.h"
#include "converter/quantize/offsets.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

using hlo::Value;
using Dims = std::vector<int64_t>;

Value Transposed(Value array, const Dims& permutation) {
  return std::is_sorted(permutation.begin(), permutation.end())
             ? array
             : array.builder().Transpose(array, permutation);
}
Value Reshaped(Value array, const Dims& dims) {
  return array.dims() == dims ? array : array.builder().Reshape(array, dims);
}
Dims Inverse(const Dims& permutation) {
  Dims inverse(permutation.size());
  for (size_t d = 0; d < permutation.size(); ++d)
    inverse[static_cast<size_t>(permutation[d])] = static_cast<int64_t>(d);
  return inverse;
}
Dims Permuted(const Dims& dims, const Dims& permutation) {
  Dims permuted;
  for (const int64_t d : permutation) permuted.push_back(dims[static_cast<size_t>(d)]);
  return permuted;
}

template <typename T>
Value Constant(hlo::Builder& b, hlo::Type type, const std::vector<T>& values, Dims dims) {
  hlo::Literal literal;
  literal.shape = hlo::MakeShape(type, std::move(dims));
  literal.data.resize(values.size() * sizeof(T));
  if (!values.empty()) std::memcpy(literal.data.data(), values.data(), literal.data.size());
  return b.Constant(std::move(literal));
}

// Brings arrays into the order of an integer kernel and back: a transpose to `permutation`, then a reshape.
struct Order {
  Dims permutation, dims;

  Value To(Value array) const { return Reshaped(Transposed(array, permutation), dims); }
  Value From(Value array, const Dims& original) const {
    return Transposed(Reshaped(array, Permuted(original, permutation)), Inverse(permutation));
  }
};

struct Form {
  std::string_view opcode;
  Order x, y;
  Dims weights;  // dimensions of [channels, k]
  std::vector<hlo::WindowDimension> window;
};

Form FormOfDot(const WeightedKernel& kernel) {
  const hlo::Instruction& dot = *kernel.kernel;
  const hlo::Shape& x = dot.operands[kernel.input]->shape;
  const Dims contracting = kernel.input == 0 ? *dot.dot.lhs_contracting : *dot.dot.rhs_contracting;
  Form form{kIntegerDot, {OtherDimensions(x.Rank(), contracting), {}}, {}, {kernel.n, kernel.k}, {}};
  const auto rows = static_cast<int64_t>(form.x.permutation.size());
  const int64_t m = dot.shape.Elements() / kernel.n;
  form.x.permutation.insert(form.x.permutation.end(), contracting.begin(), contracting.end());
  form.x.dims = {m, kernel.k};
  form.y.permutation.resize(dot.shape.dims.size());
  std::iota(form.y.permutation.begin(), form.y.permutation.end(), 0);
  // The weights' dimensions lead where they are the left side.
  if (kernel.weights == 0)
    std::rotate(form.y.permutation.begin(), form.y.permutation.end() - rows, form.y.permutation.end());
  form.y.dims = {m, kernel.n};
  return form;
}

// With a dimension of one row in front where there is no other.
Dims ImageDims(const Dims& dims) {
  return dims.size() == 3   ? Dims{dims[0], 1, dims[1], dims[2]}
         : dims.size() == 2 ? Dims{dims[0], 1, 1, dims[1]}
                            : dims;
}

Form FormOfConvolution(const WeightedKernel& kernel) {
  const hlo::Instruction& convolution = *kernel.kernel;
  const hlo::ConvolutionDimensions& labels = convolution.convolution;
  const auto order = [](int64_t batch, const Dims& spatial, int64_t feature, const Dims& dims) {
    Order result{{batch}, {}};
    result.permutation.insert(result.permutation.end(), spatial.begin(), spatial.end());
    result.permutation.push_back(feature);
    result.dims = ImageDims(Permuted(dims, result.permutation));
    return result;
  };
  Form form{kIntegerConvolution,
            order(labels.input_batch, *labels.input_spatial, labels.input_feature,
                  convolution.operands[0]->shape.dims),
            order(labels.output_batch, *labels.output_spatial, labels.output_feature, convolution.shape.dims),
            {},
            {}};
  form.window.resize(2 - convolution.window.size());
  for (hlo::WindowDimension window : convolution.window) {
    window.reversal = false;  // the weights' order has it
    form.window.push_back(window);
  }
  form.weights = {kernel.n, form.window[0].size, form.window[1].size};
  if (!kernel.IsDepthwise()) form.weights.push_back(form.x.dims[3]);
  return form;
}

}  // namespace

bool HasIntegerForm(const WeightedKernel& kernel) {
  const hlo::Instruction& op = *kernel.kernel;
  if (op.shape.Elements() == 0 || kernel.k == 0) return false;
  if (op.opcode == "dot") return true;
  if (kernel.groups != 1 && !kernel.IsDepthwise()) return false;
  const hlo::WindowDimension* const last = op.window.empty() ? nullptr : &op.window.back();
  if (kernel.IsDepthwise() && last != nullptr &&
      (last->size - 1) * last->window_dilation >= kMaxDepthwiseSpan)
    return false;
  return op.window.size() <= 2 &&
         std::all_of(op.window.begin(), op.window.end(), [](const auto& w) { return w.base_dilation == 1; });
}

bool FitIntegerKernel(const WeightedKernel& kernel, const IntegerConstants& constants, hlo::Type x_type) {
  const bool narrow = x_type == hlo::Type::kS8;
  const int64_t lowest = narrow ? -128 : -32768, highest = -1 - lowest;
  for (int64_t channel = 0; channel < kernel.n; ++channel) {
    int64_t least = constants.biases[static_cast<size_t>(channel)], most = least;
    for (int64_t i = 0; i < kernel.k; ++i) {
      const int64_t weight = constants.weights[static_cast<size_t>(i * kernel.n + channel)];
      if (weight == -128) return false;
      least += std::min(weight * lowest, weight * highest);
      most += std::max(weight * lowest, weight * highest);
    }
    const int64_t limit = int64_t{1} << (narrow && channel % 2 == 1 ? 23 : 31);
    if (least < -limit || most >= limit) return false;
  }
  return true;
}

Value MakeIntegerKernel(Value x, Value residual, const WeightedKernel& kernel,
                        const IntegerConstants& constants, const hlo::IntegerRange& range, hlo::Type type) {
  hlo::Builder& b = x.builder();
  const Form form = kernel.kernel->opcode == "dot" ? FormOfDot(kernel) : FormOfConvolution(kernel);
  std::vector<int8_t> weights;
  for (int64_t channel = 0; channel < kernel.n; ++channel) {
    for (int64_t i = 0; i < kernel.k; ++i)
      weights.push_back(constants.weights[static_cast<size_t>(i * kernel.n + channel)]);
  }
  const Dims vector = {kernel.n};
  const hlo::Type multiplier = type == hlo::Type::kF32 ? hlo::Type::kF32 : hlo::Type::kS32;
  std::vector<Value> operands = {form.x.To(x), Constant(b, hlo::Type::kS8, weights, form.weights),
                                 Constant(b, hlo::Type::kS32, constants.biases, vector),
                                 Constant(b, multiplier, constants.multipliers, vector)};
  if (residual) {
    operands.push_back(form.y.To(residual));
    operands.push_back(Constant(b, hlo::Type::kS32, constants.residual_multipliers, vector));
  }
  const Value result = b.Add(
      form.opcode, operands,
      [&](hlo::Instruction& i) {
        i.window = form.window;
        i.feature_group_count = kernel.IsDepthwise() ? kernel.n : 1;
        i.integer_range = std::make_shared<const hlo::IntegerRange>(range);
      },
      hlo::MakeShape(type, form.y.dims));
  return form.y.From(result, kernel.kernel->shape.dims);
}

Value MakeIntegerSum(Value x, int32_t bias, int32_t multiplier) {
  hlo::Builder& b = x.builder();
  const int64_t batch = x.dim(0), pixels = x.dim(1), channels = x.dim(2);
  const auto count = static_cast<size_t>(channels);
  const std::vector<int8_t> ones(static_cast<size_t>(channels * pixels), 1);
  const std::vector<int32_t> biases(count, bias), multipliers(count, multiplier);
  const std::vector<Value> operands = {b.Reshape(x, {batch, pixels, 1, channels}),
                                       Constant(b, hlo::Type::kS8, ones, {channels, pixels, 1}),
                                       Constant(b, hlo::Type::kS32, biases, {channels}),
                                       Constant(b, hlo::Type::kS32, multipliers, {channels})};
  const Value sum = b.Add(
      kIntegerConvolution, operands,
      [&](hlo::Instruction& i) {
        i.window = std::vector<hlo::WindowDimension>{{pixels, 1, 0, 0, 1, 1, false}, {}};
        i.feature_group_count = channels;
        i.integer_range = std::make_shared<const hlo::IntegerRange>(hlo::IntegerRange{0, 0, -32768, 32767});
      },
      hlo::MakeShape(hlo::Type::kS16, {batch, 1, 1, channels}));
  return b.Reshape(sum, {batch, channels});
}

}  // namespace tmb
