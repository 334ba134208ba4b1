// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Operations on the bits of numbers: reduce-precision, stochastic-convert, the high half of
// narrow products, and numbers of 4 bits seen as parts of wider ones.

#include <fmt/format.h>

#include <cmath>

#include "converter/expand/expansions.h"
#include "converter/expand/real.h"

namespace tmb {

using hlo::Builder;
using hlo::Instruction;
using hlo::Type;
using hlo::Value;

namespace {

struct FloatFormat {
  Type bits;
  int64_t exponent, mantissa;
};

FloatFormat FormatOf(Type type) {
  if (type == Type::kF64) return {Type::kU64, 11, 52};
  if (type == Type::kF32) return {Type::kU32, 8, 23};
  return type == Type::kF16 ? FloatFormat{Type::kU16, 5, 10} : FloatFormat{Type::kU16, 8, 7};
}

uint64_t Ones(int64_t count) { return (uint64_t{1} << count) - 1; }

// Rounds the low `dropped` bits away, half to even; a carry reaches the exponent, as it should.
Value RoundedBits(Builder& b, Value bits, int64_t dropped) {
  const auto constant = [&](uint64_t value) { return b.ScalarBits(bits.type(), value); };
  const Value last =
      b.Binary("shift-right-logical", bits, constant(static_cast<uint64_t>(dropped))) & constant(1);
  return (bits + (last + constant(Ones(dropped - 1)))) & constant(~Ones(dropped));
}

// Exponents that the smaller format lacks: above it infinity, below it zero. None is subnormal.
Value LimitedExponent(Builder& b, Value bits, const FloatFormat& from, int64_t exponent_bits) {
  const auto constant = [&](uint64_t value) { return b.ScalarBits(bits.type(), value); };
  const uint64_t bias = Ones(from.exponent - 1), small_bias = Ones(exponent_bits - 1);
  const Value exponent = bits & constant(Ones(from.exponent) << from.mantissa);
  const Value sign = bits & constant(uint64_t{1} << (from.exponent + from.mantissa));
  const Value infinity = sign | constant(Ones(from.exponent) << from.mantissa);
  const Value overflows = b.Gt(exponent, constant((bias + small_bias) << from.mantissa));
  const Value underflows = b.Le(exponent, constant((bias - small_bias) << from.mantissa));
  return b.Select(underflows, sign, b.Select(overflows, infinity, bits));
}

bool IsFourBits(Type type) { return type == Type::kS4 || type == Type::kU4; }

Value Row(Builder& b, Value a, int64_t index) {
  std::vector<int64_t> dims = a.dims();
  dims.pop_back();
  return b.Reshape(b.SliceIn(a, a.Rank() - 1, index, index + 1), dims);
}

// u4[..., 2] to u8[...]: the first is the low half.
Value JoinedNibbles(Builder& b, Value nibbles) {
  const Value bytes = b.Convert(nibbles, Type::kU8);
  return Row(b, bytes, 0) | b.Binary("shift-left", Row(b, bytes, 1), b.Scalar(Type::kU8, 4));
}

// u8[...] to u4[..., 2].
Value SplitNibbles(Builder& b, Value bytes) {
  std::vector<int64_t> dims = bytes.dims();
  dims.push_back(1);
  const Value low = b.Reshape(bytes, dims);
  const Value high = b.Binary("shift-right-logical", low, b.Scalar(Type::kU8, 4));
  return b.Convert(b.Concatenate({low, high}, low.Rank() - 1), Type::kU4);
}

}  // namespace

// A byte in memory for each number of 4 bits: what joins or splits them computes.
Result<Value> ExpandBitcastConvert(Builder& b, const Instruction& convert) {
  const Value from = b.Use(convert.operands[0]);
  const Type type = convert.shape.type;
  if (IsFourBits(from.type()) == IsFourBits(type)) return Value{};
  if (IsFourBits(type)) {
    Value bytes = b.BitcastConvert(from, Type::kU8);
    return b.BitcastConvert(b.Reshape(SplitNibbles(b, bytes), convert.shape.dims), type);
  }
  std::vector<int64_t> pairs = from.dims();
  pairs.back() /= 2;
  pairs.push_back(2);
  if (hlo::TypeBytes(type) == 1) pairs.erase(pairs.end() - 2);
  const Value bytes = JoinedNibbles(b, b.Reshape(b.BitcastConvert(from, Type::kU4), pairs));
  return b.BitcastConvert(bytes, type);
}

Result<Value> ExpandReducePrecision(Builder& b, const Instruction& reduce) {
  const Value x = b.Use(reduce.operands[0]);
  if (hlo::TypeBytes(x.type()) < 2) {  // every f16 holds it exactly
    const Value wide = b.Convert(x, Type::kF32);
    return b.Convert(b.Copy(reduce, {wide}, wide.shape()), x.type());
  }
  const FloatFormat format = FormatOf(x.type());
  if (reduce.exponent_bits < 1 || reduce.mantissa_bits < 0) {
    return Unsupported(fmt::format("e{}m{} is no format", reduce.exponent_bits, reduce.mantissa_bits));
  }
  Value bits = b.BitcastConvert(x, format.bits);
  if (reduce.mantissa_bits < format.mantissa)
    bits = RoundedBits(b, bits, format.mantissa - reduce.mantissa_bits);
  if (reduce.exponent_bits < format.exponent) bits = LimitedExponent(b, bits, format, reduce.exponent_bits);
  return b.Select(b.Ne(x, x), x, b.BitcastConvert(bits, x.type()));
}

// 8 and 16 bits are multiplied in 32.
Result<Value> ExpandMulhi(Builder& b, const Instruction& mulhi) {
  const Type type = mulhi.shape.type, wide = hlo::IsSigned(type) ? Type::kS32 : Type::kU32;
  if (hlo::TypeBytes(type) >= 4) return Value{};
  const auto widened = [&](size_t i) { return b.Convert(b.Use(mulhi.operands[i]), wide); };
  const Value bits = b.Scalar(wide, static_cast<double>(8 * hlo::TypeBytes(type)));
  const std::string_view shift = hlo::IsSigned(type) ? "shift-right-arithmetic" : "shift-right-logical";
  return b.Convert(b.Binary(shift, widened(0) * widened(1), bits), type);
}

// Rounds up with the probability of the fraction: where the random bits are below it.
Result<Value> ExpandStochasticConvert(Builder& b, const Instruction& convert) {
  const Value random = b.Use(convert.operands[1]);
  const Type to = convert.shape.type, from = convert.operands[0]->shape.type;
  if (!hlo::IsSigned(to) || !hlo::IsFloat(from) || !hlo::IsUnsigned(random.type())) {
    return Unsupported(fmt::format("{} to {}: only floats to signed integers are defined",
                                   hlo::TypeName(from), hlo::TypeName(to)));
  }
  const Type wide = from == Type::kF64 ? Type::kF64 : Type::kF32;
  const Value x = b.Convert(b.Use(convert.operands[0]), wide);
  const Value magnitude = Abs(x), whole = b.Unary("floor", magnitude);
  const double steps = std::ldexp(1.0, static_cast<int>(8 * hlo::TypeBytes(random.type())));
  const Value threshold = b.Convert((magnitude - whole) * steps, random.type());
  const Value rounded = b.Select(b.Lt(random, threshold), whole + 1.0, whole);
  return b.Convert(b.Select(b.Compare("LT", x, 0.0), -rounded, rounded), to);  // saturates
}

}  // namespace tmb
