// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What the loops of depthwise_s8.S, depthwise_s8_copy.S and depthwise_s8_windows.S do, by functions of dsp.h:
// with them the M4's DepthwiseS8 runs on the host, too.
#include <iterator>

#include "runtime/kernels/cortex_m4/depthwise_s8_strip.h"
#include "runtime/kernels/cortex_m4/depthwise_s8_windows.h"
#include "runtime/kernels/dsp.h"
#include "tests/runtime/kernels/m4_memory.h"

namespace tmb {
namespace {

uint32_t stride;  // what the loop over groups that was called last is for

// A pixel of 4 channels becomes half `place` of a line's words.
void StorePixel(const uint8_t* x, bool wide, uint32_t place, uint8_t* line) {
  for (uint32_t i = 0; i < kChannels; ++i) {
    const int32_t value = wide ? Load<int16_t>(x + 2 * i) : Load<int8_t>(x + i);
    Store<int16_t>(value, line + place / 2 * kPairBytes + 4 * i + place % 2 * 2);
  }
}

int32_t Sum(const uint8_t* pixels, bool odd, const Columns& columns, const int32_t* table) {
  int32_t sum = table[6];
  for (uint32_t row = 0; row < 3; ++row, pixels += columns.line) {
    const auto a = Load<uint32_t>(pixels), b = Load<uint32_t>(pixels + kPairBytes);
    const auto first = static_cast<uint32_t>(table[2 * row]),
               second = static_cast<uint32_t>(table[2 * row + 1]);
    sum = odd ? Smlad(b, second, Smlatb(a, first, sum)) : Smlabt(b, second, Smlad(a, first, sum));
  }
  return sum;
}

// All groups of a width; lines and y move on behind them.
void MultiplyGroups(const Strip3x3& strip, const Columns& columns, const int32_t* table,
                    const uint8_t*& lines, uint8_t*& y) {
  if (columns.run == nullptr) return;
  columns.run();
  for (uint32_t group = 0; group < columns.groups; ++group) {
    for (const uint8_t* const end = lines + columns.span; lines != end;
         lines += stride * columns.line, y += strip.y_row) {
      for (uint32_t i = 0; i < columns.columns; ++i) {
        const uint32_t pixel = i * stride;
        const int32_t sum = Sum(lines + pixel / 2 * kPairBytes, pixel % 2 != 0, columns, table);
        const int32_t value = Smmlar(sum, table[7], strip.y_zero);
        const int32_t saturated = strip.y_bytes == 1 ? Ssat<8>(value) : Ssat<16>(value);
        std::memcpy(y + i * strip.y_pixel, &saturated, strip.y_bytes);  // its low bytes
      }
    }
    lines += columns.lines_rest;
    y += static_cast<int32_t>(columns.y_rest);
  }
}

// Of the window at `at`, by the words of weights `later` behind the first.
int32_t WindowSum(const WindowRow& row, const uint8_t* at, uint32_t later, int32_t sum) {
  const uint32_t* taps = row.taps + later;
  for (uint32_t i = 0; i < row.rows; ++i) {
    for (uint32_t j = 0; j < row.words; ++j, taps += 2) sum = Smlad(Load<uint32_t>(at + 4 * j), *taps, sum);
    at += row.row_step;
    if (at >= row.end) at -= row.ring;
  }
  return sum;
}

}  // namespace

extern "C" {

void tmb_depthwise_windows_s8(WindowRow* row, int32_t* sums, uint32_t pairs) {
  const uint8_t* at = row->at;
  for (; pairs != 0; --pairs, at += row->step, sums += row->sum_step / 4) {
    sums[0] = WindowSum(*row, at, 0, sums[0]);
    sums[1] = WindowSum(*row, at, 1, sums[1]);
  }
}

void tmb_depthwise_s8_table(int32_t* table, const int8_t* w, const int32_t* parameters, uint32_t channels) {
  for (; channels != 0; --channels, parameters += 2, table += 8) {
    for (uint32_t row = 0; row < 3; ++row, w += 3) {
      table[2 * row] = static_cast<int32_t>(Pkhbt(static_cast<uint32_t>(w[0]), static_cast<uint32_t>(w[1])));
      table[2 * row + 1] =
          static_cast<int32_t>(Pkhbt(static_cast<uint32_t>(w[1]), static_cast<uint32_t>(w[2])));
    }
    table[6] = parameters[0];
    table[7] = parameters[1];
  }
}

void tmb_depthwise_s8(const Strip3x3* strip) {
  for (uint32_t channel = 0; channel < strip->channels; ++channel) {
    const uint8_t* lines = strip->lines + 4 * channel;
    uint8_t* y = strip->y + channel * strip->y_bytes;
    MultiplyGroups(*strip, strip->wide, strip->table + 8 * channel, lines, y);
    MultiplyGroups(*strip, strip->narrow, strip->table + 8 * channel, lines, y);
  }
}

void tmb_depthwise_s8_3_s1() { stride = 1; }
void tmb_depthwise_s8_4_s1() { stride = 1; }
void tmb_depthwise_s8_5_s1() { stride = 1; }
void tmb_depthwise_s8_6_s1() { stride = 1; }
void tmb_depthwise_s8_3_s2() { stride = 2; }
void tmb_depthwise_s8_4_s2() { stride = 2; }
void tmb_depthwise_s8_5_s2() { stride = 2; }
void tmb_depthwise_s8_6_s2() { stride = 2; }
void tmb_depthwise_s16_s1() { stride = 1; }
void tmb_depthwise_s16_s2() { stride = 2; }

// Never called: their addresses say how many groups of 4 there are.
void tmb_depthwise_s8_quads0() { stride = 3; }
void tmb_depthwise_s8_quads1() { stride = 4; }
void tmb_depthwise_s8_quads2() { stride = 5; }
void tmb_depthwise_s8_quads3() { stride = 6; }
void tmb_depthwise_s8_halves() { stride = 7; }

void tmb_depthwise_s8_copy(const Pixels* pixels, const PixelRows* rows) {
  void (*const quads[])() = {tmb_depthwise_s8_quads0, tmb_depthwise_s8_quads1, tmb_depthwise_s8_quads2,
                             tmb_depthwise_s8_quads3};
  for (const Pixels* p = pixels; p != pixels + rows->groups; ++p) {
    const bool wide = p->quads == tmb_depthwise_s8_halves;
    uint32_t left = p->left, others = p->rest;
    if (wide) {
      left = p->rest % 2;
      others = p->rest / 2;
    } else {
      for (uint32_t i = 0; i < std::size(quads); ++i) others += p->quads == quads[i] ? 4 * i : 0;
    }
    const uint8_t* x = rows->x + p->x;
    uint8_t* line = p->to + rows->line * p->line;
    for (uint32_t row = 0; row < rows->rows; ++row) {
      for (uint32_t i = 0; i < left + others; ++i) StorePixel(x + i * rows->x_pixel, wide, left + i, line);
      x += (left + others / 2 * 2) * rows->x_pixel + p->x_rest;
      line += p->line;
    }
  }
}

}  // extern "C"

}  // namespace tmb
