// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// In which order a reduction meets its elements: what its computation allows and what is faster.
#ifndef TMB_CONVERTER_LOWER_REDUCE_ORDER_H_
#define TMB_CONVERTER_LOWER_REDUCE_ORDER_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "converter/hlo/ir.h"

namespace tmb {

// Whether the computation is one operation on its two parameters, in any order.
bool IsPlain(const hlo::Computation& reducer);

// Whether the computation obviously gives the same in any order: it picks one of its values (argmax), or
// takes the larger or smaller; of two NaNs the payload tells which came first.
bool HasFreeOrder(const hlo::Computation& reducer);

// Whether rows of `count` reduced elements are reduced faster side by side, 16 results at a time over
// strided elements, than one after the other along the strip, where each merges its lanes in the end. Fitted
// to the cycles of sums, maxima and argmax of 1 to 64 rows of 8 to 256 elements (bench/target/run.sh on such
// modules).
bool FasterSideBySide(const hlo::Instruction& reduce, const std::vector<bool>& reduced, int64_t count);

// The loops of a reduce in nest order, as dimensions of the operand; the strip's is last.
std::vector<size_t> NestOrder(const std::vector<int64_t>& dims, const std::vector<bool>& reduced, bool rows);

// The identity that a recognized reducer may combine with padding instead of a selection.
std::optional<uint32_t> IdentityOf(const hlo::Computation& reducer);

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_REDUCE_ORDER_H_
