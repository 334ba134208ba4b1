// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// fft of any length in one to three dimensions, as matrix products and multiplications
// by constants. An array of n complex values is [rows, 2, n] reals; a stage of factor a
// with n = a * b reads x[i1 * b + i2] and makes X[k2 * a + k1]:
//
//   [rows, 2, a, b] -> [rows * b, 2, a], DFT of length a over i1
//                   -> [rows * a, 2, b], times root(k1 * i2 / n)
//                   -> DFT of length b over i2, the next stages -> [rows, 2, b, a]
//
// A DFT is one product with a constant [2 a, 2 a] matrix, so a real signal drops half of
// the first one, and a real or half result half of the last one. A prime factor above 64
// is a convolution with a chirp over a power of two (Bluestein).

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
  bool real_in = false, real_out = false;
  int64_t in = 0, out = 0;  // elements given (the rest is 0) and wanted, from the first

  int64_t PartsIn() const { return real_in ? 1 : 2; }
  int64_t PartsOut() const { return real_out ? 1 : 2; }
};

using Planes = std::vector<Value>;  // the real part, and the imaginary one unless it is 0

class Transform {
 public:
  Transform(Builder& b, Type type, int sign) : b_(b), type_(type), sign_(sign) {}

  // Planes of [rows, sides.in] -> [rows, 1 or 2, sides.out].
  Value Run(const Planes& x, int64_t n, const Sides& sides, double scale) {
    const std::vector<int64_t> factors = FftFactors(n);
    const int64_t rows = x[0].dim(0);
    if (factors.size() < 2) {
      return Dft(Joined(x,
                        [&](Value plane) {
                          return b_.Reshape(plane, {rows, 1, sides.in});
                        }),
                 n, sides, scale);
    }
    const int64_t a = factors[0], b = n / a, given = (sides.in + b - 1) / b;
    const Value columns = Joined(x, [&](Value plane) {
      const Value padded = PaddedTo(plane, given * b);
      const Value columns_of_plane = b_.Transpose(b_.Reshape(padded, {rows, given, b}), {0, 2, 1});
      return b_.Reshape(columns_of_plane, {rows * b, 1, given});
    });
    return AfterColumns(columns, rows, factors, 0, n, {sides.real_in, sides.real_out, given, sides.out},
                        scale);
  }

 private:
  template <typename Apply>
  Value Joined(const Planes& planes, const Apply& apply) {
    std::vector<Value> parts;
    for (const Value& plane : planes) parts.push_back(apply(plane));
    return b_.Concatenate(parts, 1);
  }

  // [rows, 2, n] -> [rows, parts, out]: the stages from `first`.
  Value Stages(Value x, const std::vector<int64_t>& factors, size_t first, int64_t n, const Sides& sides,
               double scale) {
    if (first + 1 >= factors.size()) return Dft(x, n, sides, scale);
    const int64_t rows = x.dim(0), a = factors[first], b = n / a;
    const Value columns = b_.Transpose(b_.Reshape(x, {rows, 2, a, b}), {0, 3, 1, 2});
    return AfterColumns(b_.Reshape(columns, {rows * b, 2, a}), rows, factors, first, n,
                        {false, sides.real_out, a, sides.out}, scale);
  }

  // The same, when x is in columns [rows * b, parts, a] already.
  Value AfterColumns(Value columns, int64_t rows, const std::vector<int64_t>& factors, size_t first,
                     int64_t n, const Sides& sides, double scale) {
    const int64_t a = factors[first], b = n / a;
    Value stage = Dft(columns, a, {sides.real_in, false, sides.in, a}, 1);
    stage = b_.Transpose(b_.Reshape(stage, {rows, b, 2, a}), {0, 3, 2, 1});
    stage = b_.Reshape(Twiddled(stage, n), {rows * a, 2, b});
    const int64_t wanted = (sides.out + a - 1) / a;
    const Value rest = Stages(stage, factors, first + 1, b, {false, sides.real_out, b, wanted}, scale);
    const Value result = b_.Transpose(b_.Reshape(rest, {rows, a, sides.PartsOut(), wanted}), {0, 2, 3, 1});
    return b_.SliceIn(b_.Reshape(result, {rows, sides.PartsOut(), wanted * a}), 2, 0, sides.out);
  }

  Value PaddedTo(Value x, int64_t extent) {
    const int64_t missing = extent - x.dim(1);
    return missing == 0 ? x : b_.Pad(x, b_.Scalar(type_, 0), {{0, 0, 0}, {0, missing, 0}});
  }

  Value Dft(Value x, int64_t n, const Sides& sides, double scale) {
    return n <= kLongestDft ? Product(x, n, sides, scale) : Convolution(x, n, sides, scale);
  }

  // [parts * in, parts * out]
  Value Matrix(int64_t n, const Sides& sides, double scale) {
    std::vector<double> values;
    for (int64_t part = 0; part < sides.PartsIn(); ++part) {
      for (int64_t i = 0; i < sides.in; ++i) {
        for (int64_t result = 0; result < sides.PartsOut(); ++result) {
          for (int64_t k = 0; k < sides.out; ++k) {
            const std::complex<double> root = UnitRoot(i * k % n, n, sign_) * scale;
            const std::complex<double> product =
                part == 0 ? root : std::complex<double>(-root.imag(), root.real());
            values.push_back(result == 0 ? product.real() : product.imag());
          }
        }
      }
    }
    return b_.Array(type_, values, {sides.PartsIn() * sides.in, sides.PartsOut() * sides.out});
  }

  Value Product(Value x, int64_t n, const Sides& sides, double scale) {
    const Value signal = b_.Reshape(x, {x.dim(0), x.dim(1) * x.dim(2)});
    const Value product = b_.MatMul(signal, Matrix(n, sides, scale));
    return b_.Reshape(product, {x.dim(0), sides.PartsOut(), sides.out});
  }

  // x, whose dimension rank - 2 holds the parts, times complex constants along dimensions `at`.
  Value Times(Value x, const std::vector<std::complex<double>>& factors, const std::vector<int64_t>& at) {
    std::vector<double> real, imaginary;
    for (const std::complex<double>& factor : factors) {
      real.push_back(factor.real());
      imaginary.push_back(factor.imag());
    }
    std::vector<int64_t> dims;
    for (const int64_t d : at) dims.push_back(x.dim(static_cast<size_t>(d)));
    const int64_t parts = x.Rank() - 2;
    const auto spread = [&](const std::vector<double>& values) {
      return b_.Broadcast(b_.Array(type_, values, dims), x.dims(), at);
    };
    const Value signs = b_.Broadcast(b_.Array(type_, {-1, 1}, {2}), x.dims(), {parts});
    return x * spread(real) + b_.Reverse(x, {parts}) * spread(imaginary) * signs;
  }

  // x: [rows, a, 2, b] times root(k1 * i2 / n)
  Value Twiddled(Value x, int64_t n) {
    std::vector<std::complex<double>> roots;
    for (int64_t k = 0; k < x.dim(1); ++k) {
      for (int64_t i = 0; i < x.dim(3); ++i) roots.push_back(UnitRoot(i * k, n, sign_));
    }
    return Times(x, roots, {1, 3});
  }

  // X[k] = c[k] * sum over i of (x[i] c[i]) conj(c[k - i]) with c[k] = root(k^2 / 2n).
  Value Convolution(Value x, int64_t n, const Sides& sides, double scale) {
    const Chirp chirp = ChirpOf(n, sign_);
    const Value zero = b_.Scalar(type_, 0);
    if (sides.real_in) x = b_.Pad(x, zero, {{0, 0, 0}, {0, 1, 0}, {0, 0, 0}});
    const std::vector<std::complex<double>> before(chirp.chirp.begin(), chirp.chirp.begin() + sides.in);
    Value y = Times(x, before, {2});
    y = b_.Pad(y, zero, {{0, 0, 0}, {0, 0, 0}, {0, chirp.size - sides.in, 0}});
    const std::vector<int64_t> factors = FftFactors(chirp.size);
    const Sides whole = {false, false, chirp.size, chirp.size};
    y = Transform(b_, type_, -1).Stages(y, factors, 0, chirp.size, whole, 1);
    y = Times(y, chirp.spectrum, {2});
    y = Transform(b_, type_, 1).Stages(y, factors, 0, chirp.size, {false, false, chirp.size, sides.out}, 1);
    std::vector<std::complex<double>> after(chirp.chirp.begin(), chirp.chirp.begin() + sides.out);
    for (std::complex<double>& root : after) root *= scale;
    y = Times(y, after, {2});
    return sides.real_out ? b_.SliceIn(y, 1, 0, 1) : y;
  }

  Builder& b_;
  Type type_;
  int sign_;
};

// The transform of planes of any rank along dimension d.
Planes Along(const Planes& x, int64_t d, int64_t n, int sign, const Sides& sides) {
  Builder& b = x[0].builder();
  const int64_t rank = x[0].Rank();
  std::vector<int64_t> order, back(static_cast<size_t>(rank)), dims;
  for (int64_t k = 0; k < rank; ++k) {
    if (k != d) order.push_back(k);
  }
  order.push_back(d);
  for (size_t k = 0; k < order.size(); ++k) {
    back[static_cast<size_t>(order[k])] = static_cast<int64_t>(k);
    dims.push_back(x[0].dim(static_cast<size_t>(order[k])));
  }
  const int64_t rows = x[0].shape().Elements() / dims.back();
  Planes flat;
  for (const Value& plane : x) flat.push_back(b.Reshape(b.Transpose(plane, order), {rows, dims.back()}));
  const double scale = sign > 0 ? 1 / static_cast<double>(n) : 1;
  const Value result = Transform(b, x[0].type(), sign).Run(flat, n, sides, scale);
  dims.back() = sides.out;
  Planes planes;
  for (int64_t part = 0; part < sides.PartsOut(); ++part) {
    planes.push_back(b.Transpose(b.Reshape(b.SliceIn(result, 1, part, part + 1), dims), back));
  }
  return planes;
}

// A real signal is the real part of its frequencies up to n / 2, counted twice but for those
// that are their own mirror image: 0 and n / 2.
Value Doubled(Value x, int64_t n) {
  Builder& b = x.builder();
  const Value frequency = b.Iota(Type::kS32, x.dims(), x.Rank() - 1);
  Value single = b.Compare("EQ", frequency, 0.0);
  if (n % 2 == 0) single = single | b.Compare("EQ", frequency, static_cast<double>(n / 2));
  return b.Select(single, x, x + x);
}

}  // namespace

Result<Value> ExpandFft(Builder& b, const Instruction& fft) {
  const Value x = b.Use(fft.operands[0]);
  const bool from_real = fft.fft_type == "RFFT", to_real = fft.fft_type == "IRFFT";
  if (fft.shape.Elements() == 0 || x.shape().Elements() == 0)
    return b.Full(fft.shape.type, 0, fft.shape.dims);
  const int sign = fft.fft_type == "FFT" || from_real ? -1 : 1;
  const auto count = static_cast<int64_t>(fft.fft_length.size());
  const int64_t first = x.Rank() - count, last = x.Rank() - 1, n = fft.fft_length.back();
  Planes planes = {x};
  if (from_real) {
    planes = Along(planes, last, n, sign, {true, false, n, n / 2 + 1});
  } else {
    const Parts parts = Split(x);
    planes = {parts.re, parts.im};
  }
  for (int64_t d = from_real || to_real ? last - 1 : last; d >= first; --d) {
    const int64_t extent = fft.fft_length[static_cast<size_t>(d - first)];
    planes = Along(planes, d, extent, sign, {false, false, extent, extent});
  }
  if (!to_real) return b.Complex(planes[0], planes[1]);
  for (Value& plane : planes) plane = Doubled(plane, n);
  return Along(planes, last, n, sign, {false, true, n / 2 + 1, n})[0];
}

}  // namespace tmb
