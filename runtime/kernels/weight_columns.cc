// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Two steps of k of a column are the halves of a word, each a byte after its multiplication: so a product does two of them, and
// the next column's go between.
#include "runtime/kernels/weight_columns.h"

#include "runtime/kernels/dsp.h"

namespace tmb {

void UnpackPanel(const uint8_t* panel, uint32_t k, uint8_t* to) {
  const auto* from = reinterpret_cast<const uint32_t*>(panel);
  auto* words = reinterpret_cast<uint32_t*>(to);
  for (uint32_t scale = 0; scale < kPanel; ++scale) *words++ = *from++;
  for (uint32_t left = (k + kFactorSteps - 1) / kFactorSteps; left != 0; --left) {
    const uint32_t factors = *from++, zero = factors << 3;  // 8 times each
    const uint32_t f0 = factors & 0xff, f1 = factors & 0xff00, f2 = factors >> 16 & 0xff, f3 = factors >> 24 << 8;
    for (const uint32_t* const end = from + 2 * kPanel; from != end; from += kPanel, words += 8) {
      for (uint32_t step = 0; step < 4; ++step) {
        const auto pair = [&](uint32_t column) { return from[column] >> 4 * step & 0x000f000f; };
        const uint32_t low = pair(0) * f0 + pair(1) * f1, high = pair(2) * f2 + pair(3) * f3;
        words[step] = Usub8(Pkhbt(low, high), zero);
        words[step + 4] = Usub8(Pkhtb(high, low), zero);
      }
    }
  }
}

}  // namespace tmb
