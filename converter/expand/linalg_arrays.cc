// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Arithmetic on batches of matrices.

#include "converter/expand/linalg_arrays.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace tmb::linalg {

using hlo::Type;

namespace {

using Dims = std::vector<int64_t>;

Dims Common(const Dims& a, const Dims& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  Dims dims = a;
  for (size_t i = 0; i < a.size(); ++i) dims[i] = a[i] == 1 ? b[i] : a[i];
  return dims;
}

Value Joined(std::string_view opcode, Value a, Value b) {
  const Dims dims = Common(a.dims(), b.dims());
  return a.builder().Binary(opcode, Fit(a, dims), Fit(b, dims));
}

Value Reduced(std::string_view opcode, Value a, int64_t dimension) {
  Dims dims = a.dims();
  dims[static_cast<size_t>(dimension)] = 1;
  return a.builder().Reshape(a.builder().Reduce(opcode, a, {dimension}), dims);
}

}  // namespace

Dims BatchDims(const Dims& dims, int64_t rank) { return Dims(dims.begin(), dims.end() - rank); }

Value Flatten(Value a, int64_t rank) {
  Dims dims = {1};
  for (const int64_t extent : BatchDims(a.dims(), rank)) dims[0] *= extent;
  dims.insert(dims.end(), a.dims().end() - rank, a.dims().end());
  return a.builder().Reshape(a, dims);
}

Value Unflatten(Value a, const Dims& batch) {
  Dims dims = batch;
  dims.insert(dims.end(), a.dims().begin() + 1, a.dims().end());
  return a.builder().Reshape(a, dims);
}

Value Turned(Value vector) {
  return vector.builder().Reshape(vector, {vector.dim(0), vector.dim(2), vector.dim(1)});
}

Value Adjoint(Value matrix) { return matrix.builder().TransposeMinor(matrix.builder().Conj(matrix)); }

Value Fit(Value a, const Dims& dims) {
  if (a.dims() == dims) return a;
  Dims kept, dimensions;
  for (size_t i = 0; i < a.dims().size(); ++i) {
    if (a.dims()[i] == 1 && dims[i] != 1) continue;
    kept.push_back(a.dims()[i]);
    dimensions.push_back(static_cast<int64_t>(i));
  }
  return a.builder().Broadcast(a.builder().Reshape(a, kept), dims, dimensions);
}

Value Plus(Value a, Value b) { return Joined("add", a, b); }
Value Minus(Value a, Value b) { return Joined("subtract", a, b); }
Value Times(Value a, Value b) { return Joined("multiply", a, b); }
Value Over(Value a, Value b) { return Joined("divide", a, b); }
Value Both(Value a, Value b) { return Joined("and", a, b); }
Value Max(Value a, Value b) { return Joined("maximum", a, b); }
Value Min(Value a, Value b) { return Joined("minimum", a, b); }

Value Compared(std::string_view direction, Value a, Value b) {
  const Dims dims = Common(a.dims(), b.dims());
  return a.builder().Compare(direction, Fit(a, dims), Fit(b, dims));
}

Value Choose(Value predicate, Value on_true, Value on_false) {
  const Dims dims = Common(predicate.dims(), Common(on_true.dims(), on_false.dims()));
  return predicate.builder().Select(Fit(predicate, dims), Fit(on_true, dims), Fit(on_false, dims));
}

Value Choose(Value predicate, Value on_true, double on_false) {
  return Choose(predicate, on_true, predicate.builder().Scalar(on_true.type(), on_false));
}

Value Positions(Value like, int64_t dimension) {
  Dims dims(like.dims().size(), 1);
  dims[static_cast<size_t>(dimension)] = like.dim(static_cast<size_t>(dimension));
  return like.builder().Iota(Type::kS32, dims, dimension);
}

Value At(Value a, int64_t dimension, Value index) { return a.builder().DynamicSliceIn(a, dimension, index); }

Value Put(Value a, int64_t dimension, Value index, Value part) {
  return a.builder().DynamicUpdateSliceIn(a, part, dimension, index);
}

Value Sum(Value a, int64_t dimension) { return Reduced("add", a, dimension); }
Value Largest(Value a, int64_t dimension) { return Reduced("maximum", a, dimension); }
Value Smallest(Value a, int64_t dimension) { return Reduced("minimum", a, dimension); }

Value Diagonal(Value matrix) {
  const int64_t extent = std::min(matrix.dim(1), matrix.dim(2));
  const Value square =
      matrix.builder().SliceIn(matrix.builder().SliceIn(matrix, kRows, 0, extent), kColumns, 0, extent);
  const Value on_diagonal = Compared("EQ", Positions(square, kRows), Positions(square, kColumns));
  return Sum(Choose(on_diagonal, square, 0), kColumns);
}

Value Triangle(Value matrix, bool lower) {
  const Value rows = Positions(matrix, kRows), columns = Positions(matrix, kColumns);
  return Choose(Compared(lower ? "GE" : "LE", rows, columns), matrix, 0);
}

Value Identity(Builder& b, Type type, int64_t batch, int64_t rows, int64_t columns) {
  const Dims dims = {batch, rows, columns};
  return b.Convert(b.Eq(b.Iota(Type::kS32, dims, kRows), b.Iota(Type::kS32, dims, kColumns)), type);
}

Machine MachineOf(Type type) {
  if (hlo::PartType(type) == Type::kF64) return {0x1p-53, std::numeric_limits<double>::min()};
  return {0x1p-24, std::numeric_limits<float>::min()};
}

Value Abs(Value real) { return real.builder().Unary("abs", real); }
Value Sqrt(Value real) { return real.builder().Unary("sqrt", real); }

Value WithSign(Value magnitude, Value sign) {
  const Value size = Abs(magnitude);
  return Choose(sign.builder().Compare("LT", sign, 0.0), -size, size);
}

Value Hypot(Value a, Value b) {
  const Value large = Max(Abs(a), Abs(b)), small = Min(Abs(a), Abs(b));
  const Value ratio = Choose(a.builder().Compare("EQ", large, 0.0), large, Over(small, large));
  return Times(large, Sqrt(ratio * ratio + 1.0));
}

Value ManhattanAbs(Value a) {
  if (!hlo::IsComplex(a.type())) return Abs(a);
  return Abs(a.builder().Real(a)) + Abs(a.builder().Imag(a));
}

Value SquaredAbs(Value a) {
  if (!hlo::IsComplex(a.type())) return a * a;
  const Value real = a.builder().Real(a), imaginary = a.builder().Imag(a);
  return real * real + imaginary * imaginary;
}

Value Norm(Value a, int64_t dimension) {
  const Value largest = Largest(ManhattanAbs(a), dimension);
  const Value scale = Choose(a.builder().Compare("EQ", largest, 0.0), a.builder().Like(largest, 1), largest);
  return Times(Sqrt(Sum(SquaredAbs(Divided(a, scale)), dimension)), scale);
}

Value Scaled(Value a, Value real_factor) {
  if (!hlo::IsComplex(a.type())) return Times(a, real_factor);
  Builder& b = a.builder();
  return b.Complex(Times(b.Real(a), real_factor), Times(b.Imag(a), real_factor));
}

Value Divided(Value a, Value real_divisor) {
  if (!hlo::IsComplex(a.type())) return Over(a, real_divisor);
  Builder& b = a.builder();
  return b.Complex(Over(b.Real(a), real_divisor), Over(b.Imag(a), real_divisor));
}

Value Widened(Value real, Type type) {
  if (real.type() == type) return real;
  return real.builder().Complex(real, real.builder().Like(real, 0));
}

Value AllFinite(Value matrix) {
  Builder& b = matrix.builder();
  Value finite = b.Unary("is-finite", b.Real(matrix));
  if (hlo::IsComplex(matrix.type())) finite = finite & b.Unary("is-finite", b.Imag(matrix));
  return b.Reshape(b.Reduce("and", finite, {kRows, kColumns}), {matrix.dim(0), 1, 1});
}

Value SafeScale(Value matrix) {
  Builder& b = matrix.builder();
  const Machine machine = MachineOf(matrix.type());
  const double low = std::ldexp(1.0, std::ilogb(machine.tiny / machine.epsilon) / 2);
  const Value size = Largest(Largest(ManhattanAbs(matrix), kRows), kColumns);
  const Value one = b.Like(size, 1);
  const Value large = b.Compare("GT", size, 1 / low);
  const Value small = b.Compare("LT", size, low) & b.Compare("GT", size, 0.0);
  return Choose(large, b.Scalar(size.type(), low), Choose(small, b.Scalar(size.type(), 1 / low), one));
}

namespace {

std::vector<Value> Exchange(const std::vector<Value>& arrays, Value i, Value j) {
  std::vector<Value> exchanged;
  for (const Value& a : arrays) {
    exchanged.push_back(Put(Put(a, kRows, i, At(a, kRows, j)), kRows, j, At(a, kRows, i)));
  }
  return exchanged;
}

// Position of the smallest key among those that `open` admits: the first or last of equal ones.
Value SmallestKey(Value keys, Value open, bool first) {
  Builder& b = keys.builder();
  const Value positions = Positions(keys, kRows);
  const Value admitted = Choose(open, keys, std::numeric_limits<double>::infinity());
  const Value best = Both(open, Compared("EQ", admitted, Smallest(admitted, kRows)));
  const double none = first ? static_cast<double>(keys.dim(1)) : -1;
  const Value chosen = Choose(best, positions, none);
  return b.Reshape(first ? Smallest(chosen, kRows) : Largest(chosen, kRows), {});
}

}  // namespace

std::vector<Value> SortAscending(const std::vector<Value>& arrays) {
  Builder& b = arrays[0].builder();
  return b.For(0, arrays[0].dim(1) - 1, arrays, [](Builder&, Value i, const Builder::State& state) {
    const Value open = Compared("GE", Positions(state[0], kRows), i);
    return Exchange(state, i, SmallestKey(state[0], open, true));
  });
}

std::vector<Value> SortDescending(const std::vector<Value>& arrays) {
  Builder& b = arrays[0].builder();
  const int64_t n = arrays[0].dim(1);
  return b.For(0, n - 1, arrays, [n](Builder& step, Value i, const Builder::State& state) {
    const Value end = step.Scalar(Type::kS32, static_cast<double>(n - 1)) - i;
    const Value open = Compared("LE", Positions(state[0], kRows), end);
    return Exchange(state, end, SmallestKey(state[0], open, false));
  });
}

std::vector<Value> ForEachMatrix(
    const std::vector<Value>& inputs, const std::vector<hlo::Shape>& results,
    const std::function<std::vector<Value>(Builder&, const std::vector<Value>&)>& body) {
  Builder& b = inputs[0].builder();
  const int64_t batch = inputs[0].dim(0);
  if (batch == 1) return body(b, inputs);
  std::vector<Value> state = inputs;
  for (const hlo::Shape& result : results) {
    Dims dims = result.dims;
    dims[0] = batch;
    state.push_back(b.Full(result.type, 0, dims));
  }
  const size_t count = inputs.size();
  state = b.For(0, batch, state, [&](Builder& step, Value i, const Builder::State& all) {
    std::vector<Value> one, next(all.begin(), all.end());
    for (size_t k = 0; k < count; ++k) one.push_back(At(all[k], 0, i));
    const std::vector<Value> made = body(step, one);
    for (size_t k = 0; k < made.size(); ++k) next[count + k] = Put(all[count + k], 0, i, made[k]);
    return next;
  });
  return {state.begin() + static_cast<std::ptrdiff_t>(count), state.end()};
}

}  // namespace tmb::linalg
