// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Sine, cosine, tangent, arctangent in Extended. Arguments of every size are reduced to a
// multiple of a quarter turn and a rest by the bits of 2/pi that matter (Payne, Hanek).
#include <cstring>

#include "runtime/kernels/function64_tables.h"
#include "runtime/kernels/functions64.h"

namespace tmb {
namespace functions64 {
namespace {

// x = (quadrant + rest) quarter turns, |rest| <= 1/2; quadrant modulo 4.
struct Turns {
  Extended rest;
  uint32_t quadrant;
};

// The double m 2^e times 2/pi modulo 4, in Q126: m << (e & 7) times 192 bits from a byte of
// the table, modulo 2^192. No double is so near to a multiple that less than 64 bits remain.
Turns Reduce(uint64_t x) {
  const Extended turns = Multiply(Unpack(x), kTwoOverPi);
  if (turns.exponent < 0) return {turns, 0};
  const uint32_t position = static_cast<uint32_t>((x >> 52) & 0x7ff) - 1021;
  const uint64_t m = ((x << 12 >> 12) | (uint64_t{1} << 52)) << (position & 7);
  uint64_t window[3];
  std::memcpy(window, kTwoOverPiBits + sizeof kTwoOverPiBits - sizeof window - (position >> 3),
              sizeof window);
  const uint64_t carry = MulHigh(m, window[0]);
  const uint64_t low = m * window[1] + carry;
  uint64_t high = m * window[2] + MulHigh(m, window[1]) + (low < carry);
  uint32_t quadrant = (static_cast<uint32_t>(high >> 61) + 1) >> 1;
  high -= uint64_t{quadrant} << 62;
  const uint32_t sign = static_cast<uint32_t>(x >> 63);
  return {NormalizeSigned(high, low, 2, sign), sign ? 0 - quadrant : quadrant};
}

// The sine of (turns.quadrant + quadrants + turns.rest) quarter turns.
Extended Sine(const Turns& turns, uint32_t quadrants) {
  const uint32_t quadrant = turns.quadrant + quadrants;
  const Extended square = Multiply(turns.rest, turns.rest);
  Extended sine = quadrant & 1 ? Evaluate(kCos, square) : Multiply(turns.rest, Evaluate(kSin, square));
  sine.sign ^= (quadrant >> 1) & 1;
  return sine;
}

}  // namespace
}  // namespace functions64

using namespace functions64;

uint64_t Sin64(uint64_t x) { return IsFinite64(x) ? Pack(Sine(Reduce(x), 0)) : kNan64; }

uint64_t Cos64(uint64_t x) { return IsFinite64(x) ? Pack(Sine(Reduce(x), 1)) : kNan64; }

uint64_t Tan64(uint64_t x) {
  if (!IsFinite64(x)) return kNan64;
  const Turns turns = Reduce(x);
  return Pack(Divide(Sine(turns, 0), Sine(turns, 1)));
}

// The angle of |x| and |y|, at most a quarter turn, then its reflections.
uint64_t Atan2_64(uint64_t y, uint64_t x) {
  if (IsNan64(y) || IsNan64(x)) return kNan64;
  const uint64_t y_size = y & ~kSign64, x_size = x & ~kSign64;
  const bool steep = y_size > x_size;
  const Extended small = Unpack(steep ? x_size : y_size), large = Unpack(steep ? y_size : x_size);
  Extended q = Divide(small, large);
  const bool diagonal = q.exponent >= 0;  // 1/2 or more: the angle less an eighth turn
  if (diagonal) q = Divide(Subtract(small, large), Add(small, large));
  Extended angle = Multiply(q, Evaluate(kAtan, Multiply(q, q)));
  if (diagonal) angle = Add(angle, kQuarterPi);
  if (steep) angle = Subtract(kHalfPi, angle);
  if (x >> 63) angle = Subtract(kPi, angle);
  return Pack(angle) | (y & kSign64);
}

}  // namespace tmb
