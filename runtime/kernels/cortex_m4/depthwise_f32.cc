// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// DepthwiseF32 for the M4: 3 x 3 windows with stride 1 or 2 by the loops of depthwise.S, others by the
// portable channel. Short lines need no scratch.
#include <cstddef>

#include "runtime/kernels/depthwise_channel.h"

namespace tmb {
namespace {

// The arguments of depthwise.S, with the offsets that stand there. "Rows" are columns in the transposed form.
struct Channels3x3 {
  float* lines[3];
  const float* x;
  uint32_t x_row, x_pixel;  // bytes, as all distances
  uint32_t copied, left;
  uint32_t above, rows_in;
  float* y;
  uint32_t y_pixel;
  uint32_t passes;
  void (*begin)();
  uint32_t rows_out;
  int32_t y_row;
  uint32_t relu;
  const float* w;
  const float* bias;
  uint32_t bias_step;
  uint32_t channels;
};
static_assert(offsetof(Channels3x3, x) == 12 && offsetof(Channels3x3, above) == 32 && offsetof(Channels3x3, y) == 40 &&
              offsetof(Channels3x3, begin) == 52 && offsetof(Channels3x3, channels) == 80);

extern "C" {
void tmb_depthwise_3x3(Channels3x3*);
void tmb_depthwise_3x3_s1_begin0();
void tmb_depthwise_3x3_s1_begin1();
void tmb_depthwise_3x3_s1_begin2();
void tmb_depthwise_3x3_s1_transposed_begin0();
void tmb_depthwise_3x3_s1_transposed_begin1();
void tmb_depthwise_3x3_s1_transposed_begin2();
void tmb_depthwise_3x3_s2_begin0();
void tmb_depthwise_3x3_s2_begin1();
}

// A form of the loop: where it begins a row depends on how many outputs its first pass leaves out.
struct Loop {
  uint32_t unroll;
  void (*begin[3])();
};
constexpr Loop kStride1 = {
    3, {tmb_depthwise_3x3_s1_begin0, tmb_depthwise_3x3_s1_begin1, tmb_depthwise_3x3_s1_begin2}};
constexpr Loop kTransposed = {3,
                              {tmb_depthwise_3x3_s1_transposed_begin0, tmb_depthwise_3x3_s1_transposed_begin1,
                               tmb_depthwise_3x3_s1_transposed_begin2}};
constexpr Loop kStride2 = {2, {tmb_depthwise_3x3_s2_begin0, tmb_depthwise_3x3_s2_begin1}};

constexpr float kZero = 0;

// Some padding in front, but not everywhere; lines to copy to.
bool Is3x3(const fb::DepthwiseF32& op) {
  const uint32_t line = DepthwiseLine(op);
  return HasLines(op) && op.k_h() == 3 && op.k_w() == 3 && op.dilation_h() == 1 && op.dilation_w() == 1 &&
         op.stride_h() == op.stride_w() && op.stride_h() <= 2 && op.pad_h() >= 0 && op.pad_h() <= 2 &&
         op.pad_w() >= 0 && op.pad_w() <= 2 && line > static_cast<uint32_t>(op.pad_w());
}

// A row costs 90 cycles besides its outputs. Columns need as long lines as the scratch has, and in place an
// output column must lie on its input column.
bool IsTransposed(const fb::DepthwiseF32& op) {
  return op.stride_h() == 1 && op.out_h() > op.out_w() && op.out_h() == op.in_h() && op.out_w() == op.in_w() &&
         op.pad_h() == 1 && op.pad_w() == 1;
}

// One axis of the loops.
struct Axis {
  uint32_t in, out, pad, x_step, y_step;
};

class Layer {
 public:
  Layer(const fb::DepthwiseF32& op, const Context& context, float* lines)
      : op_(op),
        context_(context),
        bias_(OptionalAt(context, op.bias())),
        x_(context.At<const float>(op.x())),
        y_(context.At<float>(op.y())),
        w_(context.At<const float>(op.w())),
        lines_(lines) {}

  void Convolve(uint32_t image, uint32_t channel, uint32_t count) const {
    const uint32_t c_bytes = op_.c() * 4;
    const Axis rows = {op_.in_h(), op_.out_h(), static_cast<uint32_t>(op_.pad_h()), op_.in_w() * c_bytes,
                       op_.out_w() * c_bytes};
    const Axis columns = {op_.in_w(), op_.out_w(), static_cast<uint32_t>(op_.pad_w()), c_bytes, c_bytes};
    const float* const x = x_ + image * op_.in_h() * op_.in_w() * op_.c() + channel;
    float* const y = y_ + image * op_.out_h() * op_.out_w() * op_.c() + channel;
    if (IsTransposed(op_)) {
      Run(kTransposed, columns, rows, x, y, channel, count);
    } else {
      Run(op_.stride_w() == 1 ? kStride1 : kStride2, rows, columns, x, y, channel, count);
    }
  }

 private:
  void Run(const Loop& loop, const Axis& rows, const Axis& columns, const float* x, float* y, uint32_t channel,
           uint32_t count) const {
    const uint32_t line = (columns.out - 1) * op_.stride_w() + 3;
    const uint32_t rest = columns.out % loop.unroll, skipped = rest == 0 ? 0 : loop.unroll - rest;
    // The padding at both ends of the lines stays 0.
    for (uint32_t i = 0; i < 3 * line; ++i) lines_[i] = 0;
    const Range range = RangeOf(op_.clamp_lo(), op_.clamp_hi());
    Channels3x3 arguments;
    for (uint32_t i = 0; i < 3; ++i) arguments.lines[i] = lines_ + i * line;
    arguments.x = x;
    arguments.x_row = rows.x_step;
    arguments.x_pixel = columns.x_step;
    arguments.copied = line - columns.pad < columns.in ? line - columns.pad : columns.in;
    arguments.left = columns.pad * 4;
    arguments.above = rows.pad;
    arguments.rows_in = rows.in;
    arguments.y = y;
    arguments.y_pixel = columns.y_step;
    arguments.passes = (columns.out + skipped) / loop.unroll;
    arguments.begin = loop.begin[skipped];
    arguments.rows_out = rows.out;
    arguments.y_row = static_cast<int32_t>(rows.y_step - columns.out * columns.y_step);
    arguments.relu = range == Range::kRelu ? 0xffffffffu : 0;
    arguments.w = w_ + channel * 9;
    arguments.bias = bias_ == nullptr ? &kZero : bias_ + channel;
    arguments.bias_step = bias_ == nullptr ? 0 : 4;
    arguments.channels = count;
    if (op_.w_type() == fb::Type::F32) {
      tmb_depthwise_3x3(&arguments);
    } else {
      RunConverted(arguments, channel);
    }
    if (range == Range::kGeneral) ClampPixels(y, count);
  }

  // A few channels at a time with their weights as f32.
  void RunConverted(const Channels3x3& all, uint32_t channel) const {
    constexpr uint32_t kConverted = 4;
    float weights[kConverted * 9];
    for (uint32_t done = 0; done < all.channels; done += kConverted) {
      Channels3x3 some = all;  // the loop changes them
      some.channels = all.channels - done < kConverted ? all.channels - done : kConverted;
      for (uint32_t i = 0; i < some.channels; ++i) DepthwiseWeights(op_, context_, channel + done + i, 0, 9, weights + i * 9);
      some.w = weights;
      some.x += done;
      some.y += done;
      some.bias += done * some.bias_step / 4;
      tmb_depthwise_3x3(&some);
    }
  }

  void ClampPixels(float* y, uint32_t count) const {
    for (uint32_t i = op_.out_h() * op_.out_w(); i != 0; --i, y += op_.c()) {
      for (uint32_t j = 0; j < count; ++j) y[j] = Clamp(y[j], op_.clamp_lo(), op_.clamp_hi());
    }
  }

  const fb::DepthwiseF32& op_;
  const Context& context_;
  const float* const bias_;
  const float* const x_;
  float* const y_;
  const float* const w_;
  float* const lines_;
};

}  // namespace

void DepthwiseF32(const fb::DepthwiseF32& op, const Context& context, uint32_t first_unit,
                  uint32_t unit_count) {
  const fb::DepthwiseF32 local = op;  // on the stack no store through y can change it
  const uint32_t c = local.c();
  const uint32_t end = EndUnit(Units(local), first_unit, unit_count);
  if (!Is3x3(local)) {
    for (uint32_t unit = first_unit; unit < end; ++unit) DepthwiseChannel(local, context, unit / c, unit % c).Convolve();
    return;
  }
  float lines[3 * kStackLine];
  const Layer layer(local, context, HasOperand(local.scratch()) ? context.At<float>(local.scratch()) : lines);
  for (uint32_t unit = first_unit; unit < end;) {
    const uint32_t channel = unit % c, count = c - channel < end - unit ? c - channel : end - unit;
    layer.Convolve(unit / c, channel, count);
    unit += count;
  }
}

}  // namespace tmb
