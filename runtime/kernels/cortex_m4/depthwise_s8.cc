// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// DepthwiseS8 for the M4: 3 x 3 windows with stride 1 or 2 by the loops of depthwise_s8.S, means of whole images by
// depthwise_s8_mean.h, others by depthwise_s8_windows.h. The columns of y are cut into groups of up to 6 that are as even as can be.
// Each has lines of its own, so pixels that two groups read are copied twice. The lines of a strip lie in order; the next
// strip finds the last of them at the front.
#include "runtime/kernels/cortex_m4/bytes.h"
#include "runtime/kernels/cortex_m4/depthwise_s8_mean.h"
#include "runtime/kernels/cortex_m4/depthwise_s8_strip.h"
#include "runtime/kernels/cortex_m4/depthwise_s8_windows.h"

namespace tmb {
namespace {

constexpr uint32_t kNarrowest = 3;
void (*const kLoops[2][kColumns + 1 - kNarrowest])() = {
    {tmb_depthwise_s8_3_s1, tmb_depthwise_s8_4_s1, tmb_depthwise_s8_5_s1, tmb_depthwise_s8_6_s1},
    {tmb_depthwise_s8_3_s2, tmb_depthwise_s8_4_s2, tmb_depthwise_s8_5_s2, tmb_depthwise_s8_6_s2}};
void (*const kLoopsS16[])() = {tmb_depthwise_s16_s1, tmb_depthwise_s16_s2};
void (*const kQuads[])() = {tmb_depthwise_s8_quads0, tmb_depthwise_s8_quads1, tmb_depthwise_s8_quads2,
                            tmb_depthwise_s8_quads3};

constexpr uint32_t kDescribed = 8;  // groups

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
      : x_(context.Address(op.x())),
        y_(context.Address(op.y())),
        scratch_(context.Address(op.scratch())),
        w_(context.At<const int8_t>(op.w())),
        parameters_(context.At<const int32_t>(op.parameters())),
        in_h_(op.in_h()),
        in_w_(op.in_w()),
        c_(op.c()),
        x_is_wide_(IsWide(op.x_type())),
        y_is_wide_(op.y_type() == fb::Type::S16),
        x_pixel_(c_ << x_is_wide_),
        y_pixel_(c_ << y_is_wide_),
        out_h_(op.out_h()),
        stride_(op.stride_w()),
        pad_h_(op.pad_h()),
        pad_w_(op.pad_w()),
        strip_rows_(op.strip_rows()),
        pixels_of_y_(out_h_ * op.out_w()),
        ending_(Ending::Of(op)),
        groups_(CeilDiv(op.out_w(), kColumns)),
        columns_(CeilDiv(op.out_w(), groups_)),
        lines_(DepthwiseLines(op)),
        x_row_(op.in_w() * x_pixel_),
        y_row_(op.out_w() * y_pixel_),
        padding_(static_cast<uint32_t>(op.x_zero() & 0xffff) * 0x10001u) {
    const uint32_t narrow = groups_ * columns_ - op.out_w();
    wide_ = groups_ - narrow;
    strip_.table = table_;
    strip_.y_pixel = y_pixel_;
    strip_.y_row = y_row_;
    strip_.y_zero = op.y_zero();
    strip_.y_bytes = 1 << y_is_wide_;
    copied_.x_pixel = x_pixel_;
    SetStrip(0, strip_rows_);
    Describe(0);
    Pad(scratch_, lines_ * DepthwiseLineBytes(op));  // stays where no pixel is copied to
  }

  void Convolve(uint32_t image, uint32_t channel) {
    const uint32_t channels = c_ - channel < kChannels ? c_ - channel : kChannels;
    const uint32_t ahead = kChannels - channels;  // a word of pixels must not reach behind x
    const uint8_t* const x = x_ + image * in_h_ * x_row_ + ((channel - ahead) << x_is_wide_);
    strip_.lines = scratch_ + ahead * 4;
    strip_.y = y_ + image * out_h_ * y_row_ + (channel << y_is_wide_);
    strip_.channels = channels;
    tmb_depthwise_s8_table(table_, w_ + channel * 9, parameters_ + channel * 2, channels);
    for (uint32_t row = 0; row < out_h_; row += strip_rows_) {
      const uint32_t rows = out_h_ - row < strip_rows_ ? out_h_ - row : strip_rows_;
      if (strip_rows_ != out_h_) SetStrip(row, rows);
      CopyRows(x);
      tmb_depthwise_s8(&strip_);
      strip_.y += rows * y_row_;
    }
    if (Clips(ending_.y_type, ending_.clamp_lo, ending_.clamp_hi))
      Clamp(ending_, y_, image * pixels_of_y_ * c_ + channel, channels, pixels_of_y_, c_);
  }

 private:
  uint32_t LineBytes(uint32_t columns) const { return ((columns - 1) * stride_ + 4) / 2 * kPairBytes; }

  Columns ColumnsOf(uint32_t columns, uint32_t groups, uint32_t rows) const {
    if (groups == 0) return {};
    const uint32_t line = LineBytes(columns), span = rows * stride_ * line;
    return {y_is_wide_ ? kLoopsS16[stride_ - 1] : kLoops[stride_ - 1][columns - kNarrowest],
            groups,
            span,
            lines_ * line - span,
            columns * y_pixel_ - rows * y_row_,
            columns,
            line};
  }

  // Whole pairs.
  void Pad(uint8_t* to, uint32_t bytes) const {
    const uint32_t padding = padding_;
    for (uint32_t *words = reinterpret_cast<uint32_t*>(to), *const end = words + bytes / 4; words != end; words += 4)
      words[0] = words[1] = words[2] = words[3] = padding;
  }

  uint32_t ColumnsIn(uint32_t group) const { return group < wide_ ? columns_ : columns_ - 1; }
  // Columns of output and bytes of lines before a group.
  uint32_t ColumnOf(uint32_t group) const { return group * columns_ - (group < wide_ ? 0 : group - wide_); }
  uint8_t* LinesOf(uint32_t group) const {
    const uint32_t wide = group < wide_ ? group : wide_;
    return scratch_ + lines_ * (wide * LineBytes(columns_) + (group - wide) * LineBytes(columns_ - 1));
  }

  // Of `first` and the groups behind it, as many as there is room for.
  void Describe(uint32_t first) {
    for (uint32_t i = 0; i < kDescribed && first + i < groups_; ++i) pixels_[i] = PixelsOf(first + i);
  }
  Pixels PixelsOf(uint32_t group) const {
    const uint32_t columns = ColumnsIn(group), line = LineBytes(columns);
    const int32_t begin = static_cast<int32_t>(ColumnOf(group) * stride_) - pad_w_;
    const Inside inside = Inside::Of(begin, begin + static_cast<int32_t>((columns - 1) * stride_ + 3), in_w_);
    if (inside.IsEmpty()) return {0, scratch_, 0, 0, 0, 0, 0, kQuads[0]};
    const uint32_t left = inside.left & 1, others = inside.Size() - left;
    return {static_cast<uint32_t>(inside.begin) * x_pixel_,
            LinesOf(group) + inside.left / 2 * kPairBytes,
            line,
            x_is_wide_ ? 2 * others + left : others % 4,
            x_row_ - (left + others / 2 * 2) * x_pixel_,
            x_is_wide_ ? 0 : left,
            line - (left + others / 2) * kPairBytes,
            x_is_wide_ ? tmb_depthwise_s8_halves : kQuads[others / 4]};
  }

  // The rows of x that a strip reads, but those that are there from the strip before.
  void SetStrip(uint32_t row, uint32_t rows) {
    const uint32_t count = (rows - 1) * stride_ + 3, kept = row == 0 ? 0 : 3 - stride_;
    const int32_t top = static_cast<int32_t>(row * stride_) - pad_h_;
    Inside inside = Inside::Of(top + static_cast<int32_t>(kept), top + static_cast<int32_t>(count), in_h_);
    if (inside.IsEmpty()) inside = {0, 0, count - kept};
    copied_from_ = static_cast<uint32_t>(inside.begin) * x_row_;
    copied_.line = kept + inside.left;
    copied_.rows = inside.Size();
    if (strip_rows_ != out_h_) BeginStrip(kept, copied_.line, copied_.line + copied_.rows, count);
    if (rows == rows_) return;
    strip_.wide = ColumnsOf(columns_, wide_, rows);
    strip_.narrow = ColumnsOf(columns_ - 1, groups_ - wide_, rows);
    rows_ = rows;
  }

  void CopyRows(const uint8_t* x) {
    if (copied_.rows == 0) return;
    copied_.x = x + copied_from_;
    for (uint32_t group = 0; group < groups_; group += kDescribed) {
      if (groups_ > kDescribed) Describe(group);
      copied_.groups = groups_ - group < kDescribed ? groups_ - group : kDescribed;
      tmb_depthwise_s8_copy(pixels_, &copied_);
    }
  }

  // Moves the last lines of a strip to the front, and pads those from there to `first` and from `last` to `end`.
  void BeginStrip(uint32_t kept, uint32_t first, uint32_t last, uint32_t end) const {
    uint8_t* lines = scratch_;
    for (uint32_t group = 0; group < groups_; ++group) {
      const uint32_t line = LineBytes(ColumnsIn(group));
      if (kept != 0) MoveDown(lines + strip_rows_ * stride_ * line, kept * line, lines);
      if (first != kept) Pad(lines + kept * line, (first - kept) * line);
      if (end != last) Pad(lines + last * line, (end - last) * line);
      lines += lines_ * line;
    }
  }

  const uint8_t* const x_;
  uint8_t *const y_, *const scratch_;
  const int8_t* const w_;
  const int32_t* const parameters_;
  const uint32_t in_h_, in_w_, c_;
  const bool x_is_wide_, y_is_wide_;
  const uint32_t x_pixel_, y_pixel_;  // bytes
  const uint32_t out_h_, stride_;
  const int32_t pad_h_, pad_w_;
  const uint32_t strip_rows_;
  const uint32_t pixels_of_y_;
  const Ending ending_;
  const uint32_t groups_, columns_, lines_;  // columns of the wider groups
  const uint32_t x_row_, y_row_;  // bytes
  const uint32_t padding_;
  uint32_t wide_;      // groups
  uint32_t rows_ = 0;  // that strip_ is set for
  Strip3x3 strip_;
  int32_t table_[kChannels * 8];
  uint32_t copied_from_;  // bytes from the image's first row
  PixelRows copied_;
  Pixels pixels_[kDescribed];
};

}  // namespace

void DepthwiseS8(const fb::DepthwiseS8& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const fb::DepthwiseS8 local = op;  // on the stack no store through y can change it
  const uint32_t groups = CeilDiv(local.c(), kChannels), end = EndUnit(Units(local), first_unit, unit_count);
  if (IsInGroups(local) && HasOperand(local.w())) {
    Layer layer(local, context);
    for (uint32_t unit = first_unit; unit < end; ++unit) layer.Convolve(unit / groups, unit % groups * kChannels);
    return;
  }
  const bool is_mean = IsMean(local);
  for (uint32_t unit = first_unit; unit < end; ++unit) {
    const uint32_t image = unit / groups, channel = unit % groups * kChannels;
    if (is_mean) {
      SumImage(local, context, image, channel);
    } else {
      DepthwiseWindows(local, context, image, channel).Convolve();
    }
  }
}

}  // namespace tmb
