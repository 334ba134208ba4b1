// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Whether an output is what was expected: integers, predicates and raw bits must be
// equal, floats within |got - want| <= atol + rtol * |want|, NaN where NaN is.
#ifndef TMB_PORTS_HOST_COMPARE_H_
#define TMB_PORTS_HOST_COMPARE_H_

#include <optional>
#include <string>

#include "converter/arrays/array.h"

namespace tmb {

struct Tolerance {
  double rtol = 1e-5;
  double atol = 1e-6;
};

// The first difference, both values and the number of differences; none when there is
// none. Both arrays fit the same tensor.
std::optional<std::string> Difference(const Array& got, const Array& want, tmb_type type,
                                      Tolerance tolerance);

}  // namespace tmb

#endif  // TMB_PORTS_HOST_COMPARE_H_
