// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// fft of any length in one to three dimensions, as matrix products and multiplications
// by constants. An array of n complex values is [rows, n, 2] reals; a stage of factor a
// with n = a * b reads x[i1 * b + i2] and makes X[k2 * a + k1]:
//
//   [rows, a, b, 2] -> DFT of length a over i1 -> times root(k1 * i2 / n)
//                   -> DFT of length b over i2, the next stages -> [rows, b, a, 2]
//
// A DFT is one product with a constant [2 a, 2 a] matrix, so a real signal drops half of
// the first one, and a real or half result half of the last one. A prime factor above 64
// is a convolution with a chirp over a power of two (Bluestein).

#include <algorithm>

#include "converter/expand/complex.h"
#include "converter/expand/expansions.h"
#include "converter/expand/fft_plan.h"

namespace tmb {

using hlo::Builder;
using hlo::Instruction;
using hlo::Type;
using hlo::Value;

namespace {

// What is known of a transform's two sides.
struct Sides {
  bool real_in = false, real_out = false;  // then [rows, n, 1]
  int64_t in = 0, out = 0;                 // elements given (the rest is 0) and wanted, from the first
};

class Transform {
 public:
  Transform(Builder& b, Type type, int sign) : b_(b), type_(type), sign_(sign) {}

  // Along the middle dimension of x: [rows, sides.in, 1 or 2] -> [rows, sides.out, 1 or 2].
  Value Run(Value x, int64_t n, const Sides& sides, double scale) {
    const std::vector<int64_t> factors = FftFactors(n);
    return Stages(x, factors, 0, n, sides, scale);
  }

 private:
  Value Stages(Value x, const std::vector<int64_t>& factors, size_t first, int64_t n, const Sides& sides,
               double scale) {
    const int64_t rows = x.dim(0);
    if (first + 1 >= factors.size()) return Dft(x, n, sides, scale);
    const int64_t a = factors[first], b = n / a;
    const int64_t given = (sides.in + b - 1) / b, parts = x.dim(2);
    // [rows, a, b, parts] -> [rows * b, a, parts]
    Value columns = b_.Reshape(PaddedTo(x, given * b), {rows, given, b, parts});
    columns = b_.Reshape(b_.Transpose(columns, {0, 2, 1, 3}), {rows * b, given, parts});
    Value stage = Dft(columns, a, {sides.real_in, false, given, a}, 1);
    stage = Twiddled(b_.Reshape(stage, {rows, b, a, 2}), n);
    // [rows, b, a, 2] -> [rows * a, b, 2]
    stage = b_.Reshape(b_.Transpose(stage, {0, 2, 1, 3}), {rows * a, b, 2});
    const int64_t wanted = (sides.out + a - 1) / a;
    const Value rest = Stages(stage, factors, first + 1, b, {false, sides.real_out, b, wanted}, scale);
    const int64_t out_parts = rest.dim(2);
    Value result = b_.Transpose(b_.Reshape(rest, {rows, a, wanted, out_parts}), {0, 2, 1, 3});
    result = b_.Reshape(result, {rows, wanted * a, out_parts});
    return wanted * a == sides.out ? result : b_.SliceIn(result, 1, 0, sides.out);
  }

  Value PaddedTo(Value x, int64_t extent) {
    if (x.dim(1) == extent) return x;
    return b_.Pad(x, b_.Scalar(type_, 0), {{0, 0, 0}, {0, extent - x.dim(1), 0}, {0, 0, 0}});
  }

  Value Dft(Value x, int64_t n, const Sides& sides, double scale) {
    return n <= kLongestDft ? Product(x, n, sides, scale) : Convolution(x, n, sides, scale);
  }

  // [in * parts, out * parts]
  Value Matrix(int64_t n, const Sides& sides, double scale) {
    std::vector<double> values;
    for (int64_t i = 0; i < sides.in; ++i) {
      for (int part = 0; part < (sides.real_in ? 1 : 2); ++part) {
        for (int64_t k = 0; k < sides.out; ++k) {
          std::complex<double> root = UnitRoot(i * k % n, n, sign_) * scale;
          if (part == 1) root *= std::complex<double>(0, 1);
          values.push_back(root.real());
          if (!sides.real_out) values.push_back(root.imag());
        }
      }
    }
    return b_.Array(type_, values,
                    {sides.in * (sides.real_in ? 1 : 2), sides.out * (sides.real_out ? 1 : 2)});
  }

  Value Product(Value x, int64_t n, const Sides& sides, double scale) {
    const Value signal = b_.Reshape(x, {x.dim(0), x.dim(1) * x.dim(2)});
    const Value product = b_.MatMul(signal, Matrix(n, sides, scale));
    return b_.Reshape(product, {x.dim(0), sides.out, sides.real_out ? 1 : 2});
  }

  // x times complex constants [...], which go to the dimensions before x's last.
  Value Times(Value x, const std::vector<std::complex<double>>& factors, std::vector<int64_t> dims) {
    std::vector<double> flat;
    for (const std::complex<double>& factor : factors)
      flat.insert(flat.end(), {factor.real(), factor.imag()});
    const int64_t rank = static_cast<int64_t>(dims.size());
    dims.push_back(2);
    const Value constant = b_.Array(type_, flat, dims);
    std::vector<int64_t> at;
    for (int64_t d = 0; d < rank; ++d) at.push_back(x.Rank() - 1 - rank + d);
    dims.pop_back();
    const auto part = [&](int64_t k) {
      return b_.Broadcast(b_.Reshape(b_.SliceIn(constant, rank, k, k + 1), dims), x.dims(), at);
    };
    const Value signs = b_.Broadcast(b_.Array(type_, {-1, 1}, {2}), x.dims(), {x.Rank() - 1});
    return x * part(0) + b_.Reverse(x, {x.Rank() - 1}) * (part(1) * signs);
  }

  // x: [rows, b, a, 2] times root(k1 * i2 / n)
  Value Twiddled(Value x, int64_t n) {
    std::vector<std::complex<double>> roots;
    for (int64_t i = 0; i < x.dim(1); ++i) {
      for (int64_t k = 0; k < x.dim(2); ++k) roots.push_back(UnitRoot(i * k, n, sign_));
    }
    return Times(x, roots, {x.dim(1), x.dim(2)});
  }

  // X[k] = c[k] * sum over i of (x[i] c[i]) conj(c[k - i]) with c[k] = root(k^2 / 2n).
  Value Convolution(Value x, int64_t n, const Sides& sides, double scale) {
    const Chirp chirp = ChirpOf(n, sign_);
    if (sides.real_in) x = b_.Pad(x, b_.Scalar(type_, 0), {{0, 0, 0}, {0, 0, 0}, {0, 1, 0}});
    const std::vector<std::complex<double>> before(chirp.chirp.begin(), chirp.chirp.begin() + sides.in);
    Value y = Times(x, before, {sides.in});
    y = Transform(b_, type_, -1).Run(y, chirp.size, {false, false, sides.in, chirp.size}, 1);
    y = Times(y, chirp.spectrum, {chirp.size});
    y = Transform(b_, type_, 1).Run(y, chirp.size, {false, false, chirp.size, sides.out}, 1);
    std::vector<std::complex<double>> after(chirp.chirp.begin(), chirp.chirp.begin() + sides.out);
    for (std::complex<double>& root : after) root *= scale;
    y = Times(y, after, {sides.out});
    return sides.real_out ? b_.SliceIn(y, 2, 0, 1) : y;
  }

  Builder& b_;
  Type type_;
  int sign_;
};

// Reals [..., parts] of a complex or real array and back.
Value InParts(Builder& b, Value x) {
  std::vector<int64_t> dims = x.dims();
  dims.push_back(1);
  if (!hlo::IsComplex(x.type())) return b.Reshape(x, dims);
  const Parts parts = Split(x);
  return b.Concatenate({b.Reshape(parts.re, dims), b.Reshape(parts.im, dims)}, x.Rank());
}

Value FromParts(Builder& b, Value x) {
  const int64_t last = x.Rank() - 1;
  std::vector<int64_t> dims = x.dims();
  dims.pop_back();
  const auto part = [&](int64_t k) { return b.Reshape(b.SliceIn(x, last, k, k + 1), dims); };
  return x.dim(static_cast<size_t>(last)) == 1 ? part(0) : b.Complex(part(0), part(1));
}

// x: [..., parts]; the transform along dimension d.
Value Along(Builder& b, Value x, int64_t d, int64_t n, int sign, const Sides& sides) {
  const int64_t rank = x.Rank();
  std::vector<int64_t> order;
  for (int64_t k = 0; k < rank - 1; ++k) {
    if (k != d) order.push_back(k);
  }
  order.insert(order.end(), {d, rank - 1});
  Value moved = d == rank - 2 ? x : b.Transpose(x, order);
  std::vector<int64_t> dims = moved.dims();
  const int64_t rows = moved.shape().Elements() /
                       (moved.dim(static_cast<size_t>(rank - 2)) * moved.dim(static_cast<size_t>(rank - 1)));
  moved = b.Reshape(
      moved, {rows, moved.dim(static_cast<size_t>(rank - 2)), moved.dim(static_cast<size_t>(rank - 1))});
  const double scale = sign > 0 ? 1 / static_cast<double>(n) : 1;
  const Value result = Transform(b, x.type(), sign).Run(moved, n, sides, scale);
  dims[static_cast<size_t>(rank - 2)] = result.dim(1);
  dims[static_cast<size_t>(rank - 1)] = result.dim(2);
  const Value whole = b.Reshape(result, dims);
  if (d == rank - 2) return whole;
  std::vector<int64_t> back(order.size());
  for (size_t k = 0; k < order.size(); ++k) back[static_cast<size_t>(order[k])] = static_cast<int64_t>(k);
  return b.Transpose(whole, back);
}

// A real signal is the real part of its frequencies up to n / 2, counted twice but for those
// that are their own mirror image: 0 and n / 2.
Value Doubled(Builder& b, Value x, int64_t n) {
  const int64_t d = x.Rank() - 2;
  const Value frequency = b.Iota(Type::kS32, x.dims(), d);
  Value single = b.Compare("EQ", frequency, 0.0);
  if (n % 2 == 0) single = single | b.Compare("EQ", frequency, static_cast<double>(n / 2));
  return b.Select(single, x, x + x);
}

}  // namespace

Result<Value> ExpandFft(Builder& b, const Instruction& fft) {
  Value x = b.Use(fft.operands[0]);
  const bool from_real = fft.fft_type == "RFFT", to_real = fft.fft_type == "IRFFT";
  if (fft.shape.Elements() == 0 || x.shape().Elements() == 0)
    return b.Full(fft.shape.type, 0, fft.shape.dims);
  const int sign = fft.fft_type == "FFT" || from_real ? -1 : 1;
  const auto count = static_cast<int64_t>(fft.fft_length.size());
  const int64_t first = x.Rank() - count, last = x.Rank() - 1;
  x = InParts(b, x);
  const int64_t n = fft.fft_length.back();
  if (from_real) x = Along(b, x, last, n, sign, {true, false, n, n / 2 + 1});
  const int64_t end = from_real || to_real ? last : last + 1;
  for (int64_t d = end - 1; d >= first; --d) {
    const int64_t extent = fft.fft_length[static_cast<size_t>(d - first)];
    x = Along(b, x, d, extent, sign, {false, false, extent, extent});
  }
  if (to_real) x = Along(b, Doubled(b, x, n), last, n, sign, {false, true, n / 2 + 1, n});
  return FromParts(b, x);
}

}  // namespace tmb
