// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The functions of dsp.h beside plain formulas of their bits, at all corners of their operands: the same
// table holds the plain C++ of the host and the instructions of the M4.
#ifndef TMB_TESTS_RUNTIME_KERNELS_DSP_CASES_H_
#define TMB_TESTS_RUNTIME_KERNELS_DSP_CASES_H_

#include <cstdint>

#include "runtime/kernels/dsp.h"
#include "tests/runtime/kernels/random_bits.h"

namespace tmb {

namespace dsp_formulas {

// Field `at` of a word, of so many bits, signed.
constexpr int64_t Field(uint32_t word, uint32_t at, uint32_t bits) {
  const int64_t value = word >> at & ((uint64_t{1} << bits) - 1);
  return value >> (bits - 1) != 0 ? value - (int64_t{1} << bits) : value;
}
constexpr int64_t B(uint32_t word) { return Field(word, 0, 16); }
constexpr int64_t T(uint32_t word) { return Field(word, 16, 16); }
constexpr int64_t W(uint32_t word) { return Field(word, 0, 32); }
constexpr uint32_t Low(int64_t value) {
  return static_cast<uint32_t>(static_cast<uint64_t>(value) & 0xffffffff);
}
constexpr uint32_t Halves(int64_t top, int64_t bottom) { return (Low(top) << 16) | (Low(bottom) & 0xffff); }
// floor(value / 2^bits)
constexpr int64_t Floor(int64_t value, uint32_t bits) {
  const int64_t by = int64_t{1} << bits, quotient = value / by;
  return value % by < 0 ? quotient - 1 : quotient;
}
constexpr int64_t Saturated(int64_t value, int64_t most) {
  return value > most ? most : value < -most - 1 ? -most - 1 : value;
}
// Of each byte the difference modulo 2^8, and the larger one.
constexpr uint32_t Bytes(int64_t a, int64_t b, int64_t c, int64_t d) {
  return (Low(a) & 0xff) | (Low(b) & 0xff) << 8 | (Low(c) & 0xff) << 16 | Low(d) << 24;
}
constexpr int64_t Difference(uint32_t a, uint32_t b, uint32_t at) {
  return Field(a, at, 8) - Field(b, at, 8);
}
constexpr int64_t Larger(uint32_t a, uint32_t b, uint32_t at) {
  return Difference(a, b, at) < 0 ? Field(b, at, 8) : Field(a, at, 8);
}
constexpr uint32_t U(int32_t value) { return static_cast<uint32_t>(value); }
constexpr int32_t S(uint32_t value) { return static_cast<int32_t>(value); }

}  // namespace dsp_formulas

struct DspCase {
  const char* name;
  uint32_t (*function)(uint32_t a, uint32_t b, uint32_t c);
  uint32_t (*formula)(uint32_t a, uint32_t b, uint32_t c);
};

#define TMB_CASE(name, call, formula)                        \
  {                                                          \
    name,                                                    \
        [](uint32_t a, uint32_t b, uint32_t c) -> uint32_t { \
          using namespace dsp_formulas;                      \
          static_cast<void>(b), static_cast<void>(c);        \
          return static_cast<uint32_t>(call);                \
        },                                                   \
        [](uint32_t a, uint32_t b, uint32_t c) -> uint32_t { \
          using namespace dsp_formulas;                      \
          static_cast<void>(b), static_cast<void>(c);        \
          return formula;                                    \
        }                                                    \
  }

inline constexpr DspCase kDspCases[] = {
    TMB_CASE("Smlad", Smlad(a, b, S(c)), Low(W(c) + B(a) * B(b) + T(a) * T(b))),
    TMB_CASE("Smlabb", Smlabb(a, b, S(c)), Low(W(c) + B(a) * B(b))),
    TMB_CASE("Smlatb", Smlatb(a, b, S(c)), Low(W(c) + T(a) * B(b))),
    TMB_CASE("Smlabt", Smlabt(a, b, S(c)), Low(W(c) + B(a) * T(b))),
    TMB_CASE("Smlawb", Smlawb(S(a), b, S(c)), Low(W(c) + Floor(W(a) * B(b), 16))),
    TMB_CASE("Smlawt", Smlawt(S(a), b, S(c)), Low(W(c) + Floor(W(a) * T(b), 16))),
    TMB_CASE("Smmla", Smmla(S(a), S(b), S(c)), Low(W(c) + Floor(W(a) * W(b), 32))),
    TMB_CASE("Smmlar", Smmlar(S(a), S(b), S(c)), Low(W(c) + Floor(W(a) * W(b) + 0x80000000, 32))),
    TMB_CASE("Pkhbt", Pkhbt(a, b), Halves(B(b), B(a))),
    TMB_CASE("Pkhtb", Pkhtb(a, b), Halves(T(a), T(b))),
    TMB_CASE("Sxtb16", Sxtb16<0>(a), Halves(Field(a, 16, 8), Field(a, 0, 8))),
    TMB_CASE("Sxtb16, rotated", Sxtb16<8>(a), Halves(Field(a, 24, 8), Field(a, 8, 8))),
    TMB_CASE("Sxtab16", Sxtab16<0>(a, b), Halves(T(a) + Field(b, 16, 8), B(a) + Field(b, 0, 8))),
    TMB_CASE("Sxtab16, rotated", Sxtab16<8>(a, b), Halves(T(a) + Field(b, 24, 8), B(a) + Field(b, 8, 8))),
    TMB_CASE("Ssat to 8 bits", Ssat<8>(S(a)), Low(Saturated(W(a), 127))),
    TMB_CASE("Ssat to 8 bits, shifted", (Ssat<8, 8>(S(a))), Low(Saturated(Floor(W(a), 8), 127))),
    TMB_CASE("Usub8", Usub8(a, b),
             Bytes(Difference(a, b, 0), Difference(a, b, 8), Difference(a, b, 16), Difference(a, b, 24))),
    TMB_CASE("Max8", Max8(a, b), Bytes(Larger(a, b, 0), Larger(a, b, 8), Larger(a, b, 16), Larger(a, b, 24))),
    TMB_CASE("Ssat to 16 bits", Ssat<16>(S(a)), Low(Saturated(W(a), 32767))),
};
#undef TMB_CASE

// What a function does not do as its formula: the operands.
struct DspFault {
  uint32_t a, b, c;
};
inline bool FindFault(const DspCase& dsp, DspFault& fault) {
  static constexpr uint32_t kCorners[] = {
      0,          1,          0xffffffff, 0x7fffffff, 0x80000000, 0x80000001, 0x7fff7fff,
      0x80008000, 0x7fff8000, 0x80007fff, 0x0000ffff, 0xffff0000, 0x7f7f7f7f, 0x80808080,
      0x7f807f80, 0x807f807f, 0x00ff00ff, 0xff00ff00, 127,        128,        0xffffff80,
      0xffffff7f, 32767,      32768,      0xffff8000, 0xffff7fff, 32639,      0xffff8080};
  const auto differs = [&](uint32_t a, uint32_t b, uint32_t c) {
    fault = {a, b, c};
    return dsp.function(a, b, c) != dsp.formula(a, b, c);
  };
  for (const uint32_t a : kCorners) {
    for (const uint32_t b : kCorners) {
      for (const uint32_t c : kCorners) {
        if (differs(a, b, c)) return true;
      }
    }
  }
  RandomBits random;
  for (uint32_t i = 0; i < 10000; ++i) {
    const uint32_t a = random.Next(), b = random.Next();
    if (differs(a, b, random.Next())) return true;
  }
  return false;
}

}  // namespace tmb

#endif  // TMB_TESTS_RUNTIME_KERNELS_DSP_CASES_H_
