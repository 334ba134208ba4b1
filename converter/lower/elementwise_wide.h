// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Element-wise operations on pairs: s64, u64 and f64 as two words, complex numbers as two
// parts. What 32-bit micro-operations do in a few steps is written with them, the rest
// takes a 64-bit operation (fb::WideOp).
#ifndef TMB_CONVERTER_LOWER_ELEMENTWISE_WIDE_H_
#define TMB_CONVERTER_LOWER_ELEMENTWISE_WIDE_H_

#include <optional>
#include <vector>

#include "converter/hlo/ir.h"
#include "converter/lower/map_builder.h"

namespace tmb {

// `instruction` whose operand 0 is of a pair type, or nothing when it has no micro-code.
std::optional<NodeId> PairOperation(MapBuilder& map, const hlo::Instruction& instruction,
                                    const std::vector<NodeId>& operands);

// Converts from or to a pair type.
std::optional<NodeId> ConvertPair(MapBuilder& map, NodeId value, hlo::Type from, hlo::Type to);

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_ELEMENTWISE_WIDE_H_
