// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Rules of FFT, linear algebra, random bits, top-k and batch normalization.
#include <fmt/format.h>

#include <algorithm>

#include "converter/hlo/attributes.h"
#include "converter/hlo/shape_rules.h"

namespace tmb::hlo {
namespace {

Type RealOf(Type type) { return type == Type::kC64 ? Type::kF32 : type == Type::kC128 ? Type::kF64 : type; }
Type ComplexOf(Type type) {
  return type == Type::kF32 ? Type::kC64 : type == Type::kF64 ? Type::kC128 : type;
}

// Extent n of a real signal has n/2 + 1 distinct frequencies.
int64_t Frequencies(int64_t n) { return n == 0 ? 0 : n / 2 + 1; }

Result<void> CheckSquare(const Instruction& i) {
  const std::vector<int64_t>& dims = OperandShape(i, 0).dims;
  if (dims.size() >= 2 && dims[dims.size() - 1] == dims[dims.size() - 2]) return {};
  return OperandIs(i, 0, "a square matrix");
}

// One value for each feature of operand 0.
Result<Shape> FeatureShape(const Instruction& i) {
  const Shape& operand = OperandShape(i, 0);
  if (!IsDimension(i.feature_index, operand.Rank())) {
    return Malformed(
        fmt::format("feature_index {} is out of range for {}", i.feature_index, operand.ToString()));
  }
  return ArrayShape(operand.type, {operand.dims[static_cast<size_t>(i.feature_index)]});
}

Result<Shape> InferBatchNorm(const Instruction& i, size_t features) {
  TMB_ASSIGN(const Shape feature, FeatureShape(i));
  for (size_t n = 1; n <= features; ++n) TMB_CHECK_OK(CheckOperand(i, n, feature));
  return ResultOf({OperandShape(i, 0), feature, feature});
}

}  // namespace

Result<Shape> InferFft(const Instruction& i) {
  Shape shape = ArrayShape(OperandShape(i, 0).type, OperandShape(i, 0).dims);
  const size_t rank = i.fft_length.size();
  if (rank < 1 || rank > 3 || rank > shape.dims.size()) {
    return Malformed(fmt::format("{} dimensions of {}", rank, shape.ToString()));
  }
  const bool to_real = i.fft_type == "IRFFT", from_real = i.fft_type == "RFFT";
  if (!to_real && !from_real && !Contains("FFT IFFT", i.fft_type)) {
    return Malformed(fmt::format("fft_type {} is none of FFT, IFFT, RFFT, IRFFT", i.fft_type));
  }
  const bool fits_type = from_real ? ComplexOf(shape.type) != shape.type : IsComplex(shape.type);
  if (!fits_type) return OperandIs(i, 0, from_real ? "f32 or f64" : "complex");
  for (size_t n = 0; n < rank; ++n) {
    const bool halved = to_real && n + 1 == rank;
    const int64_t expected = halved ? Frequencies(i.fft_length[n]) : i.fft_length[n];
    if (i.fft_length[n] >= 0 && shape.dims[shape.dims.size() - rank + n] == expected) continue;
    return Malformed(
        fmt::format("fft_length {} does not fit {}", fmt::join(i.fft_length, ","), shape.ToString()));
  }
  if (to_real) shape.dims.back() = i.fft_length.back();
  if (from_real) shape.dims.back() = Frequencies(i.fft_length.back());
  shape.type = to_real ? RealOf(shape.type) : ComplexOf(shape.type);
  return shape;
}

Result<Shape> InferCholesky(const Instruction& i) {
  TMB_CHECK_OK(CheckSquare(i));
  return OperandShape(i, 0);
}

Result<Shape> InferTriangularSolve(const Instruction& i) {
  TMB_CHECK_OK(CheckSquare(i));
  if (!i.transpose_a.empty() && !Contains("NO_TRANSPOSE TRANSPOSE ADJOINT", i.transpose_a)) {
    return Malformed(
        fmt::format("transpose_a {} is none of NO_TRANSPOSE, TRANSPOSE, ADJOINT", i.transpose_a));
  }
  const Shape& a = OperandShape(i, 0);
  const Shape& b = OperandShape(i, 1);
  if (b.type != a.type || b.dims.size() != a.dims.size() ||
      !std::equal(a.dims.begin(), a.dims.end() - 2, b.dims.begin()) ||
      b.dims[b.dims.size() - (i.left_side ? 2 : 1)] != a.dims.back()) {
    return OperandIs(i, 1, fmt::format("a right-hand side for {}", a.ToString()));
  }
  return b;
}

// A state of two or three u64 (or as many bytes of u32) becomes the next state and bits,
// whose shape only the text knows.
Result<Shape> InferRngBitGenerator(const Instruction& i) {
  const Shape& state = OperandShape(i, 0);
  if (state.Rank() != 1 || (state.Bytes() != 16 && state.Bytes() != 24))
    return OperandIs(i, 0, "u64[2] or u64[3]");
  if (!Contains("rng_default rng_three_fry rng_philox", i.rng_algorithm)) {
    return Malformed(fmt::format("algorithm {} is not known", i.rng_algorithm));
  }
  if (!i.shape.IsTuple() || i.shape.tuple.size() != 2 || !i.shape.tuple[1].IsArray()) {
    return Malformed("needs its shape written: state and bits");
  }
  return ResultOf({state, i.shape.tuple[1]});
}

Result<Shape> InferTopK(const Instruction& i) {
  Shape values = ArrayShape(OperandShape(i, 0).type, OperandShape(i, 0).dims);
  if (values.dims.empty() || i.k < 0 || i.k > values.dims.back()) {
    return Malformed(fmt::format("the top {} of {}", i.k, values.ToString()));
  }
  values.dims.back() = i.k;
  Shape indices = ArrayShape(Type::kS32, values.dims);
  return ResultOf({std::move(values), std::move(indices)});
}

Result<Shape> InferBatchNormInference(const Instruction& i) {
  TMB_CHECK_OK(InferBatchNorm(i, 4));
  return OperandShape(i, 0);
}

Result<Shape> InferBatchNormTraining(const Instruction& i) { return InferBatchNorm(i, 2); }

Result<Shape> InferBatchNormGrad(const Instruction& i) {
  TMB_CHECK_OK(CheckOperand(i, 4, OperandShape(i, 0)));
  return InferBatchNorm(i, 3);
}

}  // namespace tmb::hlo
