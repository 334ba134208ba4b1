// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// G of F(4x4, 3x3) without fractions; the other two matrices are the kernel's
// (runtime/kernels/winograd_s8.h).

#include "converter/lower/winograd_s8.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "converter/report/cycles.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

constexpr int kG[6][3] = {{1, 0, 0}, {1, 1, 1}, {1, -1, 1}, {1, 2, 4}, {1, -2, 4}, {0, 0, 1}};

std::array<int, 36> Transform(const std::array<int, 9>& kernel) {
  std::array<int, 36> transformed{};
  for (size_t i = 0; i < 6; ++i) {
    for (size_t j = 0; j < 6; ++j) {
      for (size_t p = 0; p < 3; ++p) {
        for (size_t q = 0; q < 3; ++q) transformed[i * 6 + j] += kG[i][p] * kG[j][q] * kernel[p * 3 + q];
      }
    }
  }
  return transformed;
}

int32_t WordOf(const hlo::Literal& literal, int64_t at) {
  int32_t word;
  std::memcpy(&word, literal.data.data() + at * 4, 4);
  return word;
}

int64_t ChannelsOf(const WinogradConstants& constants) { return constants.weights.shape.dims[0]; }

// Calls fn(weight) for each of a channel.
template <typename Fn>
void ForEachWeight(const WinogradConstants& constants, int64_t channel, Fn fn) {
  const int64_t k = constants.weights.shape.Elements() / ChannelsOf(constants);
  const uint8_t* const data = constants.weights.data.data() + channel * k;
  for (int64_t i = 0; i < k; ++i) fn(int64_t{static_cast<int8_t>(data[i])});
}

template <typename Op>
double EstimateOf(Op op) {
  fb::InstructionUnion instruction;
  instruction.Set(op);
  return CycleWorkOf(instruction).Cycles();
}

}  // namespace

std::vector<uint8_t> PackWinogradS8(const std::vector<uint8_t>& weights, int64_t out_c, int64_t in_c) {
  constexpr int64_t kPositions = kWinogradPositions, kPanelOuts = kWinogradPanel;
  const int64_t steps = Steps4(static_cast<uint32_t>(in_c)), panels = (out_c + kPanelOuts - 1) / kPanelOuts;
  std::vector<uint8_t> packed(static_cast<size_t>(panels * kPanelOuts * kPositions * steps * 2));
  for (int64_t out = 0; out < out_c; ++out) {
    for (int64_t in = 0; in < in_c; ++in) {
      std::array<int, 9> kernel{};
      for (int64_t tap = 0; tap < 9; ++tap)
        kernel[static_cast<size_t>(tap)] =
            static_cast<int8_t>(weights[static_cast<size_t>((out * 9 + tap) * in_c + in)]);
      const std::array<int, 36> transformed = Transform(kernel);
      const int64_t step = PackedStep(static_cast<uint32_t>(in));
      for (int64_t position = 0; position < kPositions; ++position) {
        const int64_t words =
            ((out / kPanelOuts * kPositions + position) * steps / 2 + step / 2) * kPanelOuts;
        uint8_t* const half = packed.data() + (words + out % kPanelOuts) * 4 + step % 2 * 2;
        const int value = transformed[static_cast<size_t>(position)];
        half[0] = static_cast<uint8_t>(value);
        half[1] = static_cast<uint8_t>(value >> 8);
      }
    }
  }
  return packed;
}

std::vector<int32_t> BiasesOfWinogradS8(const WinogradConstants& constants) {
  std::vector<int32_t> biases;
  for (int64_t channel = 0; channel < ChannelsOf(constants); ++channel) {
    int64_t bias = WordOf(constants.biases, channel);
    ForEachWeight(constants, channel, [&bias](int64_t weight) { bias -= 128 * weight; });
    biases.push_back(static_cast<int32_t>(bias * 64));
  }
  return biases;
}

bool FitWinogradS8(const WinogradConstants& constants) {
  for (int64_t channel = 0; channel < ChannelsOf(constants); ++channel) {
    int64_t least = WordOf(constants.biases, channel), most = least;
    const auto add = [&least, &most](int64_t a, int64_t b) {
      least += std::min(a, b);
      most += std::max(a, b);
    };
    ForEachWeight(constants, channel, [&add](int64_t weight) { add(weight * -128, weight * 127); });
    if (constants.residual_multipliers != nullptr) {
      const int64_t multiplier = WordOf(*constants.residual_multipliers, channel);
      const int64_t lowest = constants.lowest_residual;
      add(lowest * multiplier >> 16, (-1 - lowest) * multiplier >> 16);
    }
    constexpr int64_t kLimit = int64_t{1} << 25;
    if (least < -kLimit || most >= kLimit) return false;
  }
  return true;
}

bool PaysWinogradS8(const fb::WinogradS8& op) {
  const fb::Ref none(kNoOperand);
  const fb::ConvS8 direct(none, none, none, none, none, none, none, op.batch(), op.in_h(), op.in_w(),
                          op.in_c(), op.out_h(), op.out_w(), op.out_c(), 3, 3, 1, 1, op.pad_h(), op.pad_w(),
                          1, 1, op.x_zero(), op.y_zero(), op.clamp_lo(), op.clamp_hi(), fb::Type::S8,
                          op.y_type(), op.residual_type());
  return op.in_c() >= 4 && op.out_c() >= 4 && EstimateOf(op) < 0.9 * EstimateOf(direct);
}

}  // namespace tmb
