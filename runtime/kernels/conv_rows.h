// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Rows of ConvF32 for any window. Without scratch the taps inside are added where they lie, in runs of channels; with scratch each window is
// copied there, zeros for the padding.
#ifndef TMB_RUNTIME_KERNELS_CONV_ROWS_H_
#define TMB_RUNTIME_KERNELS_CONV_ROWS_H_

#include "runtime/kernels/conv_window.h"
#include "runtime/kernels/dot_epilogue.h"
#include "runtime/kernels/kernel_units.h"
#include "runtime/kernels/weight_columns.h"
#include "runtime/kernels/weights.h"

namespace tmb {

// Copies the window whose tap (0, 0) lies at (top, left), modulo 2^32, of an image.
inline void CopyConvWindow(const fb::ConvF32& op, const float* image, uint32_t top, uint32_t left, float* to) {
  const uint32_t in_c = op.in_c();
  for (uint32_t i = 0; i < op.k_h(); ++i) {
    const uint32_t row = top + i * op.dilation_h();
    for (uint32_t j = 0; j < op.k_w(); ++j, to += in_c) {
      const uint32_t column = left + j * op.dilation_w();
      const bool inside = row < op.in_h() && column < op.in_w();
      const float* const pixel = image + (inside ? (row * op.in_w() + column) * in_c : 0);
      for (uint32_t c = 0; c < in_c; ++c) to[c] = inside ? pixel[c] : 0.0f;
    }
  }
}

// Adds the products of a run of channels: of each type of weights, so that all around it exists once.
using AddRun = void (*)(const float* x, const uint8_t* w, uint32_t count, Sums<kPanel>* sums);

template <typename Weight>
void AddRunOf(const float* x, const uint8_t* w, uint32_t count, Sums<kPanel>* sums) {
  sums->Add(x, reinterpret_cast<const Weight*>(w), count);
}
template <typename Weight>
AddRun AddRunFor(const Weight*) {
  return AddRunOf<Weight>;
}
inline AddRun AddRunFor(fb::Type type) {
  AddRun add = nullptr;
  WithWeights(type, nullptr, [&add](const auto* w) { add = AddRunFor(w); });
  return add;
}

// The rows of an instruction, some of their channels. With kInPlace it has no scratch for windows.
enum class Windows : uint8_t { kInPlace, kAsScratchSays };
template <Windows kWindows>
class ConvRows {
 public:
  ConvRows(const fb::ConvF32& op, const Context& context, const Columns& channels)
      : op_(op),
        first_(channels.first),
        count_(channels.count),
        add_(AddRunFor(channels.type)),
        w_(channels.w),
        w_step_(kPanel * ElementBytes(channels.type)),
        scale_steps_(Has(Feature::kWeightsS8) ? ScaleSteps(channels.type) : 0),
        taps_(WindowTaps(op)),
        x_(context.At<const float>(op.x())),
        bias_(OptionalAt(context, op.bias())),
        residual_(OptionalAt(context, op.residual())),
        scratch_(kWindows == Windows::kInPlace ? nullptr : OptionalAt(context, CopiesOf(op))),
        y_(context.At<float>(op.y())) {}

  void Row(uint32_t unit) const {
    const float* const image = x_ + unit / op_.out_h() * op_.in_h() * op_.in_w() * op_.in_c();
    const uint32_t top = unit % op_.out_h() * op_.stride_h() - static_cast<uint32_t>(op_.pad_h());
    uint32_t at = unit * op_.out_w() * op_.out_c() + first_;
    for (uint32_t column = 0; column < op_.out_w(); ++column, at += op_.out_c()) {
      const uint32_t left = column * op_.stride_w() - static_cast<uint32_t>(op_.pad_w());
      if (scratch_ != nullptr) CopyConvWindow(op_, image, top, left, scratch_);
      for (uint32_t o = 0; o < count_; o += kPanel) Panel(image, top, left, o, at + o);
    }
  }

 private:
  // From the o-th of the channels on.
  void Panel(const float* image, uint32_t top, uint32_t left, uint32_t o, uint32_t at) const {
    const uint32_t channels = count_ - o < kPanel ? count_ - o : kPanel;
    const auto bias = Sums<kPanel>::From(bias_ == nullptr ? nullptr : bias_ + first_ + o, channels);
    const uint8_t* const panel = w_ + o / kPanel * (taps_ + scale_steps_) * w_step_;
    const uint8_t* const w = panel + scale_steps_ * w_step_;
    Sums<kPanel> sums = scale_steps_ == 0 ? bias : Sums<kPanel>{};
    if (scratch_ != nullptr) {
      add_(scratch_, w, taps_, &sums);
    } else {
      AddWindow(image, top, left, w, &sums);
    }
    if (scale_steps_ != 0) sums.End(reinterpret_cast<const float*>(panel), bias);
    const Epilogue epilogue = {op_.clamp_lo(), op_.clamp_hi()};
    epilogue.Store(sums.of, channels, residual_ == nullptr ? nullptr : residual_ + at, y_ + at);
  }

  // Adds the products of the taps inside.
  void AddWindow(const float* image, uint32_t top, uint32_t left, const uint8_t* panel, Sums<kPanel>* sums) const {
    const uint32_t in_c = op_.in_c();
    const Taps h = TapsInside(top, op_.dilation_h(), op_.k_h(), op_.in_h());
    const Taps w = TapsInside(left, op_.dilation_w(), op_.k_w(), op_.in_w());
    for (uint32_t i = h.first; i < h.end; ++i) {
      const float* const row = image + (top + i * op_.dilation_h()) * op_.in_w() * in_c;
      for (uint32_t j = w.first; j < w.end; ++j) {
        add_(row + (left + j * op_.dilation_w()) * in_c, panel + (i * op_.k_w() + j) * in_c * w_step_, in_c, sums);
      }
    }
  }

  const fb::ConvF32& op_;
  const uint32_t first_, count_;
  const AddRun add_;
  const uint8_t* const w_;
  const uint32_t w_step_, scale_steps_, taps_;  // bytes of a step of k, steps before each panel, steps of a panel
  const float* const x_;
  const float* const bias_;
  const float* const residual_;
  float* const scratch_;
  float* const y_;
};

// Units [first, end).
template <Windows kWindows>
void ConvolveRows(const fb::ConvF32& op, const Context& context, uint32_t first, uint32_t end) {
  for (uint32_t unit = first; unit < end; ++unit) {
    ForColumns(op, context, WindowTaps(op), op.out_c(),
               [&](const Columns& channels) { ConvRows<kWindows>(op, context, channels).Row(unit); });
  }
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_CONV_ROWS_H_
