// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// ChooseSteps: which of some costly steps a quantized program takes so that it loses no more than is allowed.
// Roundings are taken as independent: what they lose adds up.
#ifndef TMB_CONVERTER_QUANTIZE_FINER_STEPS_H_
#define TMB_CONVERTER_QUANTIZE_FINER_STEPS_H_

#include <cstddef>
#include <optional>
#include <vector>

namespace tmb {

// Numbers that are rounded somewhere.
struct Rounding {
  double loss = 0;
  std::optional<size_t> finer;  // the step that gives them more bits, and what of the loss is left then
  double finer_share = 0;
  std::vector<size_t> floats;  // steps that together leave them as they are; empty: none do
};

// What is lost when `taken` steps are.
double LossWith(const std::vector<Rounding>& roundings, const std::vector<bool>& taken);

// One flag for each step of `costs`: by loss avoided for the cost, then without those that are not needed in
// the end. All that avoid anything when that is not enough.
std::vector<bool> ChooseSteps(const std::vector<Rounding>& roundings, const std::vector<double>& costs,
                              double allowed);

// Others than `taken`, whose loss was measured to be 1 / `share` of what is allowed: that avoid enough if the
// sum is as wrong about them as about those; `taken` again when no others avoid more.
std::vector<bool> MoreSteps(const std::vector<Rounding>& roundings, const std::vector<double>& costs,
                            const std::vector<bool>& taken, double share);

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_FINER_STEPS_H_
