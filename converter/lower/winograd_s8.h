// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Weights of WinogradS8, and where it takes ConvS8's place.
#ifndef TMB_CONVERTER_LOWER_WINOGRAD_S8_H_
#define TMB_CONVERTER_LOWER_WINOGRAD_S8_H_

#include <cstdint>
#include <vector>

#include "converter/hlo/ir.h"
#include "runtime/isa.h"

namespace tmb {

// Of s8 weights [out_c, 3, 3, in_c]: as WinogradS8 reads them.
std::vector<uint8_t> PackWinogradS8(const std::vector<uint8_t>& weights, int64_t out_c, int64_t in_c);

// The constants of an integer-convolution; without a residual there are no multipliers for it.
struct WinogradConstants {
  const hlo::Literal &weights, &biases;
  const hlo::Literal* residual_multipliers;
  int64_t lowest_residual;
};

// Its biases: 64 times, with the sums of 128 that inputs are taken too large.
std::vector<int32_t> BiasesOfWinogradS8(const WinogradConstants& constants);

// Whether its sums with their residuals' shares, whatever the inputs are, lie below 2^25.
bool FitWinogradS8(const WinogradConstants& constants);

// Whether a convolution of these extents takes fewer cycles than ConvS8, by estimate a tenth or more: the
// weights take 8 times the flash.
bool PaysWinogradS8(const fb::WinogradS8& op);

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_WINOGRAD_S8_H_
