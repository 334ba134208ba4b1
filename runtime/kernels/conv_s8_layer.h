// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// ConvS8: windows of two positions are copied to scratch, then multiplied with weights in panels of 4 channels.
#ifndef TMB_RUNTIME_KERNELS_CONV_S8_LAYER_H_
#define TMB_RUNTIME_KERNELS_CONV_S8_LAYER_H_

#include "runtime/kernels/integer_sums.h"

namespace tmb {

class ConvS8Layer {
 public:
  ConvS8Layer(const fb::ConvS8& op, const Context& context)
      : op_(op),
        ending_(Ending::Of(op)),
        steps_(WindowSteps(op)),
        x_(context, op.x(), op.x_type()),
        weights_(context.At<const int8_t>(op.w())),
        parameters_(context.At<const int32_t>(op.parameters())),
        has_residual_(HasOperand(op.residual()) && HasOperand(op.residual_multiplier())),
        residual_(context, has_residual_ ? op.residual() : op.x(), op.residual_type()),
        residual_multiplier_(has_residual_ ? context.At<const int32_t>(op.residual_multiplier()) : nullptr),
        scratch_(HasOperand(op.scratch()) ? context.At<int16_t>(op.scratch()) : stack_),
        y_(context.Address(op.y())) {}

  // Positions [first, end) of all rows of all images.
  void Convolve(uint32_t first, uint32_t end) const {
    for (uint32_t position = first; position < end; position += kPair) {
      const uint32_t count = end - position < kPair ? end - position : kPair;
      for (uint32_t i = 0; i < count; ++i) CopyWindow(position + i, scratch_ + i * steps_);
      for (uint32_t i = 0; i < count; ++i) Multiply(scratch_ + i * steps_, (position + i) * op_.out_c());
    }
  }

 private:
  void CopyWindow(uint32_t position, int16_t* to) const {
    const uint32_t row = position / op_.out_w(), column = position % op_.out_w();
    const uint32_t image = row / op_.out_h() * op_.in_h();
    const uint32_t top = row % op_.out_h() * op_.stride_h() - static_cast<uint32_t>(op_.pad_h());
    const uint32_t left = column * op_.stride_w() - static_cast<uint32_t>(op_.pad_w());
    const uint32_t run = op_.k_w() * op_.in_c(), window = op_.k_h() * run;
    for (uint32_t i = 0; i < op_.k_h(); ++i) {
      const uint32_t h = top + i * op_.dilation_h();
      for (uint32_t j = 0; j < op_.k_w(); ++j) {
        const uint32_t w = left + j * op_.dilation_w();
        const bool inside = h < op_.in_h() && w < op_.in_w();
        const uint32_t pixel = inside ? ((image + h) * op_.in_w() + w) * op_.in_c() : 0;
        for (uint32_t c = 0; c < op_.in_c(); ++c) {
          const uint32_t step = WindowStep(op_.k_h(), run, i, j * op_.in_c() + c);
          to[step] = static_cast<int16_t>(inside ? x_[pixel + c] : op_.x_zero());
        }
      }
    }
    for (uint32_t step = window; step < steps_; ++step) to[step] = 0;
  }

  void Multiply(const int16_t* window, uint32_t at) const {
    for (uint32_t o = 0; o < op_.out_c(); o += kPanel) {
      const int32_t* const panel = parameters_ + o * 2;
      IntegerSums<kPanel> sums;
      for (uint32_t j = 0; j < kPanel; ++j) sums.of[j] = panel[j];
      sums.Add(window, weights_ + o * steps_, x_.is_wide, steps_);
      const uint32_t channels = op_.out_c() - o < kPanel ? op_.out_c() - o : kPanel;
      for (uint32_t j = 0; j < channels; ++j) {
        const int32_t sum = sums.of[j] + (has_residual_ ? ResidualShare(residual_[at + o + j], residual_multiplier_[o + j]) : 0);
        ending_.Store(sum, panel[kPanel + j], y_, at + o + j);
      }
    }
  }

  const fb::ConvS8& op_;
  const Ending ending_;
  const uint32_t steps_;
  const NarrowArray x_;
  const int8_t* const weights_;
  const int32_t* const parameters_;
  const bool has_residual_;
  const NarrowArray residual_;
  const int32_t* const residual_multiplier_;
  int16_t stack_[kStackBytes / 2];
  int16_t* const scratch_;
  uint8_t* const y_;
};

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_CONV_S8_LAYER_H_
