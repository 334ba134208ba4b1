// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The opcodes that have an expansion.

#include <algorithm>
#include <iterator>

#include "converter/expand/expand.h"
#include "converter/expand/expansions.h"

namespace tmb {
namespace {

constexpr ExpandRow kRows[] = {
    {"abs", ExpandElementwise},
    {"acos", ExpandElementwise},
    {"acosh", ExpandElementwise},
    {"add", ExpandElementwise},
    {"asin", ExpandElementwise},
    {"asinh", ExpandElementwise},
    {"atan", ExpandElementwise},
    {"atan2", ExpandElementwise},
    {"atanh", ExpandElementwise},
    {"cbrt", ExpandElementwise},
    {"clamp", ExpandClamp},
    {"compare", ExpandCompare},
    {"convert", ExpandConvert},
    {"convolution", ExpandComplexContraction},
    {"cosh", ExpandElementwise},
    {"cosine", ExpandElementwise},
    {"divide", ExpandElementwise},
    {"dot", ExpandComplexContraction},
    {"exponential", ExpandElementwise},
    {"exponential-minus-one", ExpandElementwise},
    {"imag", ExpandPart},
    {"iota", ExpandIota},
    {"log", ExpandElementwise},
    {"log-plus-one", ExpandElementwise},
    {"logistic", ExpandElementwise},
    {"maximum", ExpandElementwise},
    {"minimum", ExpandElementwise},
    {"multiply", ExpandElementwise},
    {"negate", ExpandElementwise},
    {"power", ExpandElementwise},
    {"real", ExpandPart},
    {"rsqrt", ExpandElementwise},
    {"sign", ExpandElementwise},
    {"sine", ExpandElementwise},
    {"sinh", ExpandElementwise},
    {"sqrt", ExpandElementwise},
    {"subtract", ExpandElementwise},
    {"tan", ExpandElementwise},
    {"tanh", ExpandElementwise},
};
static_assert(std::is_sorted(std::begin(kRows), std::end(kRows),
                             [](const ExpandRow& a, const ExpandRow& b) { return a.name < b.name; }));

}  // namespace

ExpandFunction FindExpansion(std::string_view opcode) {
  const auto* found = std::lower_bound(std::begin(kRows), std::end(kRows), opcode,
                                       [](const ExpandRow& row, std::string_view name) { return row.name < name; });
  return found != std::end(kRows) && found->name == opcode ? found->expand : nullptr;
}

}  // namespace tmb
