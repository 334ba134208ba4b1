// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Instructions of the M4's DSP extension as functions, by their mnemonics; on other machines the same bits in plain C++.
// B and T are a word's bottom and top half, signed; sums are modulo 2^32.
#ifndef TMB_RUNTIME_KERNELS_DSP_H_
#define TMB_RUNTIME_KERNELS_DSP_H_

#include <cstdint>

namespace tmb {

#ifdef __ARM_FEATURE_DSP

#define TMB_DSP(name, result_type, operands, code, ...) \
  inline result_type name operands {                    \
    result_type result;                                 \
    asm(code : "=r"(result) : __VA_ARGS__);             \
    return result;                                      \
  }
#define TMB_DSP_SUM(name, a_type, b_type, mnemonic)                                              \
  TMB_DSP(name, int32_t, (a_type a, b_type b, int32_t sum), mnemonic " %0, %1, %2, %3", "r"(a), \
          "r"(b), "r"(sum))

TMB_DSP_SUM(Smlad, uint32_t, uint32_t, "smlad")
TMB_DSP_SUM(Smlabb, uint32_t, uint32_t, "smlabb")
TMB_DSP_SUM(Smlatb, uint32_t, uint32_t, "smlatb")
TMB_DSP_SUM(Smlabt, uint32_t, uint32_t, "smlabt")
TMB_DSP_SUM(Smlawb, int32_t, uint32_t, "smlawb")
TMB_DSP_SUM(Smlawt, int32_t, uint32_t, "smlawt")
TMB_DSP_SUM(Smmla, int32_t, int32_t, "smmla")
TMB_DSP_SUM(Smmlar, int32_t, int32_t, "smmlar")
TMB_DSP(Pkhbt, uint32_t, (uint32_t a, uint32_t b), "pkhbt %0, %1, %2, lsl #16", "r"(a), "r"(b))
TMB_DSP(Pkhtb, uint32_t, (uint32_t a, uint32_t b), "pkhtb %0, %1, %2, asr #16", "r"(a), "r"(b))
template <uint32_t kRotation>
TMB_DSP(Sxtb16, uint32_t, (uint32_t a), "sxtb16 %0, %1, ror %2", "r"(a), "I"(kRotation))
template <uint32_t kRotation>
TMB_DSP(Sxtab16, uint32_t, (uint32_t sums, uint32_t a), "sxtab16 %0, %1, %2, ror %3", "r"(sums), "r"(a), "I"(kRotation))
template <uint32_t kBits, uint32_t kShift = 0>
TMB_DSP(Ssat, int32_t, (int32_t a), "ssat %0, %1, %2, asr %3", "I"(kBits), "r"(a), "I"(kShift))
TMB_DSP(Usub8, uint32_t, (uint32_t a, uint32_t b), "usub8 %0, %1, %2", "r"(a), "r"(b))
// SSUB8, then SEL, which the flags of the first tell what to take.
inline uint32_t Max8(uint32_t a, uint32_t b) {
  uint32_t difference, result;
  asm("ssub8 %0, %2, %3\n\tsel %1, %2, %3" : "=&r"(difference), "=r"(result) : "r"(a), "r"(b));
  return result;
}

#undef TMB_DSP_SUM
#undef TMB_DSP

#else

namespace dsp {
constexpr int32_t Bottom(uint32_t a) { return static_cast<int16_t>(a); }
constexpr int32_t Top(uint32_t a) { return static_cast<int16_t>(a >> 16); }
constexpr int32_t Wrapped(int64_t a) { return static_cast<int32_t>(static_cast<uint64_t>(a)); }
constexpr uint32_t Rotated(uint32_t a, uint32_t bits) { return bits == 0 ? a : a >> bits | a << (32 - bits); }
constexpr uint32_t Halves(int32_t bottom, int32_t top) {
  return (static_cast<uint32_t>(bottom) & 0xffff) | static_cast<uint32_t>(top) << 16;
}
}  // namespace dsp

inline int32_t Smlad(uint32_t a, uint32_t b, int32_t sum) {
  return dsp::Wrapped(int64_t{sum} + dsp::Bottom(a) * dsp::Bottom(b) + int64_t{dsp::Top(a)} * dsp::Top(b));
}
inline int32_t Smlabb(uint32_t a, uint32_t b, int32_t sum) { return dsp::Wrapped(int64_t{sum} + dsp::Bottom(a) * dsp::Bottom(b)); }
inline int32_t Smlatb(uint32_t a, uint32_t b, int32_t sum) { return dsp::Wrapped(int64_t{sum} + dsp::Top(a) * dsp::Bottom(b)); }
inline int32_t Smlabt(uint32_t a, uint32_t b, int32_t sum) { return dsp::Wrapped(int64_t{sum} + dsp::Bottom(a) * dsp::Top(b)); }
inline int32_t Smlawb(int32_t a, uint32_t b, int32_t sum) { return dsp::Wrapped(sum + (int64_t{a} * dsp::Bottom(b) >> 16)); }
inline int32_t Smlawt(int32_t a, uint32_t b, int32_t sum) { return dsp::Wrapped(sum + (int64_t{a} * dsp::Top(b) >> 16)); }
// The upper words of 2^32 * sum + a * b, and of that plus 2^31.
inline int32_t Smmla(int32_t a, int32_t b, int32_t sum) { return dsp::Wrapped(sum + (int64_t{a} * b >> 32)); }
inline int32_t Smmlar(int32_t a, int32_t b, int32_t sum) { return dsp::Wrapped(sum + ((int64_t{a} * b + (int64_t{1} << 31)) >> 32)); }
// Both bottom halves, and both top ones.
inline uint32_t Pkhbt(uint32_t a, uint32_t b) { return dsp::Halves(dsp::Bottom(a), dsp::Bottom(b)); }
inline uint32_t Pkhtb(uint32_t a, uint32_t b) { return dsp::Halves(dsp::Top(b), dsp::Top(a)); }
// Bytes 0 and 2 of the rotated word.
template <uint32_t kRotation>
uint32_t Sxtb16(uint32_t a) {
  const uint32_t word = dsp::Rotated(a, kRotation);
  return dsp::Halves(static_cast<int8_t>(word), static_cast<int8_t>(word >> 16));
}
template <uint32_t kRotation>
uint32_t Sxtab16(uint32_t sums, uint32_t a) {
  const uint32_t bytes = Sxtb16<kRotation>(a);
  return dsp::Halves(dsp::Bottom(sums) + dsp::Bottom(bytes), dsp::Top(sums) + dsp::Top(bytes));
}
template <uint32_t kBits, uint32_t kShift = 0>
int32_t Ssat(int32_t a) {
  constexpr int32_t most = (1 << (kBits - 1)) - 1;
  const int32_t shifted = a >> kShift, raised = shifted > -1 - most ? shifted : -1 - most;
  return raised < most ? raised : most;
}
// Of each byte: the difference modulo 2^8, and the larger of two signed ones.
inline uint32_t Usub8(uint32_t a, uint32_t b) {
  constexpr uint32_t kHighest = 0x80808080;
  return ((a | kHighest) - (b & ~kHighest)) ^ ((a ^ ~b) & kHighest);
}
inline uint32_t Max8(uint32_t a, uint32_t b) {
  uint32_t result = 0;
  for (uint32_t shift = 0; shift < 32; shift += 8) {
    const uint32_t from = static_cast<int8_t>(a >> shift) < static_cast<int8_t>(b >> shift) ? b : a;
    result |= from & uint32_t{0xff} << shift;
  }
  return result;
}

#endif  // __ARM_FEATURE_DSP

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_DSP_H_
