// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// DepthwiseS8 for the M4: 3 x 3 windows with stride 1 or 2 by the loops of depthwise_s8.S, others by the portable channels.
// The columns of y are cut into groups of up to 6 that are as even as can be, and each has lines of its own: pixels that
// two groups read are copied twice, so that a row of a group has one address (24 x 24 x 32: 17.6 cycles an output).
#include <cstddef>

#include "runtime/kernels/depthwise_channels.h"

namespace tmb {
namespace {

// The arguments of depthwise_s8.S, with the offsets that stand there.
struct Columns {
  void (*run)();
  uint32_t groups;
  uint32_t span, lines;  // bytes, as all distances
};
struct Strip3x3 {
  const uint8_t* lines;
  uint8_t* y;
  uint32_t y_pixel, y_row;
  const int8_t* w;
  const int32_t* parameters;
  int32_t y_zero;
  uint32_t channels;
  Columns wide, narrow;
};
static_assert(offsetof(Strip3x3, w) == 16 && offsetof(Strip3x3, wide) == 32 && offsetof(Strip3x3, narrow) == 48);

struct Pixels {
  const uint8_t* x;
  uint32_t x_pixel, x_row;
  uint8_t* to;
  uint32_t line, rows;
  uint32_t padding;
  uint32_t left, right;
  void (*pairs)();
};
static_assert(offsetof(Pixels, padding) == 24 && offsetof(Pixels, pairs) == 36);

extern "C" {
void tmb_depthwise_s8(Strip3x3*);
void tmb_depthwise_s8_3_s1();
void tmb_depthwise_s8_4_s1();
void tmb_depthwise_s8_5_s1();
void tmb_depthwise_s8_6_s1();
void tmb_depthwise_s8_3_s2();
void tmb_depthwise_s8_4_s2();
void tmb_depthwise_s8_5_s2();
void tmb_depthwise_s8_6_s2();
void tmb_depthwise_s8_copy(const Pixels*);
void tmb_depthwise_s8_pairs0();
void tmb_depthwise_s8_pairs1();
void tmb_depthwise_s8_pairs2();
void tmb_depthwise_s8_pairs3();
void tmb_depthwise_s8_pairs4();
void tmb_depthwise_s8_pairs5();
void tmb_depthwise_s8_pairs6();
void tmb_depthwise_s8_pairs7();
}
constexpr uint32_t kNarrowest = 3;
void (*const kLoops[2][kColumns + 1 - kNarrowest])() = {
    {tmb_depthwise_s8_3_s1, tmb_depthwise_s8_4_s1, tmb_depthwise_s8_5_s1, tmb_depthwise_s8_6_s1},
    {tmb_depthwise_s8_3_s2, tmb_depthwise_s8_4_s2, tmb_depthwise_s8_5_s2, tmb_depthwise_s8_6_s2}};
void (*const kPairs[])() = {tmb_depthwise_s8_pairs0, tmb_depthwise_s8_pairs1, tmb_depthwise_s8_pairs2,
                            tmb_depthwise_s8_pairs3, tmb_depthwise_s8_pairs4, tmb_depthwise_s8_pairs5,
                            tmb_depthwise_s8_pairs6, tmb_depthwise_s8_pairs7};

constexpr uint32_t kPairBytes = kChannels * 4;

// [begin, end) of the input, and how many positions of the padding precede it.
struct Inside {
  int32_t begin, end;
  uint32_t left;

  static Inside Of(int32_t begin, int32_t end, uint32_t extent) {
    const int32_t last = static_cast<int32_t>(extent), from = begin < 0 ? 0 : begin;
    return {from, end < last ? end : last, static_cast<uint32_t>(from - begin)};
  }
  bool IsEmpty() const { return begin >= end; }
  uint32_t Size() const { return static_cast<uint32_t>(end - begin); }
};

class Layer {
 public:
  Layer(const fb::DepthwiseS8& op, const Context& context)
      : op_(op),
        x_(context.Address(op.x())),
        y_(context.Address(op.y())),
        w_(context.At<const int8_t>(op.w())),
        parameters_(context.At<const int32_t>(op.parameters())),
        scratch_(context.Address(op.scratch())),
        padding_(static_cast<uint32_t>(op.x_zero() & 0xffff) * 0x10001u),
        stride_(op.stride_w()),
        lines_(DepthwiseLines(op)) {
    const uint32_t groups = CeilDiv(op.out_w(), kColumns);
    columns_ = CeilDiv(op.out_w(), groups);
    narrow_ = groups * columns_ - op.out_w();
    wide_ = groups - narrow_;
    Pad(scratch_, lines_ * DepthwiseLineBytes(op));  // what no pixel is copied to stays
  }

  void Convolve(uint32_t image, uint32_t channel) const {
    const uint32_t c = op_.c(), channels = c - channel < kChannels ? c - channel : kChannels;
    const uint32_t ahead = kChannels - channels;  // a word of pixels must not reach behind x
    const uint8_t* const x = x_ + image * op_.in_h() * op_.in_w() * c + channel - ahead;
    uint8_t* y = y_ + image * op_.out_h() * op_.out_w() * c + channel;
    for (uint32_t row = 0; row < op_.out_h(); row += op_.strip_rows()) {
      const uint32_t left = op_.out_h() - row, rows = left < op_.strip_rows() ? left : op_.strip_rows();
      CopyRows(x, row, rows);
      Strip3x3 strip;
      strip.lines = scratch_ + ahead * 4;
      strip.y = y;
      strip.y_pixel = c;
      strip.y_row = op_.out_w() * c;
      strip.w = w_ + channel * 9;
      strip.parameters = parameters_ + channel * 2;
      strip.y_zero = op_.y_zero();
      strip.channels = channels;
      strip.wide = ColumnsOf(columns_, wide_, rows);
      strip.narrow = ColumnsOf(columns_ - 1, narrow_, rows);
      tmb_depthwise_s8(&strip);
      y += rows * strip.y_row;
    }
  }

 private:
  uint32_t LineBytes(uint32_t columns) const { return ((columns - 1) * stride_ + 4) / 2 * kPairBytes; }

  Columns ColumnsOf(uint32_t columns, uint32_t groups, uint32_t rows) const {
    if (groups == 0) return {nullptr, 0, 0, 0};
    const uint32_t line = LineBytes(columns);
    return {kLoops[stride_ - 1][columns - kNarrowest], groups, rows * stride_ * line, lines_ * line};
  }

  void Pad(uint8_t* to, uint32_t bytes) const {
    auto* const words = reinterpret_cast<uint32_t*>(to);
    for (uint32_t i = 0; i < bytes / 4; ++i) words[i] = padding_;
  }

  // The rows of x that a strip reads, but those that are there from the strip before.
  void CopyRows(const uint8_t* x, uint32_t row, uint32_t rows) const {
    const uint32_t count = DepthwiseLines(op_, rows), kept = row == 0 ? 0 : 3 - stride_;
    const int32_t top = static_cast<int32_t>(row * stride_) - op_.pad_h();
    const Inside inside = Inside::Of(top + static_cast<int32_t>(kept), top + static_cast<int32_t>(count), op_.in_h());
    uint8_t* lines = scratch_;
    for (uint32_t group = 0, column = 0; group < wide_ + narrow_; ++group) {
      const uint32_t columns = group < wide_ ? columns_ : columns_ - 1, line = LineBytes(columns);
      if (kept != 0) Move(lines + op_.strip_rows() * stride_ * line, kept * line, lines);
      uint8_t* const from = lines + kept * line;
      uint8_t* const first = inside.IsEmpty() ? from + (count - kept) * line : from + inside.left * line;
      if (op_.strip_rows() != op_.out_h()) {
        uint8_t* const last = inside.IsEmpty() ? first : first + inside.Size() * line;
        Pad(from, static_cast<uint32_t>(first - from));
        Pad(last, static_cast<uint32_t>(lines + count * line - last));
      }
      if (!inside.IsEmpty()) CopyPixels(x, inside, column, columns, first);
      lines += lines_ * line;
      column += columns;
    }
  }

  void CopyPixels(const uint8_t* x, const Inside& rows, uint32_t column, uint32_t columns, uint8_t* to) const {
    const int32_t begin = static_cast<int32_t>(column * stride_) - op_.pad_w();
    const Inside inside = Inside::Of(begin, begin + static_cast<int32_t>((columns - 1) * stride_ + 3), op_.in_w());
    if (inside.IsEmpty()) return;
    Pixels pixels;
    pixels.x_pixel = op_.c();
    pixels.x_row = op_.in_w() * op_.c();
    pixels.x = x + static_cast<uint32_t>(rows.begin) * pixels.x_row + static_cast<uint32_t>(inside.begin) * op_.c();
    pixels.to = to + inside.left / 2 * kPairBytes;
    pixels.line = LineBytes(columns);
    pixels.rows = rows.Size();
    pixels.padding = padding_;
    pixels.left = inside.left & 1;
    const uint32_t others = inside.Size() - pixels.left;
    pixels.right = others & 1;
    pixels.pairs = kPairs[others / 2];
    tmb_depthwise_s8_copy(&pixels);
  }

  // To lower addresses, where both may overlap.
  static void Move(const uint8_t* from, uint32_t bytes, uint8_t* to) {
    for (uint32_t i = 0; i < bytes; i += 16) {
      asm volatile(
          "vldmia %0!, {s0-s3}\n\t"
          "vstmia %1!, {s0-s3}"
          : "+r"(from), "+r"(to)
          :
          : "s0", "s1", "s2", "s3", "memory");
    }
  }

  const fb::DepthwiseS8& op_;
  const uint8_t* const x_;
  uint8_t* const y_;
  const int8_t* const w_;
  const int32_t* const parameters_;
  uint8_t* const scratch_;
  const uint32_t padding_, stride_, lines_;
  uint32_t columns_, wide_, narrow_;  // of the wider groups; how many there are, and how many narrower ones
};

}  // namespace

void DepthwiseS8(const fb::DepthwiseS8& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const fb::DepthwiseS8 local = op;  // on the stack no store through y can change it
  const uint32_t groups = CeilDiv(local.c(), kChannels), end = EndUnit(Units(local), first_unit, unit_count);
  if (!IsInGroups(local)) {
    for (uint32_t unit = first_unit; unit < end; ++unit)
      DepthwiseChannels(local, context, unit / groups, unit % groups * kChannels).Convolve();
    return;
  }
  const Layer layer(local, context);
  for (uint32_t unit = first_unit; unit < end; ++unit) layer.Convolve(unit / groups, unit % groups * kChannels);
}

}  // namespace tmb
