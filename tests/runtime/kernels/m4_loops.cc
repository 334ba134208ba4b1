// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What the loops of conv_s8.S, windows_s8.S and mat_vec_s8.S do, by functions of dsp.h: with them the M4's
// ConvS8 and MatVecS8 run on the host, too.
#include "runtime/kernels/cortex_m4/bytes.h"
#include "runtime/kernels/cortex_m4/conv_s8_pairs.h"
#include "runtime/kernels/cortex_m4/mat_vec_s8_panels.h"
#include "tests/runtime/kernels/m4_memory.h"

namespace tmb {
namespace {

// Sums of two channels; where x is bytes the odd one holds 256 * odd + even until the end.
struct TwoSums {
  int32_t even, odd;

  void Begin(const int32_t* bias, bool wide) {
    even = bias[0];
    odd = wide ? bias[1]
               : static_cast<int32_t>(static_cast<uint32_t>(bias[0]) + (static_cast<uint32_t>(bias[1]) << 8));
  }
  void Add(uint32_t x, uint32_t w, bool wide) {
    even = Smlad(x, Sxtb16<0>(w), even);
    odd = Smlad(x, wide ? Sxtb16<8>(w) : w, odd);
  }
  void End(bool wide) {
    if (!wide) odd = static_cast<int32_t>(static_cast<uint32_t>(odd) - static_cast<uint32_t>(even));
  }
};

// Four steps of a window, as words; a word in two.
void ExpandStepsS8(const uint8_t* from, uint8_t* to) {
  const auto word = Load<uint32_t>(from);
  const uint32_t even = Sxtb16<0>(word), odd = Sxtb16<8>(word);
  std::memcpy(to, &even, 4);
  std::memcpy(to + 8, &odd, 4);
}

void ExpandRuns(const Pairs& p, const int8_t* x, uint32_t place) {
  const bool wide = (p.flags & kWideX) != 0;
  const auto* from = reinterpret_cast<const uint8_t*>(x);
  uint8_t *to = p.scratch + place * 4, *rest_at = p.rest_at + place * 4;
  for (uint32_t run = 0; run < p.runs; ++run, from += p.x_run) {
    for (uint32_t i = 0; i < p.groups; ++i, from += wide ? 8 : 4, to += 16) {
      if (wide) {
        ExpandHalves(reinterpret_cast<const int8_t*>(from), 1, 2, to);
      } else {
        ExpandStepsS8(from, to);
      }
    }
    for (uint32_t i = 0; i < p.rest; ++i, from += wide ? 2 : 1) {
      Store<int16_t>(wide ? Load<int16_t>(from) : Load<int8_t>(from), rest_at);
      rest_at += (reinterpret_cast<uintptr_t>(rest_at) & 2) != 0 ? 6 : 2;
    }
  }
}

struct Multipliers {
  const int32_t *of_sums, *of_residual;
};

// One position's sums of a panel.
void EndPanel(const Pairs& p, TwoSums (&sums)[2], const Multipliers& by, uint8_t* y,
              const uint8_t* residual) {
  const bool wide = (p.flags & kWideX) != 0;
  if (p.y_zero != kGeneral) {
    for (uint32_t i = 0; i < 2; ++i) {
      Store<int8_t>(Ssat<8>(Smmlar(sums[i].even, by.of_sums[2 * i], p.y_zero)), y + 2 * i);
      Store<int8_t>(Ssat<8, 8>(Smmla(sums[i].odd, by.of_sums[2 * i + 1], p.y_zero_odd)), y + 2 * i + 1);
    }
    return;
  }
  int32_t plain[kPanel];
  for (uint32_t i = 0; i < kPanel; ++i)
    plain[i] = i % 2 == 0 ? sums[i / 2].even : wide ? sums[i / 2].odd : sums[i / 2].odd >> 8;
  if ((p.flags & kWantsSums) != 0) {
    std::memcpy(y, plain, sizeof plain);
    return;
  }
  const bool wide_y = (p.flags & kWideY) != 0;
  if ((p.flags & kHasResidual) != 0) {
    uint32_t even, odd;
    if (wide_y) {
      const auto low = Load<uint32_t>(residual), high = Load<uint32_t>(residual + 4);
      even = Pkhbt(low, high);
      odd = Pkhtb(high, low);
    } else {
      even = Sxtb16<0>(Load<uint32_t>(residual));
      odd = Sxtb16<8>(Load<uint32_t>(residual));
    }
    plain[0] = Smlawb(by.of_residual[0], even, plain[0]);
    plain[1] = Smlawb(by.of_residual[1], odd, plain[1]);
    plain[2] = Smlawt(by.of_residual[2], even, plain[2]);
    plain[3] = Smlawt(by.of_residual[3], odd, plain[3]);
  }
  for (uint32_t i = 0; i < kPanel; ++i) {
    const int32_t value = Smmlar(plain[i], by.of_sums[i], p.y_zero_odd);
    if (wide_y) {
      Store<int16_t>(Ssat<16>(value), y + 2 * i);
    } else {
      Store<int8_t>(Ssat<8>(value), y + i);
    }
  }
}

}  // namespace

extern "C" {

void tmb_expand_s8(const int8_t* from, uint32_t groups, uint8_t* to) {
  for (; groups != 0; --groups, from += 4, to += 16)
    ExpandStepsS8(reinterpret_cast<const uint8_t*>(from), to);
}

void tmb_copy_runs_s8(const int8_t* from, uint32_t bytes, int8_t* to, uint32_t runs, uint32_t from_step,
                      uint32_t to_step) {
  for (; runs != 0; --runs, from += from_step, to += to_step) std::memcpy(to, from, bytes);
}

void tmb_conv_s8(Pairs* pairs) {
  Pairs& p = *pairs;
  const bool wide = (p.flags & kWideX) != 0;
  const uint32_t panel_y = kPanel * ((p.flags & kWideY) != 0 ? 2 : 1);
  // Of two steps of k each.
  const uint32_t steps = wide ? static_cast<uint32_t>(p.next_to_last_pass - p.windows) / 8
                              : p.passes * (kPassSteps / 2) - p.back;
  const uint8_t* const windows = p.windows + 4 + p.w_back;
  uint8_t *y = p.y, *y_end = p.y_end;
  for (; p.count != 0; --p.count) {
    if (p.runs != 0) {
      for (uint32_t i = 0; i < kPair; ++i) ExpandRuns(p, p.x[i], i);
      for (const int8_t*& x : p.x) x += p.x_pair;
    }
    const uint8_t* w = p.w + 4 + p.w_back;
    Multipliers by = {p.parameters, p.residual_multiplier};
    for (bool more = true; more; by = {by.of_sums + 2 * kPanel, by.of_residual + kPanel}, w += steps * 8) {
      const bool wants_sums = (p.flags & kWantsSums) != 0;
      uint8_t residual[kPair][2 * kPanel] = {};  // y may lie over it
      for (uint32_t position = 0; position < kPair && (p.flags & kHasResidual) != 0 && !wants_sums;
           ++position)
        std::memcpy(residual[position], y + p.residual + position * p.y_position, panel_y);
      for (uint32_t position = 0; position < kPair; ++position) {
        TwoSums sums[2];
        for (uint32_t i = 0; i < 2; ++i) {
          sums[i].Begin(by.of_sums - kPanel + 2 * i, wide);
          for (uint32_t step = 0; step < steps; ++step)
            sums[i].Add(Load<uint32_t>(windows + step * 8 + position * 4),
                        Load<uint32_t>(w + step * 8 + i * 4), wide);
          sums[i].End(wide);
        }
        EndPanel(p, sums, by, y + position * (wants_sums ? 4 * kPanel : p.y_position), residual[position]);
      }
      y += panel_y;
      more = !wants_sums && y < y_end;
    }
    y += p.y_position;
    y_end = y + p.y_position;
  }
}

void tmb_expand_row_s8(const int8_t* from, uint32_t groups, uint8_t* to) {
  for (; groups != 0; --groups, from += 4, to += 8) {
    const uint32_t word = Load<uint32_t>(from), words[] = {Sxtb16<0>(word), Sxtb16<8>(word)};
    std::memcpy(to, words, sizeof words);
  }
}

void tmb_mat_vec_panels_s8(const Panels* panels) {
  const Panels& p = *panels;
  const uint32_t back = p.back * 2;  // steps of k
  const auto steps = static_cast<uint32_t>(p.x_end - p.x) / 2 - back;
  const auto* biases = static_cast<const int32_t*>(p.parameters);
  const uint8_t* w = p.w + 4 + back * kRowPanel;
  for (uint8_t* y = p.y; y != p.y_end; y += kRowPanel) {
    for (uint32_t pair = 0; pair < kRowPanel / 2; ++pair) {
      TwoSums sums;
      sums.Begin(biases + 2 * pair, false);
      for (uint32_t i = 0; i < steps / 2; ++i)
        sums.Add(Load<uint32_t>(p.x + 4 + 2 * back + 4 * i), Load<uint32_t>(w + 16 * i + 4 * pair), false);
      sums.End(false);
      if (p.end == kEndIsSums) {
        const int32_t plain[] = {sums.even, sums.odd >> 8};
        std::memcpy(y + 8 * pair, plain, sizeof plain);
      } else if (p.end != 0) {
        const auto by = static_cast<uint32_t>(biases[kRowPanel + pair]);
        Store<int8_t>(Ssat<8>(Smlawb(sums.even, by, p.y_zero) >> p.end), y + 2 * pair);
        Store<int8_t>(Ssat<8, 8>(Smlawt(sums.odd, by, p.y_zero_odd) >> p.end), y + 2 * pair + 1);
      } else {
        const int32_t* const by = biases + kRowPanel + 2 * pair;
        Store<int8_t>(Ssat<8>(Smmlar(sums.even, by[0], p.y_zero)), y + 2 * pair);
        Store<int8_t>(Ssat<8, 8>(Smmla(sums.odd, by[1], p.y_zero_odd)), y + 2 * pair + 1);
      }
    }
    const uint8_t* const next = w + steps * kRowPanel;
    biases = reinterpret_cast<const int32_t*>(next);
    w = next + (p.w_step + back * kRowPanel);
  }
}

void tmb_mat_vec_sums_s16(int32_t* sums, const uint8_t* x, const uint8_t* w, uint32_t quads) {
  for (uint32_t pair = 0; pair < kRowPanel / 2; ++pair) {
    TwoSums two = {sums[2 * pair], sums[2 * pair + 1]};
    for (uint32_t i = 0; i < 2 * quads; ++i)
      two.Add(Load<uint32_t>(x + 4 * i), Load<uint32_t>(w + 16 * i + 4 * pair), true);
    sums[2 * pair] = two.even;
    sums[2 * pair + 1] = two.odd;
  }
}

}  // extern "C"

}  // namespace tmb
