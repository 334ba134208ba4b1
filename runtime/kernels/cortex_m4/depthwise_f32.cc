// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// DepthwiseF32 for the M4: 3 x 3 windows with stride 1 or 2 by the loops of depthwise.S, others by the
// portable channel.
#include <cstddef>

#include "runtime/kernels/depthwise_channel.h"

namespace tmb {
namespace {

// The arguments of depthwise.S, with the offsets that stand there; it changes x and above.
struct Channel3x3 {
  float* lines[3];
  const float* x;
  uint32_t x_row_bytes, x_pixel_bytes;
  uint32_t copied, left_bytes;
  uint32_t above, rows_in;
  float* y;
  uint32_t y_pixel_bytes;
  uint32_t passes;
  void (*begin)();
  uint32_t rows_out;
  uint32_t relu;
  const float* w;
  float bias;
};
static_assert(offsetof(Channel3x3, x) == 12 && offsetof(Channel3x3, above) == 32 && offsetof(Channel3x3, y) == 40 &&
              offsetof(Channel3x3, begin) == 52 && offsetof(Channel3x3, w) == 64);

extern "C" {
void tmb_depthwise_3x3_s1(Channel3x3*);
void tmb_depthwise_3x3_s1_begin0();
void tmb_depthwise_3x3_s1_begin1();
void tmb_depthwise_3x3_s1_begin2();
void tmb_depthwise_3x3_s2(Channel3x3*);
void tmb_depthwise_3x3_s2_begin0();
void tmb_depthwise_3x3_s2_begin1();
}

// At most two positions of padding in front, and some column that is none.
bool Is3x3(const fb::DepthwiseF32& op) {
  const uint32_t line = DepthwiseLine(op);
  return op.k_h() == 3 && op.k_w() == 3 && op.dilation_h() == 1 && op.dilation_w() == 1 &&
         op.stride_h() == op.stride_w() && op.stride_h() <= 2 && op.pad_h() >= 0 && op.pad_h() <= 2 &&
         op.pad_w() >= 0 && op.pad_w() <= 2 && line > static_cast<uint32_t>(op.pad_w());
}

class Channels {
 public:
  Channels(const fb::DepthwiseF32& op, const Context& context) : op_(op), context_(context), line_(DepthwiseLine(op)) {
    static constexpr void (*kBeginS1[])() = {tmb_depthwise_3x3_s1_begin0, tmb_depthwise_3x3_s1_begin1,
                                             tmb_depthwise_3x3_s1_begin2};
    static constexpr void (*kBeginS2[])() = {tmb_depthwise_3x3_s2_begin0, tmb_depthwise_3x3_s2_begin1};
    const uint32_t turn = op.stride_w() == 1 ? 3 : 2;
    const uint32_t rest = op.out_w() % turn, skipped = rest == 0 ? 0 : turn - rest;
    const uint32_t pad = static_cast<uint32_t>(op.pad_w());
    begin_ = op.stride_w() == 1 ? kBeginS1[skipped] : kBeginS2[skipped];
    passes_ = (op.out_w() + skipped) / turn;
    copied_ = line_ - pad < op.in_w() ? line_ - pad : op.in_w();
    // The padding at both ends of the lines stays 0.
    float* const scratch = context.At<float>(op.scratch());
    for (uint32_t i = 0; i < 3 * line_; ++i) scratch[i] = 0;
  }

  void Convolve(uint32_t image, uint32_t channel) const {
    const uint32_t c = op_.c();
    const float* const bias = OptionalAt(context_, op_.bias());
    float* const scratch = context_.At<float>(op_.scratch());
    const bool relu = op_.clamp_lo() == 0 && op_.clamp_hi() == __builtin_inff();
    Channel3x3 arguments;
    for (uint32_t i = 0; i < 3; ++i) arguments.lines[i] = scratch + i * line_;
    arguments.x = context_.At<const float>(op_.x()) + image * op_.in_h() * op_.in_w() * c + channel;
    arguments.x_row_bytes = op_.in_w() * c * 4;
    arguments.x_pixel_bytes = c * 4;
    arguments.copied = copied_;
    arguments.left_bytes = static_cast<uint32_t>(op_.pad_w()) * 4;
    arguments.above = static_cast<uint32_t>(op_.pad_h());
    arguments.rows_in = op_.in_h();
    arguments.y = context_.At<float>(op_.y()) + image * op_.out_h() * op_.out_w() * c + channel;
    arguments.y_pixel_bytes = c * 4;
    arguments.passes = passes_;
    arguments.begin = begin_;
    arguments.rows_out = op_.out_h();
    arguments.relu = relu ? 0xffffffffu : 0;
    arguments.w = context_.At<const float>(op_.w()) + channel * 9;
    arguments.bias = bias == nullptr ? 0 : bias[channel];
    (op_.stride_w() == 1 ? tmb_depthwise_3x3_s1 : tmb_depthwise_3x3_s2)(&arguments);
    if (relu || (op_.clamp_lo() == -__builtin_inff() && op_.clamp_hi() == __builtin_inff())) return;
    float* y = arguments.y;
    for (uint32_t i = op_.out_h() * op_.out_w(); i != 0; --i, y += c) *y = Clamp(*y, op_.clamp_lo(), op_.clamp_hi());
  }

 private:
  const fb::DepthwiseF32& op_;
  const Context& context_;
  const uint32_t line_;
  uint32_t passes_, copied_;
  void (*begin_)();
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
  const Channels channels(local, context);
  for (uint32_t unit = first_unit; unit < end; ++unit) channels.Convolve(unit / c, unit % c);
}

}  // namespace tmb
