// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// 64-bit operations lane by lane: each costs a call or more on a 32-bit machine, so the
// switch does not show.

#include "runtime/kernels/wide.h"

#include "runtime/isa.h"
#include "runtime/kernels/functions64.h"
#include "runtime/kernels/integers64.h"
#include "runtime/kernels/map_element.h"

namespace tmb {
namespace {

using fb::WideOp;

uint64_t Apply(WideOp op, uint64_t a, uint64_t x) {
  const double fa = AsDouble(a), fx = AsDouble(x);
  const uint32_t word = static_cast<uint32_t>(a);
  switch (op) {
    case WideOp::Mul: return a * x;
    case WideOp::MulHiS: return MulHiS64(a, x);
    case WideOp::MulHiU: return MulHiU64(a, x);
    case WideOp::DivS: return DivS64(a, x);
    case WideOp::DivU: return DivU64(a, x);
    case WideOp::RemS: return RemS64(a, x);
    case WideOp::RemU: return RemU64(a, x);
    case WideOp::Pow: return PowS64(a, x);
    case WideOp::Shl: return Shl64(a, x);
    case WideOp::ShrA: return ShrA64(a, x);
    case WideOp::ShrL: return ShrL64(a, x);

    case WideOp::AddF: return Add64(a, x);
    case WideOp::SubF: return Subtract64(a, x);
    case WideOp::MulF: return Multiply64(a, x);
    case WideOp::DivF: return Divide64(a, x);
    case WideOp::RemF: return Remainder64(a, x);
    case WideOp::MaxF: return Max64(a, x);
    case WideOp::MinF: return Min64(a, x);
    case WideOp::PowF: return Pow64(a, x);
    case WideOp::Atan2F: return Atan2_64(a, x);
    case WideOp::EqF: return fa == fx;
    case WideOp::LtF: return fa < fx;
    case WideOp::LeF: return fa <= fx;

    case WideOp::SignF: return Sign64(a);
    case WideOp::SqrtF: return Sqrt64(a);
    case WideOp::RsqrtF: return Rsqrt64(a);
    case WideOp::CbrtF: return Cbrt64(a);
    case WideOp::ExpF: return Exp64(a);
    case WideOp::Expm1F: return Expm1_64(a);
    case WideOp::LogF: return Log64(a);
    case WideOp::Log1pF: return Log1p64(a);
    case WideOp::TanhF: return Tanh64(a);
    case WideOp::LogisticF: return Logistic64(a);
    case WideOp::SinF: return Sin64(a);
    case WideOp::CosF: return Cos64(a);
    case WideOp::TanF: return Tan64(a);
    case WideOp::ErfF: return Erf64(a);
    case WideOp::FloorF: return Floor64(a);
    case WideOp::CeilF: return Ceil64(a);
    case WideOp::RoundAwayF: return RoundAway64(a);
    case WideOp::RoundEvenF: return RoundEven64(a);

    case WideOp::F64ToF32: return F64ToF32(a);
    case WideOp::F64ToS32: return F64ToS32(a);
    case WideOp::F64ToU32: return F64ToU32(a);
    case WideOp::F64ToS64: return F64ToS64(a);
    case WideOp::F64ToU64: return F64ToU64(a);
    case WideOp::F32ToF64: return F32ToF64(word);
    case WideOp::S32ToF64: return S32ToF64(word);
    case WideOp::U32ToF64: return U32ToF64(word);
    case WideOp::S64ToF64: return S64ToF64(a);
    case WideOp::U64ToF64: return U64ToF64(a);
    case WideOp::F32ToS64: return F64ToS64(F32ToF64(word));
    case WideOp::F32ToU64: return F64ToU64(F32ToF64(word));
    case WideOp::S64ToF32: return S64ToF32(a);
    case WideOp::U64ToF32: return U64ToF32(a);
  }
  return a;
}

uint64_t Join(uint32_t low, uint32_t high) { return uint64_t{high} << 32 | low; }

// The bits of an element as a double or as 64-bit integer.
uint64_t LoadWide(const WideFactor& factor, bool is_float) {
  uint32_t words[2];
  if (IsWideType(factor.type)) {
    LoadWords(factor.from, 4, 2, words);
    return Join(words[0], words[1]);
  }
  LoadElements(factor.type, factor.from, 0, 1, words);
  if (is_float) return F32ToF64(words[0]);
  return factor.type == fb::Type::U32 ? words[0] : static_cast<uint64_t>(int64_t{static_cast<int32_t>(words[0])});
}

}  // namespace

extern "C" void RunWide(uint32_t op, uint32_t* words, uint32_t lanes) {
  for (uint32_t l = 0; l < lanes; ++l, ++words) {
    const uint64_t result = Apply(static_cast<WideOp>(op), Join(words[0], words[lanes]),
                                  Join(words[2 * lanes], words[3 * lanes]));
    words[0] = static_cast<uint32_t>(result);
    words[lanes] = static_cast<uint32_t>(result >> 32);
  }
}

uint64_t AddWideProducts(uint64_t sum, WideFactor x, WideFactor w, uint32_t count) {
  const bool is_float = x.type == fb::Type::F64 || IsFloatOperand(x.type);
  for (; count != 0; --count, x.from += x.step, w.from += w.step) {
    const uint64_t a = LoadWide(x, is_float), b = LoadWide(w, is_float);
    sum = is_float ? Add64(sum, Multiply64(a, b)) : sum + a * b;
  }
  return sum;
}

}  // namespace tmb
