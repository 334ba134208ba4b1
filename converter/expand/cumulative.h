// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Cumulative windows: JAX writes cumsum, cumprod, cummax, cummin and cumlogsumexp as a
// reduce-window over the whole length, which costs n^2 / 2 combinations.
#ifndef TMB_CONVERTER_EXPAND_CUMULATIVE_H_
#define TMB_CONVERTER_EXPAND_CUMULATIVE_H_

#include <optional>

#include "converter/hlo/builder.h"
#include "converter/result.h"

namespace tmb {

struct Cumulative {
  int64_t dimension = 0;
  bool reverse = false;  // from the end
};

// None: the window is not cumulative, or so short that it may stay one.
std::optional<Cumulative> FindCumulative(const hlo::Instruction& window);

Result<hlo::Value> ExpandCumulative(hlo::Builder& b, const hlo::Instruction& window, const Cumulative& form);

}  // namespace tmb

#endif  // TMB_CONVERTER_EXPAND_CUMULATIVE_H_
