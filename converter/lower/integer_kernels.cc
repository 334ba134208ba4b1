// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// integer-dot and integer-convolution become MatVecS8, ConvS8, WinogradS8 and DepthwiseS8: weights and
// parameters are packed as these read them.

#include "converter/integer_kernels.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "converter/lower/elementwise.h"
#include "converter/lower/lowering.h"
#include "converter/lower/product.h"
#include "converter/lower/winograd_s8.h"
#include "converter/plan/overlap.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

constexpr uint32_t kStripBytes = 4096;  // of scratch that a depthwise convolution may take for rows

uint32_t U(int64_t value) { return static_cast<uint32_t>(value); }
int32_t S(int64_t value) { return static_cast<int32_t>(value); }

int32_t WordOf(const hlo::Literal& literal, int64_t at) {
  int32_t word;
  std::memcpy(&word, literal.data.data() + at * 4, 4);
  return word;
}

const hlo::Literal& LiteralOf(const hlo::Instruction& kernel, size_t operand) {
  return *kernel.operands[operand]->literal;
}

// Weights [n, rows * run] as halves of two columns each, in panels (schema/tmb.fbs, MatVecS8 and ConvS8): 256
// times the odd one plus the even one, or `bytes` of both.
std::vector<uint8_t> PackPairs(const hlo::Literal& weights, int64_t n, int64_t rows, int64_t run,
                               int64_t panel, bool bytes) {
  const int64_t k = rows * run, steps = Steps4(U(k)), panels = (n + panel - 1) / panel;
  std::vector<uint8_t> packed(static_cast<size_t>(panels * panel * steps));
  const auto weight = [&](int64_t step, int64_t column) {
    return column < n ? static_cast<int8_t>(weights.data[static_cast<size_t>(column * k + step)]) : int8_t{0};
  };
  for (int64_t step = 0; step < k; ++step) {
    const int64_t at = WindowStep(U(rows), U(run), U(step / run), U(step % run));
    for (int64_t column = 0; column < panels * panel; column += 2) {
      const int64_t word = (column / panel * steps / 2 + at / 2) * panel / 2 + column % panel / 2;
      const int even = weight(step, column), odd = weight(step, column + 1);
      uint8_t* const half = packed.data() + word * 4 + at % 2 * 2;
      half[0] = static_cast<uint8_t>(even);
      half[1] = static_cast<uint8_t>(even < 0 && !bytes ? odd - 1 : odd);
    }
  }
  return packed;
}

// The words of a panel, without their `shift` lowest bits, in `bytes` bytes each; what is behind the last is
// 0.
void AppendIntegers(const hlo::Literal& words, int64_t first, int64_t panel, int bytes, int shift,
                    std::vector<uint8_t>& packed) {
  const auto count = static_cast<int64_t>(words.data.size() / 4);
  for (int64_t j = first; j < first + panel; ++j) {
    const int32_t number = (j < count ? WordOf(words, j) : 0) >> shift;
    for (int byte = 0; byte < bytes; ++byte) packed.push_back(static_cast<uint8_t>(number >> byte * 8));
  }
}

// Vectors of words, one panel of each after the other.
std::vector<uint8_t> PackWords(const std::vector<const hlo::Literal*>& vectors, int64_t n, int64_t panel) {
  std::vector<uint8_t> packed;
  for (int64_t column = 0; column < n; column += panel) {
    for (const hlo::Literal* vector : vectors) AppendIntegers(*vector, column, panel, 4, 0, packed);
  }
  return packed;
}

// The multiplier_shift of MatVecS8 by which 16 bits hold each of these, or 0.
uint8_t MultiplierShiftOf(const hlo::Literal& multipliers) {
  uint32_t all = 1u << kMaxMultiplierShift;
  int64_t most = 0;
  for (size_t j = 0; j < multipliers.data.size() / 4; ++j) {
    const int64_t multiplier = WordOf(multipliers, static_cast<int64_t>(j));
    all |= static_cast<uint32_t>(multiplier);
    most = std::max(most, std::abs(multiplier));
  }
  const int zeros = std::countr_zero(all);
  return static_cast<uint8_t>(zeros == 0 || most >> zeros > INT16_MAX ? 0 : 16 - zeros);
}

// What all kernels have.
class Emitter {
 public:
  Emitter(Lowering& lowering, const hlo::Instruction& kernel)
      : lowering_(lowering),
        program_(lowering.program()),
        kernel_(kernel),
        range_(*kernel.integer_range),
        x_type_(ToSchema(kernel.operands[0]->shape.type)),
        y_type_(ToSchema(kernel.shape.type)) {}

  Result<void> Emit() {
    TMB_ASSIGN(x_, DensePlaceOf(lowering_, *kernel_.operands[0]));
    if (kernel_.operands.size() > 4) {
      TMB_ASSIGN(residual_, DensePlaceOf(lowering_, *kernel_.operands[4]));
    }
    if (kernel_.opcode == kIntegerDot) {
      EmitDot();
    } else if (kernel_.feature_group_count > 1) {
      EmitDepthwise();
    } else {
      EmitConvolution();
    }
    return {};
  }

 private:
  fb::Ref Constant(const char* suffix, hlo::Type type, std::vector<uint8_t> data) {
    const auto elements = static_cast<int64_t>(data.size()) / hlo::TypeBytes(type);
    const hlo::Shape shape{type, {elements}, {}, {}};
    return program_.AddOperand(lowering_.ConstantBytes(kernel_.name + suffix, shape, std::move(data)).buffer);
  }
  std::vector<uint8_t> Pairs(int64_t n, int64_t rows, int64_t run, int64_t panel) const {
    return PackPairs(LiteralOf(kernel_, 1), n, rows, run, panel, x_type_ == fb::Type::S16);
  }
  fb::Ref Weights(int64_t n, int64_t rows, int64_t run, int64_t panel) {
    return Constant(".weights", hlo::Type::kS8, Pairs(n, rows, run, panel));
  }
  // The weights of MatVecS8, with biases and multipliers.
  std::vector<uint8_t> PackRowPanels(const fb::MatVecS8& op) const {
    const std::vector<uint8_t> weights = Pairs(op.n(), 1, op.k(), kRowPanel);
    const size_t weight_bytes = RowPanelBytes(op) - RowParameterBytes(op);
    std::vector<uint8_t> packed;
    for (uint32_t column = 0; column < op.n(); column += kRowPanel) {
      AppendIntegers(LiteralOf(kernel_, 2), column, kRowPanel, 4, 0, packed);
      if (op.multiplier_shift() == 0) {
        AppendIntegers(LiteralOf(kernel_, 3), column, kRowPanel, 4, 0, packed);
      } else {
        AppendIntegers(LiteralOf(kernel_, 3), column, kRowPanel, 2, 16 - op.multiplier_shift(), packed);
      }
      const auto from = weights.begin() + static_cast<ptrdiff_t>(column / kRowPanel * weight_bytes);
      packed.insert(packed.end(), from, from + static_cast<ptrdiff_t>(weight_bytes));
    }
    return packed;
  }
  fb::Ref Parameters(int64_t n, int64_t panel) {
    return Constant(".parameters", hlo::Type::kS32,
                    PackWords({&LiteralOf(kernel_, 2), &LiteralOf(kernel_, 3)}, n, panel));
  }
  fb::Ref X() { return program_.AddOperand(x_.buffer, x_.offset); }
  fb::Ref Scratch(uint32_t bytes) { return program_.AddOperand(lowering_.NewScratch(bytes)); }

  void Append(tmb::Instruction instruction) {
    instruction.starts = {y_};
    lowering_.Append(std::move(instruction), kernel_);
    lowering_.SetStored(kernel_, {{y_, 0}});
  }

  void EmitDot() {
    const hlo::Shape& shape = kernel_.shape;
    const int64_t m = shape.dims[0], n = shape.dims[1], k = kernel_.operands[0]->shape.dims[1];
    y_ = lowering_.NewBuffer(kernel_);
    if (m != 1 || residual_.has_value()) {
      return EmitWindows({1, 1, m, k, 1, m, n, 1, 1, {}, {}});
    }
    fb::MatVecS8 op(X(), fb::Ref(kNoOperand), program_.AddOperand(y_), fb::Ref(kNoOperand), U(m), U(n), U(k),
                    range_.y_zero, range_.clamp_lo, range_.clamp_hi, x_type_, y_type_, 0);
    if (y_type_ == fb::Type::S8) op.mutate_multiplier_shift(MultiplierShiftOf(LiteralOf(kernel_, 3)));
    op.mutable_w() = Constant(".weights", hlo::Type::kS8, PackRowPanels(op));
    op.mutable_scratch() = Scratch(MatVecScratchBytes(op));
    tmb::Instruction instruction;
    instruction.op.Set(op);
    Append(std::move(instruction));
  }

  // Extents of a convolution.
  struct Windows {
    int64_t batch, in_h, in_w, in_c, out_h, out_w, out_c, k_h, k_w;
    hlo::WindowDimension h, w;
  };

  void EmitConvolution() {
    const std::vector<int64_t>&x = kernel_.operands[0]->shape.dims, &y = kernel_.shape.dims;
    const hlo::WindowDimension &h = kernel_.window[0], &w = kernel_.window[1];
    y_ = lowering_.NewBuffer(kernel_);
    // A convolution of one tap at every position: over rows of pixels, however long they are.
    const bool pointwise = h.size == 1 && w.size == 1 && h.stride == 1 && w.stride == 1 && x[1] == y[1] &&
                           x[2] == y[2] && h.pad_low == 0 && w.pad_low == 0;
    if (pointwise)
      return EmitWindows({1, 1, x[0] * x[1] * x[2], x[3], 1, x[0] * x[1] * x[2], y[3], 1, 1, {}, {}});
    const Windows windows = {x[0], x[1], x[2], x[3], y[1], y[2], y[3], h.size, w.size, h, w};
    if (!lowering_.options().winograd || !EmitWinograd(windows)) EmitWindows(windows);
  }

  fb::Type ResidualType() const {
    return residual_.has_value() ? ToSchema(kernel_.operands[4]->shape.type) : fb::Type::S8;
  }
  fb::Ref ResidualMultiplier(int64_t n, int64_t panel) {
    if (!residual_.has_value()) return fb::Ref(kNoOperand);
    return Constant(".residual", hlo::Type::kS32, PackWords({&LiteralOf(kernel_, 5)}, n, panel));
  }

  template <typename Op>
  void AppendWithResidual(Op op) {
    tmb::Instruction instruction;
    instruction.op.Set(op);
    const bool same_size = ElementBytes(op.residual_type()) == ElementBytes(y_type_);
    if (residual_.has_value() && residual_->offset == 0 && same_size)
      instruction.in_place.push_back({y_, residual_->buffer});
    Append(std::move(instruction));
  }

  // false where that is not possible or not faster.
  bool EmitWinograd(const Windows& g) {
    const auto is_plain = [](const hlo::WindowDimension& d) {
      return d.size == 3 && d.stride == 1 && d.window_dilation == 1;
    };
    if (x_type_ != fb::Type::S8 || !is_plain(g.h) || !is_plain(g.w)) return false;
    const hlo::Literal *weights = &LiteralOf(kernel_, 1), *biases = &LiteralOf(kernel_, 2);
    const WinogradConstants constants = {*weights, *biases,
                                         residual_.has_value() ? &LiteralOf(kernel_, 5) : nullptr,
                                         ResidualType() == fb::Type::S8 ? -128 : -32768};
    const fb::Ref none(kNoOperand);
    fb::WinogradS8 op(none, none, none, none, none, none, none, U(g.batch), U(g.in_h), U(g.in_w), U(g.in_c),
                      U(g.out_h), U(g.out_w), U(g.out_c), S(g.h.pad_low), S(g.w.pad_low), range_.x_zero,
                      range_.y_zero, range_.clamp_lo, range_.clamp_hi, y_type_, ResidualType());
    if (!PaysWinogradS8(op) || !FitWinogradS8(constants)) return false;
    op.mutable_x() = X();
    op.mutable_w() = Constant(".weights", hlo::Type::kS16, PackWinogradS8(weights->data, g.out_c, g.in_c));
    hlo::Literal sums = *biases;
    std::memcpy(sums.data.data(), BiasesOfWinogradS8(constants).data(), sums.data.size());
    op.mutable_parameters() = Constant(".parameters", hlo::Type::kS32,
                                       PackWords({&sums, &LiteralOf(kernel_, 3)}, g.out_c, kWinogradPanel));
    op.mutable_residual() = AddOptional(program_, residual_);
    op.mutable_residual_multiplier() = ResidualMultiplier(g.out_c, kWinogradPanel);
    op.mutable_y() = program_.AddOperand(y_);
    op.mutable_scratch() = Scratch(WinogradScratchBytes(op));
    AppendWithResidual(op);
    return true;
  }

  void EmitWindows(const Windows& g) {
    const fb::Ref multiplier = ResidualMultiplier(g.out_c, kPanel);
    fb::ConvS8 op(X(), Weights(g.out_c, g.k_h, g.k_w * g.in_c, kPanel), Parameters(g.out_c, kPanel),
                  AddOptional(program_, residual_), multiplier, program_.AddOperand(y_), fb::Ref(kNoOperand),
                  U(g.batch), U(g.in_h), U(g.in_w), U(g.in_c), U(g.out_h), U(g.out_w), U(g.out_c), U(g.k_h),
                  U(g.k_w), U(g.h.stride), U(g.w.stride), S(g.h.pad_low), S(g.w.pad_low),
                  U(g.h.window_dilation), U(g.w.window_dilation), range_.x_zero, range_.y_zero,
                  range_.clamp_lo, range_.clamp_hi, x_type_, y_type_, ResidualType());
    if (NeedsScratch(op)) op.mutable_scratch() = Scratch(ConvScratchBytes(op));
    AppendWithResidual(op);
  }

  void EmitDepthwise() {
    const std::vector<int64_t>&x = kernel_.operands[0]->shape.dims, &y = kernel_.shape.dims;
    const hlo::WindowDimension &h = kernel_.window[0], &w = kernel_.window[1];
    y_ = lowering_.NewBuffer(kernel_);
    const std::vector<uint8_t>& weights = LiteralOf(kernel_, 1).data;
    const bool adds = std::all_of(weights.begin(), weights.end(), [](uint8_t weight) { return weight == 1; });
    fb::DepthwiseS8 op(X(), adds ? fb::Ref(kNoOperand) : Constant(".weights", hlo::Type::kS8, weights),
                       Parameters(x[3], 1), program_.AddOperand(y_), fb::Ref(kNoOperand), U(x[0]), U(x[1]),
                       U(x[2]), U(x[3]), U(y[1]), U(y[2]), U(h.size), U(w.size), U(h.stride), U(w.stride),
                       S(h.pad_low), S(w.pad_low), U(h.window_dilation), U(w.window_dilation), U(y[1]),
                       range_.x_zero, range_.y_zero, range_.clamp_lo, range_.clamp_hi, x_type_, y_type_);
    op.mutate_strip_rows(DepthwiseStripRows(op, kStripBytes));
    op.mutable_scratch() = Scratch(DepthwiseScratchBytes(op));
    tmb::Instruction instruction;
    instruction.op.Set(op);
    if (x_.offset == 0 && MayLieOnInput(op)) instruction.in_place.push_back({y_, x_.buffer});
    Append(std::move(instruction));
  }

  Lowering& lowering_;
  Program& program_;
  const hlo::Instruction& kernel_;
  const hlo::IntegerRange& range_;
  const fb::Type x_type_, y_type_;
  Operand x_;
  std::optional<Operand> residual_;
  BufferId y_ = 0;
};

}  // namespace

Result<void> LowerIntegerKernel(Lowering& lowering, const hlo::Instruction& kernel) {
  return Emitter(lowering, kernel).Emit();
}

}  // namespace tmb
