// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// ConvS8 for the M4: the windows of two positions become 16-bit words in scratch, word by word in turns, and the loop of
// conv_s8.S multiplies them with all panels. It reads windows that lie inside x from there; where runs of x are no
// multiple of 4 bytes, or windows reach into the padding, bytes are gathered first. A position that is left over takes the
// place of both. Inputs of 16 bits go the same ways.
#include "runtime/kernels/conv_window.h"
#include "runtime/kernels/cortex_m4/bytes.h"
#include "runtime/kernels/cortex_m4/conv_s8_pairs.h"

namespace tmb {
namespace {

void ExpandWide(const int8_t* from, uint32_t groups, uint8_t* to) { ExpandHalves(from, groups, kPair, to); }

class Layer {
 public:
  Layer(const fb::ConvS8& op, const Context& context)
      : op_(op),
        ending_(Ending::Of(op)),
        has_residual_(HasOperand(op.residual()) && HasOperand(op.residual_multiplier())),
        residual_(context, has_residual_ ? op.residual() : op.x(), op.residual_type()),
        residual_bytes_(context.At<const int8_t>(has_residual_ ? op.residual() : op.y())),
        residual_multiplier_(has_residual_ ? context.At<const int32_t>(op.residual_multiplier()) : nullptr),
        x_is_wide_(IsWide(op.x_type())),
        y_is_wide_(op.y_type() == fb::Type::S16),
        pixel_(PixelBytes(op)),
        steps_(WindowSteps(op)),
        row_(op.k_w() * op.in_c()),
        gathers_(op.in_c() % 4 != 0),
        stores_sums_((op.y_type() != fb::Type::S8 && !y_is_wide_) || (has_residual_ && op.residual_type() != op.y_type()) ||
                     op.y_zero() == kGeneral),
        expand_(x_is_wide_ ? ExpandWide : tmb_expand_s8),
        inside_h_(InsideStarts(op.in_h(), op.k_h(), op.dilation_h())),
        inside_w_(InsideStarts(op.in_w(), op.k_w(), op.dilation_w())),
        x_(context.At<const int8_t>(op.x())),
        parameters_(context.At<const int32_t>(op.parameters())),
        scratch_(HasOperand(op.scratch()) ? context.Address(op.scratch()) : stack_),
        y_(context.Address(op.y())) {
    const uint32_t rest = steps_ % kPassSteps, back = rest == 0 || x_is_wide_ ? 0 : kPassSteps - rest;
    pairs_.passes = (steps_ + back) / kPassSteps;
    pairs_.back = back / 2;
    pairs_.w_back = back * 4;
    pairs_.windows = scratch_ - 4 - back * 4;
    pairs_.next_to_last_pass = pairs_.windows + (x_is_wide_ ? steps_ : (pairs_.passes - 2) * kPassSteps) * 4;
    const bool general = has_residual_ || stores_sums_ || y_is_wide_ || x_is_wide_;
    pairs_.y_zero = general ? kGeneral : ending_.y_zero;
    pairs_.y_zero_odd = general ? ending_.y_zero : ending_.y_zero * 256 + 128;
    pairs_.scratch = scratch_;
    pairs_.groups = row_ / 4;
    pairs_.rest = row_ % 4;
    pairs_.rest_at = scratch_ + pairs_.groups * op.k_h() * (kPair * 8);
    pairs_.flags = (stores_sums_ ? kWantsSums : 0) | (has_residual_ ? kHasResidual : 0) | (y_is_wide_ ? kWideY : 0) |
                   (x_is_wide_ ? kWideX : 0);
    w_ = context.Address(op.w()) - 4 - back * 4;
  }

  // Rows [first, end) of all images.
  void Convolve(uint32_t first, uint32_t end) {
    const uint32_t positions = op_.out_w();
    if (IsPointwise()) {
      Pointwise(first * positions, end * positions);
    } else {
      Windows(first, (end - first) * positions);
    }
    if (stores_sums_) return;
    const uint32_t row = positions * op_.out_c();
    Clamp(ending_, y_, first * row, (end - first) * row);
  }

 private:
  // Positions of y are those of x, and all can be done in one call.
  bool IsPointwise() const {
    return steps_ == op_.in_c() && op_.stride_h() == 1 && op_.stride_w() == 1 && op_.pad_h() == 0 && op_.pad_w() == 0 &&
           op_.in_h() == op_.out_h() && op_.in_w() == op_.out_w() && op_.out_c() % kPanel == 0 && !stores_sums_;
  }

  void Pointwise(uint32_t at, uint32_t end) {
    const uint32_t count = end - at;
    pairs_.runs = 1;
    pairs_.x_run = 0;
    pairs_.x_pair = kPair * pixel_;
    pairs_.count = count / kPair;
    pairs_.x[0] = x_ + at * pixel_;
    pairs_.x[1] = pairs_.x[0] + pixel_;
    if (pairs_.count != 0) Multiply(at, kPair);
    if (count % kPair == 0) return;
    pairs_.count = 1;
    pairs_.x[0] = pairs_.x[1] = x_ + (end - 1) * pixel_;
    Multiply(end - 1, 1);
  }

  void Windows(uint32_t first_row, uint32_t left) {
    const uint32_t row = first_row % op_.out_h(), image = first_row / op_.out_h();
    Position position = {x_ + image * (op_.in_h() * op_.in_w() * pixel_), row, 0,
                         row * op_.stride_h() - static_cast<uint32_t>(op_.pad_h()), 0u - static_cast<uint32_t>(op_.pad_w())};
    if (gathers_) ClearRest();
    for (uint32_t at = first_row * op_.out_w(); left != 0;) {
      const uint32_t pairs = PairsInside(position);
      const uint32_t count = pairs != 0 ? pairs * kPair : left < kPair ? left : kPair;
      Position second = position;
      if (count != 1) second.MoveOn(op_, 1);
      SetWindows(position, second);
      pairs_.count = pairs != 0 ? pairs : 1;
      Multiply(at, count == 1 ? 1 : kPair);
      if (pairs <= 1) position = second;
      position.MoveOn(op_, pairs <= 1 ? 1 : count);
      at += count;
      left -= count;
    }
  }

  // The steps that no window sets.
  void ClearRest() const {
    for (uint32_t i = 0; i < kPair * 4; ++i) reinterpret_cast<uint16_t*>(scratch_ + (steps_ - 4) * 4)[i] = 0;
  }

  // How many pairs from a position on lie inside x, in one row, and can be done in one call.
  uint32_t PairsInside(const Position& position) const {
    if (op_.dilation_w() != 1 || !IsInside(position)) return 0;
    const uint32_t inside = (inside_w_ - 1 - position.left) / op_.stride_w() + 1, left = op_.out_w() - position.column;
    const uint32_t pairs = (inside < left ? inside : left) / kPair;
    return pairs > 1 && (stores_sums_ || op_.out_c() % kPanel != 0) ? 1 : pairs;
  }

  // ---- windows
  void SetWindows(const Position& first, const Position& second) {
    pairs_.runs = op_.k_h();
    pairs_.groups = row_ / 4;
    if (op_.dilation_w() == 1 && IsInside(first) && IsInside(second)) {
      pairs_.x_run = XRow() - op_.k_w() * pixel_;
      pairs_.x_pair = kPair * op_.stride_w() * pixel_;
      pairs_.x[0] = PixelOf(first, 0);
      pairs_.x[1] = PixelOf(second, 0);
    } else if (gathers_) {
      pairs_.x_run = 0;
      if (pairs_.rest == 0) {
        pairs_.runs = 1;
        pairs_.groups = steps_ / 4;
      }
      pairs_.x[0] = Gather(first, Gathered(0));
      pairs_.x[1] = Gather(second, Gathered(1));
    } else {
      pairs_.runs = 0;
      Expand(first, scratch_);
      Expand(second, scratch_ + 4);
    }
  }

  bool IsInside(const Position& position) const { return position.top < inside_h_ && position.left < inside_w_; }
  // The pixel so many behind the window's first, which may lie outside.
  const int8_t* PixelOf(const Position& position, uint32_t pixels) const {
    return position.image + (position.top * op_.in_w() + position.left + pixels) * pixel_;
  }
  uint32_t XRow() const { return op_.dilation_h() * op_.in_w() * pixel_; }
  int8_t* Gathered(uint32_t i) const { return reinterpret_cast<int8_t*>(scratch_) + (4 + (i << x_is_wide_)) * steps_; }

  // The part of a window that lies inside x: rows of taps.
  struct Part {
    const int8_t* from;
    uint32_t row, column, rows, taps;  // of the window
  };
  Part PartInside(const Position& position) const {
    const Taps h = TapsInside(position.top, op_.dilation_h(), op_.k_h(), op_.in_h());
    const Taps w = TapsInside(position.left, op_.dilation_w(), op_.k_w(), op_.in_w());
    const uint32_t first = h.first * op_.dilation_h() * op_.in_w() + w.first * op_.dilation_w();
    return {PixelOf(position, first), h.first, w.first, w.count() == 0 ? 0 : h.count(), w.count()};
  }

  const int8_t* Gather(const Position& position, int8_t* to) const {
    const uint32_t row = op_.k_w() * pixel_;
    if (!IsInside(position)) FillBytes(x_is_wide_ ? Zeros() : (Zeros() & 0xff00ff) * 0x101, op_.k_h() * row, to);
    Part part = PartInside(position);
    if (part.rows == 0) return to;
    int8_t* at = to + part.row * row + part.column * pixel_;
    if (op_.dilation_w() == 1) {
      tmb_copy_runs_s8(part.from, part.taps * pixel_, at, part.rows, XRow(), row);
    } else {
      for (; part.rows != 0; --part.rows, part.from += XRow(), at += row)
        tmb_copy_runs_s8(part.from, pixel_, at, part.taps, op_.dilation_w() * pixel_, pixel_);
    }
    return to;
  }

  // Each run is of whole groups of 4 steps.
  void Expand(const Position& position, uint8_t* to) const {
    if (!IsInside(position)) FillSteps(to);
    Part part = PartInside(position);
    const uint32_t in_c = op_.in_c();
    to += (part.row * row_ + part.column * in_c) * 4;
    for (; part.rows != 0; --part.rows, part.from += XRow(), to += row_ * 4) {
      if (op_.dilation_w() == 1) {
        expand_(part.from, part.taps * in_c / 4, to);
      } else {
        for (uint32_t j = 0; j < part.taps; ++j)
          expand_(part.from + j * op_.dilation_w() * pixel_, in_c / 4, to + j * in_c * 4);
      }
    }
  }

  // Two of x_zero.
  uint32_t Zeros() const { return static_cast<uint16_t>(op_.x_zero()) * 0x10001u; }
  // Of a window, with x_zero.
  void FillSteps(uint8_t* to) const {
    const uint32_t zeros = Zeros();
    auto* at = reinterpret_cast<uint32_t*>(to);
    for (uint32_t left = steps_; left != 0; left -= 4, at += 4) at[0] = at[2] = zeros;
  }

  // ---- sums
  // `count` positions from `at`, or of pairs_.count pairs.
  void Multiply(uint32_t at, uint32_t count) {
    if (stores_sums_) return Sums(at, count);
    const uint32_t whole = op_.out_c() / kPanel * kPanel, y_bytes = 1 << y_is_wide_, row = op_.out_c() * y_bytes;
    uint8_t* const y = y_ + at * row;
    const int8_t* const residual = residual_bytes_ + at * row;
    pairs_.y_position = count == kPair ? row : 0;
    if (whole != 0) {
      Panels(0, whole * y_bytes, y, residual);
      if (whole == op_.out_c()) return;
      pairs_.runs = 0;
      pairs_.count = 1;
    }
    int8_t last_residual[kPair * kPanel * 2] = {}, last[kPair * kPanel * 2];
    const uint32_t before = whole * y_bytes, panel = kPanel * y_bytes;
    for (uint32_t i = 0; i < count && has_residual_; ++i)
      CopyBytes(residual + i * row + before, row - before, last_residual + i * panel);
    pairs_.y_position = panel;
    Panels(whole, panel, reinterpret_cast<uint8_t*>(last), last_residual);
    for (uint32_t i = 0; i < count; ++i)
      CopyBytes(last + i * panel, row - before, reinterpret_cast<int8_t*>(y) + i * row + before);
  }

  // Panels from channel `first` on, of so many bytes of y at a position.
  void Panels(uint32_t first, uint32_t bytes, uint8_t* y, const int8_t* residual) {
    pairs_.w = w_ + first * steps_;
    pairs_.parameters = parameters_ + first * 2 + kPanel;
    pairs_.y = y;
    pairs_.y_end = y + bytes;
    pairs_.residual = static_cast<std::ptrdiff_t>(reinterpret_cast<uintptr_t>(residual) - reinterpret_cast<uintptr_t>(y));
    pairs_.residual_multiplier = residual_multiplier_ + first;
    tmb_conv_s8(&pairs_);
  }

  // By way of the stack.
  void Sums(uint32_t at, uint32_t count) {
    for (uint32_t o = 0; o < op_.out_c(); o += kPanel) {
      int32_t sums[kPair * kPanel];
      Panels(o, 1, reinterpret_cast<uint8_t*>(sums), nullptr);
      pairs_.runs = 0;
      pairs_.count = 1;
      const uint32_t channels = op_.out_c() - o < kPanel ? op_.out_c() - o : kPanel;
      for (uint32_t i = 0; i < count; ++i) {
        const uint32_t y = (at + i) * op_.out_c() + o;
        for (uint32_t j = 0; j < channels; ++j) {
          const int32_t share = has_residual_ ? ResidualShare(residual_[y + j], residual_multiplier_[o + j]) : 0;
          ending_.Store(sums[i * kPanel + j] + share, parameters_[o * 2 + kPanel + j], y_, y + j);
        }
      }
    }
  }

  const fb::ConvS8& op_;
  const Ending ending_;
  const bool has_residual_;
  const NarrowArray residual_;
  const int8_t* const residual_bytes_;
  const int32_t* const residual_multiplier_;
  const bool x_is_wide_, y_is_wide_;
  const uint32_t pixel_;  // bytes
  const uint32_t steps_, row_;
  const bool gathers_, stores_sums_;
  void (*const expand_)(const int8_t* from, uint32_t groups, uint8_t* to);  // a window, every other word
  const uint32_t inside_h_, inside_w_;
  const int8_t* const x_;
  const uint8_t* w_;
  const int32_t* const parameters_;
  alignas(4) uint8_t stack_[kStackBytes];
  uint8_t* const scratch_;
  uint8_t* const y_;
  Pairs pairs_;
};

}  // namespace

void ConvS8(const fb::ConvS8& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const fb::ConvS8 local = op;  // on the stack no store through y can change it
  const uint32_t end = EndUnit(Units(local), first_unit, unit_count);
  if (first_unit != end) Layer(local, context).Convolve(first_unit, end);
}

}  // namespace tmb
